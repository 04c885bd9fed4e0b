package io.trenchbot.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node behind TLS whose certificate names {@code localhost} and nothing else. */
class TlsTest {
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    static Path folder;

    private static SSLContext context;

    @BeforeAll
    static void makeCertificate() throws Exception {
        Path store = folder.resolve("store.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "SAN=dns:localhost",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        new String(PASSWORD),
                        "-alias",
                        "node",
                        "-keystore",
                        store.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(keytool.exitValue()).as(said).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, PASSWORD);
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("node", keys.getCertificate("node"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
    }

    /** Takes TLS off in front of a node. */
    private static final class TlsProxy implements AutoCloseable {
        private final SSLServerSocket server;
        private final URI node;
        /** Why handshakes failed. */
        final Queue<String> failures = new ConcurrentLinkedQueue<>();

        TlsProxy(URI node) throws IOException {
            this.node = node;
            server = (SSLServerSocket)
                    context.getServerSocketFactory().createServerSocket(0, 16, InetAddress.getLoopbackAddress());
            daemon(this::accept);
        }

        URI url(String host) {
            return URI.create("wss://" + host + ":" + server.getLocalPort() + "/?api-key=secret");
        }

        private void accept() {
            while (!server.isClosed()) {
                try {
                    SSLSocket client = (SSLSocket) server.accept();
                    daemon(() -> serve(client));
                } catch (IOException e) {
                    return;
                }
            }
        }

        private void serve(SSLSocket client) {
            try {
                client.startHandshake();
            } catch (IOException e) {
                failures.add(String.valueOf(e.getMessage()));
                return;
            }
            try {
                Socket to = new Socket(node.getHost(), node.getPort());
                daemon(() -> pipe(client, to));
                daemon(() -> pipe(to, client));
            } catch (IOException e) {
                // The node has gone.
            }
        }

        private static void daemon(Runnable task) {
            Thread thread = new Thread(task, "tls-proxy");
            thread.setDaemon(true);
            thread.start();
        }

        private static void pipe(Socket from, Socket to) {
            try (from;
                    to) {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                byte[] buffer = new byte[1 << 16];
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    out.write(buffer, 0, n);
                    out.flush();
                }
            } catch (IOException e) {
                // One side has gone, so the other goes too.
            }
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }

    @Test
    void theRightHostIsAcceptedAndLosesNothingOverAReset() throws Exception {
        try (Feed feed = new Feed(1);
                TlsProxy proxy = new TlsProxy(feed.node().webSocketUrl())) {
            SolanaStream stream = feed.start(SolanaStream.builder()
                    .endpoint(proxy.url("localhost"))
                    .socketFactory(context.getSocketFactory())
                    .listener(feed.recorder)
                    .backfill(feed.backfill)
                    .settings(TestSettings.quick())
                    .subscribe(feed.transactions()));
            feed.awaitDelivered(100);
            feed.node().faults().drop(io.trenchbot.testkit.Faults.Drop.RESET);
            feed.awaitSettledGaps(1);
            feed.awaitDelivered(100);
            feed.assertEachExactlyOnce();
            assertThat(stream.stats().unfillableGapCount()).isZero();
            assertThat(feed.recorder.states.toString()).doesNotContain("secret");
            assertThat(stream.stats().toString()).doesNotContain("secret");
        }
    }

    @Test
    void aHostThatTheCertificateDoesNotNameIsRefused() throws Exception {
        refuses("127.0.0.1", context.getSocketFactory());
    }

    @Test
    void aCertificateThatNobodyVouchesForIsRefused() throws Exception {
        refuses("localhost", null);
        refuses("localhost", (SSLSocketFactory) SSLSocketFactory.getDefault());
    }

    private static void refuses(String host, SSLSocketFactory factory) throws Exception {
        try (Feed feed = new Feed(1);
                TlsProxy proxy = new TlsProxy(feed.node().webSocketUrl())) {
            SolanaStream.Builder builder = SolanaStream.builder()
                    .endpoint(proxy.url(host))
                    .listener(feed.recorder)
                    .settings(TestSettings.quick())
                    .maxAttempts(3)
                    .subscribe(feed.transactions());
            if (factory != null) {
                builder.socketFactory(factory);
            }
            try (SolanaStream stream = builder.build().start()) {
                Recorder.await("the refusal", Feed.SOON, () -> stream.state() == StreamState.FAILED);
                assertThat(stream.stats().endpoints().get(0).connectCount()).isZero();
                assertThat(stream.stats().endpoints().get(0).frameCount()).isZero();
                assertThat(feed.delivered).isEmpty();
            }
            // A server that still writes when the client goes meets a broken pipe before it reads why,
            // so not every try is told.
            try (SolanaStream stream =
                    builder.maxAttempts(Integer.MAX_VALUE).build().start()) {
                Recorder.await(
                        "the client's alert",
                        Feed.SOON,
                        () -> proxy.failures.stream().anyMatch(failure -> failure.contains("certificate_unknown")));
                assertThat(stream.stats().endpoints().get(0).connectCount()).isZero();
                assertThat(feed.recorder.states.toString()).doesNotContain("secret");
            }
        }
    }
}

package io.trenchbot.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** TLS and HTTP/2: certificates, and connections that die under many calls. */
@Timeout(120)
class Http2Test {
    private static final HeldCertificate AUTHORITY =
            new HeldCertificate.Builder().certificateAuthority(0).build();

    private static HeldCertificate.Builder certificate() {
        return new HeldCertificate.Builder().signedBy(AUTHORITY);
    }

    private static HandshakeCertificates trust() {
        return new HandshakeCertificates.Builder()
                .addTrustedCertificate(AUTHORITY.certificate())
                .build();
    }

    private static MockWebServer server(HeldCertificate certificate, Dispatcher dispatcher) throws IOException {
        MockWebServer server = new MockWebServer();
        server.useHttps(new HandshakeCertificates.Builder()
                .heldCertificate(certificate)
                .build()
                .sslSocketFactory());
        server.setDispatcher(dispatcher);
        server.start();
        return server;
    }

    private static String url(MockWebServer server) {
        return "https://localhost:" + server.getPort() + "/";
    }

    private static SolanaConnectionPool.Builder builder(String... urls) {
        HandshakeCertificates trust = trust();
        return Pools.patient().primary(urls).tls(trust.sslContext(), trust.trustManager());
    }

    /** Answers every single or batched request; counts those that are no probes. */
    private static final class Answering extends Dispatcher {
        final AtomicInteger calls = new AtomicInteger();
        volatile CountDownLatch hold = new CountDownLatch(0);

        @Override
        public MockResponse dispatch(RecordedRequest request) {
            try {
                JsonNode json = TestNode.MAPPER.readTree(request.getBody().utf8());
                if (json.isArray()) {
                    return body("[" + reply(json.get(0)) + "," + reply(json.get(1)) + "]");
                }
                if (!json.get("method").asText().equals("getGenesisHash")) {
                    calls.incrementAndGet();
                    hold.await();
                }
                return body(reply(json));
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        private static String reply(JsonNode request) {
            String result = switch (request.get("method").asText()) {
                case "getSlot" -> "1000";
                case "getGenesisHash" -> "\"" + TestNode.GENESIS + "\"";
                default -> "\"ok\"";
            };
            return "{\"jsonrpc\":\"2.0\",\"result\":" + result + ",\"id\":" + request.get("id") + "}";
        }

        private static MockResponse body(String body) {
            return new MockResponse.Builder().body(body).build();
        }
    }

    @Test
    void callsShareOneConnectionOverHttp2() throws Exception {
        Answering answering = new Answering();
        try (MockWebServer server = server(
                        certificate().addSubjectAlternativeName("localhost").build(), answering);
                SolanaConnectionPool pool = builder(url(server)).build()) {
            Pools.warm(pool);
            CompletableFuture<?>[] calls = new CompletableFuture<?>[20];
            for (int i = 0; i < calls.length; i++) {
                calls[i] = pool.callAsync("getSlot", "[]");
            }
            CompletableFuture.allOf(calls).get();
            assertThat(answering.calls).hasValue(20);
            int connection = -1;
            while (server.getRequestCount() > 0) {
                RecordedRequest request = server.takeRequest(0, TimeUnit.MILLISECONDS);
                if (request == null) {
                    break;
                }
                assertThat(request.getRequestLine()).endsWith("HTTP/2");
                connection = Math.max(connection, request.getConnectionIndex());
            }
            assertThat(connection).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void aCertificateThatIsNotValidTakesTheNodeOutUntilSomebodyActs() throws Exception {
        HeldCertificate expired = certificate()
                .addSubjectAlternativeName("localhost")
                .validityInterval(1_000_000_000_000L, 1_000_000_100_000L)
                .build();
        HeldCertificate foreign =
                certificate().addSubjectAlternativeName("other.test").build();
        HeldCertificate selfSigned = new HeldCertificate.Builder()
                .addSubjectAlternativeName("localhost")
                .build();
        for (HeldCertificate bad : new HeldCertificate[] {expired, foreign, selfSigned}) {
            Answering answering = new Answering();
            try (MockWebServer server = server(bad, answering);
                    TestNode good = new TestNode();
                    SolanaConnectionPool pool = builder(url(server), good.url()).build()) {
                for (int i = 0; i < 20; i++) {
                    assertThat(pool.rpc().getSlot()).isEqualTo(1000);
                }
                Pools.await(() -> pool.stats().nodes().get(0).state() == PoolStats.NodeState.MISCONFIGURED);
                assertThat(answering.calls).hasValue(0);
                assertThat(pool.stats().nodes().get(0).faults()).isZero();
            }
        }
    }

    @Test
    void aHandshakeThatIsDroppedIsAFaultLikeARefusal() throws Exception {
        try (TestNode plain = new TestNode();
                TestNode good = new TestNode();
                SolanaConnectionPool pool = builder(plain.url().replace("http:", "https:"), good.url())
                        .connectTimeout(Duration.ofMillis(300))
                        .attemptTimeout(Duration.ofMillis(500))
                        .build()) {
            for (int i = 0; i < 20; i++) {
                assertThat(pool.rpc().getSlot()).isEqualTo(1000);
            }
            Pools.await(() -> pool.stats().nodes().get(0).state() == PoolStats.NodeState.DOWN);
        }
    }

    @Test
    void aCancelledCallLeavesTheConnectionToTheOthers() throws Exception {
        Answering answering = new Answering();
        try (MockWebServer server = server(
                        certificate().addSubjectAlternativeName("localhost").build(), answering);
                SolanaConnectionPool pool = builder(url(server)).build()) {
            Pools.warm(pool);
            answering.hold = new CountDownLatch(1);
            CompletableFuture<RpcResponse<byte[]>> cancelled = pool.callAsync("getSlot", "[]");
            CompletableFuture<RpcResponse<byte[]>> other = pool.callAsync("getSlot", "[]");
            Pools.await(() -> answering.calls.get() == 2);
            cancelled.cancel(true);
            answering.hold.countDown();
            assertThat(other.get().attempts()).isEqualTo(1);
            assertThat(pool.stats().nodes().get(0).faults()).isZero();
        }
    }

    @Test
    void aPooledConnectionThatGoesSilentIsFoundByItsPings() throws Exception {
        Answering answering = new Answering();
        try (MockWebServer server = server(
                        certificate().addSubjectAlternativeName("localhost").build(), answering);
                Wire wire = new Wire(server.getPort());
                SolanaConnectionPool pool = builder("https://localhost:" + wire.port() + "/")
                        .pingInterval(Duration.ofSeconds(1))
                        .attemptTimeout(Duration.ofSeconds(4))
                        .probeInterval(Duration.ofSeconds(30))
                        .build()) {
            Pools.warm(pool);
            pool.rpc().getSlot();
            wire.freeze();
            long startNs = System.nanoTime();
            // The frozen connection is given up after two pings at most; the call goes on over a new one.
            assertThat(pool.rpc().getSlot()).isEqualTo(1000);
            assertThat(System.nanoTime() - startNs).isLessThan(3_900_000_000L);
        }
    }

    @Test
    void aWrongTrustManagerIsTheCallersProblemAndSaysSo() throws Exception {
        try (MockWebServer server = server(
                        certificate().addSubjectAlternativeName("localhost").build(), new Answering());
                SolanaConnectionPool pool =
                        SolanaConnectionPool.builder().primary(url(server)).build()) {
            assertThatThrownBy(() -> pool.rpc().getSlot()).isInstanceOf(RpcException.class);
            Pools.await(() -> pool.stats().nodes().get(0).state() == PoolStats.NodeState.MISCONFIGURED);
        }
    }

    /** Forwards bytes; a freeze stops all connections that are open, as a lost route does. */
    private static final class Wire implements AutoCloseable {
        private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final int target;
        private final AtomicInteger epoch = new AtomicInteger();

        Wire(int target) throws IOException {
            this.target = target;
            start(() -> {
                while (true) {
                    Socket client = listening.accept();
                    Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                    client.setTcpNoDelay(true);
                    server.setTcpNoDelay(true);
                    int born = epoch.get();
                    start(() -> pump(client, server, born));
                    start(() -> pump(server, client, born));
                }
            });
        }

        int port() {
            return listening.getLocalPort();
        }

        void freeze() {
            epoch.incrementAndGet();
        }

        private void pump(Socket from, Socket to, int born) throws IOException {
            byte[] buffer = new byte[8192];
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                if (epoch.get() == born) {
                    out.write(buffer, 0, count);
                }
            }
        }

        private interface Job {
            void run() throws IOException;
        }

        private static void start(Job job) {
            Thread thread = new Thread(() -> {
                try {
                    job.run();
                } catch (IOException e) {
                    // Closed.
                }
            });
            thread.setDaemon(true);
            thread.start();
        }

        @Override
        public void close() throws IOException {
            listening.close();
        }
    }
}

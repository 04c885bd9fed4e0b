package io.trenchbot.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.SessionProtocol;
import com.linecorp.armeria.common.TlsKeyPair;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.trenchbot.pool.RpcRequest;
import io.trenchbot.pool.RpcResponse;
import io.trenchbot.pool.SolanaConnectionPool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;

/**
 * Calls to one node over TLS, through the pool and through the HTTP client as it comes: over HTTP/1.1 to a server that ends
 * its connections, so that each call is the first on a new one, or over HTTP/2 to one that lets a connection live for a
 * thousand requests, as servers do.
 */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // What the setup makes; nothing comes before it.
public class PoolTlsBench {
    static final int MANY = 8;
    /** Some three thousand handshakes of each side: after fewer they still become faster by half. */
    static final int WARM_UP_COLD_MS = 8_000;

    static final int WARM_UP_MS = 4_000;
    private static final int WARM_UP_CALLERS = 16;

    /** After so many requests nginx ends a connection, unless it is told otherwise. */
    private static final int REQUESTS_PER_CONNECTION = 1_000;

    private static final MediaType JSON = MediaType.get("application/json");
    private static final byte[] BODY = "{\"jsonrpc\":\"2.0\",\"id\":1234567890,\"method\":\"getSlot\",\"params\":[]}"
            .getBytes(StandardCharsets.US_ASCII);
    private static final RpcRequest REQUEST = RpcRequest.of("getSlot");
    private static final RpcResponse.Decoder<Long> NUMBER =
            (json, offset, length) -> Long.valueOf(new String(json, offset, length, StandardCharsets.US_ASCII));

    @Param("COLD")
    public String connection;

    private final HeldCertificate certificate = new HeldCertificate.Builder()
            .addSubjectAlternativeName("localhost")
            .ecdsa256()
            .build();
    private final HandshakeCertificates ofServer =
            new HandshakeCertificates.Builder().heldCertificate(certificate).build();
    private final HandshakeCertificates ofClient = new HandshakeCertificates.Builder()
            .addTrustedCertificate(certificate.certificate())
            .build();
    private final ObjectMapper mapper = new ObjectMapper();
    private final AtomicLong requestCount = new AtomicLong();
    private AutoCloseable server;
    private SolanaConnectionPool pool;
    private OkHttpClient client;
    private Request request;

    @Setup
    public void start() throws IOException {
        boolean cold = connection.equals("COLD");
        int port = cold ? serveOnce() : serveHttp2();
        String url = "https://localhost:" + port + "/";
        pool = SolanaConnectionPool.builder()
                .primary(url)
                .http2(!cold)
                .tls(ofClient.sslContext(), ofClient.trustManager())
                .build();
        client = new OkHttpClient.Builder()
                .sslSocketFactory(ofClient.sslSocketFactory(), ofClient.trustManager())
                .protocols(cold ? List.of(Protocol.HTTP_1_1) : List.of(Protocol.HTTP_2, Protocol.HTTP_1_1))
                .build();
        request = new Request.Builder()
                .url(url)
                .post(RequestBody.create(BODY, JSON))
                .build();
        Check.same(List.of(ReplyServer.SLOT, ReplyServer.SLOT), List.of(ours(), okHttp()), "both answers");
        warmUp();
    }

    /**
     * Client, server and handshake share a process and must be compiled before a tail means anything: both sides make
     * the same number of calls. Many callers beside each other, because the peer waits most of the time.
     */
    private void warmUp() {
        long endNs = System.nanoTime() + 1_000_000L * (connection.equals("COLD") ? WARM_UP_COLD_MS : WARM_UP_MS);
        Load.runAll(Stream.generate(() -> new Thread(() -> callBoth(endNs)))
                .limit(WARM_UP_CALLERS)
                .toList());
    }

    private void callBoth(long endNs) {
        try {
            while (System.nanoTime() - endNs < 0) {
                ours();
                okHttp();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int serveOnce() throws IOException {
        ReplyServer replies = new ReplyServer(
                ofServer.sslContext()
                        .getServerSocketFactory()
                        .createServerSocket(0, 64, InetAddress.getByName("localhost")),
                ReplyServer.Conduct.CLOSING);
        server = replies;
        return replies.port();
    }

    private int serveHttp2() {
        Server http2 = Server.builder()
                .https(new InetSocketAddress("localhost", 0))
                .tls(TlsKeyPair.of(certificate.keyPair().getPrivate(), certificate.certificate()))
                .service("/", (context, received) -> {
                    countRequest(context);
                    return HttpResponse.of(received.aggregate()
                            .thenApply(whole -> HttpResponse.of(
                                    HttpStatus.OK,
                                    com.linecorp.armeria.common.MediaType.JSON,
                                    HttpData.ofUtf8(ReplyServer.body(whole.contentUtf8())))));
                })
                .build();
        http2.start().join();
        server = http2;
        return http2.activeLocalPort(SessionProtocol.HTTPS);
    }

    private void countRequest(ServiceRequestContext context) {
        if (requestCount.incrementAndGet() % REQUESTS_PER_CONNECTION == 0) {
            CompletableFuture<Void> unused = context.initiateConnectionShutdown();
        }
    }

    @TearDown
    public void stop() throws Exception {
        pool.close();
        client.connectionPool().evictAll();
        server.close();
    }

    @Benchmark
    public long ours() throws IOException {
        return pool.call(REQUEST, NUMBER).value();
    }

    @Benchmark
    public long okHttp() throws IOException {
        try (Response response = client.newCall(request).execute()) {
            return mapper.readTree(response.body().bytes()).get("result").longValue();
        }
    }

    @Benchmark
    @Threads(MANY)
    public long oursByMany() throws IOException {
        return ours();
    }

    @Benchmark
    @Threads(MANY)
    public long okHttpByMany() throws IOException {
        return okHttp();
    }
}

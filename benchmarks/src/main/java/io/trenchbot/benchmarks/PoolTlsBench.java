package io.trenchbot.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.trenchbot.pool.RpcRequest;
import io.trenchbot.pool.RpcResponse;
import io.trenchbot.pool.SolanaConnectionPool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
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
 * Calls to one node over TLS, through the pool and through the HTTP client as it comes. TLS ends in {@link Nginx}, the node
 * behind it is a process of its own too, so that neither costs the measured process anything.
 *
 * <p>What the two differ in is Nagle's algorithm, which the client leaves on: a small segment waits while an earlier small
 * one is unacknowledged, and a peer that has nothing to say acknowledges 40 ms later. So a call waits that is the first on a
 * connection, after the end of the handshake or the preface of HTTP/2, and one whose request is written in two parts, as
 * those above 8 KiB are. A small request on a warm connection is one segment, and does not.
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

    /** Signatures in a large request: the client hands on what it has written after 8 KiB, and nginx takes 10 at once. */
    static final int SIGNATURES = 100;

    private static final int WARM_UP_CALLERS = 16;
    private static final MediaType JSON = MediaType.get("application/json");
    private static final String SIGNATURE =
            "5VERv8NMvzbJMEkV8xnrLkEaWRtSz9CosKDYjCJjBRnbJLgp8uirBgmQpjKhoR4tjF3ZpRzrFmBV6UjKdiSZkQUW";
    private static final RpcResponse.Decoder<Long> NUMBER =
            (json, offset, length) -> Long.valueOf(new String(json, offset, length, StandardCharsets.US_ASCII));

    /** What is called over which connections. */
    public enum Traffic {
        /** Small requests over HTTP/1.1, each on a new connection. */
        COLD(Nginx.Keeping.ONE_REQUEST, "getSlot", "[]"),
        /** Large requests over HTTP/1.1. */
        LARGE(
                Nginx.Keeping.HTTP_1,
                "getSignatureStatuses",
                "[[\"" + String.join("\",\"", Collections.nCopies(SIGNATURES, SIGNATURE)) + "\"]]"),
        /** Small requests over HTTP/2. */
        HTTP_2(Nginx.Keeping.HTTP_2, "getSlot", "[]");

        private final Nginx.Keeping keeping;
        private final String method;
        private final String paramsJson;

        Traffic(Nginx.Keeping keeping, String method, String paramsJson) {
            this.keeping = keeping;
            this.method = method;
            this.paramsJson = paramsJson;
        }

        private byte[] body() {
            return ("{\"jsonrpc\":\"2.0\",\"id\":1234567890,\"method\":\"" + method + "\",\"params\":" + paramsJson
                            + "}")
                    .getBytes(StandardCharsets.US_ASCII);
        }
    }

    @Param("COLD")
    public Traffic traffic;

    private final ObjectMapper mapper = new ObjectMapper();
    private NodeProcess node;
    private Nginx nginx;
    private SolanaConnectionPool pool;
    private RpcRequest rpcRequest;
    private OkHttpClient client;
    private Request request;

    @Setup
    public void start() throws IOException {
        HeldCertificate certificate = new HeldCertificate.Builder()
                .addSubjectAlternativeName("localhost")
                .ecdsa256()
                .build();
        node = NodeProcess.start(ReplyServer.Conduct.AT_ONCE, ReplyServer.BACKLOG);
        nginx = Nginx.start(certificate, node.port(), traffic.keeping);
        HandshakeCertificates trust = new HandshakeCertificates.Builder()
                .addTrustedCertificate(certificate.certificate())
                .build();
        boolean http2 = traffic == Traffic.HTTP_2;
        pool = SolanaConnectionPool.builder()
                .primary(nginx.url())
                .http2(http2)
                .tls(trust.sslContext(), trust.trustManager())
                .build();
        rpcRequest = RpcRequest.of(traffic.method, traffic.paramsJson);
        client = new OkHttpClient.Builder()
                .sslSocketFactory(trust.sslSocketFactory(), trust.trustManager())
                .protocols(http2 ? List.of(Protocol.HTTP_2, Protocol.HTTP_1_1) : List.of(Protocol.HTTP_1_1))
                .build();
        request = new Request.Builder()
                .url(nginx.url())
                .post(RequestBody.create(traffic.body(), JSON))
                .build();
        check();
        warmUp();
    }

    private void check() throws IOException {
        Check.same(List.of(ReplyServer.SLOT, ReplyServer.SLOT), List.of(ours(), okHttp()), "both answers");
        Protocol expected = traffic == Traffic.HTTP_2 ? Protocol.HTTP_2 : Protocol.HTTP_1_1;
        try (Response response = client.newCall(request).execute()) {
            Check.that(response.protocol() == expected, response.protocol() + " is " + expected);
        }
    }

    /**
     * The handshake must be compiled before it means anything: both sides make the same number of calls. Many callers
     * beside each other, because the peer waits most of the time.
     */
    private void warmUp() {
        long endNs = System.nanoTime() + 1_000_000L * (traffic == Traffic.COLD ? WARM_UP_COLD_MS : WARM_UP_MS);
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

    @TearDown
    public void stop() throws IOException {
        pool.close();
        client.connectionPool().evictAll();
        nginx.close();
        node.close();
    }

    @Benchmark
    public long ours() throws IOException {
        return pool.call(rpcRequest, NUMBER).value();
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

package io.trenchbot.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.trenchbot.pool.RpcRequest;
import io.trenchbot.pool.RpcResponse;
import io.trenchbot.pool.SolanaConnectionPool;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.SocketFactory;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * One call at a time to one node that answers at once: what the pool adds to the HTTP client beneath it. The raw call has
 * the pool's own socket option (Nagle's algorithm off) and hands out the body unread, while the pool checks the envelope.
 */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // What the setup makes; nothing comes before it.
public class PoolBench {
    private static final MediaType JSON = MediaType.get("application/json");
    private static final String PARAMS = "[{\"commitment\":\"processed\"}]";
    private static final byte[] BODY = ("{\"jsonrpc\":\"2.0\",\"id\":1234567890,\"method\":\"getSlot\",\"params\":"
                    + PARAMS + "}")
            .getBytes(StandardCharsets.US_ASCII);
    private static final RpcRequest REQUEST = RpcRequest.of("getSlot", PARAMS);
    private static final RpcResponse.Decoder<byte[]> BYTES =
            (json, offset, length) -> Arrays.copyOfRange(json, offset, offset + length);

    private final OkHttpClient client = new OkHttpClient.Builder()
            .socketFactory(new NoDelaySockets())
            .followRedirects(false)
            .build();
    private ReplyServer server;
    private SolanaConnectionPool pool;
    private Request template;

    @Setup
    public void start() throws IOException {
        server = new ReplyServer();
        pool = SolanaConnectionPool.builder().primary(server.url()).build();
        template = new Request.Builder().url(server.url()).build();
        String ours = new String(ours(), StandardCharsets.US_ASCII);
        String peers = new ObjectMapper().readTree(okHttp()).get("result").toString();
        Check.same(List.of(peers), List.of(ours), "results of the raw call and of the pool");
        Check.that(ours.equals(Long.toString(ReplyServer.SLOT)), ours + " is the server's slot");
    }

    @TearDown
    public void stop() throws IOException {
        pool.close();
        client.connectionPool().evictAll();
        server.close();
    }

    @Benchmark
    public byte[] ours() throws IOException {
        return pool.call(REQUEST, BYTES).value();
    }

    @Benchmark
    public byte[] okHttp() throws IOException {
        Request request =
                template.newBuilder().post(RequestBody.create(BODY, JSON)).build();
        try (Response response = client.newCall(request).execute()) {
            return response.body().bytes();
        }
    }

    private static final class NoDelaySockets extends SocketFactory {
        @Override
        public Socket createSocket() throws IOException {
            Socket socket = new Socket();
            socket.setTcpNoDelay(true);
            return socket;
        }

        @Override
        public Socket createSocket(String host, int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress local, int localPort) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(InetAddress host, int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
            throw new UnsupportedOperationException();
        }
    }
}

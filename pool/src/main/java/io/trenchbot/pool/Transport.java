package io.trenchbot.pool;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import javax.net.SocketFactory;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.EventListener;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.RequestBody;
import okio.BufferedSink;

/**
 * OkHttp, set up so that one attempt is one request on the wire: bodies are one-shot and redirects are not followed,
 * otherwise OkHttp resends a POST by itself after a broken connection, a 408, a 503 or a redirect.
 */
final class Transport implements AutoCloseable {
    private static final MediaType JSON_TYPE = MediaType.get("application/json");

    /** OkHttp keeps 5 idle connections by default; with more callers than that, every further call would connect. */
    private static final int IDLE_CONNECTIONS_MAX = 256;

    private static final int IDLE_MINUTES_MAX = 5;
    private static final int REQUESTS_MAX = 1024;
    static final int REQUESTS_PER_NODE_MAX = 512;

    private final ThreadPoolExecutor executor;
    private final OkHttpClient client;
    private final NodeDns dns;
    private final LongSupplier wallClockMs;
    private volatile boolean closed;

    Transport(PoolSettings settings) {
        executor = executor(settings.name());
        dns = new NodeDns(settings.dns(), executor, settings.nanoClock(), settings.connectTimeoutNs());
        client = client(settings, executor, dns);
        wallClockMs = settings.wallClockMs();
    }

    /**
     * A call that reports its progress to a listener. It has no timeout but that of the connect: whoever starts it ends it
     * in time, because a timer inside the library wakes a thread for every call.
     */
    Call newCall(Node node, byte[] body, EventListener listener) {
        return node.client()
                .newCall(node.requestTemplate()
                        .newBuilder()
                        .post(new OneShotBody(body, listener))
                        .build());
    }

    /** A client for one node: idle connections of nodes are kept, and dropped, apart. */
    OkHttpClient newClient() {
        return client.newBuilder()
                .connectionPool(new ConnectionPool(IDLE_CONNECTIONS_MAX, IDLE_MINUTES_MAX, TimeUnit.MINUTES))
                .build();
    }

    /** The addresses of a node did not answer: look again. */
    void distrustAddresses(String host) {
        dns.distrust(host);
    }

    /** Ends every exchange; safe to call more than once. */
    @Override
    public void close() {
        closed = true;
        client.dispatcher().cancelAll();
        executor.shutdown();
    }

    boolean closed() {
        return closed;
    }

    long wallTimeMs() {
        return wallClockMs.getAsLong();
    }

    private static OkHttpClient client(PoolSettings settings, ExecutorService executor, NodeDns dns) {
        Dispatcher dispatcher = new Dispatcher(executor);
        dispatcher.setMaxRequests(REQUESTS_MAX);
        dispatcher.setMaxRequestsPerHost(REQUESTS_PER_NODE_MAX);
        OkHttpClient.Builder builder = new OkHttpClient.Builder()
                .dispatcher(dispatcher)
                .socketFactory(new NoDelaySocketFactory())
                .dns(dns)
                .followRedirects(false)
                .followSslRedirects(false)
                .connectTimeout(settings.connectTimeoutNs(), TimeUnit.NANOSECONDS)
                .readTimeout(0, TimeUnit.NANOSECONDS)
                .writeTimeout(0, TimeUnit.NANOSECONDS)
                .pingInterval(settings.pingIntervalNs(), TimeUnit.NANOSECONDS)
                .protocols(settings.http2() ? List.of(Protocol.HTTP_2, Protocol.HTTP_1_1) : List.of(Protocol.HTTP_1_1))
                .eventListenerFactory(Transport::listenerOf);
        if (settings.tls() != null) {
            builder.sslSocketFactory(
                    settings.tls().context().getSocketFactory(), settings.tls().trust());
        }
        return builder.build();
    }

    private static EventListener listenerOf(Call call) {
        return call.request().body() instanceof OneShotBody body ? body.listener : EventListener.NONE;
    }

    private static ThreadPoolExecutor executor(String name) {
        AtomicInteger number = new AtomicInteger();
        return new ThreadPoolExecutor(0, Integer.MAX_VALUE, 30, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
            Thread thread = new Thread(task, name + "-call-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    private static final class OneShotBody extends RequestBody {
        private final byte[] body;
        private final EventListener listener;

        private OneShotBody(byte[] body, EventListener listener) {
            this.body = body;
            this.listener = listener;
        }

        @Override
        public MediaType contentType() {
            return JSON_TYPE;
        }

        @Override
        public long contentLength() {
            return body.length;
        }

        @Override
        public boolean isOneShot() {
            return true;
        }

        @Override
        public void writeTo(BufferedSink sink) throws IOException {
            sink.write(body);
        }
    }

    /**
     * OkHttp leaves Nagle's algorithm on. Headers and body of a request are written apart, so the body then waits for
     * the acknowledgement of the headers: one more round trip, or the 40 ms of a delayed acknowledgement.
     */
    private static final class NoDelaySocketFactory extends SocketFactory {
        @Override
        public Socket createSocket() throws IOException {
            Socket socket = new Socket();
            socket.setTcpNoDelay(true);
            return socket;
        }

        @Override
        public Socket createSocket(String host, int port) {
            throw new UnsupportedOperationException("OkHttp connects by itself");
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress local, int localPort) {
            throw new UnsupportedOperationException("OkHttp connects by itself");
        }

        @Override
        public Socket createSocket(InetAddress host, int port) {
            throw new UnsupportedOperationException("OkHttp connects by itself");
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
            throw new UnsupportedOperationException("OkHttp connects by itself");
        }
    }
}

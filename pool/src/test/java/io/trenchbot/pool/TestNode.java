package io.trenchbot.pool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A node on a raw socket: HTTP/1.1 with keep-alive, one thread per connection, and a script that may answer, hang,
 * reset, cut or drip at any byte. It counts what arrives on the wire, apart for probes (batches and getGenesisHash).
 */
final class TestNode implements AutoCloseable {
    static final ObjectMapper MAPPER = new ObjectMapper();
    static final String GENESIS = "5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d";

    record Request(String method, JsonNode params, String id, String body) {}

    /** Answers one request on its connection. */
    interface Script {
        void answer(Request request, Exchange exchange) throws IOException;
    }

    private final AtomicInteger requestCount = new AtomicInteger();
    private final AtomicInteger probeCount = new AtomicInteger();
    private final AtomicInteger connectionCount = new AtomicInteger();
    private final Map<String, AtomicInteger> methodCounts = new ConcurrentHashMap<>();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final int port;
    final AtomicLong slot = new AtomicLong(1000);
    volatile Script script = (request, exchange) -> exchange.result(defaultResult(request.method()));
    volatile Script probeScript;
    volatile String genesis = GENESIS;
    volatile int healthBehind = -1;
    private volatile ServerSocket server;

    TestNode() {
        this(0);
    }

    private TestNode(int port) {
        try {
            server = listen(port);
            this.port = server.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        accept(server);
    }

    private static ServerSocket listen(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1024);
        return socket;
    }

    String url() {
        return "http://127.0.0.1:" + port + "/";
    }

    String name() {
        return "127.0.0.1:" + port;
    }

    /** Requests other than probes. */
    int requestCount() {
        return requestCount.get();
    }

    int requestCount(String method) {
        AtomicInteger count = methodCounts.get(method);
        return count == null ? 0 : count.get();
    }

    int probeCount() {
        return probeCount.get();
    }

    int connectionCount() {
        return connectionCount.get();
    }

    /** Connections that are open now. */
    int openCount() {
        return sockets.size();
    }

    void resetCounts() {
        requestCount.set(0);
        probeCount.set(0);
        methodCounts.clear();
    }

    /** Connections are reset, the port refuses. */
    void kill() {
        try {
            server.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        sockets.forEach(TestNode::reset);
    }

    void revive() {
        try {
            server = listen(port);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        accept(server);
    }

    /** Closes idle connections in good order. */
    void closeConnections() {
        sockets.forEach(socket -> {
            try {
                socket.close();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @Override
    public void close() {
        kill();
    }

    private void accept(ServerSocket listening) {
        Thread thread = new Thread(() -> {
            while (!listening.isClosed()) {
                try {
                    Socket socket = listening.accept();
                    socket.setTcpNoDelay(true);
                    sockets.add(socket);
                    connectionCount.incrementAndGet();
                    if (listening.isClosed()) {
                        // Accepted while the node was killed: too late for the sweep over open sockets.
                        reset(socket);
                    }
                    Thread serving = new Thread(() -> serve(socket), "test-node-" + port);
                    serving.setDaemon(true);
                    serving.start();
                } catch (IOException e) {
                    return;
                }
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = socket.getInputStream();
            while (true) {
                String body = readBody(in);
                if (body == null) {
                    return;
                }
                Exchange exchange = new Exchange(socket);
                handle(body, exchange);
                if (exchange.closed()) {
                    return;
                }
            }
        } catch (IOException e) {
            // The other side, or the script, ended the connection.
        } finally {
            sockets.remove(socket);
        }
    }

    private void handle(String body, Exchange exchange) throws IOException {
        JsonNode json = MAPPER.readTree(body);
        if (json.isArray() && isProbe(json)) {
            probeCount.incrementAndGet();
            probe(json, body, exchange);
            return;
        }
        if (json.isArray()) {
            requestCount.incrementAndGet();
            exchange.id = json.get(0).get("id").asText();
            script.answer(new Request("batch", json, exchange.id, body), exchange);
            return;
        }
        String method = json.get("method").asText();
        exchange.id = json.get("id").asText();
        Request request = new Request(method, json.get("params"), exchange.id, body);
        if (method.equals("getGenesisHash")) {
            probeCount.incrementAndGet();
            exchange.result("\"" + genesis + "\"");
            return;
        }
        requestCount.incrementAndGet();
        methodCounts.computeIfAbsent(method, ignored -> new AtomicInteger()).incrementAndGet();
        script.answer(request, exchange);
    }

    private static boolean isProbe(JsonNode json) {
        return json.size() == 2 && json.get(0).get("method").asText().equals("getHealth");
    }

    private void probe(JsonNode json, String body, Exchange exchange) throws IOException {
        exchange.id = json.get(0).get("id").asText();
        if (probeScript != null) {
            probeScript.answer(new Request("probe", json, exchange.id, body), exchange);
            return;
        }
        String health = healthBehind < 0
                ? "\"result\":\"ok\""
                : "\"error\":{\"code\":-32005,\"message\":\"Node is behind by " + healthBehind
                        + " slots\",\"data\":{\"numSlotsBehind\":" + healthBehind + "}}";
        exchange.json("[{\"jsonrpc\":\"2.0\"," + health + ",\"id\":"
                + json.get(0).get("id") + "}," + "{\"jsonrpc\":\"2.0\",\"result\":" + slot + ",\"id\":"
                + json.get(1).get("id") + "}]");
    }

    String defaultResult(String method) {
        String context = "{\"context\":{\"apiVersion\":\"3.0.4\",\"slot\":" + slot + "},\"value\":";
        return switch (method) {
            case "getSlot", "getBlockHeight" -> slot.toString();
            case "getBalance" -> context + "42}";
            case "getHealth" -> "\"ok\"";
            case "getLatestBlockhash" ->
                context
                        + "{\"blockhash\":\"EkSnNWid2cvwEVnVx9aBqawnmiCNiDgp3gUdkDPTKN1N\",\"lastValidBlockHeight\":3090}}";
            case "getSignatureStatuses" -> context + "[null]}";
            default -> context + "null}";
        };
    }

    private static String readBody(InputStream in) throws IOException {
        int length = -1;
        while (true) {
            String line = readLine(in);
            if (line == null) {
                return null;
            }
            if (line.isEmpty()) {
                break;
            }
            if (line.regionMatches(true, 0, "Content-Length:", 0, 15)) {
                length = Integer.parseInt(line.substring(15).strip());
            }
        }
        return new String(in.readNBytes(Math.max(0, length)), StandardCharsets.UTF_8);
    }

    private static String readLine(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                return null;
            }
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (SocketException e) {
            // Closed already.
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}

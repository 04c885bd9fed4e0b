package io.trenchbot.streaming;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.java_websocket.WebSocket;
import org.java_websocket.handshake.ClientHandshake;
import org.java_websocket.server.WebSocketServer;

/** A WebSocket server that confirms every subscription and sends what a test tells it to. */
final class ScriptServer implements AutoCloseable {
    /** Server ids by method, in Agave's way one for each. */
    private final Map<String, Long> ids = new ConcurrentHashMap<>();

    final Map<String, String> params = new ConcurrentHashMap<>();
    private final Set<String> confirmed = ConcurrentHashMap.newKeySet();
    private final Queue<Runnable> kept = new ConcurrentLinkedQueue<>();
    private volatile String held = "";
    private final AtomicLong nextId = new AtomicLong(4743323479349712L);
    private final CountDownLatch started = new CountDownLatch(1);
    private final Server server = new Server();

    ScriptServer() throws InterruptedException {
        server.setReuseAddr(true);
        server.setDaemon(true);
        server.start();
        if (!started.await(10, TimeUnit.SECONDS)) {
            throw new AssertionError("the server did not start");
        }
    }

    URI url() {
        return URI.create("ws://127.0.0.1:" + server.getPort() + "/");
    }

    /** Sends a notification to all that subscribed by the method's counterpart. */
    void send(String kind, String result) {
        Long id = ids.get(kind + "Subscribe");
        server.broadcast("{\"jsonrpc\":\"2.0\",\"method\":\"" + kind + "Notification\",\"params\":{\"result\":" + result
                + ",\"subscription\":" + id + "}}");
    }

    void slot(long slot, long parent, long root) {
        send("slot", "{\"slot\":" + slot + ",\"parent\":" + parent + ",\"root\":" + root + "}");
    }

    /** Tells the first slot as soon as somebody asks for slots: before it, no stream is live. */
    void begin(long slot) {
        Recorder.await("the subscription to slots", Feed.SOON, () -> subscribed("slotSubscribe"));
        slot(slot, slot - 1, Math.max(0, slot - 32));
    }

    /** Ends all connections without a word. */
    void cut() {
        for (WebSocket socket : server.getConnections()) {
            socket.closeConnection(1006, "cut");
        }
    }

    /** Keeps the confirmations of a method back until {@link #release}. */
    void hold(String method) {
        held = method;
    }

    void release() {
        held = "";
        kept.forEach(Runnable::run);
    }

    boolean subscribed(String method) {
        return confirmed.contains(method);
    }

    @Override
    public void close() {
        try {
            server.stop(100);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private final class Server extends WebSocketServer {
        Server() {
            super(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        }

        @Override
        public void onStart() {
            started.countDown();
        }

        @Override
        public void onOpen(WebSocket socket, ClientHandshake handshake) {}

        @Override
        public void onClose(WebSocket socket, int code, String reason, boolean remote) {}

        @Override
        public void onError(WebSocket socket, Exception failure) {}

        @Override
        public void onMessage(WebSocket socket, String message) {
            try {
                JsonNode request = SharedData.MAPPER.readTree(message);
                String method = request.get("method").asText();
                params.put(method, request.get("params").toString());
                long id = ids.computeIfAbsent(method, m -> nextId.incrementAndGet());
                Runnable confirm = () -> {
                    socket.send("{\"jsonrpc\":\"2.0\",\"result\":" + id + ",\"id\":" + request.get("id") + "}");
                    confirmed.add(method);
                };
                if (method.equals(held)) {
                    kept.add(confirm);
                } else {
                    confirm.run();
                }
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }
}

package io.trenchbot.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.java_websocket.WebSocket;
import org.java_websocket.client.WebSocketClient;
import org.java_websocket.framing.Framedata;
import org.java_websocket.handshake.ServerHandshake;

/** A PubSub client on Java-WebSocket, which checks the protocol of what it reads. */
final class TestClient extends WebSocketClient {
    static final ObjectMapper JSON = new ObjectMapper();
    static final long TIMEOUT_MS = 20_000;

    final BlockingQueue<String> frames = new LinkedBlockingQueue<>();
    final BlockingQueue<Integer> closes = new LinkedBlockingQueue<>();
    final BlockingQueue<String> pongs = new LinkedBlockingQueue<>();
    private int nextId = 1;

    private TestClient(URI url) {
        super(url);
        setConnectionLostTimeout(0);
        setTcpNoDelay(true);
    }

    static TestClient connect(LocalNode node) throws InterruptedException {
        TestClient client = new TestClient(node.webSocketUrl());
        assertThat(client.connectBlocking(TIMEOUT_MS, TimeUnit.MILLISECONDS)).isTrue();
        return client;
    }

    /** Sends a request and returns its reply's frame; notifications before it are kept. */
    String request(String method, String paramsJson) throws InterruptedException {
        int id = nextId++;
        send("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":" + paramsJson + "}");
        return await(frame -> frame.contains("\"id\":" + id) && !frame.contains("Notification\""));
    }

    long subscribe(String method, String paramsJson) throws Exception {
        return JSON.readTree(request(method, paramsJson)).get("result").asLong();
    }

    /** The next frame of a kind, out of order if need be. */
    String await(Predicate<String> wanted) throws InterruptedException {
        List<String> others = new ArrayList<>();
        long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(TIMEOUT_MS);
        while (true) {
            String frame = frames.poll(deadlineNs - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (frame == null) {
                throw new AssertionError("no such frame within " + TIMEOUT_MS + " ms; others: " + others.size());
            }
            if (wanted.test(frame)) {
                frames.addAll(others);
                return frame;
            }
            others.add(frame);
        }
    }

    JsonNode notification(String method) throws Exception {
        return JSON.readTree(await(frame -> frame.contains("\"method\":\"" + method + "\"")));
    }

    int closeCode() throws InterruptedException {
        Integer code = closes.poll(TIMEOUT_MS, TimeUnit.MILLISECONDS);
        assertThat(code).as("the connection ends").isNotNull();
        return code;
    }

    @Override
    public void onOpen(ServerHandshake handshake) {}

    @Override
    public void onMessage(String message) {
        frames.add(message);
    }

    @Override
    public void onWebsocketPong(WebSocket socket, Framedata frame) {
        pongs.add(new String(frame.getPayloadData().array()));
    }

    @Override
    public void onClose(int code, String reason, boolean remote) {
        closes.add(code);
    }

    @Override
    public void onError(Exception error) {}
}

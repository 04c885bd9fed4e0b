package io.trenchbot.streaming;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Calls a node with the JDK's client and takes the envelope off with Jackson. */
final class HttpBackfill implements Backfill {
    /** For all tests: the client's own pool grows with their number. */
    private static final Executor THREADS = Executors.newFixedThreadPool(4, task -> {
        Thread thread = new Thread(task, "http-backfill");
        thread.setDaemon(true);
        return thread;
    });

    final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();
    private final HttpClient client = HttpClient.newBuilder().executor(THREADS).build();
    private final URI node;

    HttpBackfill(URI node) {
        this.node = node;
    }

    @Override
    public byte[] call(String method, String paramsJson) throws Exception {
        calls.computeIfAbsent(method, m -> new AtomicInteger()).incrementAndGet();
        String body = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":" + paramsJson + "}";
        HttpRequest request = HttpRequest.newBuilder(node)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
        JsonNode reply = SharedData.MAPPER.readTree(response.body());
        if (reply.has("error")) {
            throw new IOException(method + paramsJson + ": " + reply.get("error"));
        }
        return reply.get("result").toString().getBytes(StandardCharsets.UTF_8);
    }
}

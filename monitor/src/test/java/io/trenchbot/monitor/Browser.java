package io.trenchbot.monitor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A headless Chromium with one page, driven over its DevTools protocol. Threading: one thread. */
final class Browser implements AutoCloseable {
    private static final long PATIENCE_S = 60;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final BlockingQueue<String> messages = new ArrayBlockingQueue<>(10_000);
    private final AtomicInteger ids = new AtomicInteger();
    private final WebSocket socket;
    private final StringBuilder console = new StringBuilder();

    /** The command of an installed one. */
    static Optional<String> installed() throws Exception {
        for (String name : List.of("chromium", "chromium-browser", "google-chrome")) {
            try {
                Process process = new ProcessBuilder(name, "--version")
                        .redirectErrorStream(true)
                        .start();
                process.getInputStream().readAllBytes();
                if (process.waitFor() == 0) {
                    return Optional.of(name);
                }
            } catch (IOException e) {
                // Not this one.
            }
        }
        return Optional.empty();
    }

    Browser(String command, Path folder, URI page) throws Exception {
        Path profile = folder.resolve("profile");
        process = new ProcessBuilder(
                        command,
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-quic",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "about:blank")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("browser.log").toFile())
                .start();
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(pageSocket(profile), new Messages())
                .get(PATIENCE_S, TimeUnit.SECONDS);
        call("Log.enable", "{}");
        call("Runtime.enable", "{}");
        call("Page.navigate", "{\"url\":\"" + page + "\"}");
    }

    /** The browser writes its port into its profile; its list of pages names the socket of each. */
    private URI pageSocket(Path profile) throws Exception {
        Path file = profile.resolve("DevToolsActivePort");
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
        while (System.nanoTime() < deadlineNs && process.isAlive()) {
            List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
            if (lines.size() == 2) {
                JsonNode pages = pages(lines.get(0));
                for (JsonNode page : pages) {
                    if (page.path("type").asText().equals("page")) {
                        return URI.create(page.path("webSocketDebuggerUrl").asText());
                    }
                }
            }
            Thread.sleep(50);
        }
        throw new IOException("the browser opened no page");
    }

    private static JsonNode pages(String port) throws IOException {
        try (InputStream list =
                URI.create("http://127.0.0.1:" + port + "/json/list").toURL().openStream()) {
            return JSON.readTree(list);
        }
    }

    /** The text that an expression gives, once it contains what is wanted, or the last one seen. */
    String textOnce(String expression, String wanted) throws Exception {
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
        String text = evaluate(expression);
        while (!text.contains(wanted) && System.nanoTime() < deadlineNs) {
            Thread.sleep(50);
            text = evaluate(expression);
        }
        return text;
    }

    String evaluate(String expression) throws Exception {
        JsonNode answer = call(
                "Runtime.evaluate",
                JSON.createObjectNode().put("expression", expression).toString());
        return answer.path("result").path("value").asText();
    }

    /** Errors and warnings that the page caused, breaches of its security policy among them. */
    String console() {
        return console.toString();
    }

    private JsonNode call(String method, String params) throws Exception {
        int id = ids.incrementAndGet();
        socket.sendText("{\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":" + params + "}", true)
                .get(PATIENCE_S, TimeUnit.SECONDS);
        while (true) {
            String text = messages.poll(PATIENCE_S, TimeUnit.SECONDS);
            if (text == null) {
                throw new IOException("no answer to " + method);
            }
            JsonNode message = JSON.readTree(text);
            if (message.path("id").asInt() == id) {
                return message.path("result");
            }
            if (List.of("Log.entryAdded", "Runtime.exceptionThrown")
                    .contains(message.path("method").asText())) {
                console.append(text).append('\n');
            }
        }
    }

    @Override
    public void close() {
        socket.abort();
        process.destroyForcibly().onExit().join();
    }

    private final class Messages implements WebSocket.Listener {
        private final StringBuilder partial = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            partial.append(data);
            if (last) {
                messages.add(partial.toString());
                partial.setLength(0);
            }
            webSocket.request(1);
            return null;
        }
    }
}

package io.trenchbot.monitor;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.trenchbot.monitor.DashboardPages.Content;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers one request, or streams events until the client goes.
 *
 * <p>Threading: any thread of the server's pool.
 */
final class DashboardHandler implements HttpHandler {
    private static final Logger LOG = LoggerFactory.getLogger(Dashboard.class);

    /** A client that has left shows at a write only, so there has to be one. */
    private static final int HEARTBEAT_SECONDS = 15;

    private static final byte[] HEARTBEAT = ": alive\n\n".getBytes(StandardCharsets.UTF_8);

    /** The browser waits two seconds before it comes back. */
    private static final byte[] RETRY = "retry: 2000\n\n".getBytes(StandardCharsets.UTF_8);

    /** Everything is of this origin and nothing is inline: what slips into the page cannot run. */
    private static final Map<String, String> SECURITY = Map.of(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
                    + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            "X-Content-Type-Options",
            "nosniff",
            "Referrer-Policy",
            "no-referrer",
            "Cross-Origin-Opener-Policy",
            "same-origin",
            "Cross-Origin-Resource-Policy",
            "same-origin",
            "X-Frame-Options",
            "DENY",
            "Cache-Control",
            "no-store");

    private final RequestGuard guard;
    private final DashboardPages pages;
    private final EventHub hub;
    private final WatchedExecutor executor;

    DashboardHandler(RequestGuard guard, DashboardPages pages, EventHub hub, WatchedExecutor executor) {
        this.guard = guard;
        this.pages = pages;
        this.hub = hub;
        this.executor = executor;
    }

    @Override
    public void handle(HttpExchange exchange) {
        try (exchange) {
            SECURITY.forEach(exchange.getResponseHeaders()::set);
            int status = guard.status(
                    exchange.getRequestMethod(),
                    values(exchange, "Host"),
                    values(exchange, "Origin"),
                    values(exchange, "Authorization"),
                    values(exchange, "Cookie"));
            if (status != RequestGuard.OK) {
                refuse(exchange, status);
            } else if (exchange.getRequestURI().getPath().equals("/events")
                    && exchange.getRequestMethod().equals("GET")) {
                stream(exchange);
            } else {
                send(
                        exchange,
                        pages.content(
                                exchange.getRequestURI().getPath(),
                                exchange.getRequestURI().getRawQuery(),
                                exchange.getRequestHeaders().getFirst("Accept")));
            }
        } catch (IOException e) {
            LOG.debug("a dashboard client went away", e);
        } catch (RuntimeException e) {
            LOG.warn("a dashboard request failed", e);
        }
    }

    private void refuse(HttpExchange exchange, int status) throws IOException {
        Headers headers = exchange.getResponseHeaders();
        switch (status) {
            case RequestGuard.METHOD_NOT_ALLOWED -> {
                headers.set("Allow", "GET, HEAD");
                send(exchange, DashboardPages.error(status, "only GET and HEAD"));
            }
            case RequestGuard.UNAUTHORIZED -> {
                headers.set("WWW-Authenticate", "Bearer");
                send(exchange, DashboardPages.error(status, "a token is needed"));
            }
            case RequestGuard.FORBIDDEN -> send(exchange, DashboardPages.error(status, "foreign origin"));
            default -> send(exchange, DashboardPages.error(status, "foreign host"));
        }
    }

    private static void send(HttpExchange exchange, Content content) throws IOException {
        byte[] bytes = content.bytes();
        exchange.getResponseHeaders().set("Content-Type", content.type());
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(content.status(), -1);
            return;
        }
        exchange.sendResponseHeaders(content.status(), bytes.length);
        try (OutputStream body = exchange.getResponseBody()) {
            body.write(bytes);
        }
    }

    private void stream(HttpExchange exchange) throws IOException {
        Optional<BlockingQueue<byte[]>> subscribed =
                hub.subscribe(exchange.getRequestHeaders().getFirst("Last-Event-ID"));
        if (subscribed.isEmpty()) {
            exchange.getResponseHeaders().set("Retry-After", "10");
            send(exchange, DashboardPages.error(503, "all " + EventHub.MAX_CLIENTS + " streams are taken"));
            return;
        }
        try {
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream; charset=utf-8");
            exchange.sendResponseHeaders(200, 0);
            pump(subscribed.get(), exchange.getResponseBody());
        } catch (InterruptedException e) {
            // The dashboard closes, or the client did not take a write in time.
            Thread.currentThread().interrupt();
        } finally {
            hub.unsubscribe(subscribed.get());
        }
    }

    private void pump(BlockingQueue<byte[]> events, OutputStream out) throws IOException, InterruptedException {
        write(out, RETRY);
        while (true) {
            executor.suspend();
            byte[] event = events.poll(HEARTBEAT_SECONDS, TimeUnit.SECONDS);
            executor.extend();
            write(out, event == null ? HEARTBEAT : event);
        }
    }

    private static void write(OutputStream out, byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    private static List<String> values(HttpExchange exchange, String header) {
        return exchange.getRequestHeaders().getOrDefault(header, List.of());
    }
}

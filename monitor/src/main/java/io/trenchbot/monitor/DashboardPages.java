package io.trenchbot.monitor;

import io.trenchbot.monitor.HealthCheck.State;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The fixed map from path to content. Nothing is ever looked up in a file system.
 *
 * <p>Threading: any thread. A report is drawn up once for each tick and range, however many ask.
 */
final class DashboardPages {
    private static final Map<String, Duration> RANGES =
            Map.of("5m", Duration.ofMinutes(5), "1h", Duration.ofHours(1), "24h", Duration.ofHours(24));
    private static final String RANGE_PARAMETER = "range=";
    private static final String DEFAULT_RANGE = "5m";

    private static final String HTML = "text/html; charset=utf-8";
    private static final String TEXT = "text/plain; charset=utf-8";

    /**
     * One answer.
     *
     * @param status HTTP status
     * @param type content type
     * @param body content
     */
    record Content(int status, String type, String body) {
        byte[] bytes() {
            return body.getBytes(StandardCharsets.UTF_8);
        }
    }

    private record Cached(Duration at, PerformanceReport report) {}

    private final PerformanceMonitor monitor;
    private final Map<String, Cached> cache = new HashMap<>();
    private final String script = HtmlReport.resource("dashboard.js");
    private final String style = HtmlReport.resource("report.css");

    DashboardPages(PerformanceMonitor monitor) {
        this.monitor = monitor;
    }

    /** {@code accept} is the value of that header, if any. */
    Content content(String path, @Nullable String query, @Nullable String accept) {
        Optional<String> range = range(query);
        if (range.isEmpty()) {
            return error(400, "the query may be range=5m, range=1h or range=24h");
        }
        return switch (path) {
            case "/" -> new Content(200, HTML, page(range.get()));
            case "/body" -> new Content(200, HTML, HtmlReport.body(report(range.get())));
            case "/report.html" -> new Content(200, HTML, report(range.get()).toHtml());
            case "/report.json" ->
                new Content(200, "application/json", report(range.get()).toJson());
            case "/report.txt" -> new Content(200, TEXT, monitor.snapshot().toText());
            case "/dashboard.js" -> new Content(200, "text/javascript; charset=utf-8", script);
            case "/dashboard.css" -> new Content(200, "text/css; charset=utf-8", style);
            case "/metrics" -> metrics(accept);
            case "/live" -> new Content(200, TEXT, "alive\n");
            case "/ready" -> ready();
            default -> error(404, "there is no such page");
        };
    }

    static Content error(int status, String text) {
        return new Content(status, TEXT, text + "\n");
    }

    private Content metrics(@Nullable String accept) {
        boolean openMetrics = accept != null && accept.contains("application/openmetrics-text");
        String type = openMetrics ? Exposition.OPEN_METRICS_TYPE : Exposition.TEXT_TYPE;
        return new Content(200, type, monitor.metrics(openMetrics));
    }

    /** Whether the process should be given work; that it lives is another question. */
    private Content ready() {
        State state = monitor.snapshot().health().state();
        return new Content(state == State.DOWN ? 503 : 200, TEXT, state + "\n");
    }

    private String page(String range) {
        StringBuilder links = new StringBuilder();
        for (String each : new String[] {"5m", "1h", "24h"}) {
            links.append("<a href=\"/?range=")
                    .append(each)
                    .append("\">")
                    .append(each)
                    .append("</a>");
        }
        return "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>TrenchBot</title>"
                // A browser asks for an icon of its own accord, and reports that there is none.
                + "<link rel=\"icon\" href=\"data:,\">"
                + "<link rel=\"stylesheet\" href=\"/dashboard.css\"><script src=\"/dashboard.js\" defer></script></head>\n"
                + "<body data-range=\"" + range + "\"><nav>" + links
                + "<button id=\"pause\" type=\"button\">pause</button>"
                + "<input id=\"filter\" type=\"search\" placeholder=\"component\" aria-label=\"component\">"
                + "<a href=\"/report.json?range=" + range + "\">JSON</a><a href=\"/metrics\">metrics</a>"
                + "<span id=\"live\" role=\"status\"></span></nav>\n<main>" + HtmlReport.body(report(range))
                + "</main></body></html>\n";
    }

    private synchronized PerformanceReport report(String range) {
        Duration now = monitor.snapshot().uptime();
        Cached cached = cache.get(range);
        if (cached == null || !cached.at().equals(now)) {
            cached = new Cached(now, monitor.report(RANGES.getOrDefault(range, Duration.ZERO)));
            cache.put(range, cached);
        }
        return cached.report();
    }

    private static Optional<String> range(@Nullable String query) {
        if (query == null) {
            return Optional.of(DEFAULT_RANGE);
        }
        String range = query.startsWith(RANGE_PARAMETER) ? query.substring(RANGE_PARAMETER.length()) : "";
        return RANGES.containsKey(range) ? Optional.of(range) : Optional.empty();
    }
}

package io.trenchbot.monitor;

import io.trenchbot.monitor.PerformanceReport.CheckResult;
import java.util.List;
import java.util.Locale;

/**
 * The metrics page in the text format 0.0.4 of Prometheus or in OpenMetrics 1.0.
 *
 * <p>Bucket edges are 2^k - 1 ns, because there the cells have an edge too: the cumulative counts are exact.
 */
final class Exposition {
    /** The first edge is 1.023 µs. */
    private static final int FIRST_EDGE_BITS = 10;

    /** The last edge is 68.7 s. */
    private static final int LAST_EDGE_BITS = 36;

    static final String TEXT_TYPE = "text/plain; version=0.0.4; charset=utf-8";
    static final String OPEN_METRICS_TYPE = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    /** Metrics that no series may be named like. */
    static final List<String> OWN_METRICS = List.of(
            "trenchbot_health_score",
            "trenchbot_health_check_state",
            "trenchbot_alert_active",
            "trenchbot_alerts_fired",
            "trenchbot_alerts_suppressed");

    private final StringBuilder out = new StringBuilder();
    private final boolean openMetrics;

    private Exposition(boolean openMetrics) {
        this.openMetrics = openMetrics;
    }

    static String render(SeriesRegistry registry, PerformanceReport report, boolean openMetrics) {
        Exposition page = new Exposition(openMetrics);
        CellCounts cells = new CellCounts();
        for (LatencySeries series : registry.latencies()) {
            cells.clear();
            series.addTotalTo(cells);
            page.histogram(SeriesRegistry.metricName(series.name()) + "_seconds", series.name(), cells);
        }
        for (CounterSeries series : registry.counters()) {
            page.counter(SeriesRegistry.metricName(series.name()), series.name(), series.totalNow());
        }
        for (GaugeSeries series : registry.gauges()) {
            long level = series.valueNow();
            if (level != GaugeSeries.NO_VALUE) {
                String metric = SeriesRegistry.metricName(series.name());
                page.head(metric, "gauge", series.name());
                page.sample(metric, "", level);
            }
        }
        page.health(report);
        page.alerts(report);
        return page.end();
    }

    private void histogram(String metric, String name, CellCounts cells) {
        head(metric, "histogram", name);
        for (int bits = FIRST_EDGE_BITS; bits <= LAST_EDGE_BITS; bits++) {
            long edgeNs = (1L << bits) - 1;
            sample(metric + "_bucket", "{le=\"" + seconds(edgeNs) + "\"}", cells.countAtMost(edgeNs));
        }
        sample(metric + "_bucket", "{le=\"+Inf\"}", cells.count());
        out.append(metric).append("_sum ").append(seconds((long) cells.sumNs())).append('\n');
        sample(metric + "_count", "", cells.count());
    }

    private void counter(String metric, String name, long total) {
        // OpenMetrics names the family without the suffix, the older format with it.
        head(openMetrics ? metric : metric + "_total", "counter", name);
        sample(metric + "_total", "", total);
    }

    private void health(PerformanceReport report) {
        head("trenchbot_health_score", "gauge", "health score of 100");
        out.append("trenchbot_health_score ")
                .append(String.format(Locale.ROOT, "%.3f", report.health().score()))
                .append('\n');
        head("trenchbot_health_check_state", "gauge", "1 for the state that the check is in");
        for (CheckResult check : report.health().checks()) {
            for (HealthCheck.State state : HealthCheck.State.values()) {
                String labels = "{check=\"" + escape(check.name()) + "\",state=\"" + state + "\"}";
                sample("trenchbot_health_check_state", labels, check.state() == state ? 1 : 0);
            }
        }
    }

    private void alerts(PerformanceReport report) {
        head("trenchbot_alert_active", "gauge", "1 for an alert that is pending or firing");
        for (Alert alert : report.alerts().active()) {
            String labels = "{rule=\"" + escape(alert.rule()) + "\",state=\"" + alert.state() + "\"}";
            sample("trenchbot_alert_active", labels, 1);
        }
        counter("trenchbot_alerts_fired", "alerts fired", report.alerts().firedCount());
        counter(
                "trenchbot_alerts_suppressed",
                "alerts suppressed",
                report.alerts().suppressedCount());
    }

    private String end() {
        if (openMetrics) {
            out.append("# EOF\n");
        }
        return out.toString();
    }

    private void head(String metric, String type, String help) {
        out.append("# TYPE ").append(metric).append(' ').append(type).append('\n');
        out.append("# HELP ").append(metric).append(' ').append(escape(help)).append('\n');
    }

    private void sample(String metric, String labels, long value) {
        out.append(metric).append(labels).append(' ').append(value).append('\n');
    }

    /** Nanoseconds as decimal seconds, without rounding. */
    private static String seconds(long ns) {
        return String.format(Locale.ROOT, "%d.%09d", ns / 1_000_000_000, ns % 1_000_000_000);
    }

    private static String escape(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }
}

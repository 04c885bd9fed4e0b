package io.trenchbot.monitor;

import io.trenchbot.monitor.PerformanceReport.Alerts;
import io.trenchbot.monitor.PerformanceReport.CheckResult;
import io.trenchbot.monitor.PerformanceReport.Counter;
import io.trenchbot.monitor.PerformanceReport.Distribution;
import io.trenchbot.monitor.PerformanceReport.Gauge;
import io.trenchbot.monitor.PerformanceReport.Health;
import io.trenchbot.monitor.PerformanceReport.Latency;
import java.util.Locale;
import java.util.Optional;

/** The text form of a report. */
final class TextReport {
    private final StringBuilder out = new StringBuilder();
    private final PerformanceReport report;
    private final int nameWidth;

    private TextReport(PerformanceReport report) {
        this.report = report;
        int width = 24;
        for (Latency series : report.latencies()) {
            width = Math.max(width, series.name().length());
        }
        for (Counter series : report.counters()) {
            width = Math.max(width, series.name().length());
        }
        for (Gauge series : report.gauges()) {
            width = Math.max(width, series.name().length());
        }
        this.nameWidth = width;
    }

    static String render(PerformanceReport report) {
        TextReport text = new TextReport(report);
        text.head();
        text.latencies();
        text.counters();
        text.gauges();
        text.health();
        text.alerts();
        return text.out.toString();
    }

    private void head() {
        line(
                "performance at %s, up %s, window %s, history %d of %d KB",
                report.takenAt(),
                Units.duration(report.uptime()),
                Units.duration(report.window()),
                report.storage().historyBytes() / 1024,
                report.storage().historyMaxBytes() / 1024);
    }

    private void latencies() {
        if (report.latencies().isEmpty()) {
            return;
        }
        line("");
        row("latency, µs, whole run", "records", "records/s", "p50", "p90", "p99", "p99.9", "max", "p99 now");
        for (Latency series : report.latencies()) {
            Distribution total = series.total();
            row(
                    series.name(),
                    Long.toString(total.count()),
                    Units.number(series.perSecond()),
                    micros(total, total.p50Ns()),
                    micros(total, total.p90Ns()),
                    micros(total, total.p99Ns()),
                    micros(total, total.p999Ns()),
                    micros(total, total.maxNs()),
                    micros(series.window(), series.window().p99Ns()));
        }
    }

    private void counters() {
        if (report.counters().isEmpty()) {
            return;
        }
        line("");
        row("counter", "total", "per second");
        for (Counter series : report.counters()) {
            row(series.name(), Long.toString(series.total()), Units.number(series.perSecond()));
        }
    }

    private void gauges() {
        if (report.gauges().isEmpty()) {
            return;
        }
        line("");
        row("gauge", "now", "least", "greatest");
        for (Gauge series : report.gauges()) {
            row(series.name(), level(series.value()), level(series.least()), level(series.greatest()));
        }
    }

    private void health() {
        Health health = report.health();
        if (health.checks().isEmpty()) {
            return;
        }
        line("");
        line("health %s, score %.0f of 100", health.state(), health.score());
        for (CheckResult check : health.checks()) {
            line(
                    "%-" + nameWidth + "s %11s  %s%s",
                    check.name(),
                    check.state(),
                    check.reason(),
                    check.lostPoints() > 0 ? String.format(Locale.ROOT, " (-%.1f)", check.lostPoints()) : "");
        }
    }

    private void alerts() {
        Alerts alerts = report.alerts();
        if (alerts.active().isEmpty() && alerts.firedCount() == 0) {
            return;
        }
        line("");
        line("alerts: %d fired, %d suppressed", alerts.firedCount(), alerts.suppressedCount());
        alerts.active().forEach(this::alert);
        alerts.resolved().stream().limit(10).forEach(this::alert);
    }

    private void alert(Alert alert) {
        line(
                "%-" + nameWidth + "s %11s  %s %s, for %s",
                alert.rule(),
                alert.state(),
                alert.severity(),
                alert.reason(),
                Units.duration(alert.lasted()));
    }

    private void row(String name, String... cells) {
        StringBuilder row = new StringBuilder(name);
        row.append(" ".repeat(Math.max(0, nameWidth - name.length())));
        for (String cell : cells) {
            row.append(String.format(Locale.ROOT, " %11s", cell));
        }
        out.append(row).append('\n');
    }

    private void line(String format, Object... arguments) {
        out.append(String.format(Locale.ROOT, format, arguments)).append('\n');
    }

    private static String level(Optional<Long> level) {
        return level.map(String::valueOf).orElse("-");
    }

    private static String micros(Distribution distribution, long ns) {
        return distribution.count() == 0 ? "-" : Units.micros(ns);
    }
}

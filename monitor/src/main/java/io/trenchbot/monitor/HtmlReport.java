package io.trenchbot.monitor;

import io.trenchbot.monitor.PerformanceReport.Distribution;
import io.trenchbot.monitor.PerformanceReport.Gauge;
import io.trenchbot.monitor.PerformanceReport.Latency;
import io.trenchbot.monitor.PerformanceReport.Track;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The HTML form of a report. */
final class HtmlReport {
    /** The page may style itself and nothing else: no script, no request. */
    private static final String POLICY = "default-src 'none'; style-src 'unsafe-inline'";

    private final PerformanceReport report;
    private final Html html = new Html();

    private HtmlReport(PerformanceReport report) {
        this.report = report;
    }

    static String page(PerformanceReport report) {
        return "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                + "<meta http-equiv=\"Content-Security-Policy\" content=\"" + POLICY + "\">"
                + "<title>TrenchBot performance</title><style>" + resource("report.css") + "</style></head><body>\n"
                + body(report) + "</body></html>\n";
    }

    /** What the page shows, without style. */
    static String body(PerformanceReport report) {
        HtmlReport page = new HtmlReport(report);
        page.head();
        page.health();
        page.alerts();
        page.latencies();
        page.numbers();
        page.timelines();
        return page.html.toString();
    }

    static String resource(String name) {
        try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("resource " + name + " is missing from the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void head() {
        html.raw("<h1>TrenchBot performance</h1>\n<p id=\"head\">")
                .raw(Html.escape(String.format(
                        Locale.ROOT,
                        "%s, up %s, window %s, history %d of %d KB over %s",
                        report.takenAt(),
                        Units.duration(report.uptime()),
                        Units.duration(report.window()),
                        report.storage().historyBytes() / 1024,
                        report.storage().historyMaxBytes() / 1024,
                        Units.duration(report.storage().historySpan()))))
                .raw("</p>\n");
    }

    private void health() {
        html.heading(String.format(
                Locale.ROOT,
                "Health: %s, score %.0f of 100",
                report.health().state(),
                report.health().score()));
        table(
                "health",
                List.of("check", "state", "lost", "reason"),
                report.health().checks().stream()
                        .map(check -> List.of(
                                check.name() + (check.critical() ? " (critical)" : ""),
                                check.state().name(),
                                Units.number(check.lostPoints()),
                                check.reason())));
    }

    private void alerts() {
        html.heading(String.format(
                Locale.ROOT,
                "Alerts: %d fired, %d suppressed",
                report.alerts().firedCount(),
                report.alerts().suppressedCount()));
        table(
                "alerts",
                List.of("rule", "state", "severity", "reason", "since", "for"),
                Stream.concat(report.alerts().active().stream(), report.alerts().resolved().stream())
                        .map(alert -> List.of(
                                alert.rule(),
                                alert.state().name(),
                                alert.severity().name(),
                                alert.reason(),
                                alert.since().toString(),
                                Units.duration(alert.lasted()))));
    }

    private void latencies() {
        if (report.latencies().isEmpty()) {
            return;
        }
        html.heading("Latency, µs, whole run");
        List<String> head =
                List.of("series", "records", "records/s", "mean", "p50", "p90", "p99", "p99.9", "max", "p99 now");
        table("latencies", head, report.latencies().stream().map(HtmlReport::latencyRow));
        List<Svg.Line> spectrum = new ArrayList<>();
        for (Latency series : report.latencies()) {
            if (series.total().count() > 0) {
                spectrum.add(spectrum(series));
            }
        }
        for (Svg.Line line : spectrum) {
            figure(
                    line.name() + " by percentile",
                    Svg.chart(line.name(), List.of(line), true, HtmlReport::percentile, Units::duration));
        }
    }

    private static List<String> latencyRow(Latency series) {
        Distribution d = series.total();
        List<String> row = new ArrayList<>(
                List.of(series.name(), Long.toString(d.count()), Units.number(series.perSecond()), micros(d, (long)
                        d.meanNs())));
        for (long ns : new long[] {d.p50Ns(), d.p90Ns(), d.p99Ns(), d.p999Ns(), d.maxNs()}) {
            row.add(micros(d, ns));
        }
        row.add(micros(series.window(), series.window().p99Ns()));
        return row;
    }

    /** The axis of HdrHistogram: each step to the right is a nine more. */
    private static Svg.Line spectrum(Latency series) {
        Distribution d = series.total();
        return new Svg.Line(
                series.name(),
                List.of(0.301, 1.0, 2.0, 3.0, 4.0, 5.0),
                Stream.of(d.p50Ns(), d.p90Ns(), d.p99Ns(), d.p999Ns(), d.p9999Ns(), d.maxNs())
                        .map(ns -> (double) Math.max(1, ns))
                        .toList());
    }

    private static String percentile(double nines) {
        return nines >= 5 ? "max" : "p" + Units.number(Math.rint(1e4 - 1e4 * Math.pow(10, -nines)) / 100);
    }

    private void numbers() {
        html.heading("Counters and gauges");
        table(
                "counters",
                List.of("counter", "total", "per second"),
                report.counters().stream()
                        .map(series -> List.of(
                                series.name(), Long.toString(series.total()), Units.number(series.perSecond()))));
        table(
                "gauges",
                List.of("gauge", "now", "least", "greatest"),
                report.gauges().stream().map(HtmlReport::gaugeRow));
    }

    private static List<String> gaugeRow(Gauge series) {
        return List.of(series.name(), level(series.value()), level(series.least()), level(series.greatest()));
    }

    private void timelines() {
        if (report.timeline().endsNs().size() < 2) {
            return;
        }
        html.heading("Over time");
        List<Double> xs =
                report.timeline().endsNs().stream().map(ns -> -(double) ns).toList();
        Map<String, List<Svg.Line>> charts = new LinkedHashMap<>();
        for (Track track : report.timeline().tracks()) {
            boolean latency = track.figure().endsWith("Ns");
            String title = track.series() + (latency ? "" : track.figure().equals("perSecond") ? " a second" : "");
            charts.computeIfAbsent(title, any -> new ArrayList<>())
                    .add(new Svg.Line(track.figure(), xs, track.values()));
        }
        charts.forEach((title, lines) -> {
            boolean latency = lines.get(0).name().endsWith("Ns");
            figure(title, Svg.chart(title, lines, latency, Units::duration, latency ? Units::duration : Units::number));
        });
    }

    private void figure(String title, String svg) {
        if (!svg.isEmpty()) {
            html.raw("<figure><figcaption>" + Html.escape(title) + "</figcaption>" + svg + "</figure>\n");
        }
    }

    private void table(String id, List<String> head, Stream<List<String>> rows) {
        List<List<String>> list = rows.toList();
        if (!list.isEmpty()) {
            html.table(id, head, list);
        }
    }

    private static String level(Optional<Long> level) {
        return level.map(String::valueOf).orElse("-");
    }

    private static String micros(Distribution distribution, long ns) {
        return distribution.count() == 0 ? "-" : Units.micros(ns);
    }
}

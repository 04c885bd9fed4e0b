package io.trenchbot.monitor;

import io.trenchbot.monitor.PerformanceReport.Alerts;
import io.trenchbot.monitor.PerformanceReport.Counter;
import io.trenchbot.monitor.PerformanceReport.Distribution;
import io.trenchbot.monitor.PerformanceReport.Gauge;
import io.trenchbot.monitor.PerformanceReport.Health;
import io.trenchbot.monitor.PerformanceReport.Latency;
import io.trenchbot.monitor.PerformanceReport.Storage;
import io.trenchbot.monitor.PerformanceReport.Timeline;
import java.util.Optional;

/** The JSON form of a report. */
final class JsonReport {
    private JsonReport() {}

    static String render(PerformanceReport report) {
        return JsonWriter.object(json -> json.member("version", PerformanceReport.JSON_VERSION)
                .member("takenAt", report.takenAt().toString())
                .member("uptimeNs", report.uptime().toNanos())
                .member("windowNs", report.window().toNanos())
                .array("latencies", report.latencies(), JsonReport::latency)
                .array("counters", report.counters(), JsonReport::counter)
                .array("gauges", report.gauges(), JsonReport::gauge)
                .object("health", health -> health(health, report.health()))
                .object("alerts", alerts -> alerts(alerts, report.alerts()))
                .object("timeline", timeline -> timeline(timeline, report.timeline()))
                .object("storage", storage -> storage(storage, report.storage())));
    }

    private static void latency(JsonWriter json, Latency series) {
        json.member("name", series.name())
                .object("total", total -> distribution(total, series.total()))
                .object("window", window -> distribution(window, series.window()))
                .member("perSecond", series.perSecond())
                .member("outOfRange", series.outOfRange());
    }

    private static void distribution(JsonWriter json, Distribution d) {
        json.member("count", d.count())
                .member("meanNs", d.meanNs())
                .member("p50Ns", d.p50Ns())
                .member("p90Ns", d.p90Ns())
                .member("p99Ns", d.p99Ns())
                .member("p999Ns", d.p999Ns())
                .member("p9999Ns", d.p9999Ns())
                .member("maxNs", d.maxNs());
    }

    private static void counter(JsonWriter json, Counter series) {
        json.member("name", series.name()).member("total", series.total()).member("perSecond", series.perSecond());
    }

    private static void gauge(JsonWriter json, Gauge series) {
        json.member("name", series.name());
        level(json, "value", series.value());
        level(json, "least", series.least());
        level(json, "greatest", series.greatest());
    }

    private static void level(JsonWriter json, String name, Optional<Long> level) {
        if (level.isPresent()) {
            json.member(name, (long) level.get());
        } else {
            json.absent(name);
        }
    }

    private static void storage(JsonWriter json, Storage storage) {
        json.member("historyBytes", storage.historyBytes())
                .member("historyMaxBytes", storage.historyMaxBytes())
                .member("historySpanNs", storage.historySpan().toNanos())
                .member("framesEvicted", storage.framesEvicted())
                .member("failedReads", storage.failedReads())
                .member("alertsDropped", storage.alertsDropped())
                .member("alertsFailed", storage.alertsFailed())
                .member("historyFilesFailed", storage.historyFilesFailed());
    }

    private static void health(JsonWriter json, Health health) {
        json.member("state", health.state().name())
                .member("score", health.score())
                .array(
                        "checks",
                        health.checks(),
                        (out, check) -> out.member("name", check.name())
                                .member("state", check.state().name())
                                .member("critical", check.critical())
                                .member("value", check.value())
                                .member("lostPoints", check.lostPoints())
                                .member("reason", check.reason()));
    }

    private static void alerts(JsonWriter json, Alerts alerts) {
        json.member("firedCount", alerts.firedCount())
                .member("suppressedCount", alerts.suppressedCount())
                .array("active", alerts.active(), JsonReport::alert)
                .array("resolved", alerts.resolved(), JsonReport::alert);
    }

    static void alert(JsonWriter json, Alert alert) {
        json.member("rule", alert.rule())
                .member("component", alert.component())
                .member("severity", alert.severity().name())
                .member("state", alert.state().name())
                .member("value", alert.value())
                .member("threshold", alert.threshold())
                .member("reason", alert.reason())
                .member("since", alert.since().toString());
        if (alert.resolvedAt().isPresent()) {
            json.member("resolvedAt", alert.resolvedAt().get().toString());
        } else {
            json.absent("resolvedAt");
        }
        json.member("lastedNs", alert.lasted().toNanos())
                .member("notifiedCount", alert.notifiedCount())
                .member("suppressedCount", alert.suppressedCount());
    }

    private static void timeline(JsonWriter json, Timeline timeline) {
        json.numbers("endsNs", timeline.endsNs())
                .array(
                        "tracks",
                        timeline.tracks(),
                        (out, track) -> out.member("series", track.series())
                                .member("figure", track.figure())
                                .numbers("values", track.values()));
    }
}

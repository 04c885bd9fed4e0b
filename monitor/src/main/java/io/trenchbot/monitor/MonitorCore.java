package io.trenchbot.monitor;

import io.trenchbot.monitor.PerformanceReport.Alerts;
import io.trenchbot.monitor.PerformanceReport.Storage;
import io.trenchbot.monitor.PerformanceReport.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Series, history, health and alerts of one monitor, without threads and locks.
 *
 * <p>Threading: under the monitor's lock.
 */
final class MonitorCore {
    private final Settings settings;
    private final SeriesRegistry registry = new SeriesRegistry();
    private final History history;
    private final Windows windows;
    private final ReportMaker reports;
    private final HealthEngine health;
    private final AlertEngine alerts;
    private final List<AlertOutlet> outlets;
    private final Optional<HistoryLog> log;
    private final long startedNs;
    private long lastTickNs;

    MonitorCore(Settings settings, long nowNs) {
        this.settings = settings;
        this.startedNs = nowNs;
        this.lastTickNs = nowNs;
        this.log = settings.historyFiles().map(files -> new HistoryLog(files, epochMillis(), nowNs));
        this.history =
                new History(settings.tickNs(), settings.retentionNs(), settings.historyMaxBytes(), this::writeToFile);
        this.windows = new Windows(registry, history);
        this.reports = new ReportMaker(settings.windowNs(), registry, history, windows);
        this.health = new HealthEngine(settings.checks());
        this.alerts = new AlertEngine(settings.rules());
        this.outlets = settings.listeners().stream().map(AlertOutlet::new).toList();
    }

    LatencyRecorder recorder(String name, boolean shared) {
        LatencyRecorder recorder = new LatencyRecorder(shared, settings.nanoClock());
        registry.latency(name, nanoTime()).addWriter(recorder);
        return recorder;
    }

    SeriesRegistry registry() {
        return registry;
    }

    /** Closes the window that began at the last tick. */
    PerformanceReport tick(long nowNs) {
        history.add(registry.takeFrame(lastTickNs, nowNs));
        lastTickNs = nowNs;
        health.update(windows, nowNs);
        for (Alert notification : alerts.update(windows, nowNs, Instant.ofEpochMilli(epochMillis()))) {
            outlets.forEach(outlet -> outlet.offer(notification));
        }
        return report(nowNs, Duration.ZERO);
    }

    /** A report with the timeline of the last {@code range}. */
    PerformanceReport report(long nowNs, Duration range) {
        return reports.make(
                Instant.ofEpochMilli(epochMillis()),
                nowNs - startedNs,
                health.health(),
                new Alerts(alerts.active(), alerts.resolved(), alerts.firedCount(), alerts.suppressedCount()),
                range.isZero() ? Timeline.EMPTY : reports.timeline(range.toNanos(), nowNs),
                storage());
    }

    void silence(String rule, long untilNs) {
        alerts.silence(rule, untilNs);
    }

    String metrics(long nowNs, boolean openMetrics) {
        return Exposition.render(registry, report(nowNs, Duration.ZERO), openMetrics);
    }

    /** Closes the last window and hands on what no frame of ten ticks covers yet. */
    PerformanceReport finish(long nowNs) {
        if (nowNs - lastTickNs > 0) {
            tick(nowNs);
        }
        Frame open = history.openTicks();
        if (open != null) {
            writeToFile(open);
        }
        return report(nowNs, Duration.ZERO);
    }

    /** Lets files and listeners finish; the one method to be called without the lock, because a listener may ask back. */
    void release() {
        log.ifPresent(HistoryLog::close);
        outlets.forEach(AlertOutlet::close);
    }

    private Storage storage() {
        return new Storage(
                history.byteCount(),
                history.maxBytes(),
                Duration.ofNanos(history.spanNs()),
                history.evictedCount(),
                registry.failureCount(),
                outlets.stream().mapToLong(AlertOutlet::droppedCount).sum(),
                outlets.stream().mapToLong(AlertOutlet::failedCount).sum(),
                log.map(HistoryLog::failedCount).orElse(0L));
    }

    private void writeToFile(Frame frame) {
        log.ifPresent(file -> file.offer(
                registry.latencies().stream().map(LatencySeries::name).toList(), frame));
    }

    private long nanoTime() {
        return settings.nanoClock().getAsLong();
    }

    private long epochMillis() {
        return settings.epochMillisClock().getAsLong();
    }
}

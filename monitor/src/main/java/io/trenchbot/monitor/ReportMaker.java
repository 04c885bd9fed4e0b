package io.trenchbot.monitor;

import io.trenchbot.monitor.PerformanceReport.Counter;
import io.trenchbot.monitor.PerformanceReport.Gauge;
import io.trenchbot.monitor.PerformanceReport.Latency;
import io.trenchbot.monitor.PerformanceReport.Storage;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Draws up reports from the series and their history.
 *
 * <p>Threading: under the monitor's lock.
 */
final class ReportMaker {
    private final Settings settings;
    private final SeriesRegistry registry;
    private final History history;
    private final Windows windows;
    private final CellCounts scratch = new CellCounts();

    ReportMaker(Settings settings, SeriesRegistry registry, History history, Windows windows) {
        this.settings = settings;
        this.registry = registry;
        this.history = history;
        this.windows = windows;
    }

    PerformanceReport make(long startedNs, long nowNs) {
        Frame.Levels levels = windows.levels(settings.windowNs());
        return new PerformanceReport(
                Instant.ofEpochMilli(settings.epochMillisClock().getAsLong()),
                Duration.ofNanos(nowNs - startedNs),
                Duration.ofNanos(settings.windowNs()),
                sorted(registry.latencies()).map(this::latency).toList(),
                sorted(registry.counters()).map(this::counter).toList(),
                sorted(registry.gauges()).map(gauge -> gauge(gauge, levels)).toList(),
                storage());
    }

    private static <S extends Series> Stream<S> sorted(List<S> series) {
        return series.stream().sorted(Comparator.comparing(Series::name));
    }

    private Latency latency(LatencySeries series) {
        scratch.clear();
        series.addTotalTo(scratch);
        return new Latency(
                series.name(),
                scratch.distribution(),
                windows.latency(series, settings.windowNs()).distribution(),
                windows.ratePerSecond(series, settings.windowNs()),
                series.outOfRangeCount());
    }

    private Counter counter(CounterSeries series) {
        return new Counter(series.name(), series.totalNow(), windows.ratePerSecond(series, settings.windowNs()));
    }

    private Gauge gauge(GaugeSeries series, Frame.Levels levels) {
        return new Gauge(
                series.name(),
                level(series.valueNow()),
                level(levels.least(series.number())),
                level(levels.greatest(series.number())));
    }

    private static Optional<Long> level(long value) {
        return value == GaugeSeries.NO_VALUE ? Optional.empty() : Optional.of(value);
    }

    private Storage storage() {
        return new Storage(
                history.byteCount(),
                history.maxBytes(),
                Duration.ofNanos(history.spanNs()),
                history.evictedCount(),
                registry.failureCount());
    }
}

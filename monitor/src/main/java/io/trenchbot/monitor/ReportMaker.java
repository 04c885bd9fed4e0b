package io.trenchbot.monitor;

import io.trenchbot.monitor.PerformanceReport.Alerts;
import io.trenchbot.monitor.PerformanceReport.Counter;
import io.trenchbot.monitor.PerformanceReport.Gauge;
import io.trenchbot.monitor.PerformanceReport.Health;
import io.trenchbot.monitor.PerformanceReport.Latency;
import io.trenchbot.monitor.PerformanceReport.Storage;
import io.trenchbot.monitor.PerformanceReport.Timeline;
import io.trenchbot.monitor.PerformanceReport.Track;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Draws up reports from the series and their history.
 *
 * <p>Threading: under the monitor's lock.
 */
final class ReportMaker {
    /** As many points as a chart can show. */
    private static final int MAX_POINTS = 150;

    private final long windowNs;
    private final SeriesRegistry registry;
    private final History history;
    private final Windows windows;
    private final CellCounts scratch = new CellCounts();

    ReportMaker(long windowNs, SeriesRegistry registry, History history, Windows windows) {
        this.windowNs = windowNs;
        this.registry = registry;
        this.history = history;
        this.windows = windows;
    }

    PerformanceReport make(
            Instant now, long uptimeNs, Health health, Alerts alerts, Timeline timeline, Storage storage) {
        Frame.Levels levels = windows.levels(windowNs);
        return new PerformanceReport(
                now,
                Duration.ofNanos(uptimeNs),
                Duration.ofNanos(windowNs),
                sorted(registry.latencies()).map(this::latency).toList(),
                sorted(registry.counters()).map(this::counter).toList(),
                sorted(registry.gauges()).map(gauge -> gauge(gauge, levels)).toList(),
                health,
                alerts,
                timeline,
                storage);
    }

    Timeline timeline(long rangeNs, long nowNs) {
        List<Frame> frames = history.points(rangeNs, MAX_POINTS);
        List<Track> tracks = new ArrayList<>();
        for (LatencySeries series : registry.latencies()) {
            latencyTracks(series, frames, tracks);
        }
        for (CounterSeries series : registry.counters()) {
            tracks.add(track(series, "perSecond", frames, frame -> rate(frame, frame.count(series.number()))));
        }
        for (GaugeSeries series : registry.gauges()) {
            tracks.add(track(series, "level", frames, frame -> {
                long level = frame.levels().last(series.number());
                return level == GaugeSeries.NO_VALUE ? Double.NaN : (double) level;
            }));
        }
        return new Timeline(frames.stream().map(frame -> nowNs - frame.endNs()).toList(), List.copyOf(tracks));
    }

    private void latencyTracks(LatencySeries series, List<Frame> frames, List<Track> tracks) {
        List<Double> p50 = new ArrayList<>();
        List<Double> p99 = new ArrayList<>();
        List<Double> max = new ArrayList<>();
        for (Frame frame : frames) {
            scratch.clear();
            frame.latency(series.number()).addTo(scratch);
            boolean empty = scratch.count() == 0;
            p50.add(empty ? Double.NaN : (double) scratch.quantileNs(0.5));
            p99.add(empty ? Double.NaN : (double) scratch.quantileNs(0.99));
            max.add(empty ? Double.NaN : (double) scratch.maxNs());
        }
        tracks.add(new Track(series.name(), "p50Ns", List.copyOf(p50)));
        tracks.add(new Track(series.name(), "p99Ns", List.copyOf(p99)));
        tracks.add(new Track(series.name(), "maxNs", List.copyOf(max)));
        tracks.add(track(
                series,
                "perSecond",
                frames,
                frame -> rate(frame, frame.latency(series.number()).count())));
    }

    private static Track track(Series series, String figure, List<Frame> frames, Function<Frame, Double> value) {
        return new Track(series.name(), figure, frames.stream().map(value).toList());
    }

    private static double rate(Frame frame, long events) {
        return events * 1e9 / frame.spanNs();
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
                windows.latency(series, windowNs).distribution(),
                windows.ratePerSecond(series, windowNs),
                series.outOfRangeCount());
    }

    private Counter counter(CounterSeries series) {
        return new Counter(series.name(), series.totalNow(), windows.ratePerSecond(series, windowNs));
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
}

package io.trenchbot.monitor;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Questions to the history by the name of a series. "No data" is NaN for a number.
 *
 * <p>Threading: under the monitor's lock.
 */
final class Windows {
    private static final double NS_PER_SECOND = 1e9;

    private final SeriesRegistry registry;
    private final History history;
    private final CellCounts cells = new CellCounts();

    Windows(SeriesRegistry registry, History history) {
        this.registry = registry;
        this.history = history;
    }

    /** How often the series counted or recorded in the window. */
    double events(String name, long windowNs) {
        return rateOrEvents(registry.find(name), windowNs, false);
    }

    double ratePerSecond(String name, long windowNs) {
        return rateOrEvents(registry.find(name), windowNs, true);
    }

    /** A quantile in nanoseconds over all records of the window. */
    double quantileNs(String name, double quantile, long windowNs) {
        if (registry.find(name) instanceof LatencySeries series) {
            CellCounts counts = latency(series, windowNs);
            return counts.count() == 0 ? Double.NaN : counts.quantileNs(quantile);
        }
        return Double.NaN;
    }

    /** The level of a gauge at the last tick. */
    double level(String name) {
        List<Frame> frames = history.window(0);
        if (!frames.isEmpty() && registry.find(name) instanceof GaugeSeries series) {
            long value = frames.get(frames.size() - 1).levels().last(series.number());
            return value == GaugeSeries.NO_VALUE ? Double.NaN : value;
        }
        return Double.NaN;
    }

    /** How long the series has shown nothing new, up to {@code nowNs}. */
    double silenceNs(String name, long nowNs) {
        Series series = registry.find(name);
        return series == null ? Double.NaN : nowNs - series.lastChangeNs();
    }

    /** The records of the window; valid until the next question. */
    CellCounts latency(LatencySeries series, long windowNs) {
        cells.clear();
        for (Frame frame : history.window(windowNs)) {
            frame.latency(series.number()).addTo(cells);
        }
        return cells;
    }

    /** The levels of all gauges over the window. */
    Frame.Levels levels(long windowNs) {
        List<Frame.Levels> parts =
                history.window(windowNs).stream().map(Frame::levels).toList();
        return parts.isEmpty() ? Frame.Levels.of(new long[0]) : Frame.Levels.merge(parts);
    }

    double ratePerSecond(Series series, long windowNs) {
        return rateOrEvents(series, windowNs, true);
    }

    private double rateOrEvents(@Nullable Series series, long windowNs, boolean rate) {
        if (series == null) {
            return Double.NaN;
        }
        long events = 0;
        long coveredNs = 0;
        for (Frame frame : history.window(windowNs)) {
            if (series instanceof LatencySeries && frame.hasLatency(series.number())) {
                events += frame.latency(series.number()).count();
                coveredNs += frame.spanNs();
            } else if (series instanceof CounterSeries && frame.hasCount(series.number())) {
                events += frame.count(series.number());
                coveredNs += frame.spanNs();
            }
        }
        if (coveredNs == 0) {
            return Double.NaN;
        }
        return rate ? events * NS_PER_SECOND / coveredNs : events;
    }
}

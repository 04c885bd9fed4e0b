package io.trenchbot.monitor;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * All series of one monitor.
 *
 * <p>Threading: under the monitor's lock.
 */
final class SeriesRegistry {
    /** Bounds memory: a latency series takes 32 KB for the reader and 31 KB a writer. */
    static final int MAX_SERIES = 512;

    /** Letters that need no quoting in a log tag, a metric name, JSON or HTML. */
    private static final Pattern NAME = Pattern.compile("[a-zA-Z][a-zA-Z0-9_.-]{0,99}");

    /** Suffixes that the exposition format gives a meaning of its own. */
    private static final Pattern RESERVED = Pattern.compile(".*[_.-](total|bucket|count|sum|created|info)");

    private final Map<String, Series> byName = new HashMap<>();
    private final Map<String, String> nameByMetric = new HashMap<>();
    private final List<LatencySeries> latencies = new ArrayList<>();
    private final List<CounterSeries> counters = new ArrayList<>();
    private final List<GaugeSeries> gauges = new ArrayList<>();
    private final CellCounts scratch = new CellCounts();

    SeriesRegistry() {
        Exposition.OWN_METRICS.forEach(metric -> nameByMetric.put(metric, "the monitor itself"));
    }

    LatencySeries latency(String name, long nowNs) {
        if (byName.get(name) instanceof LatencySeries series) {
            return series;
        }
        checkNew(name);
        LatencySeries series = new LatencySeries(name, latencies.size(), nowNs);
        latencies.add(series);
        byName.put(name, series);
        return series;
    }

    CounterSeries counter(String name, LongSupplier total, long nowNs) {
        checkNew(name);
        CounterSeries series = new CounterSeries(name, counters.size(), total, nowNs);
        counters.add(series);
        byName.put(name, series);
        return series;
    }

    GaugeSeries gauge(String name, LongSupplier value, long nowNs) {
        checkNew(name);
        GaugeSeries series = new GaugeSeries(name, gauges.size(), value, nowNs);
        gauges.add(series);
        byName.put(name, series);
        return series;
    }

    /** Reads every series once: what happened since the last call. */
    Frame takeFrame(long startNs, long endNs) {
        List<SparseCells> cells = new ArrayList<>(latencies.size());
        for (LatencySeries series : latencies) {
            cells.add(series.takeDelta(scratch, endNs));
        }
        long[] counts = new long[counters.size()];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = counters.get(i).takeDelta(endNs);
        }
        long[] levels = new long[gauges.size()];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = gauges.get(i).take(endNs);
        }
        return new Frame(startNs, endNs, cells, counts, Frame.Levels.of(levels));
    }

    @Nullable
    Series find(String name) {
        return byName.get(name);
    }

    List<LatencySeries> latencies() {
        return latencies;
    }

    List<CounterSeries> counters() {
        return counters;
    }

    List<GaugeSeries> gauges() {
        return gauges;
    }

    long failureCount() {
        return counters.stream().mapToLong(CounterSeries::failureCount).sum()
                + gauges.stream().mapToLong(GaugeSeries::failureCount).sum();
    }

    /** The name of a series in the exposition format. */
    static String metricName(String name) {
        return "trenchbot_" + name.replace('.', '_').replace('-', '_').toLowerCase(Locale.ROOT);
    }

    private void checkNew(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("series name \"" + name + "\" does not match " + NAME);
        }
        if (RESERVED.matcher(name).matches()) {
            throw new IllegalArgumentException("series name " + name
                    + " ends in a word that metric formats add themselves: total, bucket, count, sum, created, info");
        }
        if (byName.size() >= MAX_SERIES) {
            throw new IllegalStateException(
                    "series " + name + " would be number " + (byName.size() + 1) + " of at most " + MAX_SERIES);
        }
        String other = nameByMetric.putIfAbsent(metricName(name), name);
        if (other != null) {
            throw new IllegalArgumentException("series name " + name + " is taken by " + other);
        }
    }
}

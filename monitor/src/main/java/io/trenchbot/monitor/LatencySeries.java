package io.trenchbot.monitor;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * All writers of one latency series and what the reader has seen of them.
 *
 * <p>Threading: {@link #addWriter} and {@link #addTotalTo} any thread; the rest under the monitor's lock.
 */
final class LatencySeries implements Series {
    /** One writer a thread; more means that a recorder is asked for per record instead of once. */
    static final int MAX_WRITERS = 64;

    private final String name;
    private final int number;
    private final List<LatencyRecorder> writers = new CopyOnWriteArrayList<>();
    private final long[] previous = new long[Cells.COUNT];
    private long lastChangeNs;

    LatencySeries(String name, int number, long nowNs) {
        this.name = name;
        this.number = number;
        this.lastChangeNs = nowNs;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int number() {
        return number;
    }

    @Override
    public long lastChangeNs() {
        return lastChangeNs;
    }

    void addWriter(LatencyRecorder writer) {
        if (writers.size() >= MAX_WRITERS) {
            throw new IllegalStateException("series " + name + " has " + writers.size()
                    + " recorders, the most there may be: obtain a recorder once per thread, not once per record");
        }
        writers.add(writer);
    }

    /** What was recorded since the last call. */
    SparseCells takeDelta(CellCounts scratch, long nowNs) {
        scratch.clear();
        for (int i = 0; i < Cells.COUNT; i++) {
            long total = total(i);
            if (total != previous[i]) {
                scratch.add(i, total - previous[i]);
                previous[i] = total;
            }
        }
        if (scratch.count() > 0) {
            lastChangeNs = nowNs;
        }
        writers.forEach(writer -> scratch.raiseMax(writer.maxNs()));
        return SparseCells.of(scratch);
    }

    void addTotalTo(CellCounts target) {
        for (int i = 0; i < Cells.COUNT; i++) {
            target.add(i, total(i));
        }
        writers.forEach(writer -> target.raiseMax(writer.maxNs()));
    }

    long outOfRangeCount() {
        return writers.stream().mapToLong(LatencyRecorder::outOfRangeCount).sum();
    }

    private long total(int cell) {
        long total = 0;
        for (LatencyRecorder writer : writers) {
            total += writer.cellOpaque(cell);
        }
        return total;
    }
}

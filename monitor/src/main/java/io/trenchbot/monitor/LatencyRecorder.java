package io.trenchbot.monitor;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * One writer of a latency series, obtained once from {@link PerformanceMonitor#latency} or {@link
 * PerformanceMonitor#sharedLatency}. Recording allocates nothing, takes no lock and waits for nobody.
 *
 * <p>The cells only ever grow. A reader keeps its previous copy and takes the difference, so that each record appears in
 * exactly one difference although writer and reader share no lock and no phase flag: a cell is one {@code long}, read and
 * written opaque, hence whole and monotone for the reader. What a reader may miss is the latest record, until its next
 * look. The error of a value read back is at most 0.78 %; the longest value of the whole run is kept exactly.
 *
 * <p>Threading: a recorder of {@code latency} has one writer at a time, and handing it from thread to thread needs a
 * happens-before edge; take one recorder per thread, the monitor adds them up. A recorder of {@code sharedLatency} may be
 * called by any thread, at the price of an atomic addition.
 */
public final class LatencyRecorder implements LongConsumer {
    private static final VarHandle ELEMENT = MethodHandles.arrayElementVarHandle(long[].class);

    /** Keeps the cells out of the cache lines of neighbouring objects. */
    private static final int PAD = 8;

    private static final int MAX = PAD + Cells.COUNT;
    private static final int OUT_OF_RANGE = MAX + 1;

    private final long[] elements = new long[OUT_OF_RANGE + 1 + PAD];
    private final boolean shared;
    private final LongSupplier nanoClock;
    private volatile boolean recording;

    LatencyRecorder(boolean shared, LongSupplier nanoClock) {
        this.shared = shared;
        this.nanoClock = nanoClock;
    }

    /**
     * Records one latency.
     *
     * @param latencyNs nanoseconds; a negative value is recorded as 0 and one above 137 s in the last cell, and both are
     *     counted as out of range
     */
    public void record(long latencyNs) {
        assert shared || enter() : "two threads record into one single-writer recorder; use sharedLatency";
        if (latencyNs > (long) ELEMENT.getOpaque(elements, MAX)) {
            raiseMax(latencyNs);
        }
        // One test for negative and too long.
        long ns = (latencyNs & ~Cells.MAX_NS) == 0 ? latencyNs : outOfRange(latencyNs);
        add(PAD + Cells.index(ns), 1);
        assert shared || exit();
    }

    /**
     * Records one latency; the same as {@link #record}, for those who expect a {@link LongConsumer}.
     *
     * @param latencyNs nanoseconds
     */
    @Override
    public void accept(long latencyNs) {
        record(latencyNs);
    }

    /**
     * Records the time that has passed since {@code startNs} on the monitor's clock.
     *
     * @param startNs a reading of the monitor's nano clock
     */
    public void recordSince(long startNs) {
        record(nanoClock.getAsLong() - startNs);
    }

    /**
     * Records one latency and, if it is longer than the interval in which events were due, also those that the wait kept
     * from being measured ({@code latencyNs - expectedIntervalNs}, {@code latencyNs - 2 * expectedIntervalNs} and so on
     * down to {@code expectedIntervalNs}): the correction for coordinated omission. Raw and corrected values belong into
     * series of their own.
     *
     * @param latencyNs nanoseconds
     * @param expectedIntervalNs nanoseconds between two events as intended; 0 or less corrects nothing
     */
    public void recordWithExpectedInterval(long latencyNs, long expectedIntervalNs) {
        record(latencyNs);
        if (expectedIntervalNs <= 0) {
            return;
        }
        // A cell at a time: the work is bounded by the number of cells and not by latency / interval.
        long missingNs = Math.min(latencyNs, Cells.MAX_NS) - expectedIntervalNs;
        while (missingNs >= expectedIntervalNs) {
            int index = Cells.index(missingNs);
            long floorNs = Math.max(Cells.lowestNs(index), expectedIntervalNs);
            long count = (missingNs - floorNs) / expectedIntervalNs + 1;
            add(PAD + index, count);
            missingNs -= count * expectedIntervalNs;
        }
    }

    long cellOpaque(int index) {
        return (long) ELEMENT.getOpaque(elements, PAD + index);
    }

    long maxNs() {
        return (long) ELEMENT.getOpaque(elements, MAX);
    }

    long outOfRangeCount() {
        return (long) ELEMENT.getOpaque(elements, OUT_OF_RANGE);
    }

    private void add(int element, long count) {
        if (shared) {
            ELEMENT.getAndAdd(elements, element, count);
        } else {
            ELEMENT.setOpaque(elements, element, (long) ELEMENT.getOpaque(elements, element) + count);
        }
    }

    private void raiseMax(long latencyNs) {
        if (!shared) {
            ELEMENT.setOpaque(elements, MAX, latencyNs);
            return;
        }
        long seenNs = maxNs();
        while (latencyNs > seenNs && !ELEMENT.compareAndSet(elements, MAX, seenNs, latencyNs)) {
            seenNs = maxNs();
        }
    }

    private long outOfRange(long latencyNs) {
        add(OUT_OF_RANGE, 1);
        return latencyNs < 0 ? 0 : Cells.MAX_NS;
    }

    // Called under assert only: finds writers that overlap, and not those that hand over.
    private boolean enter() {
        boolean free = !recording;
        recording = true;
        return free;
    }

    private boolean exit() {
        recording = false;
        return true;
    }
}

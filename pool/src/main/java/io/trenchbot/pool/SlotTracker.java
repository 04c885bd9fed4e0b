package io.trenchbot.pool;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many slots each node is behind the others, per commitment. A mark is a slot and the time at which it was seen;
 * two marks of different times are compared by letting the older one run on at the measured slot time.
 *
 * <p>The reference is the highest mark. A single node ahead of all others is believed up to a bound only: with three or
 * more witnesses up to the soft limit (two others agree that it is wrong), with two up to the hard limit (a node that
 * fell behind is likelier than one that runs ahead). Beyond, the second highest is the reference, so one liar excludes
 * nobody.
 *
 * <p>Guarded by itself; pure: the clock is an argument.
 */
final class SlotTracker {
    /** A mark older than this says nothing about the present. */
    static final long MARK_AGE_MAX_NS = 30_000_000_000L;

    /** The same slot again within this time says nothing new: a busy node repeats its slot with every reply. */
    static final long SAME_SLOT_NS = 100_000_000L;

    /** A node that went back this far has changed cluster, or sits on a dead fork. */
    static final long ROLLBACK_SLOTS_MAX = 1024;

    /** Replies of one node do not overtake each other by more than this; later, a lower slot is a step back. */
    private static final long OVERTAKE_NS = 1_000_000_000L;

    /** The slot time until it is measured; the network aims at 400 ms and lowers it over time. */
    static final long SLOT_NS = 400_000_000L;

    /** Marks of one witness: a node, or a stream that only reports. */
    static final class Marks {
        private final long[] slot = {-1, -1, -1};
        private final long[] seenNs = new long[3];
        private final SlotPace[] pace = {new SlotPace(), new SlotPace(), new SlotPace()};
        private volatile int lagSlots;
        private volatile long reportedLagUntilNs = Long.MIN_VALUE;
        private volatile int reportedLagSlots;

        /** Slots behind the reference, worst of all commitments. */
        int lagSlots(long nowNs) {
            long until = reportedLagUntilNs;
            return until != Long.MIN_VALUE && until - nowNs > 0 ? Math.max(lagSlots, reportedLagSlots) : lagSlots;
        }

        /** Last slot seen; -1 if none. */
        long slot(Commitment commitment) {
            return slot[commitment.index()];
        }

        /** When the last slot was seen; meaningful if there was one. */
        long seenNs(Commitment commitment) {
            return seenNs[commitment.index()];
        }

        /** The node says itself that it is behind; believed until it can have caught up or is observed again. */
        void reportLag(long nowNs, int slots, long holdNs) {
            reportedLagSlots = slots;
            reportedLagUntilNs = nowNs + holdNs;
        }
    }

    private final int softLagSlots;
    private final int hardLagSlots;
    private final List<Marks> witnesses = new ArrayList<>();
    private final AtomicLong slotNs = new AtomicLong(SLOT_NS);

    SlotTracker(int softLagSlots, int hardLagSlots) {
        this.softLagSlots = softLagSlots;
        this.hardLagSlots = hardLagSlots;
    }

    synchronized Marks join() {
        Marks marks = new Marks();
        witnesses.add(marks);
        return marks;
    }

    synchronized void leave(Marks marks) {
        witnesses.remove(marks);
    }

    /** Measured time of a slot: the median of what the witnesses went by. */
    long slotNs() {
        return slotNs.get();
    }

    /**
     * A witness was seen at a slot.
     *
     * @return slots that it went back, if so many that its history is another one; else 0
     */
    synchronized long observe(Marks marks, Commitment commitment, long slot, long nowNs) {
        int c = commitment.index();
        long back = marks.slot[c] - slot;
        if (back > 0 && nowNs - marks.seenNs[c] < OVERTAKE_NS) {
            // Replies overtake each other; an older one does not undo a newer one.
            return 0;
        }
        marks.slot[c] = slot;
        marks.seenNs[c] = nowNs;
        if (marks.pace[c].observe(slot, nowNs)) {
            slotNs.set(medianSlotNs());
        }
        if (commitment == Commitment.PROCESSED) {
            marks.reportedLagUntilNs = Long.MIN_VALUE;
        }
        refresh(nowNs);
        return back > ROLLBACK_SLOTS_MAX ? back : 0;
    }

    /** Highest slot of a commitment that was seen lately and is believed; -1 if none. */
    synchronized long seenSlot(Commitment commitment, long nowNs) {
        int c = commitment.index();
        double[] slots = witnesses.stream()
                .filter(marks -> fresh(marks, c, nowNs))
                .mapToDouble(marks -> marks.slot[c])
                .toArray();
        return slots.length == 0 ? -1 : (long) believed(slots);
    }

    /** Where a witness should be by now; -1 if unknown. */
    synchronized long expectedSlot(Marks marks, Commitment commitment, long nowNs) {
        int c = commitment.index();
        return fresh(marks, c, nowNs) ? (long) position(marks, c, nowNs) : -1;
    }

    private void refresh(long nowNs) {
        int[] lags = new int[witnesses.size()];
        for (int c = 0; c < 3; c++) {
            double reference = referencePosition(c, nowNs);
            for (int i = 0; i < lags.length; i++) {
                Marks marks = witnesses.get(i);
                if (fresh(marks, c, nowNs)) {
                    // Half a slot of slack: two nodes are never observed at the same moment of a slot.
                    lags[i] = Math.max(lags[i], lag(reference - position(marks, c, nowNs) - 0.5));
                }
            }
        }
        for (int i = 0; i < lags.length; i++) {
            witnesses.get(i).lagSlots = lags[i];
        }
    }

    private static int lag(double slots) {
        return (int) Math.max(0, Math.min(Integer.MAX_VALUE, Math.ceil(slots)));
    }

    private double referencePosition(int c, long nowNs) {
        double[] positions = witnesses.stream()
                .filter(marks -> fresh(marks, c, nowNs))
                .mapToDouble(marks -> position(marks, c, nowNs))
                .toArray();
        return positions.length == 0 ? Double.NaN : believed(positions);
    }

    /** The highest position, unless it is alone too far ahead. */
    private double believed(double[] positions) {
        Arrays.sort(positions);
        int n = positions.length;
        if (n == 1) {
            return positions[0];
        }
        double lead = positions[n - 1] - positions[n - 2];
        return lead > (n == 2 ? hardLagSlots : softLagSlots) ? positions[n - 2] : positions[n - 1];
    }

    private double position(Marks marks, int c, long nowNs) {
        return marks.slot[c] + (nowNs - marks.seenNs[c]) / (double) slotNs.get();
    }

    private static boolean fresh(Marks marks, int c, long nowNs) {
        return marks.slot[c] >= 0 && nowNs - marks.seenNs[c] <= MARK_AGE_MAX_NS;
    }

    /** Of an even number the slower: what catches up runs faster than the chain for a while. */
    private long medianSlotNs() {
        long[] sorted = witnesses.stream()
                .flatMap(marks -> Arrays.stream(marks.pace))
                .mapToLong(SlotPace::slotNs)
                .filter(ns -> ns > 0)
                .sorted()
                .toArray();
        return sorted.length == 0 ? SLOT_NS : sorted[sorted.length / 2];
    }
}

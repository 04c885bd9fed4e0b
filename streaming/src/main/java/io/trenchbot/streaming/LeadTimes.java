package io.trenchbot.streaming;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How long one endpoint's events came before the same ones of another: counts in ranges of time, four to each power of two,
 * so a percentile is told within a quarter.
 *
 * <p>Threading: written under the lock of the deliveries, read by anyone.
 */
final class LeadTimes {
    private static final int SUB_BITS = 2;

    private final AtomicLongArray counts = new AtomicLongArray(Long.SIZE << SUB_BITS);

    void record(long leadNs) {
        int cell = cell(Math.max(0, leadNs));
        counts.lazySet(cell, counts.getPlain(cell) + 1);
    }

    private static int cell(long ns) {
        if (ns < 1 << SUB_BITS) {
            return (int) ns;
        }
        int power = Long.SIZE - 1 - Long.numberOfLeadingZeros(ns);
        return ((power - SUB_BITS) << SUB_BITS) + (int) (ns >>> (power - SUB_BITS));
    }

    private static long lowest(int cell) {
        int power = cell >>> SUB_BITS;
        long part = cell & ((1 << SUB_BITS) - 1);
        return power == 0 ? part : (part + (1 << SUB_BITS)) << (power - 1);
    }

    long count() {
        long count = 0;
        for (int i = 0; i < counts.length(); i++) {
            count += counts.get(i);
        }
        return count;
    }

    /** The time that this share of the leads reaches at least, within a quarter below; -1 before the first. */
    long percentileNs(double share) {
        long count = count();
        long rank = (long) Math.ceil(count * share);
        for (int i = 0; count > 0 && i < counts.length(); i++) {
            rank -= counts.get(i);
            if (rank <= 0) {
                return lowest(i);
            }
        }
        return -1;
    }
}

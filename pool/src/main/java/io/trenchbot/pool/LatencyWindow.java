package io.trenchbot.pool;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Latencies of the last 5 to 10 s, of a busy method of the last seconds, in logarithmic buckets, 16 to the octave (7 %
 * wide), for quantiles. Recording is one atomic increment; the quantiles are computed by {@link #tick} and read as plain numbers.
 */
final class LatencyWindow {
    private static final int SUB_BITS = 4;
    private static final int SUBS = 1 << SUB_BITS;

    /** Values are kept in units of 1.024 µs; 26 octaves of them are 68 s. */
    private static final int UNIT_SHIFT = 10;

    private static final int BUCKETS = 26 * SUBS;
    private static final long ROTATE_NS = 5_000_000_000L;

    /** With so many samples the past is let go after a second: what was true before a pause or a change is not now. */
    private static final int SAMPLES_ENOUGH = 1_000;

    private static final long ROTATE_MIN_NS = 1_000_000_000L;

    /** Threads count in arrays of their own, by and large: most latencies of a method fall into a few buckets. */
    private static final int STRIPES = 4;

    private final double quantile;
    private volatile AtomicIntegerArray[] current = stripes();
    private AtomicIntegerArray[] previous = stripes();
    private long rotatedNs = Long.MIN_VALUE;
    private volatile long quantileNs;
    private volatile long medianNs;
    private volatile long sampleCount;

    LatencyWindow(double quantile) {
        this.quantile = quantile;
    }

    void record(long latencyNs) {
        // Ids count up, so threads that start together differ in these bits.
        int stripe = (int) Thread.currentThread().getId() & (STRIPES - 1);
        current[stripe].getAndIncrement(bucket(latencyNs));
    }

    private static AtomicIntegerArray[] stripes() {
        AtomicIntegerArray[] stripes = new AtomicIntegerArray[STRIPES];
        Arrays.setAll(stripes, ignored -> new AtomicIntegerArray(BUCKETS));
        return stripes;
    }

    private static int count(AtomicIntegerArray[] stripes, int bucket) {
        int sum = 0;
        for (AtomicIntegerArray stripe : stripes) {
            sum += stripe.getPlain(bucket);
        }
        return sum;
    }

    /** The quantile at the last tick; 0 if there was no sample. */
    long quantileNs() {
        return quantileNs;
    }

    long medianNs() {
        return medianNs;
    }

    /** Samples in the window at the last tick. */
    long sampleCount() {
        return sampleCount;
    }

    /** Rotates and computes; one thread. */
    void tick(long nowNs) {
        if (rotatedNs == Long.MIN_VALUE) {
            rotatedNs = nowNs;
        }
        boolean enough = nowNs - rotatedNs >= ROTATE_MIN_NS && currentCount() >= SAMPLES_ENOUGH;
        if (enough || nowNs - rotatedNs >= ROTATE_NS) {
            boolean idle = nowNs - rotatedNs >= 2 * ROTATE_NS;
            previous = idle ? stripes() : current;
            current = stripes();
            rotatedNs = nowNs;
        }
        compute();
    }

    private int currentCount() {
        int sum = 0;
        for (int i = 0; i < BUCKETS; i++) {
            sum += count(current, i);
        }
        return sum;
    }

    private void compute() {
        long total = 0;
        int[] sums = new int[BUCKETS];
        for (int i = 0; i < BUCKETS; i++) {
            sums[i] = count(current, i) + count(previous, i);
            total += sums[i];
        }
        quantileNs = total == 0 ? 0 : upperNs(bucketAt(sums, (long) Math.ceil(quantile * total)));
        medianNs = total == 0 ? 0 : upperNs(bucketAt(sums, (total + 1) / 2));
        sampleCount = total;
    }

    private static int bucketAt(int[] sums, long rank) {
        long seen = 0;
        for (int i = 0; i < sums.length; i++) {
            seen += sums[i];
            if (seen >= rank) {
                return i;
            }
        }
        return sums.length - 1;
    }

    static int bucket(long latencyNs) {
        long units = Math.max(0, latencyNs) >>> UNIT_SHIFT;
        if (units < SUBS) {
            return (int) units;
        }
        int shift = 63 - Long.numberOfLeadingZeros(units) - SUB_BITS;
        int index = (shift + 1) * SUBS + (int) (units >>> shift) - SUBS;
        return Math.min(index, BUCKETS - 1);
    }

    /** First value above the bucket. */
    static long upperNs(int bucket) {
        if (bucket < SUBS) {
            return (bucket + 1L) << UNIT_SHIFT;
        }
        int shift = bucket / SUBS - 1;
        return (long) (SUBS + bucket % SUBS + 1) << (shift + UNIT_SHIFT);
    }
}

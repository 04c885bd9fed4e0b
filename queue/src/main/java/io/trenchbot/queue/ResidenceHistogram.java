package io.trenchbot.queue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Counts of nanoseconds in buckets of 1/32 of a power of two, so that a quantile is off by 3.2 % at the most.
 *
 * <p>The consumer is the only writer and every bucket only grows, so it writes with opaque stores (a plain move on x86 and
 * ARM) and a reader copies the array whenever it likes: the copy costs the consumer nothing but a few cache misses, and
 * is at worst some samples behind in some buckets.
 */
final class ResidenceHistogram {
    /** Values below 2^5 have a bucket each; above, each power of two has 2^5. */
    private static final int SUB_BITS = 5;

    private static final int SUB_COUNT = 1 << SUB_BITS;

    /** 2^43 ns = 2.4 hours; what waits longer counts as this long. */
    private static final int MAX_BITS = 43;

    static final int BUCKET_COUNT = (MAX_BITS - SUB_BITS + 1) * SUB_COUNT;

    private static final VarHandle BUCKET = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[] buckets = new long[BUCKET_COUNT];

    /** For the consumer alone. */
    void record(long ns) {
        int bucket = bucketOf(ns);
        BUCKET.setOpaque(buckets, bucket, buckets[bucket] + 1);
    }

    /** For any thread. */
    long[] copy() {
        long[] copy = new long[BUCKET_COUNT];
        for (int i = 0; i < BUCKET_COUNT; i++) {
            copy[i] = (long) BUCKET.getOpaque(buckets, i);
        }
        return copy;
    }

    static int bucketOf(long ns) {
        if (ns < SUB_COUNT) {
            return (int) Math.max(ns, 0);
        }
        int exponent = 63 - Long.numberOfLeadingZeros(ns);
        if (exponent >= MAX_BITS) {
            return BUCKET_COUNT - 1;
        }
        int sub = (int) (ns >>> (exponent - SUB_BITS)) & (SUB_COUNT - 1);
        return (exponent - SUB_BITS + 1) * SUB_COUNT + sub;
    }

    /** The largest value that falls into the bucket. */
    static long upperNs(int bucket) {
        if (bucket < SUB_COUNT) {
            return bucket;
        }
        int width = bucket / SUB_COUNT - 1;
        long sub = SUB_COUNT + (long) (bucket % SUB_COUNT);
        return ((sub + 1) << width) - 1;
    }
}

package io.trenchbot.benchmarks;

import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** How long the calls of one run took, in the order in which they were due. */
final class Latencies {
    /** The calls that pay for a node's death are those under way then and those of the time until it is known. */
    private static final long SPAN_NS = 1_000_000_000L;

    private final long[] fromNs;
    private final long[] latencyNs;
    private final long struckNs;

    /**
     * Keeps what it is given.
     *
     * @param fromNs when each was begun
     * @param latencyNs how long each took; {@link Load#FAILED_NS} if it failed
     * @param struckNs when something was done to a node
     */
    Latencies(long[] fromNs, long[] latencyNs, long struckNs) {
        this.fromNs = fromNs;
        this.latencyNs = latencyNs;
        this.struckNs = struckNs;
    }

    long quantileNs(double q) {
        long[] sorted = latencyNs.clone();
        Arrays.sort(sorted);
        return sorted[Math.min(sorted.length - 1, (int) Math.ceil(q * sorted.length) - 1)];
    }

    int count() {
        return latencyNs.length;
    }

    long failedCount() {
        return Arrays.stream(latencyNs).filter(ns -> ns == Load.FAILED_NS).count();
    }

    /** The longest call that was under way when it was done, or began within the span after. */
    long longestAfterNs() {
        return longestNs(i -> fromNs[i] + latencyNs[i] - struckNs >= 0 && fromNs[i] - struckNs < SPAN_NS);
    }

    /** The longest call that was under way within the span before, and no more when it was done. */
    long longestBeforeNs() {
        return longestNs(i -> {
            long endNs = fromNs[i] + latencyNs[i] - struckNs;
            return endNs < 0 && endNs >= -SPAN_NS;
        });
    }

    private long longestNs(IntPredicate counts) {
        return IntStream.range(0, latencyNs.length)
                .filter(counts)
                .mapToLong(i -> latencyNs[i])
                .max()
                .orElseThrow();
    }
}

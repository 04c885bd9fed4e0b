package io.trenchbot.benchmarks;

import java.util.List;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * How long to measure.
 *
 * @param rounds how often ours and the peer alternate, each time in a fresh JVM
 * @param warmups warm-up iterations a JVM
 * @param iterations measured iterations a JVM
 * @param iteration length of either
 */
record Effort(int rounds, int warmups, int iterations, TimeValue iteration) {
    /** What a forked JVM takes before and after its iterations, with the usual cross-checks. */
    private static final int FORK_OVERHEAD_MS = 1_300;

    private static final int QUICK_BUDGET_MS = 205_000;
    private static final int SHORTEST_ITERATION_MS = 50;
    private static final int LONGEST_QUICK_ITERATION_MS = 400;

    static Effort full() {
        return new Effort(5, 5, 5, TimeValue.seconds(1));
    }

    /** Three rounds whose iterations share, with everything around them, about four minutes over all claims. */
    static Effort quick(List<Claim> claims) {
        int rounds = 3;
        int warmups = 3;
        int iterations = 3;
        int setupMs = claims.stream()
                .mapToInt(claim -> claim.setupMs() + Claim.SIDES * FORK_OVERHEAD_MS)
                .sum();
        int iterationCount = Math.max(1, claims.size()) * Claim.SIDES * (warmups + iterations);
        int iterationMs = (QUICK_BUDGET_MS / rounds - setupMs) / iterationCount;
        return new Effort(
                rounds,
                warmups,
                iterations,
                TimeValue.milliseconds(
                        Math.min(LONGEST_QUICK_ITERATION_MS, Math.max(SHORTEST_ITERATION_MS, iterationMs))));
    }
}

package io.trenchbot.benchmarks;

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
    /** What a forked JVM takes before and after its iterations, with setup and cross-checks: measured 0.9 to 1.6 s. */
    private static final int FORK_OVERHEAD_MS = 1_800;

    private static final int QUICK_BUDGET_MS = 280_000;
    private static final int SHORTEST_ITERATION_MS = 50;
    private static final int LONGEST_QUICK_ITERATION_MS = 300;

    static Effort full() {
        return new Effort(5, 5, 5, TimeValue.seconds(1));
    }

    /** Three rounds whose iterations share five minutes over all claims. */
    static Effort quick(int claims) {
        int rounds = 3;
        int warmups = 3;
        int iterations = 3;
        int perForkMs = QUICK_BUDGET_MS / (2 * rounds * Math.max(1, claims)) - FORK_OVERHEAD_MS;
        int iterationMs = Math.min(
                LONGEST_QUICK_ITERATION_MS, Math.max(SHORTEST_ITERATION_MS, perForkMs / (warmups + iterations)));
        return new Effort(rounds, warmups, iterations, TimeValue.milliseconds(iterationMs));
    }
}

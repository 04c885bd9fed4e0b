package io.trenchbot.benchmarks;

/** Who calls nodes in a benchmark. */
public enum CallerKind {
    OURS,
    OURS_UNHEDGED,
    OKHTTP,
    RESILIENCE4J,
    FAILSAFE,
    ARMERIA,
    SOLANAJ
}

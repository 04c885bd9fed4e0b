package io.trenchbot.benchmarks;

import java.util.List;

/** Compares what ours and the peer do, before either is timed; a difference fails the benchmark. */
final class Check {
    private Check() {}

    static <T> void same(List<T> expected, List<T> actual, String what) {
        int common = Math.min(expected.size(), actual.size());
        for (int i = 0; i < common; i++) {
            if (!expected.get(i).equals(actual.get(i))) {
                throw new IllegalStateException(
                        what + " differ at " + i + ": " + expected.get(i) + ", " + actual.get(i));
            }
        }
        if (expected.size() != actual.size() || expected.isEmpty()) {
            throw new IllegalStateException(what + " differ in number: " + expected.size() + ", " + actual.size());
        }
    }

    static void that(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException("does not hold: " + what);
        }
    }
}

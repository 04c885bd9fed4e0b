package io.trenchbot.benchmarks;

import java.util.Arrays;
import java.util.List;

/**
 * What a claim measured on one JDK.
 *
 * @param claim the claim
 * @param jdk the JDK as the forked JVM named itself
 * @param jvmFlags flags of ours, then of the peer's JVM
 * @param oursByRound nanoseconds, a value a round
 * @param peerByRound the peer's value of the same round, measured right after ours
 */
record Measurement(Claim claim, String jdk, List<String> jvmFlags, List<Double> oursByRound, List<Double> peerByRound) {
    double ours() {
        return median(oursByRound);
    }

    double peer() {
        return median(peerByRound);
    }

    double ratio() {
        return claim.ratio(ours(), peer());
    }

    /** The worst and the best ratio of one round: neighbours in time, so that drift of the machine cancels. */
    double[] ratioRange() {
        double low = Double.POSITIVE_INFINITY;
        double high = 0;
        for (int i = 0; i < oursByRound.size(); i++) {
            double ratio = claim.ratio(oursByRound.get(i), peerByRound.get(i));
            low = Math.min(low, ratio);
            high = Math.max(high, ratio);
        }
        return new double[] {low, high};
    }

    boolean pass() {
        return ratio() >= claim.goal();
    }

    static double median(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}

package io.trenchbot.benchmarks;

import java.util.List;

/**
 * One row of the result: a sentence about ours against a peer, and the two benchmarks that decide it.
 *
 * @param name short, unique, the word that {@code --only} takes
 * @param module the leaf that it is about
 * @param sentence what is claimed, for a reader
 * @param metric what is measured, in nanoseconds of what
 * @param ours our benchmark
 * @param peerName the peer's name and what of it is called
 * @param peer its benchmark
 * @param goal the ratio of the peer's value to ours that makes the claim pass
 * @param olderGoal the same on releases before {@link #REFERENCE_JDK}, whose compiler may not do what the goal presumes
 * @param inQuick whether a quick run measures it without being asked for it by name
 */
record Claim(
        String name,
        String module,
        String sentence,
        String metric,
        Bench ours,
        String peerName,
        Bench peer,
        double goal,
        double olderGoal,
        boolean inQuick) {
    /** The release that published figures are measured on. */
    static final int REFERENCE_JDK = 25;

    /** Forked JVMs of one round. */
    static final int SIDES = 2;

    /** A claim with one goal for all releases, in every run. */
    Claim(
            String name,
            String module,
            String sentence,
            String metric,
            Bench ours,
            String peerName,
            Bench peer,
            double goal) {
        this(name, module, sentence, metric, ours, peerName, peer, goal, goal, true);
    }

    Claim before25(double lowerGoal) {
        return new Claim(name, module, sentence, metric, ours, peerName, peer, goal, lowerGoal, inQuick);
    }

    /** For claims that take long beside others that say much the same. */
    Claim notInQuick() {
        return new Claim(name, module, sentence, metric, ours, peerName, peer, goal, olderGoal, false);
    }

    /** The claim with the goal of a release. */
    Claim on(int feature) {
        double own = feature < REFERENCE_JDK ? olderGoal : goal;
        return new Claim(name, module, sentence, metric, ours, peerName, peer, own, own, inQuick);
    }

    /** What runs in a round. */
    List<Bench> sides() {
        return List.of(ours, peer);
    }

    /** How many times faster ours is: above 1 ours wins; none of something against none of it is a draw. */
    double ratio(double oursNs, double peerNs) {
        return oursNs == peerNs ? 1 : peerNs / oursNs;
    }

    int setupMs() {
        return ours.setupMs() + peer.setupMs();
    }
}

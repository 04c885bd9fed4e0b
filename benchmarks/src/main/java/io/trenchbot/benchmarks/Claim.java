package io.trenchbot.benchmarks;

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
 * @param goal the ratio of the peer's time to ours that makes the claim pass
 */
record Claim(
        String name,
        String module,
        String sentence,
        String metric,
        Bench ours,
        String peerName,
        Bench peer,
        double goal) {
    /** Forked JVMs of one round. */
    static final int SIDES = 2;

    /** How many times faster ours is: above 1 ours wins. */
    double ratio(double oursNs, double peerNs) {
        return peerNs / oursNs;
    }

    int setupMs() {
        return ours.setupMs() + peer.setupMs();
    }
}

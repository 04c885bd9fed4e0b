package io.trenchbot.benchmarks;

/**
 * One row of the result: a sentence about ours against a peer, and the two benchmarks that decide it.
 *
 * @param name short, unique, the word that {@code --only} takes
 * @param module the leaf that it is about
 * @param sentence what is claimed, for a reader
 * @param metric what is measured, with its unit
 * @param better which direction of the metric is the good one
 * @param ours our benchmark
 * @param peerName the peer's name and what of it is called
 * @param peer its benchmark
 * @param goal the ratio, ours better than the peer, that makes the claim pass
 */
record Claim(
        String name,
        String module,
        String sentence,
        String metric,
        Better better,
        Bench ours,
        String peerName,
        Bench peer,
        double goal) {
    /** The good direction of a metric. */
    enum Better {
        HIGHER,
        LOWER
    }

    /** How many times better ours is: above 1 ours wins, whatever the direction of the metric. */
    double ratio(double oursValue, double peerValue) {
        return better == Better.HIGHER ? oursValue / peerValue : peerValue / oursValue;
    }
}

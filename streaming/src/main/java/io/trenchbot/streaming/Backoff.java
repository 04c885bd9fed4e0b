package io.trenchbot.streaming;

import java.util.random.RandomGenerator;

/**
 * Delays between attempts: none before the first, then decorrelated jitter, that is random between the base and three times
 * the delay before, up to a cap. So clients that were cut off together do not come back together.
 *
 * <p>Threading: guarded by its session.
 */
final class Backoff {
    private final long baseNs;
    private final long capNs;
    private final RandomGenerator random;
    private long delayNs;

    Backoff(long baseNs, long capNs, RandomGenerator random) {
        this.baseNs = baseNs;
        this.capNs = capNs;
        this.random = random;
    }

    /** The delay before the next attempt. */
    long nextNs() {
        long now = delayNs;
        long bound = Math.min(capNs, 3 * Math.max(delayNs, baseNs));
        delayNs = bound <= baseNs ? baseNs : random.nextLong(baseNs, bound + 1);
        return now;
    }

    /** An attempt lasted: the next one is made at once again. */
    void reset() {
        delayNs = 0;
    }
}

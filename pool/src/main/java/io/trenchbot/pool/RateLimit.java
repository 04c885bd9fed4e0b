package io.trenchbot.pool;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How often one node, or one method of it, may be asked: the configured rate, a pause that the node asked for, and a
 * rate learned from refusals that came without a time (halved at each, then growing again: additive increase,
 * multiplicative decrease). Pure: the clock is an argument.
 *
 * <p>The bucket is a generic cell rate algorithm: one word holds the time at which the bucket is full again; a request
 * is free while that lies less than the burst ahead.
 */
final class RateLimit {
    /** A quiet node may be sent the requests of one second at once: providers count by the second or longer. */
    private static final double BURST_NS = 1e9;

    /** First pause after a refusal without a time; doubled by each further one up to the maximum. */
    static final long PAUSE_MIN_NS = 250_000_000L;

    static final long PAUSE_MAX_NS = 10_000_000_000L;

    /** A refusal that asks for more than this is a mistake or a ban; an hour later a request finds out. */
    static final long RETRY_AFTER_MAX_NS = 3_600_000_000_000L;

    /** A refusal this soon after the last pause ended continues the same congestion. */
    private static final long SAME_CONGESTION_NS = 5_000_000_000L;

    /** A learned rate grows by this part of itself a second, and is forgotten at this multiple. */
    private static final double GROWTH_PER_SECOND = 0.1;

    private static final double FORGOTTEN_AT = 3;
    private static final double LEARNED_MIN_PER_SECOND = 1;

    private final double configuredPerSecond;
    private final AtomicLong fullNs = new AtomicLong(Long.MIN_VALUE);
    private volatile long pausedUntilNs = Long.MIN_VALUE;
    private volatile double learnedPerSecond;
    private volatile long learnedNs;
    private int refusals;

    /** @param perSecond configured rate; 0: none */
    RateLimit(double perSecond) {
        configuredPerSecond = perSecond;
    }

    /** When the next request may go out; a time that is not after now: at once. */
    long freeAtNs(long nowNs) {
        long paused = pausedUntilNs;
        long freeNs = paused == Long.MIN_VALUE ? nowNs : Math.max(nowNs, paused);
        double perSecond = perSecond(nowNs);
        long full = fullNs.get();
        if (perSecond == 0 || full == Long.MIN_VALUE) {
            return freeNs;
        }
        long intervalNs = (long) (1e9 / perSecond);
        return Math.max(freeNs, full - (long) Math.max((double) intervalNs, burstNs()) + intervalNs);
    }

    /** Counts a request that goes out now. */
    void take(long nowNs) {
        double perSecond = perSecond(nowNs);
        if (perSecond == 0) {
            return;
        }
        long intervalNs = (long) (1e9 / perSecond);
        long current = fullNs.get();
        while (!fullNs.compareAndSet(current, Math.max(current, nowNs) + intervalNs)) {
            current = fullNs.get();
        }
    }

    boolean paused(long nowNs) {
        long until = pausedUntilNs;
        return until != Long.MIN_VALUE && until - nowNs > 0;
    }

    /**
     * The node refused a request for its rate.
     *
     * @param retryAfterNs what it asked for; negative: nothing
     * @param sentPerSecond rate at which the node was asked lately
     */
    synchronized void onRefused(long nowNs, long retryAfterNs, double sentPerSecond) {
        boolean again = pausedUntilNs != Long.MIN_VALUE && nowNs - pausedUntilNs < SAME_CONGESTION_NS;
        // Several calls may be refused together: those in flight when the pause began say nothing new.
        boolean news = !paused(nowNs);
        refusals = again ? refusals + (news ? 1 : 0) : 1;
        if (retryAfterNs >= 0) {
            pause(nowNs, Math.min(retryAfterNs, RETRY_AFTER_MAX_NS));
        } else if (news) {
            learn(nowNs, sentPerSecond);
            pause(nowNs, Math.min(PAUSE_MAX_NS, PAUSE_MIN_NS << Math.min(refusals - 1, 20)));
        }
    }

    private void pause(long nowNs, long pauseNs) {
        if (!paused(nowNs) || nowNs + pauseNs - pausedUntilNs > 0) {
            pausedUntilNs = nowNs + pauseNs;
        }
    }

    private void learn(long nowNs, double sentPerSecond) {
        double before = perSecond(nowNs);
        double lately = before == 0 ? sentPerSecond : Math.min(before, Math.max(sentPerSecond, 1));
        learnedNs = nowNs;
        learnedPerSecond = Math.max(LEARNED_MIN_PER_SECOND, lately / 2);
    }

    /** The rate in force; 0: none. */
    private double perSecond(long nowNs) {
        double learned = learnedPerSecond;
        if (learned == 0) {
            return configuredPerSecond;
        }
        double grown = learned * (1 + GROWTH_PER_SECOND * (nowNs - learnedNs) / 1e9);
        if (grown > FORGOTTEN_AT * learned || (configuredPerSecond > 0 && grown > configuredPerSecond)) {
            learnedPerSecond = 0;
            return configuredPerSecond;
        }
        return grown;
    }

    /** A learned rate has no burst: the node's own count of the second that led to the refusal is not over. */
    private double burstNs() {
        return learnedPerSecond == 0 ? BURST_NS : 0;
    }
}

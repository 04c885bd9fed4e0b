package io.trenchbot.pool;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What one more call would cost on a node: peak-EWMA of the latency times calls in flight.
 *
 * <p>The average lives in one 64-bit word (time stamp above, cost below), so that a reader never sees a cost without its
 * time and an update is one compare-and-set. A sample above the average replaces it (peak): a node that has become slow
 * is avoided after one reply; a sample below it pulls it down with weight 1 - w(dt), and mere time pulls it towards
 * zero, so a node that was slow is tried again. After Finagle's PeakEwma, but for one thing: there a busy node pays for one
 * late reply as long as an idle one, and after a pause that hits all nodes alike nobody can tell the slow from the fast for
 * seconds; here every reply counts for something.
 */
final class NodeLoad extends NodeLoadFields {
    /** One stamp unit is 16 µs: 32 bits then span 19 hours, longer than any idle time of a probed node. */
    private static final int STAMP_SHIFT = 14;

    /** A node without history that has calls in flight: dearer than any measured one, so one call explores it. */
    private static final float UNKNOWN_COST_NS = 1e10f;

    /** The least weight of a reply: fifty good ones outweigh a peak of fifty times their latency. */
    private static final float SAMPLE_WEIGHT_MIN = 1 / 16f;

    private static final VarHandle WORD;
    private static final VarHandle IN_FLIGHT;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            WORD = lookup.findVarHandle(NodeLoadFields.class, "word", long.class);
            IN_FLIGHT = lookup.findVarHandle(NodeLoadFields.class, "inFlight", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final float decayNs;

    NodeLoad(long decayNs) {
        this.decayNs = decayNs;
    }

    void start() {
        IN_FLIGHT.getAndAdd(this, 1L);
    }

    void end() {
        IN_FLIGHT.getAndAdd(this, -1L);
    }

    int inFlight() {
        return (int) (long) IN_FLIGHT.getOpaque(this);
    }

    /** Average latency at a time, in nanoseconds; 0 if nothing was measured. */
    float latencyNs(long nowNs) {
        long current = (long) WORD.getOpaque(this);
        return current == 0 ? 0 : cost(current) * weight(elapsedNs(current, nowNs));
    }

    /** Relative cost of one more call. */
    float costNs(long nowNs) {
        int pending = inFlight();
        long current = (long) WORD.getOpaque(this);
        if (current == 0) {
            return pending == 0 ? 0 : UNKNOWN_COST_NS * pending;
        }
        return (cost(current) * weight(elapsedNs(current, nowNs)) + 1) * (pending + 1);
    }

    /** Takes a latency into the average; of those within one stamp unit, the first and what is above the average. */
    void observe(long nowNs, float latencyNs) {
        while (true) {
            long current = (long) WORD.getOpaque(this);
            if (current != 0 && elapsedNs(current, nowNs) == 0 && latencyNs <= cost(current)) {
                // A node that answers so often is known; all who choose read this word, so it is not written for more.
                return;
            }
            float next = latencyNs;
            if (current != 0) {
                float weight = weight(elapsedNs(current, nowNs));
                float cost = cost(current);
                float kept = Math.min(weight, 1 - SAMPLE_WEIGHT_MIN);
                next = latencyNs > cost * weight ? latencyNs : cost * kept + latencyNs * (1 - kept);
            }
            if (WORD.compareAndSet(this, current, word(nowNs, next))) {
                return;
            }
        }
    }

    /** Takes the time that an unfinished call has waited so far: a lower bound, it can only raise the average. */
    void observeAtLeast(long nowNs, float elapsedNs) {
        while (true) {
            long current = (long) WORD.getOpaque(this);
            if (current != 0 && cost(current) * weight(elapsedNs(current, nowNs)) >= elapsedNs) {
                return;
            }
            if (WORD.compareAndSet(this, current, word(nowNs, elapsedNs))) {
                return;
            }
        }
    }

    /** After an absence: what was measured before it, and how long the first reply after it took, tell nothing of the next. */
    void forget() {
        word = 0;
    }

    /** Close to exp(-x) for small x, cheap, and monotone for all x: no more is asked of a decay. */
    private float weight(float elapsedNs) {
        float x = elapsedNs / decayNs;
        return 1 / (1 + x * (1 + x * (0.5f + x * 1 / 6f)));
    }

    private static long word(long nowNs, float costNs) {
        // Never 0, which means "no history": the cost is at least 1 ns.
        return ((nowNs >>> STAMP_SHIFT) << 32) | (Float.floatToRawIntBits(Math.max(1, costNs)) & 0xffffffffL);
    }

    private static float cost(long word) {
        return Float.intBitsToFloat((int) word);
    }

    private static float elapsedNs(long word, long nowNs) {
        int units = (int) (nowNs >>> STAMP_SHIFT) - (int) (word >>> 32);
        // Another thread may have stamped a later time than the one this thread read before.
        return units <= 0 ? 0 : (float) ((long) units << STAMP_SHIFT);
    }
}

/** Keeps the contended fields off the cache lines of neighbouring objects: a superclass's fields are laid out first. */
@SuppressWarnings("unused")
abstract class NodeLoadPadding {
    private long p00;
    private long p01;
    private long p02;
    private long p03;
    private long p04;
    private long p05;
    private long p06;
}

/** The fields that every call writes. */
@SuppressWarnings("unused")
abstract class NodeLoadFields extends NodeLoadPadding {
    volatile long word;
    // A long: an int would fill the gap behind the object's header, outside of the padding.
    volatile long inFlight;
    private long p10;
    private long p11;
    private long p12;
    private long p13;
    private long p14;
    private long p15;
}

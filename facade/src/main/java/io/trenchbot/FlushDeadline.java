package io.trenchbot;

import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * Holds a partial batch back for a while, so that transactions that trickle in share a pass of the verifier's lanes, which
 * takes the same time for one signature as for all of them.
 *
 * <p>Threading: the strategy thread.
 */
final class FlushDeadline {
    private final long deadlineNs;
    private final IntSupplier lanes;
    private final LongSupplier nanoClock;
    private boolean holding;
    private long heldSinceNs;

    /**
     * A deadline.
     *
     * @param deadlineNs how long a partial batch is held back at most, 0 = never
     * @param lanes signatures that the engine at work verifies side by side; with 1 there is nothing to wait for
     * @param nanoClock the bot's clock
     */
    FlushDeadline(long deadlineNs, IntSupplier lanes, LongSupplier nanoClock) {
        this.deadlineNs = deadlineNs;
        this.lanes = lanes;
        this.nanoClock = nanoClock;
    }

    /** Whether a batch of this size waits for more; it has waited since the first time it was asked about. */
    boolean holds(long size) {
        if (deadlineNs == 0 || size == 0 || size >= lanes.getAsInt()) {
            holding = false;
            return false;
        }
        long nowNs = nanoClock.getAsLong();
        if (!holding) {
            holding = true;
            heldSinceNs = nowNs;
        }
        holding = nowNs - heldSinceNs < deadlineNs;
        return holding;
    }
}

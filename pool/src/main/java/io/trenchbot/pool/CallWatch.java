package io.trenchbot.pool;

import io.trenchbot.pool.PoolListener.Reason;
import org.jspecify.annotations.Nullable;

/**
 * The attempts of one call that run, and the one timer for all that they may need: their timeouts, a hedge beside a slow
 * one, and a look whether a blocked caller was interrupted.
 *
 * <p>Guarded by its call.
 */
final class CallWatch {
    /** A blocked socket read ignores interrupts, so the timer looks for them this often. */
    private static final long INTERRUPT_POLL_NS = 25_000_000L;

    private static final int HEDGES_MAX = 2;

    private final PoolCore pool;
    private final RpcRequest request;
    private final Runnable onDue;
    private @Nullable Attempt primary;
    private @Nullable Attempt hedge;
    private int hedgesCount;
    private long hedgeDelayNs = Long.MAX_VALUE;
    private DeadlineTimer.@Nullable Entry timer;

    /** @param onDue called on the timer's thread, outside of the call's monitor */
    CallWatch(PoolCore pool, RpcRequest request, Runnable onDue) {
        this.pool = pool;
        this.request = request;
        this.onDue = onDue;
    }

    /** An attempt begins. */
    void begin(Attempt attempt, boolean blocksCaller, long nowNs) {
        if (attempt.reason() == Reason.HEDGE) {
            hedge = attempt;
            hedgesCount++;
            hedgeDelayNs = Long.MAX_VALUE;
        } else {
            primary = attempt;
            boolean may = request.hedged() && hedgesCount < HEDGES_MAX;
            hedgeDelayNs = may ? pool.extras().hedgeDelayNs(request) : Long.MAX_VALUE;
        }
        arm(blocksCaller, nowNs);
    }

    void forget(Attempt attempt) {
        if (attempt == primary) {
            primary = null;
        } else if (attempt == hedge) {
            hedge = null;
        }
    }

    boolean running() {
        return primary != null || hedge != null;
    }

    /** Is the running attempt so slow that another one beside it is wanted? */
    boolean wantsHedge(long nowNs) {
        Attempt slow = primary;
        if (slow == null || hedge != null || nowNs - slow.startNs() < hedgeDelayNs) {
            return false;
        }
        slow.node().load().observeAtLeast(nowNs, (float) (nowNs - slow.startNs()));
        // If nobody may be asked now, the wish comes again, but not at once.
        hedgeDelayNs = 2 * (nowNs - slow.startNs());
        return true;
    }

    /** Ends attempts whose time is over and waits on. */
    void goOn(boolean blocksCaller, long nowNs) {
        timeOut(primary, nowNs);
        timeOut(hedge, nowNs);
        if (running()) {
            arm(blocksCaller, nowNs);
        }
    }

    private static void timeOut(@Nullable Attempt attempt, long nowNs) {
        if (attempt != null && attempt.leftNs(nowNs) <= 0) {
            attempt.timeOut();
        }
    }

    private void arm(boolean blocksCaller, long nowNs) {
        DeadlineTimer.cancel(timer);
        long waitNs = Math.min(leftNs(primary, nowNs), leftNs(hedge, nowNs));
        Attempt first = primary;
        if (hedgeDelayNs != Long.MAX_VALUE && first != null && hedge == null) {
            waitNs = Math.min(waitNs, first.startNs() + hedgeDelayNs - nowNs);
        }
        if (blocksCaller) {
            waitNs = Math.min(waitNs, INTERRUPT_POLL_NS);
        }
        timer = waitNs == Long.MAX_VALUE ? null : pool.timer().at(nowNs + waitNs, onDue);
    }

    private static long leftNs(@Nullable Attempt attempt, long nowNs) {
        return attempt == null ? Long.MAX_VALUE : attempt.leftNs(nowNs);
    }

    /** The call is over. */
    void end(boolean answered, boolean blocksCaller) {
        DeadlineTimer.cancel(timer);
        endLoser(primary, answered, blocksCaller);
        endLoser(hedge, answered, false);
    }

    /**
     * A loser on a shared connection costs nothing to end. One that owns its connection would take it along, so it may
     * finish if nobody waits for it; a failed call or a blocked caller does not wait.
     */
    private void endLoser(@Nullable Attempt attempt, boolean answered, boolean blocksCaller) {
        if (attempt == null) {
            return;
        }
        if (!answered) {
            attempt.cancel();
        } else if (attempt.multiplexed() || blocksCaller) {
            attempt.lose();
        } else {
            // Nobody watches it any more.
            pool.endAt(attempt);
        }
    }
}

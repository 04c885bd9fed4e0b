package io.trenchbot.queue;

import java.util.concurrent.locks.LockSupport;

/**
 * What a thread does while there is nothing to do, from burning the core (shortest latency) to parking (least power).
 *
 * <p>A waiting push or pop looks at room, deadline, {@code close()} and interrupt between two calls of {@link #idle()}, so
 * an implementation must come back soon; those made here do within a millisecond.
 *
 * <p>Threading: an instance belongs to one thread, for it may remember how long it has been idle.
 */
public interface IdleStrategy {
    /** Waits a little; each call in a row may wait longer than the one before. */
    void idle();

    /** Forgets earlier calls of {@link #idle()}: there was work. */
    default void reset() {}

    /**
     * For a duty loop: {@code idle.idle(duty.getAsInt())}.
     *
     * @param workCount pieces of work done in the last turn of the loop; 0 or less waits, more resets
     */
    default void idle(int workCount) {
        if (workCount > 0) {
            reset();
        } else {
            idle();
        }
    }

    /**
     * Never gives up the core.
     *
     * @return a strategy without state
     */
    static IdleStrategy busySpin() {
        return Thread::onSpinWait;
    }

    /**
     * Offers the core to other threads, and takes it at once when there is none.
     *
     * @return a strategy without state
     */
    static IdleStrategy yielding() {
        return Thread::yield;
    }

    /**
     * Spins, then yields, then parks for 1 microsecond, doubling up to 1 millisecond: a busy thread stays fast, an idle
     * one leaves the core alone.
     *
     * @return a strategy with state: one for each thread
     */
    static IdleStrategy backoff() {
        return new BackoffIdle(LockSupport::parkNanos);
    }
}

package io.trenchbot.queue;

import java.util.function.LongConsumer;

/** Spins, yields, then parks ever longer. */
final class BackoffIdle implements IdleStrategy {
    /** About a microsecond of spinning: an element that comes within it meets a hot core. */
    static final int SPINS = 100;

    /** Yields after the spins: gives a producer on the same core its turn before the first system timer is armed. */
    static final int YIELDS = 20;

    static final long PARK_MIN_NS = 1_000;

    /** Bounds how late a close or a deadline is noticed. */
    static final long PARK_MAX_NS = 1_000_000;

    private final LongConsumer parkNs;
    private int turn;
    private long nextParkNs = PARK_MIN_NS;

    BackoffIdle(LongConsumer parkNs) {
        this.parkNs = parkNs;
    }

    @Override
    @SuppressWarnings("ThreadPriorityCheck") // the yield is a hint on the way to parking; nothing relies on it
    public void idle() {
        if (turn < SPINS) {
            turn++;
            Thread.onSpinWait();
        } else if (turn < SPINS + YIELDS) {
            turn++;
            Thread.yield();
        } else {
            parkNs.accept(nextParkNs);
            nextParkNs = Math.min(2 * nextParkNs, PARK_MAX_NS);
        }
    }

    @Override
    public void reset() {
        turn = 0;
        nextParkNs = PARK_MIN_NS;
    }
}

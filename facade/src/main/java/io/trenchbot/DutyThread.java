package io.trenchbot;

import io.trenchbot.queue.IdleStrategy;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/**
 * A thread that does one duty again and again until it is told to end, and what is left then.
 *
 * <p>Threading: {@link #start} and {@link #close} by the owner.
 */
final class DutyThread implements AutoCloseable {
    /** Longer than any drain of a full ring; a strategy that blocks for ever must not keep the application from ending. */
    private static final long CLOSE_PATIENCE_MS = 10_000;

    private final IntSupplier duty;
    private final BooleanSupplier done;
    private final IdleStrategy idle = IdleStrategy.backoff();
    private final Thread thread;

    /**
     * A thread, not started.
     *
     * @param name its name
     * @param duty a unit of work: work done, 0 = idle
     * @param done whether there is and will be no more work
     */
    DutyThread(String name, IntSupplier duty, BooleanSupplier done) {
        this.duty = duty;
        this.done = done;
        thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void run() {
        while (!done.getAsBoolean()) {
            if (duty.getAsInt() > 0) {
                idle.reset();
            } else {
                idle.idle();
            }
        }
    }

    /** Waits until the duty is done. */
    @Override
    public void close() {
        try {
            thread.join(CLOSE_PATIENCE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

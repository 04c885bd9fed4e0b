package io.trenchbot.buffer;

import java.util.concurrent.locks.LockSupport;

/** The thread around a {@link Keeper}: sleeps when there is nothing to do, wakes when a producer or a reader moves on. */
final class KeeperThread implements Runnable {

    /** Longest sleep: bounds how late a group commit or an expiry is noticed. */
    private static final long PARK_MAX_NS = 10_000_000;

    /** Shortest sleep for group commits of very short intervals. */
    private static final long PARK_MIN_NS = 50_000;

    private final Keeper keeper;
    private final Log log;
    private final Thread thread;
    private final long parkNs;
    private volatile boolean stopped;

    private KeeperThread(Keeper keeper, Log log, String name) {
        this.keeper = keeper;
        this.log = log;
        Durability durability = log.config().durability();
        // A quarter, so that an interval is kept to a quarter of itself.
        this.parkNs = durability.kind() == Durability.Kind.GROUP
                ? Math.max(PARK_MIN_NS, Math.min(PARK_MAX_NS, durability.intervalNs() / 4))
                : PARK_MAX_NS;
        this.thread = new Thread(this, name);
        this.thread.setDaemon(true);
    }

    static KeeperThread start(Keeper keeper, Log log, String name) {
        KeeperThread started = new KeeperThread(keeper, log, name);
        log.keeper(started.thread);
        started.thread.start();
        return started;
    }

    @Override
    public void run() {
        try {
            while (!stopped) {
                if (keeper.poll() == 0) {
                    LockSupport.parkNanos(this, parkNs);
                }
            }
        } catch (InternalError e) {
            log.fail(BufferException.cutByOthers(e));
        } catch (RuntimeException | Error e) {
            // Without its keeper the log would run into the end of the last segment and never say why.
            log.fail(new BufferException(
                    BufferException.Reason.ACCESS, "The journal's background thread died: " + e, e));
        }
    }

    /** Ends the thread and waits for it. */
    void stop() {
        stopped = true;
        LockSupport.unpark(thread);
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

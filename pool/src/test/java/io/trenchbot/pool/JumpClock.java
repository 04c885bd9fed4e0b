package io.trenchbot.pool;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/** Real time that a test can push forward; the pool's timer is woken, so that what fell due runs at once. */
final class JumpClock implements LongSupplier {
    private final AtomicLong offsetNs;

    JumpClock(long offsetNs) {
        this.offsetNs = new AtomicLong(offsetNs);
    }

    @Override
    public long getAsLong() {
        return System.nanoTime() + offsetNs.get();
    }

    void jump(Duration forward, String poolName) {
        offsetNs.addAndGet(forward.toNanos());
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals(poolName + "-timer")) {
                LockSupport.unpark(thread);
            }
        }
    }
}

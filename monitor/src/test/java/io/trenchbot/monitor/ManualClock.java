package io.trenchbot.monitor;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** A clock that the test moves; starts near the overflow of a long, as a nano clock may. */
final class ManualClock implements LongSupplier {
    private final AtomicLong ns = new AtomicLong(Long.MAX_VALUE - 5_000_000_000L);

    @Override
    public long getAsLong() {
        return ns.get();
    }

    void advance(Duration by) {
        ns.addAndGet(by.toNanos());
    }
}

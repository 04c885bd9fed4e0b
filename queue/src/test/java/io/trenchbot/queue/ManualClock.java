package io.trenchbot.queue;

import java.util.function.LongSupplier;

/** A clock that moves when told to, or by a step at each reading. */
final class ManualClock implements LongSupplier {
    volatile long nowNs;
    volatile long stepNs;

    @Override
    public long getAsLong() {
        nowNs += stepNs;
        return nowNs;
    }
}

package io.trenchbot.monitor;

import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * A level that goes up and down, pulled at each tick.
 *
 * <p>Threading: under the monitor's lock.
 */
final class GaugeSeries implements Series {
    /** Stands in a frame for a level that could not be read. */
    static final long NO_VALUE = Long.MIN_VALUE;

    private final String name;
    private final int number;
    private final PulledLong source;
    private long value = NO_VALUE;
    private long lastChangeNs;

    GaugeSeries(String name, int number, LongSupplier source, long nowNs) {
        this.name = name;
        this.number = number;
        this.source = new PulledLong(name, source);
        this.lastChangeNs = nowNs;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int number() {
        return number;
    }

    @Override
    public long lastChangeNs() {
        return lastChangeNs;
    }

    long take(long nowNs) {
        OptionalLong read = source.read();
        long now = read.orElse(NO_VALUE);
        if (now != value) {
            lastChangeNs = nowNs;
        }
        value = now;
        return now;
    }

    /** The level right now, {@link #NO_VALUE} if it cannot be read. */
    long valueNow() {
        return source.read().orElse(NO_VALUE);
    }

    long failureCount() {
        return source.failureCount();
    }
}

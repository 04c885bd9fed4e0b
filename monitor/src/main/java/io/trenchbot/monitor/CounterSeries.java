package io.trenchbot.monitor;

import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * A count that only grows, pulled at each tick.
 *
 * <p>Threading: under the monitor's lock.
 */
final class CounterSeries implements Series {
    private final String name;
    private final int number;
    private final PulledLong source;
    private long total;
    private long lastChangeNs;

    CounterSeries(String name, int number, LongSupplier source, long nowNs) {
        this.name = name;
        this.number = number;
        this.source = new PulledLong(name, source);
        this.lastChangeNs = nowNs;
        // What was counted before the registration is no event of the first window.
        this.total = this.source.read().orElse(0);
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

    /** Reads the source; a count below the last one has started anew, so all of it is new. */
    long takeDelta(long nowNs) {
        OptionalLong read = source.read();
        if (read.isEmpty()) {
            return 0;
        }
        long value = read.getAsLong();
        long delta = value >= total ? value - total : Math.max(0, value);
        total = value;
        if (delta > 0) {
            lastChangeNs = nowNs;
        }
        return delta;
    }

    /** The total right now; as of the last tick if it cannot be read. */
    long totalNow() {
        return source.read().orElse(total);
    }

    long failureCount() {
        return source.failureCount();
    }
}

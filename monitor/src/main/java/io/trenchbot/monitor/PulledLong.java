package io.trenchbot.monitor;

import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A supplier of the application that may throw: a failure is logged once, counted, and never stops a tick. */
final class PulledLong {
    private static final Logger LOG = LoggerFactory.getLogger(PerformanceMonitor.class);

    private final String name;
    private final LongSupplier source;
    private long failureCount;

    PulledLong(String name, LongSupplier source) {
        this.name = name;
        this.source = source;
    }

    OptionalLong read() {
        try {
            return OptionalLong.of(source.getAsLong());
        } catch (RuntimeException e) {
            if (failureCount++ == 0) {
                LOG.warn("series {} cannot be read; later failures are counted only", name, e);
            }
            return OptionalLong.empty();
        }
    }

    long failureCount() {
        return failureCount;
    }
}

package io.trenchbot.monitor;

import java.time.Duration;
import java.util.function.LongSupplier;

/** What a builder has gathered and checked. */
record Settings(
        LongSupplier nanoClock,
        LongSupplier epochMillisClock,
        long tickNs,
        long windowNs,
        long retentionNs,
        long historyMaxBytes) {

    /** A report every second is what a person can follow. */
    static final Duration DEFAULT_TICK = Duration.ofSeconds(1);

    /** Ten ticks: long enough for a p99.9 at a few hundred events a second. */
    static final Duration DEFAULT_WINDOW = Duration.ofSeconds(10);

    /** One day of minutes. */
    static final Duration DEFAULT_RETENTION = Duration.ofHours(24);

    /** A day of some twenty busy series. */
    static final long DEFAULT_HISTORY_MAX_BYTES = 64L << 20;

    /** Below this a tick costs more than it tells. */
    static final Duration MIN_TICK = Duration.ofMillis(10);

    /** A frame of one series with every cell in use has 43 KB at most; less than a few of them is no history. */
    static final long MIN_HISTORY_MAX_BYTES = 256L << 10;
}

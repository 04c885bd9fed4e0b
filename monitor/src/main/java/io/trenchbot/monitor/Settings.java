package io.trenchbot.monitor;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/** What a builder has gathered and checked. */
record Settings(
        LongSupplier nanoClock,
        LongSupplier epochMillisClock,
        long tickNs,
        long windowNs,
        long retentionNs,
        long historyMaxBytes,
        long hiccupResolutionNs,
        List<HealthCheck> checks,
        List<AlertRule> rules,
        List<AlertListener> listeners,
        Optional<HistoryLog.Destination> historyFiles) {

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

    /** As jHiccup: a thousand wake-ups a second see every pause above a millisecond. */
    static final Duration DEFAULT_HICCUP_RESOLUTION = Duration.ofMillis(1);

    /** Every rule and check is evaluated each tick. */
    static final int MAX_RULES = 256;

    /** A day of some ten busy series. */
    static final long DEFAULT_HISTORY_FILE_BYTES = 64L << 20;

    /** With the size above, 1 GB of disk. */
    static final int DEFAULT_HISTORY_FILES = 16;
}

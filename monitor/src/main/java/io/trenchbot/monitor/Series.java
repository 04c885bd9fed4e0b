package io.trenchbot.monitor;

/** One named source of numbers. */
sealed interface Series permits LatencySeries, CounterSeries, GaugeSeries {
    String name();

    /** The place of this series among those of its kind, in order of registration. */
    int number();

    /** The tick at which this series last showed something new, on the monitor's clock. */
    long lastChangeNs();
}

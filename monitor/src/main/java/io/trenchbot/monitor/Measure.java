package io.trenchbot.monitor;

import java.time.Duration;
import java.util.Locale;

/**
 * A number that health checks and alert rules watch: one question to the windows of one or two series. Where there is
 * nothing to answer with (no such series yet, no record in the window, too few events) there is no number, which neither
 * breaches nor is unhealthy; that nothing happens is a matter of {@link #silence} and {@link #rate}.
 *
 * <p>Threading: immutable.
 */
public final class Measure {
    private final String text;
    private final Unit unit;
    private final Duration longest;
    private final Source source;

    private Measure(String text, Unit unit, Duration longest, Source source) {
        if (longest.isNegative()) {
            throw new IllegalArgumentException("window " + longest + " is negative");
        }
        this.text = text;
        this.unit = unit;
        this.longest = longest;
        this.source = source;
    }

    /**
     * A quantile of a latency series, in nanoseconds.
     *
     * @param series name of a latency series
     * @param quantile above 0, at most 1; 0.99 is the p99
     * @param window how far to look back
     * @return the measure
     */
    public static Measure quantile(String series, double quantile, Duration window) {
        if (!(quantile > 0 && quantile <= 1)) {
            throw new IllegalArgumentException("quantile " + quantile + " of " + series + " is not in (0, 1]");
        }
        String text = "p" + Units.number(quantile * 100) + " of " + series + over(window);
        return new Measure(
                text, Unit.NANOS, window, (windows, nowNs) -> windows.quantileNs(series, quantile, window.toNanos()));
    }

    /**
     * Events a second of a counter or a latency series. It falls to 0 when they stop.
     *
     * @param series name of a counter or latency series
     * @param window how far to look back
     * @return the measure
     */
    public static Measure rate(String series, Duration window) {
        return new Measure(
                "rate of " + series + over(window),
                Unit.PER_SECOND,
                window,
                (windows, nowNs) -> windows.ratePerSecond(series, window.toNanos()));
    }

    /**
     * The share that the events of one series are of another's, 0.01 for one in a hundred.
     *
     * @param part name of a counter or latency series
     * @param whole name of a counter or latency series that counts the parts too
     * @param window how far to look back
     * @param minimumEvents events of the whole below which there is no number: one failure of two says nothing
     * @return the measure
     */
    public static Measure ratio(String part, String whole, Duration window, long minimumEvents) {
        return new Measure(
                part + " / " + whole + over(window),
                Unit.SHARE,
                window,
                (windows, nowNs) -> share(windows, part, whole, window, minimumEvents));
    }

    /**
     * The level of a gauge at the last tick.
     *
     * @param gauge name of a gauge
     * @return the measure
     */
    public static Measure level(String gauge) {
        return new Measure(gauge, Unit.PLAIN, Duration.ZERO, (windows, nowNs) -> windows.level(gauge));
    }

    /**
     * How full a resource is: a level as a share of its capacity, 1 is full.
     *
     * @param gauge name of a gauge
     * @param capacity the level at which it is full; above 0
     * @return the measure
     */
    public static Measure saturation(String gauge, long capacity) {
        if (capacity <= 0) {
            throw new IllegalArgumentException("capacity " + capacity + " of " + gauge + " is not above 0");
        }
        return new Measure(
                gauge + " / " + capacity,
                Unit.SHARE,
                Duration.ZERO,
                (windows, nowNs) -> windows.level(gauge) / capacity);
    }

    /**
     * For how long a series has shown nothing new, in nanoseconds: the time since a count last grew, a latency was last
     * recorded or a level last changed.
     *
     * @param series name of any series
     * @return the measure
     */
    public static Measure silence(String series) {
        return new Measure(
                "silence of " + series,
                Unit.NANOS,
                Duration.ZERO,
                (windows, nowNs) -> windows.silenceNs(series, nowNs));
    }

    /**
     * How many times faster than allowed an error budget is being used up, in the long and in the short window: the lesser
     * of the two, so that it rises only with a lasting problem and falls as soon as that ends.
     *
     * @param errors name of a counter
     * @param whole name of the counter of all events
     * @param objective the share that has to succeed, above 0, below 1
     * @param longWindow how far to look back
     * @param shortWindow the latest part of it, by custom a twelfth
     * @param minimumEvents events in the long window below which there is no number
     * @return the measure
     */
    public static Measure burnRate(
            String errors,
            String whole,
            double objective,
            Duration longWindow,
            Duration shortWindow,
            long minimumEvents) {
        if (!(objective > 0 && objective < 1)) {
            throw new IllegalArgumentException("objective " + objective + " of " + whole + " is not in (0, 1)");
        }
        if (shortWindow.compareTo(longWindow) > 0) {
            throw new IllegalArgumentException(
                    "short window " + shortWindow + " is longer than the long window " + longWindow);
        }
        return new Measure(
                "burn rate of " + errors + " / " + whole + over(longWindow) + " and " + shortWindow,
                Unit.PLAIN,
                longWindow,
                (windows, nowNs) -> Math.min(
                                share(windows, errors, whole, longWindow, minimumEvents),
                                share(windows, errors, whole, shortWindow, 1))
                        / (1 - objective));
    }

    /** What is measured, in words. */
    @Override
    public String toString() {
        return text;
    }

    double evaluate(Windows windows, long nowNs) {
        return source.evaluate(windows, nowNs);
    }

    String format(double value) {
        if (Double.isNaN(value)) {
            return "no data";
        }
        return switch (unit) {
            case NANOS -> Units.duration(value);
            case PER_SECOND -> Units.number(value) + "/s";
            case SHARE -> String.format(Locale.ROOT, "%.2f %%", value * 100);
            case PLAIN -> Units.number(value);
        };
    }

    /** The window that has to fit into the history. */
    Duration longest() {
        return longest;
    }

    private static double share(Windows windows, String part, String whole, Duration window, long minimumEvents) {
        double events = windows.events(whole, window.toNanos());
        return events >= Math.max(1, minimumEvents) ? windows.events(part, window.toNanos()) / events : Double.NaN;
    }

    private static String over(Duration window) {
        return " over " + Units.duration(window);
    }

    private enum Unit {
        NANOS,
        PER_SECOND,
        SHARE,
        PLAIN
    }

    private interface Source {
        double evaluate(Windows windows, long nowNs);
    }
}

package io.trenchbot.monitor;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What one monitor knows at one moment, as plain data. {@code total} figures speak of the whole run, {@code window}
 * figures of the last {@link #window()}.
 *
 * <p>Threading: immutable; the lists are unmodifiable.
 *
 * @param takenAt wall-clock time of the report
 * @param uptime time since the monitor was built, on its own clock
 * @param window the stretch of time that window figures cover
 * @param latencies all latency series, by name
 * @param counters all counters, by name
 * @param gauges all gauges, by name
 * @param health the score and what it is made of
 * @param alerts pending and firing ones, and what became of the others
 * @param timeline the past of each series; empty in a snapshot
 * @param storage what the monitor itself holds and has lost
 */
public record PerformanceReport(
        Instant takenAt,
        Duration uptime,
        Duration window,
        List<Latency> latencies,
        List<Counter> counters,
        List<Gauge> gauges,
        Health health,
        Alerts alerts,
        Timeline timeline,
        Storage storage) {

    /** The version of the JSON form; it grows when a member changes its meaning or goes. */
    public static final int JSON_VERSION = 1;

    /**
     * Latencies in nanoseconds, each within 0.8 % of the recorded value and never below it.
     *
     * @param count number of records; with 0 all other figures are 0
     * @param meanNs arithmetic mean, within 0.4 %
     * @param p50Ns median
     * @param p90Ns 90 % are not longer
     * @param p99Ns 99 % are not longer
     * @param p999Ns 99.9 % are not longer
     * @param p9999Ns 99.99 % are not longer
     * @param maxNs the longest; exact for the whole run
     */
    public record Distribution(
            long count, double meanNs, long p50Ns, long p90Ns, long p99Ns, long p999Ns, long p9999Ns, long maxNs) {
        static final Distribution EMPTY = new Distribution(0, 0, 0, 0, 0, 0, 0, 0);
    }

    /**
     * One latency series.
     *
     * @param name the name it was registered with
     * @param total the whole run
     * @param window the last window
     * @param perSecond records a second in the last window
     * @param outOfRange records that were negative or longer than 137 s
     */
    public record Latency(String name, Distribution total, Distribution window, double perSecond, long outOfRange) {}

    /**
     * One counter.
     *
     * @param name the name it was registered with
     * @param total what its source counts
     * @param perSecond increase a second in the last window
     */
    public record Counter(String name, long total, double perSecond) {}

    /**
     * One gauge; all figures are empty if its source could not be read.
     *
     * @param name the name it was registered with
     * @param value the latest level
     * @param least the lowest level at a tick of the last window
     * @param greatest the highest level at a tick of the last window
     */
    public record Gauge(String name, Optional<Long> value, Optional<Long> least, Optional<Long> greatest) {}

    /**
     * The health of the whole.
     *
     * @param state DOWN if a critical check is down or stale, DEGRADED if any is not up, UNKNOWN without any data
     * @param score 0 to 100
     * @param checks each check, in order of declaration; the points they cost add up to what the score lacks
     */
    public record Health(HealthCheck.State state, double score, List<CheckResult> checks) {}

    /**
     * One health check.
     *
     * @param name the name it was declared with
     * @param state how it is
     * @param critical whether the whole can be no better
     * @param value the measure; NaN without data
     * @param lostPoints what it costs of the score
     * @param reason the measure and its value, in words
     */
    public record CheckResult(
            String name, HealthCheck.State state, boolean critical, double value, double lostPoints, String reason) {}

    /**
     * The alerts of the run.
     *
     * @param active pending and firing alerts, in order of the rules
     * @param resolved up to 100 alerts that ended, latest first
     * @param firedCount firings of the whole run
     * @param suppressedCount those of them that were not notified of at once
     */
    public record Alerts(List<Alert> active, List<Alert> resolved, long firedCount, long suppressedCount) {}

    /**
     * Figures over time, oldest first; all tracks have one value for each end.
     *
     * @param endsNs where each window ends, in nanoseconds before the report, so the latest is the smallest
     * @param tracks one for each series and figure
     */
    public record Timeline(List<Long> endsNs, List<Track> tracks) {
        static final Timeline EMPTY = new Timeline(List.of(), List.of());
    }

    /**
     * One figure of one series over time.
     *
     * @param series name of the series
     * @param figure {@code p50Ns}, {@code p99Ns} or {@code maxNs} of a latency, {@code perSecond}, or {@code level} of a gauge
     * @param values NaN where there is no data
     */
    public record Track(String series, String figure, List<Double> values) {}

    /**
     * The monitor's own use of memory.
     *
     * @param historyBytes packed history held now
     * @param historyMaxBytes the most that it may hold
     * @param historySpan how far back it reaches
     * @param framesEvicted windows given up before their time for lack of memory
     * @param failedReads reads of counters and gauges that threw
     * @param alertsDropped notifications that found the queue of a listener full
     * @param alertsFailed notifications on which a listener threw
     * @param historyFilesFailed windows that could not be written to a file
     */
    public record Storage(
            long historyBytes,
            long historyMaxBytes,
            Duration historySpan,
            long framesEvicted,
            long failedReads,
            long alertsDropped,
            long alertsFailed,
            long historyFilesFailed) {}

    /**
     * The latency series of that name.
     *
     * @param name as registered
     * @return empty if there is none
     */
    public Optional<Latency> latency(String name) {
        return latencies.stream().filter(series -> series.name().equals(name)).findFirst();
    }

    /**
     * The counter of that name.
     *
     * @param name as registered
     * @return empty if there is none
     */
    public Optional<Counter> counter(String name) {
        return counters.stream().filter(series -> series.name().equals(name)).findFirst();
    }

    /**
     * The gauge of that name.
     *
     * @param name as registered
     * @return empty if there is none
     */
    public Optional<Gauge> gauge(String name) {
        return gauges.stream().filter(series -> series.name().equals(name)).findFirst();
    }

    /**
     * The report as a table for people, latencies in microseconds.
     *
     * @return lines of text, each ended by a newline
     */
    public String toText() {
        return TextReport.render(this);
    }

    /**
     * The report as one page that stands alone: style and charts are in it, nothing is fetched and no script runs.
     *
     * @return an HTML document
     */
    public String toHtml() {
        return HtmlReport.page(this);
    }

    /**
     * The report as one JSON object on one line; members as the components here, times in nanoseconds, {@code version}
     * says which {@link #JSON_VERSION}.
     *
     * @return JSON without a newline
     */
    public String toJson() {
        return JsonReport.render(this);
    }
}

package io.trenchbot.monitor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Gathers what a {@link PerformanceMonitor} needs; everything has a default.
 *
 * <p>Threading: one thread.
 */
public final class MonitorBuilder {
    private LongSupplier nanoClock = System::nanoTime;
    private LongSupplier epochMillisClock = System::currentTimeMillis;
    private Duration tick = Settings.DEFAULT_TICK;
    private Duration window = Settings.DEFAULT_WINDOW;
    private Duration retention = Settings.DEFAULT_RETENTION;
    private long historyMaxBytes = Settings.DEFAULT_HISTORY_MAX_BYTES;
    private Duration hiccupResolution = Settings.DEFAULT_HICCUP_RESOLUTION;
    private HistoryLog.@Nullable Destination historyFiles;
    private final List<HealthCheck> checks = new ArrayList<>();
    private final List<AlertRule> rules = new ArrayList<>();
    private final List<AlertListener> listeners = new ArrayList<>(List.of(AlertSinks::log));

    MonitorBuilder() {}

    /**
     * The clock of all windows, rates and durations.
     *
     * @param clock nanoseconds from any origin, never backwards; default {@link System#nanoTime}
     * @return this
     */
    public MonitorBuilder nanoClock(LongSupplier clock) {
        this.nanoClock = clock;
        return this;
    }

    /**
     * The clock that dates reports, alerts and files; no duration or rate is computed with it.
     *
     * @param clock milliseconds since 1970; default {@link System#currentTimeMillis}
     * @return this
     */
    public MonitorBuilder epochMillisClock(LongSupplier clock) {
        this.epochMillisClock = clock;
        return this;
    }

    /**
     * The length of the finest window.
     *
     * @param tick at least 10 ms; default 1 s
     * @return this
     */
    public MonitorBuilder tick(Duration tick) {
        this.tick = tick;
        return this;
    }

    /**
     * The stretch of time that the window figures of a report cover.
     *
     * @param window at least one tick; default 10 s
     * @return this
     */
    public MonitorBuilder window(Duration window) {
        this.window = window;
        return this;
    }

    /**
     * How long windows are kept. Within it there are 300 windows of one tick, 360 of ten and 1440 of sixty.
     *
     * @param retention at least as long as any window asked for; default 24 h
     * @return this
     */
    public MonitorBuilder retention(Duration retention) {
        this.retention = retention;
        return this;
    }

    /**
     * The memory that packed windows may take; where it ends, the oldest go first and are counted.
     *
     * @param bytes at least 256 KB; default 64 MB
     * @return this
     */
    public MonitorBuilder historyMaxBytes(long bytes) {
        this.historyMaxBytes = bytes;
        return this;
    }

    /**
     * Writes the latencies of every ten ticks to HdrHistogram interval logs ({@code latency-*.hlog}) of 64 MB, 16 of them.
     *
     * @param directory made if it is not there
     * @return this
     */
    public MonitorBuilder historyFiles(Path directory) {
        return historyFiles(directory, Settings.DEFAULT_HISTORY_FILE_BYTES, Settings.DEFAULT_HISTORY_FILES);
    }

    /**
     * Writes the latencies of every ten ticks to HdrHistogram interval logs.
     *
     * @param directory made if it is not there
     * @param maxFileBytes after which a file is followed by another; above 0
     * @param maxFiles of which the oldest are deleted; above 0
     * @return this
     */
    public MonitorBuilder historyFiles(Path directory, long maxFileBytes, int maxFiles) {
        this.historyFiles = new HistoryLog.Destination(directory, maxFileBytes, maxFiles);
        return this;
    }

    /**
     * Whether to measure the machine too, as series {@code platform.*} and {@code monitor.tick}.
     *
     * @param hiccupResolution the sleep of the hiccup meter's thread, default 1 ms; zero for no such series and no thread
     * @return this
     */
    public MonitorBuilder platform(Duration hiccupResolution) {
        this.hiccupResolution = hiccupResolution;
        return this;
    }

    /**
     * Adds health checks.
     *
     * @param checks with names of their own
     * @return this
     */
    public MonitorBuilder checks(HealthCheck... checks) {
        this.checks.addAll(List.of(checks));
        return this;
    }

    /**
     * Adds alert rules.
     *
     * @param rules with names of their own
     * @return this
     */
    public MonitorBuilder rules(AlertRule... rules) {
        this.rules.addAll(List.of(rules));
        return this;
    }

    /**
     * Adds a listener beside the log.
     *
     * @param listener called by a thread of its own
     * @return this
     */
    public MonitorBuilder onAlert(AlertListener listener) {
        this.listeners.add(listener);
        return this;
    }

    /**
     * Appends each notification to a file, a JSON object a line. A file of 16 MB is set aside as {@code .1}.
     *
     * @param file in a directory that exists
     * @return this
     */
    public MonitorBuilder alertFile(Path file) {
        return onAlert(AlertSinks.file(file, AlertSinks.MAX_FILE_BYTES));
    }

    /**
     * Makes the monitor. Its clock starts here, and the hiccup meter if there is one; its ticks do not.
     *
     * @return a monitor to be closed
     * @throws IllegalArgumentException if two settings contradict each other
     * @throws UncheckedIOException if the directory of the history files cannot be made
     */
    public PerformanceMonitor build() {
        checkTimes();
        checkRules();
        if (historyFiles != null) {
            check(historyFiles.maxFileBytes() > 0, "maxFileBytes " + historyFiles.maxFileBytes());
            check(historyFiles.maxFiles() > 0, "maxFiles " + historyFiles.maxFiles());
            makeDirectory(historyFiles.directory());
        }
        return new PerformanceMonitor(new Settings(
                nanoClock,
                epochMillisClock,
                tick.toNanos(),
                window.toNanos(),
                retention.toNanos(),
                historyMaxBytes,
                hiccupResolution.toNanos(),
                List.copyOf(checks),
                List.copyOf(rules),
                List.copyOf(listeners),
                Optional.ofNullable(historyFiles)));
    }

    private void checkTimes() {
        check(tick.compareTo(Settings.MIN_TICK) >= 0, "tick " + tick + " is shorter than " + Settings.MIN_TICK);
        check(window.compareTo(tick) >= 0, "window " + window + " is shorter than the tick " + tick);
        check(retention.compareTo(window) >= 0, "retention " + retention + " is shorter than the window " + window);
        check(
                historyMaxBytes >= Settings.MIN_HISTORY_MAX_BYTES,
                "historyMaxBytes " + historyMaxBytes + " is below " + Settings.MIN_HISTORY_MAX_BYTES);
        check(!hiccupResolution.isNegative(), "hiccup resolution " + hiccupResolution + " is negative");
    }

    private void checkRules() {
        Set<String> names = new HashSet<>();
        for (AlertRule rule : rules) {
            check(names.add(rule.name()), "alert rule " + rule.name() + " is declared twice");
            checkFits(rule.name(), rule.measure());
        }
        for (AlertRule rule : rules) {
            for (String inhibitor : rule.inhibitors()) {
                check(names.contains(inhibitor), "alert rule " + rule.name() + " waits for unknown rule " + inhibitor);
            }
        }
        names.clear();
        for (HealthCheck each : checks) {
            check(names.add(each.name()), "health check " + each.name() + " is declared twice");
            checkFits(each.name(), each.measure());
        }
        int declared = rules.size() + checks.size();
        check(declared <= Settings.MAX_RULES, declared + " rules and checks, at most " + Settings.MAX_RULES);
    }

    private void checkFits(String name, Measure measure) {
        check(
                measure.longest().compareTo(retention) <= 0,
                name + " looks back " + measure.longest() + ", further than the retention " + retention);
    }

    private static void makeDirectory(Path directory) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("directory " + directory + " cannot be made", e);
        }
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}

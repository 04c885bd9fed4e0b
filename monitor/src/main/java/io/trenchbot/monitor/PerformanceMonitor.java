package io.trenchbot.monitor;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures one process: latencies are handed to it, counters and gauges are pulled by it, once a tick all of them become
 * a window of the history.
 *
 * <p>Call {@link #tick} from a duty loop or let {@link #start} run a thread of the monitor's own; one of the two. Reports
 * may be asked for in any case, and speak of everything recorded until then.
 *
 * <p>Threading: all methods may be called by any thread. {@link #snapshot} never waits; {@link #tick} does nothing when
 * another thread is inside the monitor.
 */
public final class PerformanceMonitor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PerformanceMonitor.class);

    /** Keeps the thread from spinning when a clock runs unevenly. */
    private static final long MIN_PARK_NS = 1_000_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Settings settings;
    private final SeriesRegistry registry = new SeriesRegistry();
    private final History history;
    private final Windows windows;
    private final ReportMaker reports;
    private final long startedNs;
    private volatile long lastTickNs;
    private volatile PerformanceReport snapshot;
    private @Nullable Thread thread;
    private volatile boolean closed;

    private PerformanceMonitor(Settings settings) {
        this.settings = settings;
        this.startedNs = settings.nanoClock().getAsLong();
        this.lastTickNs = startedNs;
        this.history = new History(settings.tickNs(), settings.retentionNs(), settings.historyMaxBytes());
        this.windows = new Windows(registry, history);
        this.reports = new ReportMaker(settings, registry, history, windows);
        this.snapshot = reports.make(startedNs, startedNs);
    }

    /**
     * Starts a description of a monitor.
     *
     * @return a builder with all defaults
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Another writer of the latency series of that name; the series is registered by its first writer.
     *
     * @param name letters, digits, dot, dash and underscore, by custom {@code component.operation}
     * @return a recorder for one thread, which costs about 2 ns a record
     * @throws IllegalArgumentException if the name is not possible or belongs to a counter or gauge
     * @throws IllegalStateException if the series has 64 recorders, or the monitor 512 series
     */
    public LatencyRecorder latency(String name) {
        return addRecorder(name, false);
    }

    /**
     * As {@link #latency}, but the recorder may be called by any number of threads.
     *
     * @param name as in {@link #latency}
     * @return a recorder for all threads, which costs an atomic addition a record
     */
    public LatencyRecorder sharedLatency(String name) {
        return addRecorder(name, true);
    }

    /**
     * Registers a count that only grows. What it has counted before is not part of any rate; a value below the last one is
     * taken as a new beginning at 0.
     *
     * @param name as in {@link #latency}, but new
     * @param total read at each tick and report, by whichever thread asks; should not wait
     * @throws IllegalArgumentException if the name is not possible or taken
     */
    public void counter(String name, LongSupplier total) {
        lock.lock();
        try {
            registry.counter(name, total, settings.nanoClock().getAsLong());
        } finally {
            lock.unlock();
        }
    }

    /**
     * Registers a level that goes up and down.
     *
     * @param name as in {@link #latency}, but new
     * @param value read at each tick and report, by whichever thread asks; should not wait
     * @throws IllegalArgumentException if the name is not possible or taken
     */
    public void gauge(String name, LongSupplier value) {
        lock.lock();
        try {
            registry.gauge(name, value, settings.nanoClock().getAsLong());
        } finally {
            lock.unlock();
        }
    }

    /**
     * Closes a window if one is due. Made for a duty loop: it returns at once if nothing is due or if another thread is
     * inside the monitor.
     *
     * @return 1 if a window was closed, else 0
     */
    public int tick() {
        if (closed || settings.nanoClock().getAsLong() - lastTickNs < settings.tickNs() || !lock.tryLock()) {
            return 0;
        }
        try {
            long nowNs = settings.nanoClock().getAsLong();
            if (nowNs - lastTickNs < settings.tickNs()) {
                return 0;
            }
            closeWindow(nowNs);
            return 1;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Starts a daemon thread that ticks until {@link #close}. Further calls do nothing.
     *
     * @return this
     * @throws IllegalStateException if the monitor is closed
     */
    public PerformanceMonitor start() {
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("the monitor is closed");
            }
            if (thread == null) {
                thread = new Thread(this::run, "trenchbot-monitor");
                thread.setDaemon(true);
                thread.start();
            }
            return this;
        } finally {
            lock.unlock();
        }
    }

    /**
     * The report as of the last tick. Costs one volatile read.
     *
     * @return of the last tick, or of the construction before the first
     */
    public PerformanceReport snapshot() {
        return snapshot;
    }

    /**
     * A report as of now, with all that was recorded until now in its totals.
     *
     * @return a new report
     */
    public PerformanceReport report() {
        lock.lock();
        try {
            return reports.make(startedNs, settings.nanoClock().getAsLong());
        } finally {
            lock.unlock();
        }
    }

    /** Stops the monitor's own thread. Reports can still be asked for. Further calls do nothing. */
    @Override
    public void close() {
        Thread running;
        lock.lock();
        try {
            closed = true;
            running = thread;
            thread = null;
        } finally {
            lock.unlock();
        }
        if (running != null) {
            LockSupport.unpark(running);
        }
    }

    private LatencyRecorder addRecorder(String name, boolean shared) {
        lock.lock();
        try {
            LatencyRecorder recorder = new LatencyRecorder(shared, settings.nanoClock());
            registry.latency(name, settings.nanoClock().getAsLong()).addWriter(recorder);
            return recorder;
        } finally {
            lock.unlock();
        }
    }

    private void closeWindow(long nowNs) {
        history.add(registry.takeFrame(lastTickNs, nowNs));
        lastTickNs = nowNs;
        snapshot = reports.make(startedNs, nowNs);
    }

    private void run() {
        while (!closed) {
            try {
                tick();
            } catch (RuntimeException e) {
                LOG.error("a tick failed; the next one is tried as usual", e);
            }
            long dueNs = settings.tickNs() - (settings.nanoClock().getAsLong() - lastTickNs);
            LockSupport.parkNanos(Math.min(Math.max(dueNs, MIN_PARK_NS), settings.tickNs()));
        }
    }

    /**
     * Gathers what a monitor needs; everything has a default.
     *
     * <p>Threading: one thread.
     */
    public static final class Builder {
        private LongSupplier nanoClock = System::nanoTime;
        private LongSupplier epochMillisClock = System::currentTimeMillis;
        private Duration tick = Settings.DEFAULT_TICK;
        private Duration window = Settings.DEFAULT_WINDOW;
        private Duration retention = Settings.DEFAULT_RETENTION;
        private long historyMaxBytes = Settings.DEFAULT_HISTORY_MAX_BYTES;

        private Builder() {}

        /**
         * The clock of all windows, rates and durations.
         *
         * @param clock nanoseconds from any origin, never backwards; default {@link System#nanoTime}
         * @return this
         */
        public Builder nanoClock(LongSupplier clock) {
            this.nanoClock = clock;
            return this;
        }

        /**
         * The clock that dates reports and alerts; nothing is computed with it.
         *
         * @param clock milliseconds since 1970; default {@link System#currentTimeMillis}
         * @return this
         */
        public Builder epochMillisClock(LongSupplier clock) {
            this.epochMillisClock = clock;
            return this;
        }

        /**
         * The length of the finest window.
         *
         * @param tick at least 10 ms; default 1 s
         * @return this
         */
        public Builder tick(Duration tick) {
            this.tick = tick;
            return this;
        }

        /**
         * The stretch of time that the window figures of a report cover.
         *
         * @param window at least one tick; default 10 s
         * @return this
         */
        public Builder window(Duration window) {
            this.window = window;
            return this;
        }

        /**
         * How long windows are kept. Within it there are 300 windows of one tick, 360 of ten and 1440 of sixty.
         *
         * @param retention at least the window; default 24 h
         * @return this
         */
        public Builder retention(Duration retention) {
            this.retention = retention;
            return this;
        }

        /**
         * The memory that packed windows may take; where it ends, the oldest go first and are counted.
         *
         * @param bytes at least 256 KB; default 64 MB
         * @return this
         */
        public Builder historyMaxBytes(long bytes) {
            this.historyMaxBytes = bytes;
            return this;
        }

        /**
         * Makes the monitor; its clock starts here, its thread does not.
         *
         * @return a monitor to be closed
         * @throws IllegalArgumentException if two settings contradict each other
         */
        public PerformanceMonitor build() {
            check(tick.compareTo(Settings.MIN_TICK) >= 0, "tick " + tick + " is shorter than " + Settings.MIN_TICK);
            check(window.compareTo(tick) >= 0, "window " + window + " is shorter than the tick " + tick);
            check(retention.compareTo(window) >= 0, "retention " + retention + " is shorter than the window " + window);
            check(
                    historyMaxBytes >= Settings.MIN_HISTORY_MAX_BYTES,
                    "historyMaxBytes " + historyMaxBytes + " is below " + Settings.MIN_HISTORY_MAX_BYTES);
            return new PerformanceMonitor(new Settings(
                    nanoClock,
                    epochMillisClock,
                    tick.toNanos(),
                    window.toNanos(),
                    retention.toNanos(),
                    historyMaxBytes));
        }

        private static void check(boolean holds, String otherwise) {
            if (!holds) {
                throw new IllegalArgumentException(otherwise);
            }
        }
    }
}

package io.trenchbot.monitor;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures one process: latencies are handed to it, counters and gauges are pulled by it, once a tick all of them become
 * a window of the history, and health and alerts are judged by windows.
 *
 * <p>Call {@link #tick} from a duty loop or let {@link #start} run a thread of the monitor's own; one of the two. Reports
 * may be asked for in any case, and their totals speak of everything recorded until then.
 *
 * <p>Threading: all methods may be called by any thread. {@link #snapshot} never waits; {@link #tick} does nothing when
 * another thread is inside the monitor. Recorders never meet its lock.
 */
public final class PerformanceMonitor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PerformanceMonitor.class);

    /** Keeps the thread from spinning when a clock runs unevenly. */
    private static final long MIN_PARK_NS = 1_000_000;

    // Fair, so that the own thread gets its tick however many reports are asked for.
    private final ReentrantLock lock = new ReentrantLock(true);
    private final Settings settings;
    private final MonitorCore core;
    private final @Nullable Platform platform;
    private final @Nullable LatencyRecorder tickCost;
    private volatile long dueNs;
    private volatile PerformanceReport snapshot;
    private volatile boolean closed;
    private @Nullable Thread thread;

    PerformanceMonitor(Settings settings) {
        this.settings = settings;
        long nowNs = nanoTime();
        this.core = new MonitorCore(settings, nowNs);
        this.dueNs = nowNs + settings.tickNs();
        this.snapshot = core.report(nowNs, Duration.ZERO);
        boolean withPlatform = settings.hiccupResolutionNs() > 0;
        this.platform = withPlatform ? new Platform(this, settings) : null;
        this.tickCost = withPlatform ? latency("monitor.tick") : null;
        LOG.info(
                "monitor: ticks of {}, history of {} in at most {} KB, {} KB for a latency series and each recorder of it,"
                        + " {} health checks, {} alert rules",
                Duration.ofNanos(settings.tickNs()),
                Duration.ofNanos(settings.retentionNs()),
                settings.historyMaxBytes() / 1024,
                Cells.COUNT * Long.BYTES / 1024,
                settings.checks().size(),
                settings.rules().size());
    }

    /**
     * Starts a description of a monitor.
     *
     * @return a builder with all defaults
     */
    public static MonitorBuilder builder() {
        return new MonitorBuilder();
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
        return inside(core -> core.recorder(name, false));
    }

    /**
     * As {@link #latency}, but the recorder may be called by any number of threads.
     *
     * @param name as in {@link #latency}
     * @return a recorder for all threads, which costs an atomic addition a record
     */
    public LatencyRecorder sharedLatency(String name) {
        return inside(core -> core.recorder(name, true));
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
        inside(core -> core.registry().counter(name, total, nanoTime()));
    }

    /**
     * Registers a level that goes up and down.
     *
     * @param name as in {@link #latency}, but new
     * @param value read at each tick and report, by whichever thread asks; should not wait
     * @throws IllegalArgumentException if the name is not possible or taken
     */
    public void gauge(String name, LongSupplier value) {
        inside(core -> core.registry().gauge(name, value, nanoTime()));
    }

    /**
     * Closes a window if one is due, and judges health and alerts by it. Made for a duty loop: it returns at once if
     * nothing is due or if another thread is inside the monitor.
     *
     * @return 1 if a window was closed, else 0
     */
    public int tick() {
        if (closed || nanoTime() - dueNs < 0 || !lock.tryLock()) {
            return 0;
        }
        try {
            return tickInside();
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
     * The report as of the last tick, without a timeline. Costs one volatile read.
     *
     * @return of the last tick, or of the construction before the first
     */
    public PerformanceReport snapshot() {
        return snapshot;
    }

    /**
     * A report as of now, with all that was recorded until now in its totals and with the timeline of all that is kept.
     *
     * @return a new report
     */
    public PerformanceReport report() {
        return report(Duration.ofNanos(settings.retentionNs()));
    }

    /**
     * A report as of now.
     *
     * @param range how far back its timeline goes, in about 150 points at most; zero for none
     * @return a new report
     */
    public PerformanceReport report(Duration range) {
        long rangeNs = Math.min(range.toNanos(), settings.retentionNs());
        return inside(core -> core.report(nanoTime(), Duration.ofNanos(rangeNs)));
    }

    /**
     * The counts and levels of now in the text format that Prometheus scrapes; the latencies as histograms in seconds.
     *
     * @param openMetrics true for OpenMetrics 1.0, false for the text format 0.0.4
     * @return lines of text
     */
    public String metrics(boolean openMetrics) {
        return inside(core -> core.metrics(nanoTime(), openMetrics));
    }

    /**
     * Keeps quiet about one rule for a while; its alerts still show in reports and count as suppressed.
     *
     * @param rule name of an alert rule
     * @param time for how long
     * @throws IllegalArgumentException if there is no such rule
     */
    public void silence(String rule, Duration time) {
        inside(core -> {
            core.silence(rule, nanoTime() + time.toNanos());
            return core;
        });
    }

    /**
     * Closes the last window, writes the history and lets the alert listeners finish, for seconds at most; then stops all
     * threads of the monitor. Reports can still be asked for. Further calls do nothing.
     */
    @Override
    public void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            if (thread != null) {
                LockSupport.unpark(thread);
            }
            if (platform != null) {
                platform.close();
            }
            snapshot = core.finish(nanoTime());
        } finally {
            lock.unlock();
        }
        core.release();
    }

    private int tickInside() {
        long nowNs = nanoTime();
        if (closed || nowNs - dueNs < 0) {
            return 0;
        }
        dueNs = nowNs + settings.tickNs();
        snapshot = core.tick(nowNs);
        if (tickCost != null) {
            tickCost.recordSince(nowNs);
        }
        return 1;
    }

    private <T> T inside(Function<MonitorCore, T> action) {
        lock.lock();
        try {
            return action.apply(core);
        } finally {
            lock.unlock();
        }
    }

    private long nanoTime() {
        return settings.nanoClock().getAsLong();
    }

    private void run() {
        while (!closed && !Thread.interrupted()) {
            try {
                inside(core -> tickInside());
            } catch (RuntimeException e) {
                LOG.error("a tick failed; the next one is tried as usual", e);
            }
            long waitNs = Math.max(dueNs - nanoTime(), MIN_PARK_NS);
            LockSupport.parkNanos(Math.min(waitNs, settings.tickNs()));
        }
    }
}

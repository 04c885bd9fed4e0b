package io.trenchbot.monitor;

import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One listener behind a bounded queue and a thread of its own, so that none of them delays the evaluation or another. The
 * thread exists while there is something to tell.
 *
 * <p>Threading: {@link #offer} and {@link #close} any thread, neither waits for the listener but for the grace of close.
 */
final class AlertOutlet {
    private static final Logger LOG = LoggerFactory.getLogger(PerformanceMonitor.class);

    /** Cooldowns make alerts rare: this many waiting means that the listener hangs. */
    static final int MAX_WAITING = 1024;

    private static final Duration IDLE = Duration.ofSeconds(10);

    /** What a hanging listener may hold up the end of an application. */
    private static final Duration CLOSE_GRACE = Duration.ofSeconds(1);

    private final AlertListener listener;
    private final AtomicLong droppedCount = new AtomicLong();
    private final AtomicLong failedCount = new AtomicLong();
    private final ThreadPoolExecutor executor;

    AlertOutlet(AlertListener listener) {
        this.listener = listener;
        this.executor = new ThreadPoolExecutor(
                1,
                1,
                IDLE.toMillis(),
                TimeUnit.MILLISECONDS,
                new LinkedBlockingQueue<>(MAX_WAITING),
                task -> {
                    Thread thread = new Thread(task, "trenchbot-monitor-alerts");
                    thread.setDaemon(true);
                    return thread;
                },
                (task, full) -> droppedCount.incrementAndGet());
        executor.allowCoreThreadTimeOut(true);
    }

    void offer(Alert alert) {
        executor.execute(() -> tell(alert));
    }

    long droppedCount() {
        return droppedCount.get();
    }

    long failedCount() {
        return failedCount.get();
    }

    /** Lets the listener finish what waits for it, within the grace. */
    void close() {
        executor.shutdown();
        try {
            if (!executor.awaitTermination(CLOSE_GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                droppedCount.addAndGet(executor.shutdownNow().size());
            }
        } catch (InterruptedException e) {
            executor.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private void tell(Alert alert) {
        try {
            listener.onAlert(alert);
        } catch (RuntimeException e) {
            failedCount.incrementAndGet();
            LOG.warn("an alert listener failed on {}", alert.rule(), e);
        }
    }
}

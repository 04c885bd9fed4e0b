package io.trenchbot.monitor;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A bounded pool whose tasks have a deadline. The JDK's HTTP server reads request heads and writes answers in blocking
 * calls without a timeout of its own (but for system properties, which a library must not set); an interrupt closes the
 * channel that such a call waits on, so a client that stops reading or writing costs one thread for the deadline only.
 *
 * <p>Threading: any thread.
 */
final class WatchedExecutor implements Executor, AutoCloseable {
    private static final Duration IDLE = Duration.ofSeconds(10);

    private final Map<Thread, Long> deadlines = new ConcurrentHashMap<>();
    private final ThreadPoolExecutor pool;
    private final long timeoutNs;

    WatchedExecutor(String threadName, int maxThreads, Duration timeout) {
        this.timeoutNs = timeout.toNanos();
        this.pool = new ThreadPoolExecutor(
                0, maxThreads, IDLE.toMillis(), TimeUnit.MILLISECONDS, new SynchronousQueue<>(), task -> {
                    Thread thread = new Thread(task, threadName);
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /** Runs the task; throws RejectedExecutionException when all threads are taken. */
    @Override
    public void execute(Runnable task) {
        pool.execute(() -> {
            extend();
            try {
                task.run();
            } finally {
                ended();
            }
        });
    }

    /** Under the lock, so that an interrupt that was meant for this task cannot reach the thread's next one. */
    private synchronized void ended() {
        deadlines.remove(Thread.currentThread());
        Thread.interrupted();
    }

    /** Gives the calling task the whole time again, from now. */
    void extend() {
        deadlines.put(Thread.currentThread(), System.nanoTime() + timeoutNs);
    }

    /** Takes the deadline off the calling task until it calls {@link #extend}, for a wait that is bounded otherwise. */
    void suspend() {
        deadlines.remove(Thread.currentThread());
    }

    /** Interrupts what is overdue; to be called now and then. */
    synchronized void sweep() {
        long nowNs = System.nanoTime();
        deadlines.forEach((thread, deadlineNs) -> {
            if (nowNs - deadlineNs > 0 && deadlines.remove(thread, deadlineNs)) {
                thread.interrupt();
            }
        });
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}

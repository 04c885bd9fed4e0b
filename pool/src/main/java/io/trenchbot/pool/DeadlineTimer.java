package io.trenchbot.pool;

import java.util.PriorityQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One daemon thread that runs short tasks at their time.
 *
 * <p>Nearly every task (a hedge) is cancelled before its time, so both operations are kept off the thread: cancelling
 * only clears a field, and a new task wakes the thread only if it is due before the time the thread sleeps to. A pool
 * that makes calls one after another then wakes it once per hedge delay, not once per call. Cancelled entries hold no
 * task and leave the heap when their time comes; hedge delays are short, so few are there.
 */
final class DeadlineTimer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DeadlineTimer.class);

    /** A task that waits for its time. */
    static final class Entry implements Comparable<Entry> {
        private final long deadlineNs;
        private volatile @Nullable Runnable task;

        private Entry(long deadlineNs, Runnable task) {
            this.deadlineNs = deadlineNs;
            this.task = task;
        }

        void cancel() {
            task = null;
        }

        @Override
        public int compareTo(Entry other) {
            // A difference, not a comparison: nanoTime may wrap.
            return Long.signum(deadlineNs - other.deadlineNs);
        }
    }

    private final LongSupplier nanoClock;
    private final PriorityQueue<Entry> heap = new PriorityQueue<>();
    private final Thread thread;
    private long wakeNs;
    private boolean sleepsForever;
    private volatile boolean closed;

    DeadlineTimer(String name, LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    Entry at(long deadlineNs, Runnable task) {
        Entry entry = new Entry(deadlineNs, task);
        boolean wake;
        synchronized (heap) {
            heap.add(entry);
            wake = sleepsForever || deadlineNs - wakeNs < 0;
            if (wake) {
                sleepsForever = false;
                wakeNs = deadlineNs;
            }
        }
        if (wake) {
            LockSupport.unpark(thread);
        }
        return entry;
    }

    static void cancel(@Nullable Entry entry) {
        if (entry != null) {
            entry.cancel();
        }
    }

    private void run() {
        while (!closed) {
            Entry due = nextDue();
            Runnable task = due == null ? null : due.task;
            if (task != null) {
                runGuarded(task);
            }
        }
    }

    /** The next entry whose time has come, or null after a sleep. */
    private @Nullable Entry nextDue() {
        long sleepNs;
        synchronized (heap) {
            Entry head = heap.peek();
            while (head != null && head.task == null) {
                heap.poll();
                head = heap.peek();
            }
            sleepNs = head == null ? Long.MAX_VALUE : head.deadlineNs - nanoClock.getAsLong();
            if (sleepNs <= 0) {
                return heap.poll();
            }
            sleepsForever = head == null;
            wakeNs = head == null ? 0 : head.deadlineNs;
        }
        LockSupport.parkNanos(this, sleepNs);
        return null;
    }

    private static void runGuarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | LinkageError e) {
            // One failed task must not end the thread that all others wait for.
            LOG.error("timer task failed", e);
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}

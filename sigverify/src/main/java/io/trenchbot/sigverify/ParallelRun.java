package io.trenchbot.sigverify;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One batch cut into parts that several threads take one after the other. The caller takes parts like everybody else,
 * so the work is done even if the executor never runs anything; a helper that starts late finds no part left.
 *
 * <p>Parts get smaller towards the end, each half of a thread's share of what is left: few parts to begin with, and no
 * thread that waits long for the last one.
 *
 * <p>Threading: {@link #runWith} is called once; {@link #run} by any thread.
 */
final class ParallelRun implements Runnable {
    /** Signatures that a thread takes at a time are a multiple of this: full groups of lanes on every machine. */
    static final int PART_MULTIPLE = 16;

    /** How long a helper's last part is waited for without giving up the processor; waking up takes as long. */
    private static final long SPIN_NS = 50_000;

    /** Verifies the entries from the first to one behind the last. */
    @FunctionalInterface
    interface Range {
        void verify(int from, int to);
    }

    private final Range range;
    private final int count;
    private final int threads;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger pending;
    private final CountDownLatch done = new CountDownLatch(1);
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    ParallelRun(Range range, int count, int threads) {
        this.range = range;
        this.count = count;
        this.threads = threads;
        pending = new AtomicInteger(count);
    }

    /** Returns when every part is done; throws what a part threw. */
    void runWith(Executor executor) {
        try {
            for (int i = 1; i < Math.min(threads, (count + PART_MULTIPLE - 1) / PART_MULTIPLE); i++) {
                executor.execute(this);
            }
        } catch (RejectedExecutionException e) {
            // A full or stopped executor costs speed, not the verdict: the caller does what is left.
        }
        run();
        awaitParts();
        Throwable thrown = failure.get();
        if (thrown != null) {
            throw new IllegalStateException("verification failed in a part of the batch", thrown);
        }
    }

    @Override
    public void run() {
        int from = next.get();
        while (from < count) {
            int to = from + partSize(count - from);
            int seen = next.compareAndExchange(from, to);
            if (seen != from) {
                from = seen;
                continue;
            }
            verify(from, to);
            from = next.get();
        }
    }

    private int partSize(int left) {
        long size = (left + 2L * threads - 1) / (2L * threads);
        return (int) Math.min(left, (size + PART_MULTIPLE - 1) / PART_MULTIPLE * PART_MULTIPLE);
    }

    private void verify(int from, int to) {
        try {
            range.verify(from, to);
        } catch (RuntimeException | Error e) {
            failure.compareAndSet(null, e);
        } finally {
            if (pending.addAndGet(from - to) == 0) {
                done.countDown();
            }
        }
    }

    private void awaitParts() {
        long startNs = System.nanoTime();
        while (pending.get() > 0 && System.nanoTime() - startNs < SPIN_NS) {
            Thread.onSpinWait();
        }
        boolean interrupted = false;
        while (true) {
            try {
                done.await();
                break;
            } catch (InterruptedException e) {
                // Parts still write verdicts into the batch; the caller may not have it back before they end.
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

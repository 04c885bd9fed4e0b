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
 * <p>Threading: {@link #runWith} is called once; {@link #run} by any thread.
 */
final class ParallelRun implements Runnable {
    /** Verifies the entries from the first to one behind the last. */
    @FunctionalInterface
    interface Range {
        void verify(int from, int to);
    }

    private final Range range;
    private final int count;
    private final int partSize;
    private final int partCount;
    private final AtomicInteger nextPart = new AtomicInteger();
    private final CountDownLatch pendingParts;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    ParallelRun(Range range, int count, int partSize) {
        this.range = range;
        this.count = count;
        this.partSize = partSize;
        partCount = (count + partSize - 1) / partSize;
        pendingParts = new CountDownLatch(partCount);
    }

    /** Returns when every part is done; throws what a part threw. */
    void runWith(Executor executor, int threads) {
        try {
            for (int i = 1; i < Math.min(threads, partCount); i++) {
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
        for (int part = nextPart.getAndIncrement(); part < partCount; part = nextPart.getAndIncrement()) {
            try {
                range.verify(part * partSize, Math.min(count, (part + 1) * partSize));
            } catch (RuntimeException | Error e) {
                failure.compareAndSet(null, e);
            } finally {
                pendingParts.countDown();
            }
        }
    }

    private void awaitParts() {
        boolean interrupted = false;
        while (true) {
            try {
                pendingParts.await();
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

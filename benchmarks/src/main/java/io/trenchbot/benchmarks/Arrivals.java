package io.trenchbot.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Counts the messages that a client hands over, and lets another thread wait for windows of them. The first ones are kept
 * as text, for comparison.
 *
 * <p>Threading: {@link #arrived} by the client's reader, {@link #awaitWindow} by one other thread.
 */
final class Arrivals {
    private static final int PATIENCE_SECONDS = 20;

    private final int window;
    private final int kept;
    private final @Nullable Pace pace;
    private final List<String> first = new ArrayList<>();
    private final CountDownLatch firstDone = new CountDownLatch(1);
    private final Object windowEnd = new Object();
    private long windows;
    private long count;
    private long check;

    Arrivals(int window, int kept, @Nullable Pace pace) {
        this.window = window;
        this.kept = kept;
        this.pace = pace;
    }

    boolean keeps() {
        return count < kept;
    }

    void keep(String text) {
        first.add(text);
    }

    /** A message was handled; the number stands for what was read of it, so that reading cannot be left out. */
    void arrived(long read) {
        check += read;
        count++;
        if (pace != null) {
            pace.arrived();
        }
        if (count == kept) {
            firstDone.countDown();
        }
        if (count % window == 0) {
            synchronized (windowEnd) {
                windows++;
                windowEnd.notifyAll();
            }
        }
    }

    List<String> first() throws InterruptedException {
        Check.that(
                firstDone.await(PATIENCE_SECONDS, TimeUnit.SECONDS), kept + " messages have arrived: " + first.size());
        return first;
    }

    /** Waits for the end of the next window. */
    long awaitWindow() throws InterruptedException {
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        synchronized (windowEnd) {
            long next = windows + 1;
            while (windows < next) {
                windowEnd.wait(1_000);
                Check.that(System.nanoTime() - deadlineNs < 0, "messages arrive");
            }
            return check;
        }
    }
}

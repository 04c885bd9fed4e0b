package io.trenchbot.benchmarks;

import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * When each message of a paced feed is due, and how long after that a client handed it over. Counted from the time a message
 * was meant to be sent, so that a sender that is held up counts too.
 *
 * <p>Threading: {@link #awaitDue} by the sender, {@link #arrived} by the client's reader.
 */
final class Pace {
    private final long intervalNs;
    private final int warmUp;
    private final long[] latencyNs;
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile long startNs;
    private int sent;
    private int received;

    Pace(int perSecond, int warmUp, int measured) {
        intervalNs = TimeUnit.SECONDS.toNanos(1) / perSecond;
        this.warmUp = warmUp;
        latencyNs = new long[measured];
    }

    /** Spins until the next message is due. */
    void awaitDue() {
        if (sent == 0) {
            startNs = System.nanoTime();
        }
        long dueNs = startNs + intervalNs * sent++;
        while (System.nanoTime() - dueNs < 0) {
            Thread.onSpinWait();
        }
    }

    void arrived() {
        int index = received++ - warmUp;
        if (index >= 0 && index < latencyNs.length) {
            latencyNs[index] = System.nanoTime() - (startNs + intervalNs * (index + warmUp));
            if (index == latencyNs.length - 1) {
                done.countDown();
            }
        }
    }

    /** Waits for all; returns the latency that this share of the messages does not exceed. */
    long percentileNs(double share) throws InterruptedException {
        long expectedNs = intervalNs * (warmUp + latencyNs.length);
        Check.that(done.await(2 * expectedNs + TimeUnit.SECONDS.toNanos(5), TimeUnit.NANOSECONDS), "the feed arrives");
        long[] sorted = latencyNs.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.ceil(share * sorted.length) - 1];
    }
}

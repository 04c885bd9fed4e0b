package io.trenchbot.benchmarks;

import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * When each message of a paced feed is due, and how long after that a client hands it over. Counted from the time a message
 * was meant to be sent, so that a sender that is held up counts too.
 *
 * <p>Before the pace come as many messages as are taken in some time, and a rest, so that no client is still being compiled
 * when it counts; the first paced ones do not count either.
 *
 * <p>Threading: {@link #awaitDue} by the sender, {@link #arrived} by the client's reader.
 */
final class Pace {
    private static final long UNPACED_NS = TimeUnit.MILLISECONDS.toNanos(14_000);
    private static final long REST_NS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(20);

    private final long intervalNs;
    private final int uncounted;
    private final long[] latencyNs;
    private final CountDownLatch done = new CountDownLatch(1);
    private long beganNs;
    private int sent;
    private int received;
    /** Index of the first paced message; written before it is sent. */
    private volatile int firstPaced = Integer.MAX_VALUE;

    private long startNs;

    Pace(int perSecond, int uncounted, int counted) {
        intervalNs = TimeUnit.SECONDS.toNanos(1) / perSecond;
        this.uncounted = uncounted;
        latencyNs = new long[counted];
    }

    /** Spins until the next message is due. */
    void awaitDue() {
        if (firstPaced == Integer.MAX_VALUE) {
            long nowNs = System.nanoTime();
            beganNs = sent == 0 ? nowNs : beganNs;
            if (nowNs - beganNs < UNPACED_NS) {
                sent++;
                return;
            }
            startNs = nowNs + REST_NS;
            firstPaced = sent;
        }
        long dueNs = startNs + intervalNs * (sent++ - firstPaced);
        while (System.nanoTime() - dueNs < 0) {
            Thread.onSpinWait();
        }
    }

    void arrived() {
        int paced = received++ - firstPaced;
        int index = paced - uncounted;
        if (index >= 0 && index < latencyNs.length) {
            latencyNs[index] = System.nanoTime() - (startNs + intervalNs * paced);
            if (index == latencyNs.length - 1) {
                done.countDown();
            }
        }
    }

    /** Waits for all; returns the latency that this share of the messages does not exceed. */
    long percentileNs(double share) throws InterruptedException {
        long expectedNs = UNPACED_NS + REST_NS + intervalNs * (uncounted + latencyNs.length);
        Check.that(done.await(expectedNs + PATIENCE_NS, TimeUnit.NANOSECONDS), "the feed arrives");
        long[] sorted = latencyNs.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.ceil(share * sorted.length) - 1];
    }
}

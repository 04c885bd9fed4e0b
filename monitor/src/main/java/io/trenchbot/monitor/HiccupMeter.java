package io.trenchbot.monitor;

import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Measures what the machine adds to a short sleep: scheduling, collector pauses, a stopped virtual machine. It tells "the
 * code is slow" from "the machine paused". Recorded is what a sleep took beyond the shortest one seen, corrected for the
 * sleeps that a pause prevented.
 *
 * <p>Threading: one thread of its own, because what it measures is its own sleep.
 */
final class HiccupMeter implements AutoCloseable {
    private final LatencyRecorder recorder;
    private final long resolutionNs;
    private final LongSupplier nanoClock;
    private final Thread thread;
    private volatile boolean closed;

    HiccupMeter(LatencyRecorder recorder, long resolutionNs, LongSupplier nanoClock) {
        this.recorder = recorder;
        this.resolutionNs = resolutionNs;
        this.nanoClock = nanoClock;
        this.thread = new Thread(this::run, "trenchbot-monitor-hiccup");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }

    private void run() {
        long shortestNs = Long.MAX_VALUE;
        while (!closed && !Thread.interrupted()) {
            long beforeNs = nanoClock.getAsLong();
            LockSupport.parkNanos(resolutionNs);
            long deltaNs = nanoClock.getAsLong() - beforeNs;
            if (deltaNs < resolutionNs) {
                // A spurious or foreign wake-up is no measurement.
                continue;
            }
            shortestNs = Math.min(shortestNs, deltaNs);
            recorder.recordWithExpectedInterval(deltaNs - shortestNs, resolutionNs);
        }
    }
}

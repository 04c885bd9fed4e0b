package example;

import io.trenchbot.monitor.LatencyRecorder;
import io.trenchbot.monitor.PerformanceMonitor;
import java.util.concurrent.atomic.AtomicLong;

/** Measures a stage of work with the monitor alone and prints the report. */
public final class MonitorExample {
    private MonitorExample() {}

    /**
     * Runs and ends by itself.
     *
     * @param args none
     */
    public static void main(String[] args) {
        // snippet
        AtomicLong hashed = new AtomicLong();
        try (PerformanceMonitor monitor = PerformanceMonitor.builder().build()) {
            LatencyRecorder stage = monitor.latency("work.hash"); // one recorder per thread
            monitor.counter("work.hashed", hashed::get); // pulled once a tick
            monitor.start();
            int hash = 0;
            for (int i = 0; i < 100_000; i++) {
                long startNs = System.nanoTime();
                hash = 31 * hash + Integer.toString(i).hashCode();
                stage.recordSince(startNs);
                hashed.incrementAndGet();
            }
            System.out.println("hash " + hash);
            System.out.print(monitor.report().toText());
        }
        // end snippet
    }
}

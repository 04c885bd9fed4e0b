package io.trenchbot.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlatformTest {
    @Test
    void theMachineIsMeasuredUnlessNotWanted() {
        PerformanceMonitor monitor =
                PerformanceMonitor.builder().tick(Duration.ofMillis(20)).build();
        try (monitor) {
            long deadlineNs = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (total(monitor, "platform.hiccup").count() < 50
                    || total(monitor, "platform.gc_pause").count() == 0) {
                assertThat(System.nanoTime()).isLessThan(deadlineNs);
                System.gc();
                monitor.tick();
            }
            PerformanceReport report = monitor.report();
            assertThat(report.gauge("platform.heap_bytes").orElseThrow().value().orElseThrow())
                    .isPositive();
            assertThat(report.counter("platform.cpu_ns").orElseThrow().total()).isPositive();
            assertThat(total(monitor, "monitor.tick").maxNs()).isPositive();
            assertThat(total(monitor, "platform.hiccup").maxNs())
                    .isLessThan(Duration.ofSeconds(20).toNanos());
        }
        assertThat(threads()).doesNotContain("trenchbot-monitor-hiccup");
        PerformanceMonitor bare =
                PerformanceMonitor.builder().platform(Duration.ZERO).build();
        assertThat(bare.report().latencies()).isEmpty();
        assertThat(bare.report().gauges()).isEmpty();
    }

    @Test
    void residentMemoryIsThatOfTheKernel() {
        PerformanceMonitor monitor = PerformanceMonitor.builder().build();
        try (monitor) {
            org.junit.jupiter.api.Assumptions.assumeTrue(
                    java.nio.file.Files.isReadable(java.nio.file.Path.of("/proc/self/status")), "no /proc here");
            long bytes = monitor.report()
                    .gauge("platform.rss_bytes")
                    .orElseThrow()
                    .value()
                    .orElseThrow();
            assertThat(bytes).isBetween(10L << 20, 100L << 30);
        }
    }

    private static List<String> threads() {
        // The thread may need a moment to leave its sleep of a millisecond.
        long deadlineNs = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        List<String> names;
        do {
            names = Thread.getAllStackTraces().keySet().stream()
                    .map(Thread::getName)
                    .toList();
        } while (names.contains("trenchbot-monitor-hiccup") && System.nanoTime() < deadlineNs);
        return names;
    }

    private static PerformanceReport.Distribution total(PerformanceMonitor monitor, String name) {
        return monitor.report(Duration.ZERO).latency(name).orElseThrow().total();
    }
}

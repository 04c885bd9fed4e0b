package io.trenchbot.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PerformanceMonitorTest {
    private final ManualClock clock = new ManualClock();

    @Test
    void aDutyLoopNeverWaitsForAReportOfAnotherThread() throws Exception {
        PerformanceMonitor monitor = builder().build();
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        AtomicBoolean slow = new AtomicBoolean(true);
        monitor.gauge("slow", () -> {
            if (slow.get()) {
                inside.countDown();
                await(release);
            }
            return 1;
        });
        Thread reporter = new Thread(monitor::report);
        reporter.start();
        assertThat(inside.await(10, TimeUnit.SECONDS)).isTrue();
        clock.advance(Duration.ofSeconds(1));
        assertThat(monitor.tick()).as("busy").isZero();
        assertThat(monitor.snapshot().uptime()).isZero();
        slow.set(false);
        release.countDown();
        reporter.join();
        assertThat(monitor.tick()).as("the tick was put off, not lost").isOne();
        assertThat(monitor.snapshot().uptime()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void aListenerMayAskTheMonitorEvenWhileItCloses() {
        AtomicReference<PerformanceMonitor> self = new AtomicReference<>();
        AtomicReference<PerformanceReport> seen = new AtomicReference<>();
        PerformanceMonitor monitor = builder()
                .rules(AlertRule.above("level.high", Measure.level("level"), 1).build())
                .onAlert(alert -> seen.set(self.get().report()))
                .build();
        self.set(monitor);
        monitor.gauge("level", () -> 5);
        clock.advance(Duration.ofMillis(300));
        monitor.close();
        assertThat(seen.get()).isNotNull();
        assertThat(seen.get().alerts().active()).hasSize(1);
    }

    @Test
    void closingCountsTheLastPartOfAWindow() {
        PerformanceMonitor monitor = builder().build();
        LatencyRecorder recorder = monitor.latency("stage");
        clock.advance(Duration.ofMillis(250));
        recorder.record(5);
        monitor.close();
        PerformanceReport.Latency series = monitor.snapshot().latency("stage").orElseThrow();
        assertThat(series.window().count()).isOne();
        assertThat(series.perSecond()).isEqualTo(4);
        assertThatThrownBy(monitor::start).hasMessageContaining("closed");
    }

    @Test
    void theOwnThreadOutlivesATickThatFails() {
        AtomicBoolean fail = new AtomicBoolean(true);
        PerformanceMonitor monitor = PerformanceMonitor.builder()
                .tick(Duration.ofMillis(10))
                .platform(Duration.ZERO)
                .epochMillisClock(() -> {
                    if (fail.get() && Thread.currentThread().getName().equals("trenchbot-monitor")) {
                        fail.set(false);
                        throw new IllegalStateException("clock");
                    }
                    return 0;
                })
                .build();
        try (monitor) {
            monitor.start();
            long deadlineNs = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (fail.get() || monitor.snapshot().uptime().isZero()) {
                assertThat(System.nanoTime()).isLessThan(deadlineNs);
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void aSilencedRuleShowsInTheReportAndIsNotNotifiedOf() {
        AtomicReference<Alert> heard = new AtomicReference<>();
        PerformanceMonitor monitor = builder()
                .rules(AlertRule.above("level.high", Measure.level("level"), 1).build())
                .onAlert(heard::set)
                .build();
        monitor.gauge("level", () -> 5);
        monitor.silence("level.high", Duration.ofMinutes(1));
        clock.advance(Duration.ofSeconds(1));
        monitor.tick();
        monitor.close();
        assertThat(heard.get()).isNull();
        assertThat(monitor.report().alerts().active()).hasSize(1);
        assertThat(monitor.report().alerts().suppressedCount()).isOne();
        assertThatThrownBy(() -> monitor.silence("other", Duration.ZERO)).hasMessageContaining("other");
    }

    private MonitorBuilder builder() {
        return PerformanceMonitor.builder().nanoClock(clock).platform(Duration.ZERO);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

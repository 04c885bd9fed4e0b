package io.trenchbot.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class WindowsTest {
    private final ManualClock clock = new ManualClock();

    private MonitorBuilder builder() {
        return PerformanceMonitor.builder().nanoClock(clock).platform(Duration.ZERO);
    }

    @Test
    void aTickIsDueOncePerSecondAndCostsNothingBefore() {
        PerformanceMonitor monitor = builder().build();
        assertThat(monitor.tick()).isZero();
        clock.advance(Duration.ofMillis(999));
        assertThat(monitor.tick()).isZero();
        clock.advance(Duration.ofMillis(1));
        assertThat(monitor.tick()).isOne();
        assertThat(monitor.tick()).isZero();
    }

    @Test
    void afterAStallTheRateFallsToZeroWithinTheWindow() {
        AtomicLong delivered = new AtomicLong(1_000_000);
        PerformanceMonitor monitor = builder().window(Duration.ofSeconds(1)).build();
        monitor.counter("stream.delivered", delivered::get);
        for (int i = 0; i < 5; i++) {
            delivered.addAndGet(500);
            second(monitor);
        }
        assertThat(monitor.snapshot().counter("stream.delivered").orElseThrow().perSecond())
                .isEqualTo(500);
        second(monitor);
        assertThat(monitor.snapshot().counter("stream.delivered").orElseThrow().perSecond())
                .isZero();
        assertThat(monitor.snapshot().counter("stream.delivered").orElseThrow().total())
                .isEqualTo(1_002_500);
    }

    @Test
    void ratesDivideByTheTimeThatPassedAndNotByTheTick() {
        AtomicLong count = new AtomicLong();
        PerformanceMonitor monitor = builder().window(Duration.ofSeconds(1)).build();
        monitor.counter("c", count::get);
        count.set(900);
        clock.advance(Duration.ofSeconds(30));
        monitor.tick();
        assertThat(monitor.snapshot().counter("c").orElseThrow().perSecond()).isEqualTo(30);
    }

    @Test
    void aCounterThatStartsAnewLosesNothing() {
        AtomicLong count = new AtomicLong(100);
        PerformanceMonitor monitor = builder().window(Duration.ofSeconds(1)).build();
        monitor.counter("c", count::get);
        count.set(7);
        second(monitor);
        assertThat(monitor.snapshot().counter("c").orElseThrow().perSecond()).isEqualTo(7);
    }

    @Test
    void aSupplierThatThrowsIsCountedAndHarmsNoOther() {
        PerformanceMonitor monitor = builder().build();
        monitor.counter("bad.counter", () -> {
            throw new IllegalStateException("closed");
        });
        monitor.gauge("bad.gauge", () -> {
            throw new IllegalStateException("closed");
        });
        monitor.gauge("good", () -> 42);
        second(monitor);
        PerformanceReport report = monitor.report();
        assertThat(report.gauge("good").orElseThrow().value()).contains(42L);
        assertThat(report.gauge("bad.gauge").orElseThrow().value()).isEmpty();
        assertThat(report.storage().failedReads()).isPositive();
        assertThat(report.toText()).containsPattern("bad.gauge +- ");
    }

    @Test
    void gaugesKeepTheirExtremesOfTheWindow() {
        AtomicLong depth = new AtomicLong();
        PerformanceMonitor monitor = builder().window(Duration.ofSeconds(3)).build();
        monitor.gauge("queue.depth", depth::get);
        for (long value : new long[] {1_000, 5, 90, 20, 30}) {
            depth.set(value);
            second(monitor);
        }
        PerformanceReport.Gauge gauge = monitor.snapshot().gauge("queue.depth").orElseThrow();
        assertThat(gauge.value()).contains(30L);
        assertThat(gauge.least()).contains(20L);
        assertThat(gauge.greatest()).contains(90L);
    }

    @Test
    void windowQuantilesAreThoseOfTheWindowsRecordsAlone() {
        PerformanceMonitor monitor = builder().window(Duration.ofSeconds(10)).build();
        LatencyRecorder recorder = monitor.latency("stage");
        Deque<long[]> recent = new ArrayDeque<>();
        SplittableRandom random = new SplittableRandom(1);
        for (int second = 0; second < 100; second++) {
            long[] values = random.longs(random.nextInt(0, 300), 1, 1L << random.nextInt(8, 36))
                    .toArray();
            for (long ns : values) {
                recorder.record(ns);
            }
            recent.addLast(values);
            if (recent.size() > 10) {
                recent.removeFirst();
            }
            second(monitor);
            Histogram peer = new Histogram(1, Cells.MAX_NS, 4);
            recent.forEach(each -> {
                for (long ns : each) {
                    peer.recordValue(ns);
                }
            });
            PerformanceReport.Distribution window =
                    monitor.snapshot().latency("stage").orElseThrow().window();
            assertThat(window.count()).isEqualTo(peer.getTotalCount());
            if (peer.getTotalCount() > 0) {
                assertThat((double) window.p99Ns())
                        .isCloseTo(peer.getValueAtPercentile(99), within(peer.getValueAtPercentile(99) * 0.0085 + 1));
            }
        }
    }

    @Test
    void coarseWindowsAreTheSumOfTheFineOnes() {
        History history = new History(1_000_000_000L, Duration.ofHours(24).toNanos(), 64 << 20, ten -> {});
        SeriesRegistry registry = new SeriesRegistry();
        LatencyRecorder recorder = new LatencyRecorder(false, () -> 0);
        registry.latency("stage", 0).addWriter(recorder);
        AtomicLong count = new AtomicLong();
        registry.counter("c", count::get, 0);
        Windows windows = new Windows(registry, history);
        long secondNs = 1_000_000_000L;
        for (int second = 0; second < 90_000; second++) {
            recorder.record(second % 1000);
            count.addAndGet(3);
            history.add(registry.takeFrame(second * secondNs, (second + 1) * secondNs));
        }
        for (long seconds : new long[] {1, 10, 299, 300, 600, 3_600, 7_200, 43_200}) {
            assertThat(windows.events("c", seconds * secondNs))
                    .as("%d s", seconds)
                    .isCloseTo(3 * seconds, within(3 * 60 * 0.51));
            assertThat(windows.ratePerSecond("c", seconds * secondNs)).isEqualTo(3);
            assertThat(windows.ratePerSecond("stage", seconds * secondNs)).isEqualTo(1);
        }
        // The last hour starts at 400 of a cycle of 1000: 600 high values and three whole cycles.
        assertThat(windows.quantileNs("stage", 0.5, 3_600 * secondNs)).isCloseTo(549, within(8.0));
        assertThat(Duration.ofNanos(history.spanNs()).toHours()).isEqualTo(24);
    }

    @Test
    void retentionIsKept() {
        PerformanceMonitor monitor = builder().retention(Duration.ofSeconds(30)).build();
        monitor.latency("stage");
        for (int i = 0; i < 200; i++) {
            second(monitor);
        }
        assertThat(monitor.report().storage().historySpan()).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(91));
    }

    @Test
    void memoryStaysBelowItsBoundAndWhatGoesIsCounted() {
        long bound = 256 << 10;
        PerformanceMonitor monitor = builder().historyMaxBytes(bound).build();
        LatencyRecorder recorder = monitor.latency("stage");
        for (int second = 0; second < 300; second++) {
            for (int i = 0; i < Cells.COUNT; i += 3) {
                recorder.record(Cells.lowestNs(i));
            }
            second(monitor);
            assertThat(monitor.report().storage().historyBytes()).isLessThanOrEqualTo(bound);
        }
        assertThat(monitor.report().storage().framesEvicted()).isPositive();
        assertThat(monitor.snapshot().latency("stage").orElseThrow().window().count())
                .isEqualTo(10L * ((Cells.COUNT + 2) / 3));
    }

    @Test
    void impossibleNamesAndSettingsAreRefused() {
        PerformanceMonitor monitor = builder().build();
        monitor.counter("a.b", () -> 0);
        assertThatThrownBy(() -> monitor.gauge("a.b", () -> 0)).hasMessageContaining("a.b is taken by a.b");
        assertThatThrownBy(() -> monitor.gauge("a_b", () -> 0)).hasMessageContaining("a_b is taken by a.b");
        assertThatThrownBy(() -> monitor.latency("a.b")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> monitor.latency("a b")).hasMessageContaining("\"a b\"");
        assertThatThrownBy(() -> monitor.latency("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> monitor.gauge("x_total", () -> 0)).hasMessageContaining("x_total");
        assertThatThrownBy(() -> builder().tick(Duration.ofMillis(1)).build()).hasMessageContaining("PT0.001S");
        assertThatThrownBy(() -> builder().window(Duration.ofMillis(20)).build())
                .hasMessageContaining("window PT0.02S is shorter than the tick PT1S");
        assertThatThrownBy(() -> builder().retention(Duration.ofSeconds(9)).build())
                .hasMessageContaining("PT9S");
        assertThatThrownBy(() -> builder().historyMaxBytes(1).build()).hasMessageContaining("historyMaxBytes 1");
        for (int i = 1; i < SeriesRegistry.MAX_SERIES; i++) {
            monitor.counter("c" + i, () -> 0);
        }
        assertThatThrownBy(() -> monitor.counter("straw", () -> 0)).hasMessageContaining("number 513 of at most 512");
    }

    private void second(PerformanceMonitor monitor) {
        clock.advance(Duration.ofSeconds(1));
        assertThat(monitor.tick()).isOne();
    }
}

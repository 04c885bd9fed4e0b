package io.trenchbot.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.trenchbot.monitor.PerformanceReport.Distribution;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LatencyRecorderTest {
    private final PerformanceMonitor monitor = PerformanceMonitor.builder()
            .nanoClock(new ManualClock())
            .platform(Duration.ZERO)
            .build();

    @Test
    void afterThreeRecordsTheP99IsTheLongest() {
        LatencyRecorder recorder = monitor.latency("stage");
        recorder.record(1_000_003);
        recorder.record(3);
        recorder.record(70_001);

        Distribution total = monitor.report().latency("stage").orElseThrow().total();

        assertThat(total.count()).isEqualTo(3);
        assertThat(total.p99Ns()).isEqualTo(1_000_003);
        assertThat(total.maxNs()).isEqualTo(1_000_003);
        assertThat(total.p50Ns()).isBetween(70_001L, 70_001L + 70_001 / 128);
    }

    @Test
    void withoutRecordsAllFiguresAreZeroAndTheTextSaysSo() {
        monitor.latency("stage");
        assertThat(monitor.report().latency("stage").orElseThrow().total()).isEqualTo(Distribution.EMPTY);
        assertThat(monitor.report().toText()).containsPattern("stage +0 +- +- +-");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void quantilesLieWithinACellOfTheSortedValues(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        long[] values = new long[random.nextInt(1, 20_000)];
        LatencyRecorder recorder = monitor.latency("stage");
        for (int i = 0; i < values.length; i++) {
            values[i] = (long) Math.exp(random.nextDouble(25));
            recorder.record(values[i]);
        }
        Arrays.sort(values);
        CellCounts counts = total(recorder);

        for (double quantile : new double[] {0, 0.01, 0.5, 0.9, 0.99, 0.999, 0.9999, 1}) {
            int rank = (int) Math.max(1, Math.ceil(quantile * values.length));
            long exactNs = values[rank - 1];
            assertThat(counts.quantileNs(quantile))
                    .as("seed %d quantile %s", seed, quantile)
                    .isBetween(exactNs, exactNs + exactNs / 128);
        }
        double meanNs = Arrays.stream(values).average().orElseThrow();
        assertThat(counts.distribution().meanNs()).isCloseTo(meanNs, within(meanNs * 0.004 + 0.5));
    }

    @Test
    void agreesWithHdrHistogramOnTenMillionValues() {
        SplittableRandom random = new SplittableRandom(11);
        Histogram peer = new Histogram(1, Cells.MAX_NS, 4);
        LatencyRecorder recorder = monitor.latency("stage");
        for (int i = 0; i < 10_000_000; i++) {
            long ns = 20_000 + (long) (random.nextDouble() * random.nextDouble() * 3_000_000);
            recorder.record(ns);
            peer.recordValue(ns);
        }
        Distribution ours = total(recorder).distribution();

        assertThat(ours.count()).isEqualTo(peer.getTotalCount());
        assertThat(ours.maxNs()).isBetween(peer.getMaxValue() - peer.getMaxValue() / 1000, peer.getMaxValue());
        assertClose(ours.p50Ns(), peer.getValueAtPercentile(50));
        assertClose(ours.p99Ns(), peer.getValueAtPercentile(99));
        assertClose(ours.p999Ns(), peer.getValueAtPercentile(99.9));
        assertClose(ours.p9999Ns(), peer.getValueAtPercentile(99.99));
        assertThat(ours.meanNs()).isCloseTo(peer.getMean(), within(peer.getMean() * 0.004));
    }

    @Test
    void correctsForOmissionAsHdrHistogramDoes() {
        Histogram peer = new Histogram(1, Cells.MAX_NS, 4);
        LatencyRecorder recorder = monitor.latency("corrected");
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 2_000; i++) {
            long ns = random.nextLong(50_000_000);
            peer.recordValueWithExpectedInterval(ns, 10_000);
            recorder.recordWithExpectedInterval(ns, 10_000);
        }
        CellCounts ours = total(recorder);
        assertThat(ours.count()).isEqualTo(peer.getTotalCount());
        for (double quantile : new double[] {0.1, 0.5, 0.99, 0.999}) {
            assertClose(ours.quantileNs(quantile), peer.getValueAtPercentile(quantile * 100));
        }
    }

    @Test
    void aStallOfHalfTheTimeIsHalfOfTheCorrectedValues() {
        LatencyRecorder raw = monitor.latency("raw");
        LatencyRecorder corrected = monitor.latency("corrected");
        for (int i = 0; i < 10_000; i++) {
            raw.record(1_000_000);
            corrected.recordWithExpectedInterval(1_000_000, 10_000_000);
        }
        raw.record(100_000_000_000L);
        corrected.recordWithExpectedInterval(100_000_000_000L, 10_000_000);

        assertThat(total(raw).quantileNs(0.9999)).isLessThan(1_010_000);
        long within1Ms = total(corrected).countAtMost(Cells.highestNs(Cells.index(1_000_000)));
        assertThat((double) within1Ms / total(corrected).count()).isBetween(0.49, 0.51);
    }

    @Test
    void correctionCostsNoMoreThanTheCellsThereAre() {
        LatencyRecorder recorder = monitor.latency("corrected");
        recorder.recordWithExpectedInterval(Cells.MAX_NS, 1);
        assertThat(total(recorder).count()).isEqualTo(Cells.MAX_NS);
        recorder.recordWithExpectedInterval(5, 0);
        recorder.recordWithExpectedInterval(5, Long.MIN_VALUE);
        assertThat(total(recorder).count()).isEqualTo(Cells.MAX_NS + 2);
    }

    @Test
    void outOfRangeIsKeptAndCounted() {
        LatencyRecorder recorder = monitor.latency("stage");
        recorder.record(-1);
        recorder.record(Long.MIN_VALUE);
        recorder.record(Long.MAX_VALUE);
        recorder.record(Cells.MAX_NS);

        PerformanceReport.Latency series = monitor.report().latency("stage").orElseThrow();
        assertThat(series.outOfRange()).isEqualTo(3);
        assertThat(series.total().count()).isEqualTo(4);
        assertThat(series.total().maxNs()).isEqualTo(Long.MAX_VALUE);
        assertThat(series.total().p50Ns()).isZero();
    }

    @Test
    void recordSinceTakesTheMonitorsClock() {
        ManualClock clock = new ManualClock();
        try (PerformanceMonitor timed = PerformanceMonitor.builder()
                .nanoClock(clock)
                .platform(Duration.ZERO)
                .build()) {
            LatencyRecorder recorder = timed.latency("stage");
            long startNs = clock.getAsLong();
            clock.advance(Duration.ofNanos(12_345_678));
            recorder.recordSince(startNs);
            assertThat(timed.report().latency("stage").orElseThrow().total().maxNs())
                    .isEqualTo(12_345_678);
        }
    }

    @Test
    void aMillionConcurrentRecordsOfOneSharedRecorderAreAllThere() throws Exception {
        LatencyRecorder shared = monitor.sharedLatency("shared");
        recordConcurrently(List.of(shared, shared, shared, shared), 250_000);
        assertThat(total(shared).count()).isEqualTo(1_000_000);
        assertThat(shared.maxNs()).isEqualTo(250_000 * 4);
    }

    @Test
    void aMillionConcurrentRecordsOfOneSeriesAreAllThere() throws Exception {
        List<LatencyRecorder> recorders = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            recorders.add(monitor.latency("series"));
        }
        recordConcurrently(recorders, 250_000);
        assertThat(monitor.report().latency("series").orElseThrow().total().count())
                .isEqualTo(1_000_000);
    }

    @Test
    void theSumOfAllDifferencesIsTheNumberOfRecordsUnderConcurrentReads() throws Exception {
        assertNothingIsLostUnderReads(20_000_000);
    }

    @Test
    @Tag("slow")
    void theSumOfAllDifferencesIsTheNumberOfABillionRecords() throws Exception {
        assertNothingIsLostUnderReads(1_000_000_000);
    }

    private static void assertNothingIsLostUnderReads(int count) throws Exception {
        SeriesRegistry registry = new SeriesRegistry();
        LatencyRecorder recorder = new LatencyRecorder(false, System::nanoTime);
        registry.latency("series", 0).addWriter(recorder);
        AtomicBoolean done = new AtomicBoolean();
        Thread writer = new Thread(() -> {
            SplittableRandom random = new SplittableRandom(5);
            for (int i = 0; i < count; i++) {
                recorder.record(random.nextLong() >>> 40);
            }
            done.set(true);
        });
        writer.start();
        long sum = 0;
        int reads = 0;
        while (!done.get()) {
            sum += registry.takeFrame(0, 1).latency(0).count();
            reads++;
        }
        writer.join();
        sum += registry.takeFrame(0, 1).latency(0).count();
        assertThat(sum).isEqualTo(count);
        assertThat(reads).isPositive();
    }

    @Test
    void overlappingWritersOfASingleWriterRecorderAreFoundUnderAssertions() throws Exception {
        LatencyRecorder recorder = monitor.latency("stage");
        AtomicBoolean found = new AtomicBoolean();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            threads.add(new Thread(() -> {
                try {
                    for (int i = 0; i < 5_000_000 && !found.get(); i++) {
                        recorder.record(i);
                    }
                } catch (AssertionError e) {
                    found.set(true);
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(found).isTrue();
    }

    @Test
    void aRecorderPerRecordIsRefusedWithTheReason() {
        for (int i = 0; i < LatencySeries.MAX_WRITERS; i++) {
            monitor.latency("stage");
        }
        assertThatThrownBy(() -> monitor.latency("stage"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("series stage has 64 recorders");
    }

    private static void recordConcurrently(List<? extends LongConsumer> recorders, int each) throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < recorders.size(); t++) {
            LongConsumer recorder = recorders.get(t);
            int offset = t + 1;
            threads.add(new Thread(() -> {
                try {
                    start.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                for (int i = 0; i < each; i++) {
                    recorder.accept(i * 4L + offset);
                }
            }));
        }
        threads.forEach(Thread::start);
        start.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private static void assertClose(long oursNs, long peerNs) {
        assertThat((double) oursNs).isCloseTo(peerNs, within(peerNs * 0.0085 + 1));
    }

    private static CellCounts total(LatencyRecorder recorder) {
        LatencySeries series = new LatencySeries("x", 0, 0);
        series.addWriter(recorder);
        CellCounts counts = new CellCounts();
        series.addTotalTo(counts);
        return counts;
    }
}

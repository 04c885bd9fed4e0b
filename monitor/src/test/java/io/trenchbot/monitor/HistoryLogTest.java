package io.trenchbot.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryLogTest {
    private static final long START_MILLIS = 1_700_000_000_000L;

    @TempDir
    Path directory;

    private final ManualClock clock = new ManualClock();
    private final long startNs = clock.getAsLong();

    private PerformanceMonitor monitor(long maxFileBytes, int maxFiles) {
        return PerformanceMonitor.builder()
                .nanoClock(clock)
                .epochMillisClock(() -> START_MILLIS + (clock.getAsLong() - startNs) / 1_000_000)
                .platform(Duration.ZERO)
                .historyFiles(directory.resolve("made/here"), maxFileBytes, maxFiles)
                .build();
    }

    @Test
    void hdrHistogramsReaderFindsEveryRecordInItsInterval() {
        PerformanceMonitor monitor = monitor(64 << 20, 16);
        Map<String, Histogram> expected = new HashMap<>();
        Map<String, LatencyRecorder> recorders = new HashMap<>();
        for (String name : List.of("pool.send", "stream.decode")) {
            recorders.put(name, monitor.latency(name));
            expected.put(name, new Histogram(1, Cells.MAX_NS, 4));
        }
        SplittableRandom random = new SplittableRandom(9);
        for (int second = 0; second < 47; second++) {
            for (String name : expected.keySet()) {
                for (int i = 0; i < 100; i++) {
                    long ns = random.nextLong(1, 1L << random.nextInt(10, 36));
                    recorders.get(name).record(ns);
                    expected.get(name).recordValue(ns);
                }
            }
            clock.advance(Duration.ofSeconds(1));
            monitor.tick();
        }
        clock.advance(Duration.ofMillis(300));
        recorders.get("pool.send").record(5);
        expected.get("pool.send").recordValue(5);
        monitor.close();

        Map<String, Histogram> read = new HashMap<>();
        Map<String, Integer> intervals = new HashMap<>();
        List<Path> files = files();
        assertThat(files)
                .singleElement()
                .satisfies(file -> assertThat(file.getFileName()).hasToString("latency-20231114T221320.000Z.hlog"));
        for (EncodableHistogram each : histograms(files.get(0))) {
            Histogram histogram = (Histogram) each;
            long offsetMillis = histogram.getStartTimeStamp() - START_MILLIS;
            assertThat(offsetMillis).isEqualTo(10_000L * intervals.merge(histogram.getTag(), 1, Integer::sum) - 10_000);
            read.computeIfAbsent(histogram.getTag(), tag -> new Histogram(1, Cells.MAX_NS, 2))
                    .add(histogram);
        }
        assertThat(intervals).isEqualTo(Map.of("pool.send", 5, "stream.decode", 5));
        expected.forEach((name, histogram) -> {
            assertThat(read.get(name).getTotalCount()).isEqualTo(histogram.getTotalCount());
            for (double percentile : new double[] {50, 90, 99, 100}) {
                double peer = histogram.getValueAtPercentile(percentile);
                assertThat((double) read.get(name).getValueAtPercentile(percentile))
                        .isCloseTo(peer, within(peer * 0.015 + 1));
            }
        });
        assertThat(monitor.report().storage().historyFilesFailed()).isZero();
    }

    @Test
    void filesRotateBySizeAndTheOldestGo() {
        PerformanceMonitor monitor = monitor(2_000, 3);
        LatencyRecorder recorder = monitor.latency("stage");
        for (int second = 0; second < 400; second++) {
            for (int i = 0; i < 500; i++) {
                recorder.record(1L << (i % 36));
            }
            clock.advance(Duration.ofSeconds(1));
            monitor.tick();
            if (second % 100 == 99) {
                // A full queue would drop windows, which is not the matter here.
                assertThat(monitor.report().storage().historyFilesFailed()).isZero();
            }
        }
        monitor.close();
        List<Path> files = files();
        assertThat(files).hasSize(3);
        for (Path file : files) {
            assertThat(histograms(file)).isNotEmpty();
            assertThat(file.toFile().length()).isLessThan(4_000);
        }
        assertThat(files.get(2).getFileName().toString()).isGreaterThan("latency-20231114T2218");
    }

    @Test
    void aDirectoryThatGoesIsCountedAndTheMonitorLivesOn() throws IOException {
        PerformanceMonitor monitor = monitor(1, 3);
        Files.delete(directory.resolve("made/here"));
        LatencyRecorder recorder = monitor.latency("stage");
        for (int second = 0; second < 20; second++) {
            recorder.record(5);
            clock.advance(Duration.ofSeconds(1));
            assertThat(monitor.tick()).isOne();
        }
        monitor.close();
        assertThat(monitor.report().storage().historyFilesFailed()).isEqualTo(2);
        assertThat(monitor.report().latency("stage").orElseThrow().total().count())
                .isEqualTo(20);
    }

    private List<Path> files() {
        try (Stream<Path> entries = Files.list(directory.resolve("made/here"))) {
            return entries.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<EncodableHistogram> histograms(Path file) {
        List<EncodableHistogram> all = new java.util.ArrayList<>();
        try (HistogramLogReader reader = new HistogramLogReader(file.toFile())) {
            while (reader.hasNext()) {
                all.add(reader.nextIntervalHistogram());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }
}

package io.trenchbot.monitor;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes windows as HdrHistogram interval logs (format 1.3, one line for each series and window, the series as the tag),
 * which its log processors and viewers read. A file is followed by another when it is full; of those, the oldest go.
 *
 * <p>Threading: {@link #offer} any thread, it never waits for the disk; the rest by one thread of its own.
 */
final class HistoryLog {
    private static final Logger LOG = LoggerFactory.getLogger(PerformanceMonitor.class);

    /** Ten minutes of frames: a disk that stalls longer loses history and not the bot. */
    private static final int MAX_WAITING = 60;

    /** 1 % at 1.8 KB a line for a busy series; three digits take four times as much. */
    private static final int DIGITS = 2;

    private static final Duration CLOSE_GRACE = Duration.ofSeconds(5);

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    /**
     * Where and how much to write.
     *
     * @param directory exists
     * @param maxFileBytes after which a file is followed by another
     * @param maxFiles of which the oldest go
     */
    record Destination(Path directory, long maxFileBytes, int maxFiles) {}

    private final Destination settings;
    private final long originMillis;
    private final long originNs;
    private final AtomicLong failedCount = new AtomicLong();
    private final ThreadPoolExecutor executor;
    private final Histogram histogram = new Histogram(1, Cells.MAX_NS, DIGITS);
    private @Nullable PrintStream out;
    private @Nullable HistogramLogWriter writer;
    private Path file;

    /** {@code originMillis} is the wall-clock time of {@code originNs}. */
    HistoryLog(Destination settings, long originMillis, long originNs) {
        this.settings = settings;
        this.originMillis = originMillis;
        this.originNs = originNs;
        this.file = settings.directory();
        this.executor = new ThreadPoolExecutor(
                1,
                1,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(MAX_WAITING),
                task -> {
                    Thread thread = new Thread(task, "trenchbot-monitor-history");
                    thread.setDaemon(true);
                    return thread;
                },
                (task, full) -> failedCount.incrementAndGet());
        executor.allowCoreThreadTimeOut(true);
    }

    void offer(List<String> names, Frame frame) {
        executor.execute(() -> write(names, frame));
    }

    long failedCount() {
        return failedCount.get();
    }

    void close() {
        executor.execute(this::closeFile);
        executor.shutdown();
        try {
            if (!executor.awaitTermination(CLOSE_GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                failedCount.addAndGet(executor.shutdownNow().size());
            }
        } catch (InterruptedException e) {
            executor.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private void write(List<String> names, Frame frame) {
        try {
            HistogramLogWriter to = writerAt(millis(frame.startNs()));
            CellCounts cells = new CellCounts();
            for (int i = 0; i < names.size(); i++) {
                cells.clear();
                frame.latency(i).addTo(cells);
                if (cells.count() > 0) {
                    to.outputIntervalHistogram(interval(names.get(i), cells, frame));
                }
            }
            if (out != null && out.checkError()) {
                throw new IOException("the disk refused a write");
            }
        } catch (IOException | RuntimeException e) {
            failedCount.incrementAndGet();
            LOG.warn("latency history cannot be written to {}", file, e);
            closeFile();
        }
    }

    private Histogram interval(String name, CellCounts cells, Frame frame) {
        histogram.reset();
        for (int i = 0; i < Cells.COUNT; i++) {
            if (cells.cell(i) != 0) {
                histogram.recordValueWithCount(Cells.middleNs(i), cells.cell(i));
            }
        }
        histogram.setStartTimeStamp(millis(frame.startNs()));
        histogram.setEndTimeStamp(millis(frame.endNs()));
        histogram.setTag(name);
        return histogram;
    }

    private long millis(long ns) {
        return originMillis + (ns - originNs) / 1_000_000;
    }

    private HistogramLogWriter writerAt(long startMillis) throws IOException {
        if (writer != null && Files.size(file) < settings.maxFileBytes()) {
            return writer;
        }
        closeFile();
        deleteOldest();
        file = settings.directory().resolve("latency-" + STAMP.format(Instant.ofEpochMilli(startMillis)) + ".hlog");
        PrintStream stream = new PrintStream(
                Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                false,
                StandardCharsets.UTF_8);
        HistogramLogWriter opened = new HistogramLogWriter(stream);
        opened.outputComment("[latencies in nanoseconds]");
        opened.outputLogFormatVersion();
        opened.outputStartTime(startMillis);
        opened.setBaseTime(startMillis);
        opened.outputLegend();
        out = stream;
        writer = opened;
        return opened;
    }

    private void deleteOldest() throws IOException {
        List<Path> files;
        try (Stream<Path> entries = Files.list(settings.directory())) {
            files = entries.filter(HistoryLog::isOurs).sorted().toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        for (Path old : files.subList(0, Math.max(0, files.size() - settings.maxFiles() + 1))) {
            Files.deleteIfExists(old);
        }
    }

    private static boolean isOurs(Path path) {
        return path.getFileName().toString().matches("latency-\\d{8}T\\d{6}\\.\\d{3}Z\\.hlog");
    }

    private void closeFile() {
        if (out != null) {
            out.close();
        }
        out = null;
        writer = null;
    }
}

package io.trenchbot.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Appends what fits into the segments that are ready, in windows of records, to a log that is new; the median window.
 * What is measured comes after the same on a log that is thrown away.
 */
@BenchmarkMode(Mode.SingleShotTime)
@State(Scope.Benchmark)
public class FreshBench {
    private static final int WINDOW = 1_000;
    /** Header of ours, the longer one. */
    private static final int HEADER_BYTES = 16;

    @Param("FRESH")
    public LogKind kind = LogKind.FRESH;

    @Param("256")
    public int payloadBytes;

    @Param("false")
    public boolean onDevice;

    private List<byte[]> payloads = List.of();

    /** Nanoseconds a record. */
    @Benchmark
    public void append(Reported reported) throws IOException {
        run(log -> {
            long[] windowsNs = windowsNs(log);
            Arrays.sort(windowsNs);
            reported.value = (double) windowsNs[windowsNs.length / 2] / WINDOW;
        });
    }

    /** Page faults of the appending thread. */
    @Benchmark
    public void faults(Reported reported) throws IOException {
        run(log -> {
            long before = minorFaults();
            long[] unused = windowsNs(log);
            reported.value = minorFaults() - before;
            Check.that(unused.length > 0, "something was appended");
        });
    }

    private interface Measured {
        void on(LogKind.Log log) throws IOException;
    }

    private void run(Measured measured) throws IOException {
        payloads = Scratch.payloads(payloadBytes);
        Path folder = onDevice ? Scratch.onDevice() : Scratch.inMemory();
        try {
            try (LogKind.Log warmUp = kind.open(folder.resolve("warm-up"))) {
                measured.on(warmUp);
                measured.on(warmUp);
            }
            Scratch.delete(folder.resolve("warm-up"));
            try (LogKind.Log log = kind.open(folder.resolve("log"))) {
                if (kind == LogKind.WARM || kind == LogKind.WARM_UNCHECKED) {
                    measured.on(log);
                }
                measured.on(log);
            }
        } finally {
            Scratch.delete(folder);
        }
    }

    private long[] windowsNs(LogKind.Log log) {
        int frameBytes = (HEADER_BYTES + payloadBytes + 7) & -8;
        // One segment is left out, which a reader of the ring may hold.
        int windows = (int) ((LogKind.SEGMENTS - 1L) * LogKind.SEGMENT_BYTES / frameBytes / WINDOW);
        long[] windowsNs = new long[windows];
        for (int i = 0; i < windows; i++) {
            log.pause();
            long startNs = System.nanoTime();
            for (int n = 0; n < WINDOW; n++) {
                log.append(payloads.get(n % payloads.size()), n);
            }
            windowsNs[i] = System.nanoTime() - startNs;
        }
        return windowsNs;
    }

    private static long minorFaults() throws IOException {
        String stat = Files.readString(Path.of("/proc/thread-self/stat"));
        // The tenth field; the second is a name in brackets, which may hold blanks.
        return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ", 9)[7]);
    }
}

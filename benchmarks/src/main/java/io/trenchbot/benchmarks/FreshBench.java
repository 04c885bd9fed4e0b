package io.trenchbot.benchmarks;

import java.io.IOException;
import java.io.RandomAccessFile;
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
    /** Of the line of a thread's counts, from the bracket to the page faults. */
    private static final int FIELDS_BETWEEN = 8;

    @Param("FRESH")
    public LogKind kind = LogKind.FRESH;

    @Param("256")
    public int payloadBytes;

    @Param("false")
    public boolean onDevice;

    private final byte[] text = new byte[1_024];
    private List<byte[]> payloads = List.of();
    private long[] windowsNs = new long[0];

    /** Nanoseconds a record. */
    @Benchmark
    public void append(Reported reported) throws IOException {
        run(log -> {
            measure(log);
            Arrays.sort(windowsNs);
            reported.value = (double) windowsNs[windowsNs.length / 2] / WINDOW;
        });
    }

    /** Page faults of the appending thread. */
    @Benchmark
    public void faults(Reported reported) throws IOException {
        // Opened and read without allocating: memory that this thread had never used before would be faults of its own.
        try (RandomAccessFile stat = new RandomAccessFile("/proc/thread-self/stat", "r")) {
            run(log -> {
                long before = minorFaults(stat);
                measure(log);
                reported.value = minorFaults(stat) - before;
            });
        }
    }

    private interface Measured {
        void on(LogKind.Log log) throws IOException;
    }

    private void run(Measured measured) throws IOException {
        payloads = Scratch.payloads(payloadBytes);
        int frameBytes = (HEADER_BYTES + payloadBytes + 7) & -8;
        // One segment is left out, which a reader of the ring may hold.
        windowsNs = new long[(int) ((LogKind.SEGMENTS - 1L) * LogKind.SEGMENT_BYTES / frameBytes / WINDOW)];
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

    private void measure(LogKind.Log log) {
        for (int i = 0; i < windowsNs.length; i++) {
            log.pause();
            long startNs = System.nanoTime();
            for (int n = 0; n < WINDOW; n++) {
                log.append(payloads.get(n % payloads.size()), n);
            }
            windowsNs[i] = System.nanoTime() - startNs;
        }
    }

    /** The tenth field; the second is a name in brackets, which may hold blanks. */
    private long minorFaults(RandomAccessFile stat) throws IOException {
        stat.seek(0);
        int length = stat.read(text);
        int at = length - 1;
        while (text[at] != ')') {
            at--;
        }
        for (int blanks = 0; blanks < FIELDS_BETWEEN; at++) {
            blanks += text[at] == ' ' ? 1 : 0;
        }
        long faults = 0;
        while (text[at] != ' ') {
            faults = 10 * faults + text[at++] - '0';
        }
        return faults;
    }
}

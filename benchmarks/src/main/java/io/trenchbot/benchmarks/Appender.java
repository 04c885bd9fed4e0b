package io.trenchbot.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Something that records are appended to, with the frame that all sides use: 16 bytes of header, which are the length
 * (negative while the record is written, released last), 4 bytes without use, and a stamp of 8; then the payload, up to a
 * multiple of 8.
 */
@State(Scope.Benchmark)
public abstract class Appender {
    static final int BATCH = 1_000;
    static final int HEADER_BYTES = 16;
    static final int STAMP_AT = 8;
    /** Larger than the caches, so that appending goes to memory as it does in a real journal. */
    static final int REGION_BYTES = 64 << 20;

    private static final int PAYLOADS = 64;

    @Param({"64", "256"})
    public int payloadBytes;

    private byte[][] payloads = new byte[0][];
    private Path folder = Path.of("");
    private long stamp;

    /** Where the files lie; the file system in memory, if there is one, since devices are another question. */
    private static Path newFolder() throws IOException {
        Path memory = Path.of("/dev/shm");
        return Files.isWritable(memory)
                ? Files.createTempDirectory(memory, "trenchbot-bench")
                : Files.createTempDirectory("trenchbot-bench");
    }

    abstract void open(Path folder) throws IOException;

    /** What is due now and then, so that appending a record is not burdened with it. */
    void beginBatch() {}

    abstract void append(byte[] payload, long stamp);

    /** The first records, each as {@link #text}. */
    abstract List<String> readBack(int count);

    abstract void close() throws IOException;

    @Setup
    public void start() throws IOException {
        Random random = new Random(5);
        payloads = new byte[PAYLOADS][payloadBytes];
        for (byte[] payload : payloads) {
            random.nextBytes(payload);
        }
        folder = newFolder();
        open(folder);
        appendBatch();
        List<String> written = new ArrayList<>();
        for (int i = 1; i <= BATCH; i++) {
            written.add(text(i, payloads[i % PAYLOADS]));
        }
        Check.same(written, readBack(BATCH), "records appended and read back");
        warm();
    }

    /** Goes once over the whole region, so that no page of it is new. */
    private void warm() {
        for (long bytes = 0; bytes < 4L * REGION_BYTES; bytes += payloadBytes) {
            appendNext();
        }
    }

    static String text(long stamp, byte[] payload) {
        return stamp + ":" + Arrays.hashCode(payload) + "/" + payload.length;
    }

    @TearDown
    public void stop() throws IOException {
        close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    void appendBatch() {
        beginBatch();
        for (int i = 0; i < BATCH; i++) {
            appendNext();
        }
    }

    private void appendNext() {
        long next = ++stamp;
        append(payloads[(int) (next % PAYLOADS)], next);
    }
}

package io.trenchbot.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Appending, claiming and polling allocate nothing, and on prepared segments meet no page fault. */
class HotPathTest {

    private static final int OPERATIONS = 1_000_000;

    @TempDir
    Path directory;

    private final com.sun.management.ThreadMXBean threads =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    private long allocatedBytes(Runnable work) {
        long before = threads.getCurrentThreadAllocatedBytes();
        work.run();
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    @Test
    void nothingIsAllocatedARecord() {
        byte[] payload = new byte[100];
        long[] sum = new long[1];
        RecordHandler handler = (buffer, offset, length, position, stamp) -> sum[0] += buffer.getLong(offset);
        try (TransactionBuffer buffer = TransactionBuffer.inMemory()
                        .segmentBytes(1 << 20)
                        .retention(Retention.consumed(8 << 20))
                        .singleProducer(true)
                        .open();
                BufferReader reader = buffer.reader(ReadFrom.earliest())) {
            Runnable work = () -> {
                for (int i = 0; i < OPERATIONS; i++) {
                    while (buffer.append(payload, 0, payload.length, i) < 0) {
                        Thread.onSpinWait();
                    }
                    try (Claim claim = buffer.claim(64, i)) {
                        if (claim.isGranted()) {
                            claim.putLong(0, i).put(8, payload, 0, 50);
                            claim.commit();
                        }
                    }
                    reader.poll(handler, 100);
                }
            };
            work.run();
            // A segment costs each side a few views; a record costs nothing.
            long segments = 2L * OPERATIONS * 120 / (1 << 20);
            assertThat(allocatedBytes(work)).isLessThan(segments * 2_000);
        }
    }

    private static long minorFaults() throws IOException {
        String stat = Files.readString(Path.of("/proc/thread-self/stat"));
        return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[7]);
    }

    @Test
    void preparedSegmentsCostTheProducerNoPageFault() throws IOException {
        assumeTrue(
                Files.exists(Path.of("/proc/thread-self/stat")),
                "page faults are counted by /proc; NOT RUN on this system");
        long touched = faults(true, directory.resolve("touched"));
        long untouched = faults(false, directory.resolve("untouched"));
        System.out.printf("page faults of the producer over 22 MB: %d, not touched ahead: %d%n", touched, untouched);
        // The control: without the touch there is one fault for every page or small group of pages.
        assertThat(untouched).isGreaterThan(200);
        assertThat(touched).isLessThan(untouched / 20);
    }

    /** Faults of this thread while it fills three fresh segments of 8 MiB. */
    private static long faults(boolean pretouch, Path at) throws IOException {
        byte[] payload = new byte[1_000];
        try (TransactionBuffer buffer = TransactionBuffer.builder(at)
                .segmentBytes(8 << 20)
                .segmentsAhead(3)
                .pretouch(pretouch)
                .open()) {
            append(buffer, payload, 3_000);
            long before = minorFaults();
            append(buffer, payload, 22_000);
            return minorFaults() - before;
        }
    }

    private static void append(TransactionBuffer buffer, byte[] payload, int count) {
        for (int i = 0; i < count; i++) {
            if (buffer.append(payload, 0, payload.length, i) < 0) {
                throw new IllegalStateException("refused");
            }
        }
    }

    @Test
    @Timeout(60)
    void theNextSegmentIsReadyBeforeHalfOfTheCurrentOneIsUsed() {
        int segmentBytes = 1 << 16;
        try (TransactionBuffer buffer =
                TransactionBuffer.builder(directory).segmentBytes(segmentBytes).open()) {
            for (int segment = 1; segment <= 5; segment++) {
                long begun = (long) segment * segmentBytes;
                while (buffer.append(new byte[1_000], 0, 1_000) < begun) {}
                // Nobody appends meanwhile, so it is prepared because the current one is in use and not because it is
                // full.
                while (buffer.stats().preparedSegments() == 0) {
                    Thread.onSpinWait();
                }
                assertThat(buffer.stats().tailPosition()).isLessThan(begun + segmentBytes / 2);
            }
        }
    }
}

package io.trenchbot.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A reader follows a writer in another process, over segments, over gaps, and over the writer's death. */
@Timeout(60)
class ProcessReaderTest {

    @TempDir
    Path temporary;

    /** One thread's numbers rise by one, but for what gaps say is missing. */
    private static final class Follower implements RecordHandler {

        private final byte[] expected = new byte[CrashChild.PAYLOAD_BYTES_MAX];
        private long last;
        private long missed;
        private long unexplained;
        private long records;
        private int gaps;

        @Override
        public void onRecord(ByteBuffer buffer, int offset, int length, long position, long stamp) {
            byte[] payload = new byte[length];
            buffer.get(offset, payload);
            long number = ByteBuffer.wrap(payload).getLong(0);
            int expectedLength = CrashChild.fill(expected, 0, number);
            assertThat(java.util.Arrays.equals(payload, 0, length, expected, 0, expectedLength))
                    .as("record at %d", position)
                    .isTrue();
            unexplained += last == 0 ? 0 : number - last - 1 - missed;
            missed = 0;
            last = number;
            records++;
        }

        @Override
        public void onGap(long fromPosition, long toPosition, long count) {
            assertThat(count).isPositive();
            gaps++;
            missed += count;
        }
    }

    @Test
    void followsALiveWriterAndItsSuccessor() throws Exception {
        Path root = CrashHarness.fastDirectory(temporary.resolve("live"));
        Follower follower = new Follower();
        try {
            BufferReader reader;
            try (CrashHarness harness =
                    new CrashHarness(root, CrashChild.Setting.lone(true, Durability.Kind.PROCESS))) {
                reader = BufferReader.open(root.resolve("journal"), ReadFrom.earliest());
                while (follower.gaps < 3 || follower.records < 20_000) {
                    reader.poll(follower, 100);
                    if (follower.records % 5_000 > 4_800) {
                        // Slow for a while, so that the writer's retention overtakes it.
                        java.util.concurrent.locks.LockSupport.parkNanos(2_000_000);
                    }
                }
                harness.kill();
            }
            while (reader.poll(follower, 1_000) > 0) {}
            assertThat(follower.unexplained)
                    .as("missing without a gap that says so")
                    .isZero();
            long before = follower.records;
            // The dead writer may have left one claim.
            assertThat(reader.lagBytes()).isLessThan(2L * CrashChild.PAYLOAD_BYTES_MAX);
            try (TransactionBuffer next = TransactionBuffer.builder(root.resolve("journal"))
                    .segmentBytes(CrashChild.SEGMENT_BYTES)
                    .open()) {
                byte[] payload = new byte[CrashChild.PAYLOAD_BYTES_MAX];
                for (long number = follower.last + 1; number <= follower.last + 50; number++) {
                    int length = CrashChild.fill(payload, 0, number);
                    assertThat(next.append(payload, 0, length)).isPositive();
                }
                while (follower.records < before + 50) {
                    reader.poll(follower, 10);
                }
            }
            assertThat(follower.unexplained).isZero();
            reader.close();
        } finally {
            CrashHarness.delete(root);
        }
    }
}

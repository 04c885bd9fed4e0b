package io.trenchbot.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a journal takes it gives back: same bytes, same order, same stamps, same positions, now and after reopening. */
class JournalTest {

    @TempDir
    Path directory;

    private BufferBuilder builder() {
        return TransactionBuffer.builder(directory).segmentBytes(1 << 16);
    }

    record Entry(long position, long stamp, String hex) {}

    static List<Entry> readAll(BufferReader reader) {
        List<Entry> entries = new ArrayList<>();
        while (reader.poll(collect(entries), 100) > 0) {}
        return entries;
    }

    static RecordHandler collect(List<Entry> into) {
        return (buffer, offset, length, position, stamp) -> {
            byte[] bytes = new byte[length];
            buffer.get(offset, bytes);
            into.add(new Entry(position, stamp, java.util.HexFormat.of().formatHex(bytes)));
        };
    }

    static List<Entry> fill(TransactionBuffer buffer, int count, int maxBytes, long seed) {
        Random random = new Random(seed);
        List<Entry> written = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] bytes = new byte[random.nextInt(maxBytes + 1)];
            random.nextBytes(bytes);
            long stamp = random.nextLong();
            long position;
            do {
                position = buffer.append(bytes, 0, bytes.length, stamp);
            } while (position == TransactionBuffer.NOT_READY);
            written.add(new Entry(position, stamp, java.util.HexFormat.of().formatHex(bytes)));
        }
        return written;
    }

    @Test
    void replaysAcrossSegmentsLiveAndAfterReopening() {
        List<Entry> written;
        try (TransactionBuffer buffer = builder().open()) {
            written = fill(buffer, 5_000, 300, 1);
            assertThat(readAll(buffer.reader(ReadFrom.earliest()))).isEqualTo(written);
            assertThat(buffer.stats().records()).isEqualTo(5_000);
            assertThat(buffer.stats().segments()).isGreaterThan(10);
        }
        assertThat(written).isSortedAccordingTo(java.util.Comparator.comparingLong(Entry::position));
        try (TransactionBuffer buffer = builder().verifyOnOpen(true).open()) {
            assertThat(buffer.recovery().isClean()).isTrue();
            assertThat(buffer.recovery().orderlyClose()).isTrue();
            assertThat(buffer.recovery().records()).isEqualTo(5_000);
            assertThat(readAll(buffer.reader(ReadFrom.earliest()))).isEqualTo(written);
            written.addAll(fill(buffer, 1_000, 300, 2));
            assertThat(readAll(buffer.reader(ReadFrom.earliest()))).isEqualTo(written);
            assertThat(buffer.stats().records()).isEqualTo(6_000);
        }
        try (BufferReader reader = BufferReader.open(directory, ReadFrom.earliest())) {
            assertThat(readAll(reader)).isEqualTo(written);
            assertThat(reader.lagBytes()).isZero();
        }
    }

    @Test
    void aClaimIsWrittenInPlaceAndSeenOnlyAfterCommit() {
        try (TransactionBuffer buffer = builder().open();
                BufferReader reader = buffer.reader(ReadFrom.latest())) {
            byte[] wire = "wire bytes".getBytes(StandardCharsets.US_ASCII);
            try (Claim claim = buffer.claim(24 + wire.length, 77)) {
                assertThat(claim.isGranted()).isTrue();
                claim.putLong(0, 1).putLong(8, 2).putInt(16, 3).putInt(20, 4).put(24, wire, 0, wire.length);
                assertThat(reader.poll((b, o, l, p, s) -> {}, 10)).isZero();
                assertThat(claim.commit()).isEqualTo(claim.position());
            }
            List<Entry> seen = readAll(reader);
            assertThat(seen).hasSize(1);
            assertThat(seen.get(0).stamp()).isEqualTo(77);
            assertThat(seen.get(0).hex())
                    .isEqualTo("0100000000000000" + "0200000000000000" + "03000000" + "04000000"
                            + java.util.HexFormat.of().formatHex(wire));
        }
    }

    @Test
    void anAbortedClaimIsNeverSeen() {
        try (TransactionBuffer buffer = builder().open()) {
            long first = buffer.append(new byte[] {1}, 0, 1);
            try (Claim claim = buffer.claim(100)) {
                claim.buffer().put(new byte[100]);
            }
            long second = buffer.append(new byte[] {2}, 0, 1);
            assertThat(readAll(buffer.reader(ReadFrom.earliest())))
                    .containsExactly(new Entry(first, 0, "01"), new Entry(second, 0, "02"));
        }
    }

    @Test
    void aThreadHasOneClaimAtATime() {
        try (TransactionBuffer buffer = builder().open();
                Claim claim = buffer.claim(8)) {
            assertThatThrownBy(() -> buffer.claim(8)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> buffer.append(new byte[1], 0, 1)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> claim.putLong(1, 0)).isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void inMemoryWorksWithoutFiles() {
        try (TransactionBuffer buffer =
                TransactionBuffer.inMemory().segmentBytes(1 << 16).open()) {
            List<Entry> written = fill(buffer, 2_000, 300, 3);
            assertThat(readAll(buffer.reader(ReadFrom.earliest()))).isEqualTo(written);
        }
    }

    @Test
    void readersStartWhereTheyAreTold() {
        try (TransactionBuffer buffer = builder().open()) {
            long[] positions = new long[500];
            for (int i = 0; i < positions.length; i++) {
                do {
                    positions[i] = buffer.append(new byte[1_000], 0, 1_000, i);
                } while (positions[i] == TransactionBuffer.NOT_READY);
            }
            for (int i : new int[] {0, 1, 60, 61, 62, 63, 250, 499}) {
                assertThat(firstStamp(buffer, ReadFrom.position(positions[i]))).isEqualTo(i);
                assertThat(firstStamp(buffer, ReadFrom.position(positions[i] - 3)))
                        .isEqualTo(i);
                assertThat(firstStamp(buffer, ReadFrom.stamp(i))).isEqualTo(i);
            }
            assertThat(firstStamp(buffer, ReadFrom.position(positions[499] + 1)))
                    .isEqualTo(-1);
            assertThat(firstStamp(buffer, ReadFrom.stamp(500))).isEqualTo(-1);
            assertThat(firstStamp(buffer, ReadFrom.latest())).isEqualTo(-1);
        }
        assertThatThrownBy(() -> ReadFrom.latest().named("../up")).isInstanceOf(IllegalArgumentException.class);
    }

    private static long firstStamp(TransactionBuffer buffer, ReadFrom from) {
        try (BufferReader reader = buffer.reader(from)) {
            List<Entry> read = new ArrayList<>();
            int count = reader.poll(collect(read), 1);
            return count == 0 ? -1 : read.get(0).stamp();
        }
    }
}

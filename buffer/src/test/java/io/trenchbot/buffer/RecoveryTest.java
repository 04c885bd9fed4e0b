package io.trenchbot.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trenchbot.buffer.JournalTest.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** P3: recovery delivers what was committed whole, up to the first damage, and says where and why it stopped. */
class RecoveryTest {

    private static final int SEGMENT = 1 << 16;

    @TempDir
    Path directory;

    private BufferBuilder builder() {
        return TransactionBuffer.builder(directory).segmentBytes(SEGMENT).verifyOnOpen(true);
    }

    private byte[] segmentBytes(long base) throws IOException {
        return Files.readAllBytes(FileStore.file(directory, base));
    }

    private void overwrite(long base, byte[] bytes) throws IOException {
        Files.write(FileStore.file(directory, base), bytes);
    }

    private List<Entry> write(int count, int maxBytes) {
        try (TransactionBuffer buffer = builder().open()) {
            return JournalTest.fill(buffer, count, maxBytes, 5);
        }
    }

    private static int firstDifferent(List<Entry> written, List<Entry> read) {
        int at = 0;
        while (at < read.size() && at < written.size() && written.get(at).equals(read.get(at))) {
            at++;
        }
        return at;
    }

    @Test
    void everyFlippedBitLeavesAnExactPrefixOrATypedError() throws IOException {
        List<Entry> written = write(12, 90);
        byte[] whole = segmentBytes(0);
        Image image = new Image(List.of(whole));
        long end = image.recover().endPosition();
        assertThat(image.recover().entries()).isEqualTo(written);
        int refused = 0;
        int cut = 0;
        // All of the frames, all of the header, and the first free bytes behind the end.
        for (int bit = 0; bit < (end + 256) * 8; bit++) {
            image.part(0)[bit / 8] ^= (byte) (1 << (bit % 8));
            try {
                Image.Recovered found = image.recover();
                int same = firstDifferent(written, found.entries());
                assertThat(found.entries()).as("bit %d", bit).hasSize(same);
                if (same < written.size()) {
                    assertThat(found.cut()).as("bit %d", bit).isPresent();
                    assertThat(found.endPosition())
                            .isEqualTo(written.get(same).position())
                            .isLessThanOrEqualTo(bit / 8);
                    cut++;
                }
            } catch (BufferException e) {
                assertThat(bit / 8).as("refused: %s", e.getMessage()).isLessThan(48);
                refused++;
            }
            image.part(0)[bit / 8] ^= (byte) (1 << (bit % 8));
        }
        assertThat(refused).isEqualTo(48 * 8);
        assertThat(cut).isGreaterThan(3_000);
    }

    @Test
    void aFlippedBitInAFileIsCutSavedAndReported() throws IOException {
        List<Entry> written = write(300, 90);
        byte[] whole = segmentBytes(0);
        long position = written.get(150).position();
        byte[] damaged = whole.clone();
        damaged[(int) position + 20] ^= 4;
        overwrite(0, damaged);
        try (TransactionBuffer buffer = builder().open()) {
            RecoveryReport report = buffer.recovery();
            assertThat(report.isClean()).isFalse();
            assertThat(report.orderlyClose()).isFalse();
            RecoveryReport.Cut cut = report.cut().orElseThrow();
            assertThat(cut.position()).isEqualTo(position);
            assertThat(cut.reason()).isEqualTo(RecoveryReport.CutReason.CHECKSUM);
            byte[] saved = Files.readAllBytes(cut.savedIn().get(0));
            assertThat(saved).hasSize((int) cut.bytes());
            assertThat(java.util.Arrays.mismatch(
                            saved, 0, saved.length, damaged, (int) position, (int) position + saved.length))
                    .isEqualTo(-1);
            long next = buffer.append(new byte[] {9}, 0, 1, 8);
            assertThat(next).isEqualTo(position);
            List<Entry> expected = new ArrayList<>(written.subList(0, 150));
            expected.add(new Entry(next, 8, "09"));
            assertThat(JournalTest.readAll(buffer.reader(ReadFrom.earliest()))).isEqualTo(expected);
        }
        try (TransactionBuffer again = builder().open()) {
            assertThat(again.recovery().isClean()).isTrue();
        }
    }

    @Test
    void aCutInAnOldSegmentSetsTheLaterOnesAside() throws IOException {
        List<Entry> written = write(2_000, 200);
        byte[] damaged = segmentBytes(SEGMENT);
        Entry hit = written.stream()
                .filter(e -> e.position() > SEGMENT + 30_000)
                .findFirst()
                .orElseThrow();
        damaged[(int) (hit.position() - SEGMENT) + 1] ^= 1;
        overwrite(SEGMENT, damaged);
        try (TransactionBuffer buffer = builder().open()) {
            RecoveryReport.Cut cut = buffer.recovery().cut().orElseThrow();
            assertThat(cut.position()).isEqualTo(hit.position());
            assertThat(cut.savedIn()).hasSizeGreaterThan(2).allMatch(Files::exists);
            assertThat(JournalTest.readAll(buffer.reader(ReadFrom.earliest())))
                    .isEqualTo(written.subList(0, written.indexOf(hit)));
        }
        // A sealed segment is not scanned again unless asked for; its reader finds the damage.
        Files.list(directory).close();
    }

    @Test
    void damageInASealedSegmentIsFoundByItsReader() throws IOException {
        List<Entry> written = write(2_000, 200);
        byte[] damaged = segmentBytes(0);
        Entry hit = written.get(10);
        damaged[(int) hit.position() + 17] ^= 1;
        overwrite(0, damaged);
        try (TransactionBuffer buffer = builder().verifyOnOpen(false).open();
                BufferReader reader = buffer.reader(ReadFrom.earliest())) {
            assertThat(buffer.recovery().isClean()).isTrue();
            assertThat(buffer.recovery().scannedBytes()).isLessThan(SEGMENT);
            List<Entry> read = new ArrayList<>();
            assertThatThrownBy(() -> reader.poll(JournalTest.collect(read), 100))
                    .isInstanceOfSatisfying(
                            BufferException.class,
                            e -> assertThat(e.reason()).isEqualTo(BufferException.Reason.CORRUPT))
                    .hasMessageContaining(Long.toString(hit.position()));
            assertThat(read).isEqualTo(written.subList(0, 10));
        }
    }

    @Test
    void holesOfDeadClaimsBecomePaddingAndWhatIsBehindThemStays() throws IOException {
        List<Entry> written = write(30, 90);
        byte[] bytes = segmentBytes(0);
        // As a writer leaves it that dies between claim and commit: the length negative, the payload half written.
        for (int dead : new int[] {0, 7, 8, 29}) {
            int at = (int) written.get(dead).position();
            java.nio.ByteBuffer.wrap(bytes)
                    .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                    .putInt(
                            at,
                            -Frame.frameBytes(java.nio.ByteBuffer.wrap(bytes)
                                    .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                                    .getInt(at)));
        }
        overwrite(0, bytes);
        List<Entry> left = new ArrayList<>(written);
        for (int dead : new int[] {29, 8, 7, 0}) {
            left.remove(dead);
        }
        try (TransactionBuffer buffer = builder().open()) {
            assertThat(buffer.recovery().abandonedClaims()).isEqualTo(4);
            assertThat(buffer.recovery().cut()).isEmpty();
            left.addAll(JournalTest.fill(buffer, 10, 50, 9));
            assertThat(JournalTest.readAll(buffer.reader(ReadFrom.earliest()))).isEqualTo(left);
        }
        try (TransactionBuffer buffer = builder().open()) {
            assertThat(buffer.recovery().isClean()).isTrue();
            assertThat(JournalTest.readAll(buffer.reader(ReadFrom.earliest()))).isEqualTo(left);
        }
    }

    @Test
    void aHoleWhoseLengthWasDamagedDoesNotSwallowTheRecordsBehindIt() throws IOException {
        List<Entry> written = write(30, 90);
        byte[] bytes = segmentBytes(0);
        int at = (int) written.get(20).position();
        int reachesOverAll = (int) (written.get(29).position() - at) + 64;
        java.nio.ByteBuffer.wrap(bytes).order(java.nio.ByteOrder.LITTLE_ENDIAN).putInt(at, -reachesOverAll);
        overwrite(0, bytes);
        try (TransactionBuffer buffer = builder().open()) {
            RecoveryReport.Cut cut = buffer.recovery().cut().orElseThrow();
            assertThat(cut.reason()).isEqualTo(RecoveryReport.CutReason.LENGTH);
            assertThat(cut.position()).isEqualTo(at);
            assertThat(cut.bytes()).isGreaterThan(reachesOverAll - 100);
        }
    }

    @Test
    void bytesBehindTheEndAreReportedAndZeroed() throws IOException {
        List<Entry> written = write(30, 90);
        byte[] bytes = segmentBytes(0);
        bytes[60_000] = 7;
        overwrite(0, bytes);
        try (TransactionBuffer buffer = builder().open()) {
            RecoveryReport.Cut cut = buffer.recovery().cut().orElseThrow();
            assertThat(cut.reason()).isEqualTo(RecoveryReport.CutReason.BEYOND_END);
            assertThat(cut.position() + cut.bytes()).isEqualTo(60_001);
            written.addAll(JournalTest.fill(buffer, 1_500, 90, 6));
            assertThat(JournalTest.readAll(buffer.reader(ReadFrom.earliest()))).isEqualTo(written);
        }
    }

    @Test
    void namedReadersDoNotStandBehindACut() throws IOException {
        List<Entry> written = write(30, 90);
        try (TransactionBuffer buffer = builder().open();
                BufferReader reader = buffer.reader(ReadFrom.earliest().named("bot"))) {
            assertThat(JournalTest.readAll(reader)).hasSize(30);
        }
        byte[] bytes = segmentBytes(0);
        bytes[(int) written.get(20).position() + 8] ^= 1;
        overwrite(0, bytes);
        try (TransactionBuffer buffer = builder().open();
                BufferReader reader = buffer.reader(ReadFrom.earliest().named("bot"))) {
            assertThat(JournalTest.readAll(reader)).isEmpty();
            List<Entry> added = JournalTest.fill(buffer, 3, 20, 7);
            assertThat(JournalTest.readAll(reader)).isEqualTo(added);
        }
    }
}

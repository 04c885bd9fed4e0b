package io.trenchbot.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trenchbot.buffer.BufferException.Reason;
import io.trenchbot.buffer.JournalTest.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An inspection finds what opening would find, and touches nothing, even while somebody writes. */
@Timeout(60)
class JournalInspectionTest {

    private static final int SEGMENT = 1 << 16;

    @TempDir
    Path directory;

    private BufferBuilder builder() {
        return TransactionBuffer.builder(directory).segmentBytes(SEGMENT);
    }

    private List<Entry> write(int count) {
        try (TransactionBuffer buffer = builder().open()) {
            return JournalTest.fill(buffer, count, 200, 5);
        }
    }

    /** Names, contents and times of everything there. */
    private TreeMap<String, String> state() throws IOException {
        TreeMap<String, String> state = new TreeMap<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                FileTime changed = Files.getLastModifiedTime(file);
                state.put(file.getFileName().toString(), Arrays.hashCode(Files.readAllBytes(file)) + " " + changed);
            }
        }
        return state;
    }

    @Test
    void aJournalThatWasClosedIsWholeAndStaysAsItIs() throws IOException {
        List<Entry> written = write(2_000);
        try (TransactionBuffer buffer = builder().open();
                BufferReader reader = buffer.reader(ReadFrom.earliest().named("bot"))) {
            assertThat(reader.poll(JournalTest.collect(new java.util.ArrayList<>()), 100))
                    .isEqualTo(100);
        }
        TreeMap<String, String> before = state();

        JournalInspection found = JournalInspection.of(directory);

        assertThat(state()).isEqualTo(before);
        assertThat(found.findings().isClean()).isTrue();
        assertThat(found.findings().orderlyClose()).isTrue();
        assertThat(found.findings().records()).isEqualTo(2_000);
        assertThat(found.findings().endPosition())
                .isGreaterThan(written.get(1_999).position());
        assertThat(found.firstStamp()).hasValue(written.get(0).stamp());
        assertThat(found.lastStamp()).hasValue(written.get(1_999).stamp());
        assertThat(found.readerPositions())
                .containsExactly(java.util.Map.entry("bot", written.get(100).position()));
        assertThat(found.segments()).hasSizeGreaterThan(3).allMatch(each -> each.checksums() && !each.ring());
        assertThat(found.segments().get(1).basePosition()).isEqualTo(SEGMENT);
    }

    @Test
    void anEmptyJournalHasNoTimes() {
        builder().open().close();
        JournalInspection found = JournalInspection.of(directory);
        assertThat(found.findings().records()).isZero();
        assertThat(found.firstStamp()).isEmpty();
        assertThat(found.lastStamp()).isEmpty();
    }

    @Test
    void damageIsFoundWhereOpeningWouldCutAndNothingIsCut() throws IOException {
        List<Entry> written = write(2_000);
        Entry hit = written.stream()
                .filter(e -> e.position() > SEGMENT + 30_000)
                .findFirst()
                .orElseThrow();
        Path file = FileStore.file(directory, SEGMENT);
        byte[] whole = Files.readAllBytes(file);
        int at = (int) (hit.position() - SEGMENT);
        for (int damaged : new int[] {at, at + 3, at + 5, at + 9, at + 17}) {
            byte[] bytes = whole.clone();
            bytes[damaged] ^= 64;
            Files.write(file, bytes);
            TreeMap<String, String> before = state();

            RecoveryReport.Cut found =
                    JournalInspection.of(directory).findings().cut().orElseThrow();

            assertThat(found.position()).as("byte %d", damaged).isEqualTo(hit.position());
            assertThat(found.savedIn()).isEmpty();
            assertThat(state()).isEqualTo(before);
        }
        RecoveryReport.Cut inspected =
                JournalInspection.of(directory).findings().cut().orElseThrow();
        try (TransactionBuffer buffer = builder().verifyOnOpen(true).open()) {
            RecoveryReport.Cut cut = buffer.recovery().cut().orElseThrow();
            assertThat(List.of(inspected.position(), inspected.bytes(), inspected.reason()))
                    .isEqualTo(List.of(cut.position(), cut.bytes(), cut.reason()));
        }
    }

    @Test
    void whatIsNoJournalSaysSo() throws IOException {
        assertThatThrownBy(() -> JournalInspection.of(directory)).hasMessageContaining("no journal");
        assertThatThrownBy(() -> JournalInspection.of(directory.resolve("nowhere")))
                .isInstanceOfSatisfying(
                        BufferException.class, e -> assertThat(e.reason()).isEqualTo(Reason.ACCESS));
        write(2_000);
        Files.delete(FileStore.file(directory, SEGMENT));
        assertThatThrownBy(() -> JournalInspection.of(directory))
                .isInstanceOfSatisfying(
                        BufferException.class, e -> assertThat(e.reason()).isEqualTo(Reason.MISSING_SEGMENT));
    }

    @Test
    void aLogThatGrowsRollsAndLosesOldSegmentsMeanwhileIsNeverCalledDamaged() throws Exception {
        inspectWhileWriting(Retention.bytes(20 * SEGMENT));
    }

    @Test
    void aRingWhoseMemoryIsUsedAgainMeanwhileIsNeverCalledDamaged() throws Exception {
        inspectWhileWriting(Retention.consumed(20 * SEGMENT));
    }

    private void inspectWhileWriting(Retention retention) throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        try (TransactionBuffer buffer = builder().retention(retention).open()) {
            Thread writer = new Thread(() -> {
                BufferReader reader = buffer.reader(ReadFrom.earliest());
                byte[] payload = new byte[300];
                while (!over.get()) {
                    for (int i = 0; i < 20; i++) {
                        buffer.append(payload, 0, 100 + i * 10, i);
                    }
                    reader.poll((memory, offset, length, position, stamp) -> {}, 100);
                    java.util.concurrent.locks.LockSupport.parkNanos(50_000);
                }
                reader.close();
            });
            writer.start();
            try {
                int looks = 0;
                long removed = 0;
                while (looks < 100 || removed < 10) {
                    try {
                        RecoveryReport findings =
                                JournalInspection.of(directory).findings();
                        assertThat(findings.cut()).as("look %d", looks).isEmpty();
                    } catch (BufferException e) {
                        // Faster than it can be read, or taken between the list and the look: told, and not as damage.
                        assertThat(e.reason()).as(e.getMessage()).isEqualTo(Reason.ACCESS);
                    }
                    looks++;
                    removed = buffer.stats().removedSegments();
                }
            } finally {
                over.set(true);
                writer.join();
            }
        }
    }
}

package io.trenchbot.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.trenchbot.buffer.BufferException.Reason;
import io.trenchbot.buffer.JournalTest.Entry;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What cannot be opened says why, with the offending value, and is left as it was. */
class OpeningTest {

    private static final int SEGMENT = 1 << 16;

    @TempDir
    Path directory;

    private List<Entry> written;

    private BufferBuilder builder() {
        return TransactionBuffer.builder(directory).segmentBytes(SEGMENT);
    }

    @BeforeEach
    void fill() {
        try (TransactionBuffer buffer = builder().open()) {
            written = JournalTest.fill(buffer, 2_000, 200, 4);
        }
    }

    private Path segment(int index) {
        return FileStore.file(directory, (long) index * SEGMENT);
    }

    private void damage(Path file, Consumer<byte[]> how) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        how.accept(bytes);
        Files.write(file, bytes);
    }

    private TreeMap<String, Integer> contents() throws IOException {
        TreeMap<String, Integer> contents = new TreeMap<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(f -> !f.toString().endsWith(".lock")).toList()) {
                contents.put(file.getFileName().toString(), Arrays.hashCode(Files.readAllBytes(file)));
            }
        }
        return contents;
    }

    private void isRefused(Reason reason, String... words) throws IOException {
        TreeMap<String, Integer> before = contents();
        assertThatThrownBy(() -> builder().open())
                .isInstanceOfSatisfying(
                        BufferException.class, e -> assertThat(e.reason()).isEqualTo(reason))
                .hasMessageContainingAll(words);
        assertThat(contents()).isEqualTo(before);
    }

    private void readerIsRefused(Reason reason) {
        assertThatThrownBy(() -> {
                    try (BufferReader reader = BufferReader.open(directory, ReadFrom.earliest())) {
                        JournalTest.readAll(reader);
                    }
                })
                .isInstanceOfSatisfying(
                        BufferException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    @Test
    void anotherFilesMagic() throws IOException {
        damage(segment(1), bytes -> bytes[0] = 'X');
        isRefused(Reason.WRONG_MAGIC, segment(1).toString());
        readerIsRefused(Reason.WRONG_MAGIC);
    }

    @Test
    void aLaterVersion() throws IOException {
        damage(segment(0), bytes -> bytes[8] = 9);
        isRefused(Reason.WRONG_VERSION, "version 9");
    }

    @Test
    void theOtherByteOrder() throws IOException {
        damage(segment(0), bytes -> {
            for (int i = 0; i < 4; i++) {
                byte swapped = bytes[i];
                bytes[i] = bytes[7 - i];
                bytes[7 - i] = swapped;
            }
        });
        isRefused(Reason.WRONG_BYTE_ORDER, "big-endian");
    }

    @Test
    void aHeaderThatContradictsItself() throws IOException {
        damage(segment(2), bytes -> bytes[24] ^= 1);
        isRefused(Reason.WRONG_HEADER, segment(2).toString());
    }

    @Test
    void aRenamedSegment() throws IOException {
        Path last = lastSegment();
        Files.move(last, FileStore.file(directory, 1L << 40));
        isRefused(Reason.WRONG_HEADER, "base position");
    }

    private Path lastSegment() throws IOException {
        List<Long> bases = FileStore.basePositions(directory);
        return FileStore.file(directory, bases.get(bases.size() - 1));
    }

    @Test
    void aShorterFile() throws IOException {
        try (FileChannel channel = FileChannel.open(segment(1), StandardOpenOption.WRITE)) {
            channel.truncate(SEGMENT - 4096);
        }
        isRefused(Reason.WRONG_SIZE, "61440", "65536");
        readerIsRefused(Reason.WRONG_SIZE);
        try (FileChannel channel = FileChannel.open(segment(1), StandardOpenOption.WRITE)) {
            channel.truncate(100);
        }
        isRefused(Reason.WRONG_SIZE, "100 bytes");
    }

    @Test
    void aMissingSegment() throws IOException {
        Files.delete(segment(1));
        isRefused(Reason.MISSING_SEGMENT, "65536", "131072");
    }

    @Test
    void aSegmentOfAnotherLog() throws IOException {
        Path other = Files.createTempDirectory("other");
        try (TransactionBuffer buffer =
                TransactionBuffer.builder(other).segmentBytes(SEGMENT).open()) {
            JournalTest.fill(buffer, 1_000, 200, 4);
        }
        Files.copy(FileStore.file(other, SEGMENT), segment(1), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        CrashHarness.delete(other);
        isRefused(Reason.WRONG_HEADER, "another log");
    }

    @Test
    void aDirectoryThatCannotBeWritten() throws Exception {
        Path readOnly = Files.createDirectory(directory.resolve("read-only"));
        boolean root = "root".equals(System.getProperty("user.name"));
        assumeTrue(!(root && !Mount.available()), "permissions do not bind root, and it may not mount here; NOT RUN");
        if (root) {
            // Permissions do not bind root; a read-only file system does.
            try (Mount mount = Mount.tmpfs(readOnly, "1m")) {
                mount.remountReadOnly();
                refusesAccess(readOnly);
            }
        } else {
            Files.setPosixFilePermissions(readOnly, PosixFilePermissions.fromString("r-xr-xr-x"));
            refusesAccess(readOnly);
        }
    }

    private static void refusesAccess(Path readOnly) {
        assertThatThrownBy(() -> TransactionBuffer.builder(readOnly)
                        .segmentBytes(SEGMENT)
                        .open())
                .isInstanceOfSatisfying(
                        BufferException.class, e -> assertThat(e.reason()).isEqualTo(Reason.ACCESS))
                .hasMessageContaining(readOnly.toString());
    }

    @Test
    void aPathThatIsNoDirectory() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        assertThatThrownBy(() -> TransactionBuffer.builder(file).open())
                .isInstanceOfSatisfying(
                        BufferException.class, e -> assertThat(e.reason()).isEqualTo(Reason.ACCESS));
        assertThatThrownBy(() -> BufferReader.open(file, ReadFrom.earliest())).isInstanceOf(BufferException.class);
        assertThatThrownBy(
                        () -> BufferReader.open(Files.createDirectory(directory.resolve("empty")), ReadFrom.earliest()))
                .isInstanceOf(BufferException.class)
                .hasMessageContaining("no journal");
    }

    @Test
    void whatWasInPreparationWhenTheWriterDiedIsNoPartOfTheLog() throws IOException {
        Files.write(directory.resolve("prepare.tmp"), new byte[1234]);
        Files.write(directory.resolve("recycle.tmp"), new byte[1234]);
        try (TransactionBuffer buffer = builder().open()) {
            assertThat(JournalTest.readAll(buffer.reader(ReadFrom.earliest()))).isEqualTo(written);
        }
    }

    @Test
    void otherSettingsApplyToNewSegmentsOnly() {
        try (TransactionBuffer buffer = TransactionBuffer.builder(directory)
                .segmentBytes(3 * SEGMENT)
                .checksum(false)
                .open()) {
            written.addAll(JournalTest.fill(buffer, 3_000, 200, 8));
            assertThat(JournalTest.readAll(buffer.reader(ReadFrom.earliest()))).isEqualTo(written);
        }
        try (TransactionBuffer buffer = builder().verifyOnOpen(true).open()) {
            assertThat(buffer.recovery().isClean()).isTrue();
            assertThat(JournalTest.readAll(buffer.reader(ReadFrom.earliest()))).isEqualTo(written);
        }
    }

    @Test
    void segmentSizesThatCannotBeAreRefused() {
        for (int bytes : new int[] {0, -1, 4096, SEGMENT - 4096, SEGMENT + 1}) {
            assertThatThrownBy(() -> TransactionBuffer.builder(directory)
                            .segmentBytes(bytes)
                            .open())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(Integer.toString(bytes));
        }
    }
}

package io.trenchbot.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.trenchbot.buffer.BufferException.Reason;
import io.trenchbot.buffer.JournalTest.Entry;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** P2 and P7 on a real ext4 file system whose device is a file that can be copied in mid-flight, and can run dry. */
@Tag("slow")
class DeviceTest {

    private static final int CUTS = 100;

    @TempDir
    Path directory;

    @BeforeEach
    void needsLoopDevices() throws Exception {
        assumeTrue(
                Mount.available() && Files.exists(Path.of("/dev/loop-control")),
                "a device of its own needs root and loop devices; NOT RUN");
    }

    private static Path image(Path at, long bytes) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(at.toFile(), "rw")) {
            file.setLength(bytes);
        }
        Mount.check("mkfs.ext4", "-q", "-F", "-E", "lazy_itable_init=0,lazy_journal_init=0", at.toString());
        return at;
    }

    private static BufferBuilder builder(Path at) {
        return TransactionBuffer.builder(at).segmentBytes(1 << 18);
    }

    @Test
    void aCopyOfTheDeviceHoldsEverythingDurable() throws Exception {
        Path image = image(directory.resolve("ext4.img"), 48L << 20);
        Random random = new Random(7);
        try (Mount mount = Mount.image(image, directory.resolve("disk"));
                TransactionBuffer buffer = builder(mount.directory().resolve("journal"))
                        .retention(Retention.bytes(16 << 18))
                        .open()) {
            List<Entry> written = new ArrayList<>();
            int unforced = 0;
            for (int cut = 0; cut < CUTS; cut++) {
                for (int round = random.nextInt(4); round >= 0; round--) {
                    buffer.force();
                    written.addAll(JournalTest.fill(buffer, random.nextInt(400), 700, cut * 10L + round));
                }
                long durable = buffer.durablePosition();
                Path copy = directory.resolve("copy.img");
                Mount.check("cp", "--sparse=always", image.toString(), copy.toString());
                try (Mount after = Mount.image(copy, directory.resolve("after"));
                        TransactionBuffer found = builder(after.directory().resolve("journal"))
                                .verifyOnOpen(true)
                                .open()) {
                    List<Entry> entries = JournalTest.readAll(found.reader(ReadFrom.earliest()));
                    unforced += compare(written, entries, durable);
                }
                Files.delete(copy);
            }
            System.out.printf("%d cuts: 0 durable records lost, %d that were not durable are gone%n", CUTS, unforced);
            assertThat(unforced)
                    .as("records in flight, without which the cut proves nothing")
                    .isPositive();
        }
    }

    private static int compare(List<Entry> written, List<Entry> found, long durable) {
        assertThat(found).isNotEmpty();
        int first = written.indexOf(found.get(0));
        assertThat(found).isEqualTo(written.subList(first, first + found.size()));
        assertThat(found.get(found.size() - 1).position()).isGreaterThanOrEqualTo(durable);
        return written.size() - first - found.size();
    }

    @Test
    void aDeviceThatTakesNoMoreEndsTheJournal() throws Exception {
        try (Mount memory = Mount.tmpfs(directory.resolve("memory"), "16m")) {
            Path image = image(memory.directory().resolve("ext4.img"), 64L << 20);
            // Sparse segments, so that the device meets its end while it takes records and not before.
            try (Mount mount = Mount.image(image, directory.resolve("disk"));
                    TransactionBuffer buffer = builder(mount.directory().resolve("journal"))
                            .segmentBytes(1 << 20)
                            .preallocate(false)
                            .open()) {
                long durable = buffer.append(new byte[100], 0, 100);
                assertThat(buffer.force()).isEqualTo(durable);
                fill(memory.directory().resolve("ballast"));
                for (int i = 0; i < 900; i++) {
                    assertThat(buffer.append(new byte[1_000], 0, 1_000)).isPositive();
                }
                assertThatThrownBy(buffer::force)
                        .isInstanceOfSatisfying(
                                BufferException.class,
                                e -> assertThat(e.reason()).isEqualTo(Reason.FORCE_FAILED));
                Files.delete(memory.directory().resolve("ballast"));
                assertThatThrownBy(buffer::force).isInstanceOf(BufferException.class);
                assertThat(buffer.append(new byte[10], 0, 10)).isEqualTo(TransactionBuffer.FAILED);
                assertThat(buffer.durablePosition()).isEqualTo(durable);
            }
        }
    }

    private static void fill(Path ballast) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(ballast.toFile(), "rw")) {
            byte[] block = new byte[4096];
            while (true) {
                file.write(block);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("space");
        }
    }
}

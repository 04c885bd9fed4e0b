package io.trenchbot.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.trenchbot.buffer.BufferException.Reason;
import io.trenchbot.buffer.JournalTest.Entry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** P4: a full disk is a result of append, and every record that was accepted is there. */
@Timeout(60)
class DiskFullTest {

    @TempDir
    Path directory;

    @BeforeEach
    void needsMount() throws Exception {
        assumeTrue(Mount.available(), "a full disk needs a small file system, hence root; NOT RUN");
    }

    private static BufferBuilder builder(Path at) {
        return TransactionBuffer.builder(at).segmentBytes(1 << 20);
    }

    /** Appends until the result is DISK_FULL. */
    private static List<Entry> fill(TransactionBuffer buffer, long seed) {
        Random random = new Random(seed);
        List<Entry> accepted = new ArrayList<>();
        byte[] payload = new byte[256];
        while (true) {
            random.nextBytes(payload);
            long result = buffer.append(payload, 0, payload.length, seed);
            if (result == TransactionBuffer.DISK_FULL) {
                return accepted;
            }
            if (result != TransactionBuffer.NOT_READY) {
                assertThat(result).isPositive();
                accepted.add(new Entry(result, seed, HexFormat.of().formatHex(payload)));
            }
        }
    }

    @Test
    void acceptedIsRecoveredAndAppendingGoesOnWhenThereIsSpace() throws Exception {
        try (Mount mount = Mount.tmpfs(directory.resolve("disk"), "8m")) {
            Path disk = mount.directory();
            Path ballast = Files.write(disk.resolve("ballast"), new byte[2_300_000]);
            Path journal = disk.resolve("journal");
            List<Entry> accepted;
            try (TransactionBuffer buffer = builder(journal).open()) {
                accepted = fill(buffer, 1);
                assertThat(accepted).hasSizeGreaterThan(15_000);
                assertThat(buffer.stats().problem())
                        .hasValueSatisfying(p -> assertThat(p).containsIgnoringCase("space"));
                assertThat(buffer.stats().diskFull()).isPositive();
                assertThat(JournalTest.readAll(buffer.reader(ReadFrom.earliest())))
                        .isEqualTo(accepted);
                Files.delete(ballast);
                List<Entry> more = fillAgain(buffer);
                assertThat(more).hasSizeGreaterThan(5_000);
                accepted.addAll(more);
                assertThat(buffer.stats().records()).isEqualTo(accepted.size());
            }
            try (TransactionBuffer buffer = builder(journal).verifyOnOpen(true).open()) {
                assertThat(buffer.recovery().isClean()).isTrue();
                assertThat(JournalTest.readAll(buffer.reader(ReadFrom.earliest())))
                        .isEqualTo(accepted);
            }
        }
    }

    private static List<Entry> fillAgain(TransactionBuffer buffer) {
        List<Entry> more = new ArrayList<>();
        // Preparation is tried again some time after the space is there.
        while (more.isEmpty()) {
            more = fill(buffer, 2);
        }
        more.addAll(fill(buffer, 3));
        return more;
    }

    @Test
    void noSpaceForTheFirstSegmentIsATypedErrorAndLeavesNothing() throws Exception {
        try (Mount mount = Mount.tmpfs(directory.resolve("small"), "512k")) {
            Path disk = mount.directory();
            assertThatThrownBy(() -> builder(disk).open())
                    .isInstanceOfSatisfying(
                            BufferException.class, e -> assertThat(e.reason()).isEqualTo(Reason.DISK_FULL));
            assertThat(disk.toFile().list()).containsExactly("writer.lock");
        }
    }
}

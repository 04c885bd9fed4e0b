package io.trenchbot.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trenchbot.buffer.JournalTest.Entry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The way in of a single producer, which has no claim object and no compare-and-set to stop what goes wrong. */
@Timeout(120)
class LoneProducerTest {

    private static final int SEGMENT = 1 << 16;

    @TempDir
    Path directory;

    private static BufferBuilder builder(Path at, boolean lone) {
        return TransactionBuffer.builder(at).segmentBytes(SEGMENT).singleProducer(lone);
    }

    /** What a death at this moment leaves of a journal that is still open. */
    private Path copy(Path journal) throws IOException {
        Path copy = Files.createDirectory(directory.resolve("copy"));
        try (Stream<Path> files = Files.list(journal)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        return copy;
    }

    private static List<Entry> readAll(TransactionBuffer buffer) {
        try (BufferReader reader = buffer.reader(ReadFrom.earliest())) {
            return JournalTest.readAll(reader);
        }
    }

    /** Prepares segments only when it is let go on: a time before the one it was made at is too early for everything. */
    private static final class HeldKeeper implements LongSupplier {

        private boolean asked;
        private boolean held = true;

        @Override
        public synchronized long getAsLong() {
            boolean first = !asked;
            asked = true;
            return first || !held ? 1 : 0;
        }

        synchronized void letGo() {
            held = false;
        }
    }

    @ParameterizedTest
    @CsvSource({"true,true", "true,false", "false,true", "false,false"})
    void aWriterFasterThanTheKeeperAfterAReopenLosesNothing(boolean lone, boolean checksums) throws IOException {
        Path died = directory.resolve("died");
        List<Entry> written;
        Path left;
        try (TransactionBuffer first = builder(died, lone).checksum(checksums).open()) {
            written = new ArrayList<>(JournalTest.fill(first, 20, 500, 1));
            left = copy(died);
            // What was prepared ahead is gone too.
            Files.deleteIfExists(FileStore.file(left, SEGMENT));
        }
        HeldKeeper keeper = new HeldKeeper();
        try (TransactionBuffer next =
                builder(left, lone).checksum(checksums).nanoClock(keeper).open()) {
            assertThat(next.recovery().orderlyClose()).isFalse();
            assertThat(next.recovery().cut()).isEmpty();
            assertThat(next.stats().preparedSegments()).isZero();
            written.addAll(fillUntilRefused(next));
            assertThat(next.stats().notReady()).isPositive();
            assertThat(readAll(next)).isEqualTo(written);

            keeper.letGo();
            written.addAll(JournalTest.fill(next, 2_000, 500, 3));
            assertThat(readAll(next)).isEqualTo(written);
        }
        try (TransactionBuffer last = builder(left, lone).checksum(checksums).open()) {
            assertThat(last.recovery().orderlyClose()).isTrue();
            assertThat(readAll(last)).isEqualTo(written);
        }
    }

    /** Up to the end of the only segment there is. */
    private static List<Entry> fillUntilRefused(TransactionBuffer buffer) {
        List<Entry> written = new ArrayList<>();
        byte[] bytes = new byte[300];
        while (true) {
            long stamp = written.size();
            ByteBuffer.wrap(bytes).putLong(100, stamp);
            long position = buffer.append(bytes, 0, bytes.length, stamp);
            if (position < 0) {
                assertThat(position).isEqualTo(TransactionBuffer.NOT_READY);
                return written;
            }
            written.add(new Entry(position, stamp, HexFormat.of().formatHex(bytes)));
        }
    }

    @Test
    void aClaimClosedByAnotherThreadMakesThatThreadNoProducer() throws InterruptedException {
        try (TransactionBuffer buffer = builder(directory.resolve("two"), true).open()) {
            Claim claim = buffer.claim(8, 1);
            AtomicReference<Throwable> refusal = new AtomicReference<>();
            Thread other = new Thread(() -> {
                claim.commit();
                assertThatThrownBy(() -> buffer.append(new byte[8], 0, 8)).satisfies(refusal::set);
            });
            other.start();
            other.join();
            assertThat(refusal.get()).isInstanceOf(IllegalStateException.class).hasMessageContaining("single producer");
            assertThat(buffer.append(new byte[8], 0, 8, 2)).isPositive();
            assertThat(readAll(buffer)).extracting(Entry::stamp).containsExactly(1L, 2L);
        }
    }
}

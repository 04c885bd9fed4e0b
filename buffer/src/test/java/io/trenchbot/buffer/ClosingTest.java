package io.trenchbot.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.trenchbot.buffer.BufferException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whoever still uses a journal that is closed gets a result or a typed error, and never a crash of the process. */
@Timeout(60)
class ClosingTest {

    @TempDir
    Path directory;

    private BufferBuilder builder() {
        return TransactionBuffer.builder(directory).segmentBytes(1 << 18);
    }

    @Test
    void closingWhileOthersAppendAndPoll() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(3);
        long accepted = 0;
        try {
            for (int round = 0; round < 20; round++) {
                TransactionBuffer buffer = builder().open();
                Future<Long> one = pool.submit(() -> appendUntilClosed(buffer));
                Future<Long> two = pool.submit(() -> appendUntilClosed(buffer));
                Future<?> reading = pool.submit(() -> pollUntilClosed(buffer));
                while (buffer.stats().records() < 1_000L * (round + 1)) {
                    Thread.onSpinWait();
                }
                buffer.close();
                buffer.close();
                accepted += one.get() + two.get();
                reading.get();
                assertThat(buffer.append(new byte[1], 0, 1)).isEqualTo(TransactionBuffer.CLOSED);
                assertThat(buffer.claim(1).position()).isEqualTo(TransactionBuffer.CLOSED);
                assertThatThrownBy(() -> buffer.reader(ReadFrom.earliest())).isInstanceOf(BufferException.class);
                assertThatThrownBy(buffer::force).isInstanceOf(BufferException.class);
                assertThat(buffer.stats().records()).isGreaterThanOrEqualTo(accepted);
            }
        } finally {
            pool.shutdown();
        }
        try (TransactionBuffer again = builder().verifyOnOpen(true).open()) {
            assertThat(again.recovery().cut()).isEmpty();
            assertThat(again.stats().records()).isGreaterThanOrEqualTo(accepted);
        }
    }

    private static long appendUntilClosed(TransactionBuffer buffer) {
        long accepted = 0;
        while (true) {
            long result = buffer.append(new byte[64], 0, 64);
            if (result == TransactionBuffer.CLOSED) {
                return accepted;
            }
            accepted += result > 0 ? 1 : 0;
        }
    }

    private static void pollUntilClosed(TransactionBuffer buffer) {
        assertThatThrownBy(() -> {
                    BufferReader reader = buffer.reader(ReadFrom.earliest());
                    while (true) {
                        reader.poll((memory, offset, length, position, stamp) -> memory.getLong(offset), 100);
                    }
                })
                .isInstanceOfSatisfying(
                        BufferException.class, e -> assertThat(e.reason()).isEqualTo(Reason.CLOSED));
    }

    @Test
    void aClaimThatIsOpenWhenTheJournalIsClosedIsNotCommitted() {
        TransactionBuffer buffer = builder().open();
        long before = buffer.append(new byte[] {1}, 0, 1);
        Claim claim = buffer.claim(10);
        buffer.close();
        assertThat(claim.commit()).isEqualTo(TransactionBuffer.CLOSED);
        try (TransactionBuffer again = builder().open()) {
            assertThat(again.recovery().orderlyClose()).isFalse();
            assertThat(again.recovery().abandonedClaims()).isEqualTo(1);
            assertThat(JournalTest.readAll(again.reader(ReadFrom.earliest())))
                    .containsExactly(new JournalTest.Entry(before, 0, "01"));
        }
    }

    @Test
    void closingUnmapsAtOnceWhereTheJdkCan() throws IOException {
        assumeTrue(
                Files.exists(Path.of("/proc/self/maps")) && Runtime.version().feature() >= 22,
                "a safe unmap needs Java 22, and /proc to see it; NOT RUN on " + Runtime.version());
        AtomicReference<ByteBuffer> kept = new AtomicReference<>();
        TransactionBuffer buffer = builder().open();
        buffer.append(new byte[8], 0, 8);
        buffer.reader(ReadFrom.earliest()).poll((memory, offset, length, position, stamp) -> kept.set(memory), 1);
        assertThat(mappings()).isPositive();
        buffer.close();
        assertThat(mappings()).isZero();
        assertThatThrownBy(() -> kept.get().get(5_000)).isInstanceOf(IllegalStateException.class);
    }

    private long mappings() throws IOException {
        try (var lines = Files.lines(Path.of("/proc/self/maps"))) {
            return lines.filter(line -> line.contains(directory.toString())).count();
        }
    }

    @Test
    void anInterruptedProducerAndAnInterruptedReaderGoOn() throws Exception {
        try (TransactionBuffer buffer = builder().segmentBytes(1 << 16).open()) {
            AtomicBoolean done = new AtomicBoolean();
            Thread producer = new Thread(() -> {
                Thread.currentThread().interrupt();
                JournalTest.fill(buffer, 2_000, 200, 1);
                done.set(JournalTest.readAll(buffer.reader(ReadFrom.earliest())).size() == 2_000);
            });
            producer.start();
            producer.join();
            assertThat(done).isTrue();
            assertThat(buffer.force()).isPositive();
        }
    }

    @Test
    void aFileThatOthersCutEndsTheJournalAndNotTheProcess() throws Exception {
        try (TransactionBuffer buffer = builder().open()) {
            assertThat(buffer.append(new byte[100], 0, 100)).isPositive();
            try (FileChannel channel = FileChannel.open(FileStore.file(directory, 0), StandardOpenOption.WRITE)) {
                channel.truncate(8_192);
            }
            // Not a byte is touched meanwhile: on Java 17 the fault of a store can surface anywhere later in its
            // thread,
            // which is why nothing is promised here.
            while (buffer.stats().problem().isEmpty()) {
                Thread.onSpinWait();
            }
            assertThat(buffer.append(new byte[10_000], 0, 10_000)).isEqualTo(TransactionBuffer.FAILED);
            assertThat(buffer.stats().problem())
                    .hasValueSatisfying(p -> assertThat(p).contains("cut by others"));
        }
    }
}

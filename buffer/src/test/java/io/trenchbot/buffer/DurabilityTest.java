package io.trenchbot.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trenchbot.buffer.BufferException.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** P2 and P7: what is said to be on the device was forced, and a device that refuses ends the journal. */
class DurabilityTest {

    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private BufferBuilder builder(Durability durability) {
        return TransactionBuffer.builder(directory).segmentBytes(1 << 16).durability(durability);
    }

    /** Remembers the end of everything forced, in order of the log. */
    private static final class Recorder implements Committed.Device {

        private final AtomicLong end = new AtomicLong();
        private final AtomicLong calls = new AtomicLong();

        @Override
        public void force(Segment segment, int from, int bytes) {
            segment.force(from, bytes);
            end.set(segment.basePosition() + from + bytes);
            calls.incrementAndGet();
        }
    }

    @Test
    void processModeForcesOnDemandUpToTheFirstOpenClaim() throws Exception {
        Recorder device = new Recorder();
        try (TransactionBuffer buffer = builder(Durability.PROCESS).open(device)) {
            long first = buffer.append(new byte[100], 0, 100);
            assertThat(buffer.durablePosition()).isZero();
            Claim claim = buffer.claim(50);
            long behind = onOtherThread(() -> buffer.append(new byte[100], 0, 100));
            assertThat(buffer.force()).isEqualTo(first);
            assertThat(device.end.get()).isEqualTo(claim.position());
            assertThat(buffer.awaitDurable(behind, Duration.ofMillis(5))).isFalse();
            claim.commit();
            assertThat(buffer.awaitDurable(behind, LONG)).isTrue();
            assertThat(buffer.durablePosition()).isEqualTo(behind);
            assertThat(device.end.get()).isGreaterThan(behind);
        }
    }

    private static long onOtherThread(java.util.concurrent.Callable<Long> work) throws Exception {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            return thread.submit(work).get();
        } finally {
            thread.shutdown();
        }
    }

    @Test
    void syncModeReturnsFromAppendAndCommitOnlyWhenForced() {
        Recorder device = new Recorder();
        try (TransactionBuffer buffer = builder(Durability.SYNC).open(device)) {
            for (int i = 0; i < 200; i++) {
                long position = buffer.append(new byte[500], 0, 500);
                assertThat(buffer.durablePosition()).isGreaterThanOrEqualTo(position);
                assertThat(device.end.get()).isGreaterThan(position);
                try (Claim claim = buffer.claim(100)) {
                    long committed = claim.commit();
                    assertThat(device.end.get()).isGreaterThan(committed);
                }
            }
        }
    }

    @Test
    void concurrentSyncAppendsShareForces() throws Exception {
        Recorder device = new Recorder();
        int threads = 4;
        int each = 200;
        try (TransactionBuffer buffer = builder(Durability.SYNC).open((segment, from, bytes) -> {
            device.force(segment, from, bytes);
            java.util.concurrent.locks.LockSupport.parkNanos(200_000);
        })) {
            ExecutorService pool = Executors.newFixedThreadPool(threads);
            List<Future<?>> running = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                running.add(pool.submit(() -> {
                    for (int i = 0; i < each; i++) {
                        long position;
                        do {
                            position = buffer.append(new byte[40], 0, 40);
                        } while (position == TransactionBuffer.NOT_READY);
                        assertThat(device.end.get()).isGreaterThan(position);
                    }
                }));
            }
            for (Future<?> future : running) {
                future.get();
            }
            pool.shutdown();
            assertThat(device.calls.get()).isLessThan((long) threads * each);
            assertThat(buffer.stats().records()).isEqualTo((long) threads * each);
        }
    }

    @Test
    void groupModeForcesByBytesWithoutWaitingForTheInterval() throws Exception {
        Recorder device = new Recorder();
        Durability group = Durability.group(Duration.ofHours(1), 2_000);
        try (TransactionBuffer buffer = builder(group).open(device)) {
            long first = buffer.append(new byte[1_000], 0, 1_000);
            assertThat(buffer.awaitDurable(first, Duration.ofMillis(50))).isFalse();
            long second = buffer.append(new byte[1_000], 0, 1_000);
            assertThat(buffer.awaitDurable(second, LONG)).isTrue();
            assertThat(device.end.get()).isGreaterThan(second);
        }
    }

    @Test
    void groupModeForcesWhenTheIntervalIsOver() throws Exception {
        AtomicLong nowNs = new AtomicLong();
        Durability group = Durability.group(Duration.ofSeconds(1), 1 << 30);
        try (TransactionBuffer buffer = builder(group).nanoClock(nowNs::get).open(new Recorder())) {
            long position = buffer.append(new byte[10], 0, 10);
            assertThat(buffer.awaitDurable(position, Duration.ofMillis(50))).isFalse();
            nowNs.addAndGet(Duration.ofSeconds(1).toNanos());
            assertThat(buffer.awaitDurable(position, LONG)).isTrue();
        }
    }

    @Test
    void aFailedForceEndsTheJournalForGood() throws Exception {
        AtomicBoolean broken = new AtomicBoolean();
        Committed.Device device = (segment, from, bytes) -> {
            if (broken.get()) {
                throw new UncheckedIOException(new IOException("Input/output error"));
            }
            segment.force(from, bytes);
        };
        long durable;
        try (TransactionBuffer buffer = builder(Durability.PROCESS).open(device)) {
            durable = buffer.append(new byte[10], 0, 10);
            assertThat(buffer.force()).isEqualTo(durable);
            long position = buffer.append(new byte[10], 0, 10);
            broken.set(true);
            assertThatThrownBy(buffer::force).satisfies(DurabilityTest::isForceFailure);
            // The device works again, and that proves nothing about what it dropped.
            broken.set(false);
            assertThatThrownBy(buffer::force).satisfies(DurabilityTest::isForceFailure);
            assertThatThrownBy(() -> buffer.awaitDurable(position, LONG)).satisfies(DurabilityTest::isForceFailure);
            assertThat(buffer.append(new byte[10], 0, 10)).isEqualTo(TransactionBuffer.FAILED);
            assertThat(buffer.claim(10).position()).isEqualTo(TransactionBuffer.FAILED);
            assertThat(buffer.durablePosition()).isEqualTo(durable);
            assertThat(buffer.stats().problem())
                    .hasValueSatisfying(p -> assertThat(p).contains("device"));
        }
        try (TransactionBuffer again = builder(Durability.PROCESS).open()) {
            assertThat(again.recovery().orderlyClose()).isFalse();
            assertThat(again.append(new byte[10], 0, 10)).isPositive();
        }
    }

    private static void isForceFailure(Throwable thrown) {
        assertThat(thrown).isInstanceOf(BufferException.class);
        assertThat(((BufferException) thrown).reason()).isEqualTo(Reason.FORCE_FAILED);
    }

    @Test
    void aFailedForceIsToldToSyncAppendsAndGroupWaiters() throws Exception {
        Committed.Device device = (segment, from, bytes) -> {
            throw new UncheckedIOException(new IOException("Input/output error"));
        };
        try (TransactionBuffer buffer = builder(Durability.SYNC).open(device)) {
            assertThat(buffer.append(new byte[10], 0, 10)).isEqualTo(TransactionBuffer.FAILED);
        }
        Durability group = Durability.group(Duration.ofMillis(1), 1);
        try (TransactionBuffer buffer = builder(group).open(device)) {
            long position = buffer.append(new byte[10], 0, 10);
            if (position > 0) {
                assertThatThrownBy(() -> buffer.awaitDurable(position, LONG)).satisfies(DurabilityTest::isForceFailure);
            }
        }
    }

    @Test
    void memoryIsNeverDurable() {
        try (TransactionBuffer buffer =
                TransactionBuffer.inMemory().segmentBytes(1 << 16).open()) {
            buffer.append(new byte[10], 0, 10);
            assertThat(buffer.durablePosition()).isZero();
            assertThatThrownBy(buffer::force).isInstanceOf(IllegalStateException.class);
        }
        assertThatThrownBy(() ->
                        TransactionBuffer.inMemory().durability(Durability.SYNC).open())
                .isInstanceOf(IllegalArgumentException.class);
    }
}

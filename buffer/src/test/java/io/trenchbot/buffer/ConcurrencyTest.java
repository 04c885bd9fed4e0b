package io.trenchbot.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many producers and readers at once: every reader sees every record once, whole, and each producer's in order. */
@Timeout(120)
class ConcurrencyTest {

    @TempDir
    Path directory;

    @Test
    void filesGrowing() throws Exception {
        run(TransactionBuffer.builder(directory).segmentBytes(1 << 18).segmentsAhead(2), 3, 2, 12_000);
    }

    @Test
    void ringOfFiles() throws Exception {
        run(
                TransactionBuffer.builder(directory).segmentBytes(1 << 16).retention(Retention.consumed(1 << 19)),
                3,
                2,
                12_000);
    }

    @Test
    void ringInMemory() throws Exception {
        run(TransactionBuffer.inMemory().segmentBytes(1 << 16).retention(Retention.consumed(3 << 16)), 4, 1, 25_000);
    }

    private static void run(BufferBuilder builder, int producers, int readers, int each) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(producers + readers);
        try (TransactionBuffer buffer = builder.open()) {
            List<Future<Long>> running = new ArrayList<>();
            for (int r = 0; r < readers; r++) {
                BufferReader reader = buffer.reader(ReadFrom.earliest());
                running.add(pool.submit(() -> read(reader, producers, each)));
            }
            for (int p = 0; p < producers; p++) {
                int me = p;
                running.add(pool.submit(produce(buffer, me, each)));
            }
            for (Future<Long> future : running) {
                assertThat(future.get()).isZero();
            }
            assertThat(buffer.stats().records()).isEqualTo((long) producers * each);
        } finally {
            pool.shutdownNow();
        }
    }

    private static Callable<Long> produce(TransactionBuffer buffer, int me, int each) {
        return () -> {
            byte[] payload = new byte[CrashChild.PAYLOAD_BYTES_MAX];
            for (long number = 1; number <= each; number++) {
                int length = CrashChild.fill(payload, me, number);
                while (!put(buffer, payload, length, number)) {
                    Thread.yield();
                }
            }
            return 0L;
        };
    }

    private static boolean put(TransactionBuffer buffer, byte[] payload, int length, long number) {
        if (number % 3 != 0) {
            return buffer.append(payload, 0, length, number) > 0;
        }
        try (Claim claim = buffer.claim(length, number)) {
            if (!claim.isGranted()) {
                return false;
            }
            claim.put(0, payload, 0, length);
            return claim.commit() > 0;
        }
    }

    private static long read(BufferReader reader, int producers, int each) {
        long[] last = new long[producers];
        long[] faults = new long[1];
        byte[] expected = new byte[CrashChild.PAYLOAD_BYTES_MAX];
        RecordHandler handler = (buffer, offset, length, position, stamp) -> {
            byte[] payload = new byte[length];
            buffer.get(offset, payload);
            ByteBuffer head = ByteBuffer.wrap(payload);
            int producer = head.getInt(12);
            int expectedLength = CrashChild.fill(expected, producer, stamp);
            boolean whole = java.util.Arrays.equals(payload, 0, length, expected, 0, expectedLength);
            faults[0] += whole && stamp == last[producer] + 1 ? 0 : 1;
            last[producer] = stamp;
        };
        long seen = 0;
        while (seen < (long) producers * each) {
            int count = reader.poll(handler, 100);
            seen += count;
            if (count == 0) {
                Thread.yield();
            }
        }
        return faults[0];
    }
}

package io.trenchbot.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trenchbot.buffer.BufferException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** P6 and retention: who is held up, who is overtaken, and what both are told. */
@Timeout(60)
class RetentionTest {

    private static final int SEGMENT = 1 << 16;

    @TempDir
    Path directory;

    private BufferBuilder builder() {
        return TransactionBuffer.builder(directory).segmentBytes(SEGMENT);
    }

    private long segmentFiles() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(f -> f.toString().endsWith(FileStore.SUFFIX)).count();
        }
    }

    /** Appends records of 1,000 bytes whose first eight are their number; the last result. */
    private static long append(TransactionBuffer buffer, long first, long count) {
        byte[] payload = new byte[1_000];
        long result = 0;
        for (long number = first; number < first + count; number++) {
            ByteBuffer.wrap(payload).putLong(0, number);
            do {
                result = buffer.append(payload, 0, payload.length, number);
            } while (result == TransactionBuffer.NOT_READY);
            if (result < 0) {
                return result;
            }
        }
        return result;
    }

    private static long appendUntilRefused(TransactionBuffer buffer, long first) {
        long number = first;
        while (true) {
            long result = append(buffer, number, 1);
            if (result == TransactionBuffer.BACK_PRESSURED) {
                return number - first;
            }
            assertThat(result).isPositive();
            number++;
        }
    }

    private static long appendWhenAccepted(TransactionBuffer buffer, long number) {
        long result;
        do {
            result = append(buffer, number, 1);
        } while (result == TransactionBuffer.BACK_PRESSURED);
        return result;
    }

    /** Numbers delivered, and gaps as they were told. */
    private static final class Numbers implements RecordHandler {

        final List<Long> seen = new ArrayList<>();
        long missed;
        int gaps;

        @Override
        public void onRecord(ByteBuffer buffer, int offset, int length, long position, long stamp) {
            seen.add(Long.reverseBytes(buffer.getLong(offset)));
        }

        @Override
        public void onGap(long fromPosition, long toPosition, long records) {
            assertThat(toPosition).isGreaterThan(fromPosition);
            assertThat(records).isPositive();
            gaps++;
            missed += records;
        }

        Numbers drain(BufferReader reader) {
            while (reader.poll(this, 50) > 0) {}
            return this;
        }
    }

    @Test
    void bytesBoundTheFilesAndAnOvertakenReaderCountsWhatItMissed() throws IOException {
        try (TransactionBuffer buffer =
                        builder().retention(Retention.bytes(4L * SEGMENT)).open();
                BufferReader reader = buffer.reader(ReadFrom.earliest())) {
            append(buffer, 0, 10);
            Numbers numbers = new Numbers();
            assertThat(reader.poll(numbers, 5)).isEqualTo(5);
            append(buffer, 10, 1_990);
            assertThat(segmentFiles()).isLessThanOrEqualTo(4);
            assertThat(buffer.stats().fileBytes()).isLessThanOrEqualTo(4L * SEGMENT);
            assertThat(buffer.stats().removedSegments()).isGreaterThan(20);
            numbers.drain(reader);
            assertThat(numbers.gaps).isEqualTo(1);
            assertThat(numbers.missed + numbers.seen.size()).isEqualTo(2_000);
            assertThat(reader.skippedRecords()).isEqualTo(numbers.missed);
            assertThat(numbers.seen.get(numbers.seen.size() - 1)).isEqualTo(1_999);
            // The segment it was in stayed readable to its end, then comes the gap, then everything that is kept.
            int jumps = 0;
            for (int i = 1; i < numbers.seen.size(); i++) {
                jumps += numbers.seen.get(i) == numbers.seen.get(i - 1) + 1 ? 0 : 1;
            }
            assertThat(jumps).isEqualTo(1);
            assertThat(buffer.stats().records()).isEqualTo(2_000);
        }
        try (TransactionBuffer again =
                builder().retention(Retention.bytes(4L * SEGMENT)).open()) {
            assertThat(again.stats().records()).isEqualTo(2_000);
        }
    }

    @Test
    void aNamedReaderHoldsTheWriterUntilItMovesOrIsForgotten() {
        try (TransactionBuffer buffer =
                builder().retention(Retention.bytes(4L * SEGMENT)).open()) {
            BufferReader reader = buffer.reader(ReadFrom.earliest().named("bot-1"));
            long accepted = appendUntilRefused(buffer, 0);
            assertThat(accepted).isBetween(180L, 260L);
            assertThat(buffer.stats().backPressured()).isPositive();
            Numbers numbers = new Numbers();
            reader.poll(numbers, 100);
            assertThat(appendWhenAccepted(buffer, accepted)).isPositive();
            reader.close();
            // It holds what it has not passed even when nobody reads.
            long more = appendUntilRefused(buffer, accepted + 1);
            try (BufferReader next = buffer.reader(ReadFrom.earliest().named("bot-1"))) {
                numbers.drain(next);
            }
            assertThat(numbers.gaps).isZero();
            assertThat(numbers.seen).hasSize((int) (accepted + 1 + more)).isSorted();
            long last = accepted + 1 + more;
            last += appendUntilRefused(buffer, last);
            assertThat(buffer.forgetReader("bot-1")).isTrue();
            assertThat(buffer.forgetReader("bot-1")).isFalse();
            assertThat(appendWhenAccepted(buffer, last)).isPositive();
            assertThat(append(buffer, last + 1, 1_000)).isPositive();
        }
    }

    @Test
    void aNamedReaderGoesOnAfterReopeningAndIsAloneUnderItsName() {
        Numbers numbers = new Numbers();
        try (TransactionBuffer buffer = builder().open();
                BufferReader reader = buffer.reader(ReadFrom.earliest().named("bot"))) {
            append(buffer, 0, 100);
            reader.poll(numbers, 60);
            assertThatThrownBy(() -> buffer.reader(ReadFrom.latest().named("bot")))
                    .isInstanceOfSatisfying(
                            BufferException.class, e -> assertThat(e.reason()).isEqualTo(Reason.READER_BUSY))
                    .hasMessageContaining(Long.toString(ProcessHandle.current().pid()));
            assertThatThrownBy(
                            () -> BufferReader.open(directory, ReadFrom.latest().named("bot")))
                    .isInstanceOf(BufferException.class);
        }
        try (TransactionBuffer buffer = builder().open();
                BufferReader reader = buffer.reader(ReadFrom.latest().named("bot"))) {
            append(buffer, 100, 20);
            numbers.drain(reader);
        }
        assertThat(numbers.seen).hasSize(120).isSorted();
    }

    @Test
    void ageRemovesWhatIsOlderThanTheNextSegmentsFirstUse() throws Exception {
        AtomicLong nowMs = new AtomicLong(1_000_000);
        AtomicLong readings = new AtomicLong();
        try (TransactionBuffer buffer = builder()
                .retention(Retention.age(Duration.ofMinutes(10)))
                .epochMsClock(() -> {
                    readings.incrementAndGet();
                    return nowMs.get();
                })
                .open()) {
            append(buffer, 0, 300);
            // A whole round of the background thread, which reads the clock once or twice, has begun after the append.
            awaitReadings(readings, readings.get() + 5);
            long before = segmentFiles();
            assertThat(before).isGreaterThan(4);
            nowMs.addAndGet(Duration.ofMinutes(9).toMillis());
            append(buffer, 300, 100);
            awaitReadings(readings, readings.get() + 5);
            assertThat(segmentFiles()).isGreaterThanOrEqualTo(before);
            nowMs.addAndGet(Duration.ofMinutes(2).toMillis());
            append(buffer, 400, 1);
            while (buffer.stats().removedSegments() < 3) {
                Thread.sleep(1);
            }
            Numbers numbers = new Numbers().drain(buffer.reader(ReadFrom.earliest()));
            assertThat(numbers.seen.get(0)).isGreaterThan(100);
            assertThat(numbers.seen.get(numbers.seen.size() - 1)).isEqualTo(400);
            assertThat(numbers.seen).contains(300L);
        }
    }

    private static void awaitReadings(AtomicLong readings, long count) throws InterruptedException {
        while (readings.get() < count) {
            Thread.sleep(1);
        }
    }

    @Test
    void aRingUsesItsSegmentsAgainAndLosesNothing() throws IOException {
        ring(builder().retention(Retention.consumed(4L * SEGMENT)).singleProducer(true), true);
        assertThat(segmentFiles()).isEqualTo(4);
    }

    @Test
    void aRingInMemoryUsesItsSegmentsAgainAndLosesNothing() throws IOException {
        ring(TransactionBuffer.inMemory().segmentBytes(SEGMENT).retention(Retention.consumed(4L * SEGMENT)), false);
    }

    private void ring(BufferBuilder builder, boolean files) throws IOException {
        try (TransactionBuffer buffer = builder.open()) {
            long accepted = appendUntilRefused(buffer, 0);
            // Without any reader a ring keeps what it has.
            assertThat(accepted).isBetween(220L, 245L);
            try (BufferReader slow = buffer.reader(ReadFrom.earliest());
                    BufferReader fast = buffer.reader(ReadFrom.earliest())) {
                Numbers ofSlow = new Numbers();
                Numbers ofFast = new Numbers().drain(fast);
                assertThat(append(buffer, accepted, 1)).isEqualTo(TransactionBuffer.BACK_PRESSURED);
                long number = accepted;
                while (number < 5_000) {
                    slow.poll(ofSlow, 61);
                    for (int i = 0; i < 60; i++) {
                        long result = append(buffer, number, 1);
                        if (result < 0) {
                            break;
                        }
                        number++;
                    }
                    ofFast.drain(fast);
                }
                ofSlow.drain(slow);
                assertThat(ofFast.seen).hasSize((int) number).isSorted();
                assertThat(ofSlow.seen).isEqualTo(ofFast.seen);
                assertThat(ofSlow.gaps + ofFast.gaps).isZero();
                // One may be between two lives at this moment.
                assertThat(buffer.stats().fileBytes()).isBetween(3L * SEGMENT, 4L * SEGMENT);
            }
        }
        if (files) {
            assertThatThrownBy(() -> BufferReader.open(directory, ReadFrom.earliest()))
                    .isInstanceOf(IllegalArgumentException.class);
            try (TransactionBuffer again = builder.open()) {
                assertThat(again.recovery().isClean()).isTrue();
            }
        }
    }

    @Test
    void retentionBelowThreeSegmentsIsRefusedWithBothNumbers() {
        assertThatThrownBy(
                        () -> builder().retention(Retention.bytes(2L * SEGMENT)).open())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("131072")
                .hasMessageContaining("65536");
    }
}

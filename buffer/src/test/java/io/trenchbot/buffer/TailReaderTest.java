package io.trenchbot.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who starts at the end, or lags behind it, looks at no old segment: their words may be wiped out and nobody notices. */
class TailReaderTest {
    private static final int SEGMENT_BYTES = SegmentHeader.SEGMENT_BYTES_MIN;

    @TempDir
    Path directory;

    private TransactionBuffer open() {
        return TransactionBuffer.builder(directory).segmentBytes(SEGMENT_BYTES).open();
    }

    private static List<JournalTest.Entry> read(BufferReader reader) {
        List<JournalTest.Entry> entries = new ArrayList<>();
        while (reader.poll(JournalTest.collect(entries), 100) > 0) {}
        return entries;
    }

    /** Makes the frames of all segments but the last used one impassable. */
    private static void wipeOldWords(TransactionBuffer buffer) {
        long tail = buffer.stats().tailPosition();
        for (Segment segment : buffer.segments()) {
            if (segment.endPosition() <= tail) {
                segment.buffer().putInt(SegmentHeader.BYTES, 0);
            }
        }
    }

    @Test
    void latestInTheWritingProcessLooksAtNoOldSegment() {
        try (TransactionBuffer buffer = open()) {
            JournalTest.fill(buffer, 2_000, 300, 1);
            wipeOldWords(buffer);
            try (BufferReader reader = buffer.reader(ReadFrom.latest())) {
                assertThat(reader.lagBytes()).isZero();
                assertThat(read(reader)).isEmpty();
                List<JournalTest.Entry> written = JournalTest.fill(buffer, 7, 300, 2);
                assertThat(read(reader)).isEqualTo(written);
            }
        }
    }

    @Test
    void latestInAnotherProcessLooksAtNoOldSegment() {
        try (TransactionBuffer buffer = open()) {
            JournalTest.fill(buffer, 2_000, 300, 3);
            wipeOldWords(buffer);
            try (BufferReader reader = BufferReader.open(directory, ReadFrom.latest())) {
                assertThat(reader.position()).isEqualTo(buffer.stats().tailPosition());
                List<JournalTest.Entry> written = JournalTest.fill(buffer, 7, 300, 4);
                assertThat(read(reader)).isEqualTo(written);
            }
        }
    }

    @Test
    void aPositionIsFoundInItsSegment() {
        try (TransactionBuffer buffer = open()) {
            List<JournalTest.Entry> written = JournalTest.fill(buffer, 2_000, 300, 5);
            for (int at = 0; at < written.size(); at += 97) {
                List<JournalTest.Entry> rest = written.subList(at, written.size());
                long position = rest.get(0).position();
                assertThat(read(buffer.reader(ReadFrom.position(position)))).isEqualTo(rest);
                assertThat(read(BufferReader.open(directory, ReadFrom.position(position - 1))))
                        .isEqualTo(rest);
            }
        }
    }

    @Test
    void aLogThatEndsWithItsSegmentGoesOnInTheNext() {
        try (TransactionBuffer buffer = open()) {
            int fill = SEGMENT_BYTES - SegmentHeader.BYTES - Frame.HEADER_BYTES;
            assertThat(buffer.append(new byte[fill], 0, fill)).isPositive();
            try (BufferReader here = buffer.reader(ReadFrom.latest());
                    BufferReader there = BufferReader.open(directory, ReadFrom.latest())) {
                List<JournalTest.Entry> written = JournalTest.fill(buffer, 3, 300, 6);
                assertThat(read(here)).isEqualTo(written);
                assertThat(read(there)).isEqualTo(written);
            }
        }
    }
}

package io.trenchbot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trenchbot.buffer.BufferReader;
import io.trenchbot.buffer.ReadFrom;
import io.trenchbot.buffer.TransactionBuffer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JournalRecordTest {
    @Test
    void whatIsWrittenIsReadBack() {
        Entry entry = new Entry();
        entry.slot = -2; // unsigned, close to the largest
        entry.wireBytes = 1_232;
        entry.receivedNs = 1_000;
        entry.failed = true;
        for (int i = 0; i < entry.wire.length; i++) {
            entry.wire[i] = (byte) (i * 31);
        }
        List<JournalRecord> records = new ArrayList<>();
        List<Long> stamps = new ArrayList<>();
        try (TransactionBuffer buffer = TransactionBuffer.inMemory().open()) {
            Journal journal = new Journal(buffer, System::nanoTime, () -> 5_000);
            for (TransactionVerdict verdict : TransactionVerdict.values()) {
                journal.append(entry, verdict);
                entry.backfilled = !entry.backfilled;
            }
            try (BufferReader reader = buffer.reader(ReadFrom.earliest())) {
                reader.poll(
                        (bytes, offset, length, position, stamp) -> {
                            records.add(JournalRecord.read(bytes, offset, length));
                            stamps.add(stamp);
                        },
                        100);
            }
            assertThat(journal.appended.value()).isEqualTo(4);
        }

        assertThat(records).extracting(JournalRecord::verdict).containsExactly(TransactionVerdict.values());
        assertThat(records).extracting(JournalRecord::backfilled).containsExactly(false, true, false, true);
        assertThat(records).allSatisfy(each -> {
            assertThat(each.slot()).isEqualTo(-2);
            assertThat(each.failed()).isTrue();
            assertThat(each.wire()).isEqualTo(entry.wire);
        });
        assertThat(stamps).containsOnly(6_000L);
    }

    @Test
    void aRecordTooShortOrOfAnUnknownVerdictIsRefused() {
        assertThatThrownBy(() -> JournalRecord.read(ByteBuffer.allocate(64), 0, 15))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("15");
        ByteBuffer unknown = ByteBuffer.allocate(64).put(8, (byte) 9);
        assertThatThrownBy(() -> JournalRecord.read(unknown, 0, 20))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("9");
    }

    @Test
    @SuppressWarnings("try") // closing early is the point
    void aFullJournalStopsNothingAndIsCounted() {
        Entry entry = new Entry();
        entry.wireBytes = 1_000;
        try (TransactionBuffer buffer = TransactionBuffer.inMemory().open()) {
            buffer.close();
            Journal journal = new Journal(buffer, System::nanoTime, () -> 0);

            journal.append(entry, TransactionVerdict.ACCEPTED);

            assertThat(journal.appended.value()).isZero();
            assertThat(journal.missing.value()).isEqualTo(1);
        }
    }
}

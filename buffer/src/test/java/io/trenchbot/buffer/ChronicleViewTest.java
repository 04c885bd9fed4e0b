package io.trenchbot.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.openhft.chronicle.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Chronicle writes into a claim and reads out of a record: its own encodings are the oracle for place and length. */
class ChronicleViewTest {

    @TempDir
    Path directory;

    @Test
    void chronicleReadsWhatChronicleWroteInPlace() {
        try (TransactionBuffer buffer =
                TransactionBuffer.builder(directory).segmentBytes(1 << 16).open()) {
            ChronicleView view = new ChronicleView();
            for (int i = 0; i < 3_000; i++) {
                long position;
                do {
                    try (Claim claim = buffer.claim(64, i)) {
                        position = claim.position();
                        if (claim.isGranted()) {
                            Bytes<Void> bytes = view.of(claim);
                            bytes.writeStopBit(i * 1_000_003L)
                                    .writeUtf8("mint-" + i)
                                    .writeLong(i);
                            position = claim.commit();
                        }
                    }
                } while (position == TransactionBuffer.NOT_READY);
            }
            List<String> read = new ArrayList<>();
            BufferReader reader = buffer.reader(ReadFrom.earliest());
            RecordHandler handler = (memory, offset, length, position, stamp) -> {
                Bytes<Void> bytes = view.of(memory, offset, length);
                assertThat(bytes.readRemaining()).isEqualTo(64);
                assertThat(bytes.readStopBit()).isEqualTo(stamp * 1_000_003L);
                read.add(bytes.readUtf8());
                assertThat(bytes.readLong()).isEqualTo(stamp);
            };
            while (reader.poll(handler, 100) > 0) {}
            assertThat(read).hasSize(3_000).endsWith("mint-2999");
        }
    }

    @Test
    void aViewEndsWhereItsClaimEnds() {
        try (TransactionBuffer buffer =
                TransactionBuffer.inMemory().segmentBytes(1 << 16).open()) {
            ChronicleView view = new ChronicleView();
            try (Claim claim = buffer.claim(10)) {
                Bytes<Void> bytes = view.of(claim);
                bytes.writeLong(1);
                assertThatThrownBy(() -> bytes.writeLong(2)).isInstanceOf(BufferOverflowException.class);
            }
            assertThatThrownBy(() -> view.of(buffer.claim(100_000))).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> view.of(ByteBuffer.allocate(8), 0, 8))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> view.of(ByteBuffer.allocateDirect(8), 4, 8))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
    }
}

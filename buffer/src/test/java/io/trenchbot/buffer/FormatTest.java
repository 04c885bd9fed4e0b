package io.trenchbot.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bytes on the disk, checked field by field against the description and not against the code that wrote them. */
class FormatTest {

    @TempDir
    Path directory;

    /** CRC32C as of RFC 3720, bit by bit. */
    private static int crc32c(byte[] bytes, int from, int length) {
        int crc = -1;
        for (int i = from; i < from + length; i++) {
            crc ^= bytes[i] & 0xFF;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc >>> 1) ^ (0x82F63B78 & -(crc & 1));
            }
        }
        return ~crc;
    }

    @Test
    void theCrcOfTheRfcsCheckString() {
        byte[] digits = "123456789".getBytes(StandardCharsets.US_ASCII);
        assertThat(crc32c(digits, 0, digits.length)).isEqualTo(0xE3069283);
    }

    @Test
    void aSegmentIsWhatTheDescriptionSays() throws Exception {
        byte[] payload = "123456789".getBytes(StandardCharsets.US_ASCII);
        long first;
        long second;
        try (TransactionBuffer buffer =
                TransactionBuffer.builder(directory).segmentBytes(1 << 16).open()) {
            first = buffer.append(payload, 0, payload.length, 0x1122334455667788L);
            buffer.claim(20).close();
            second = buffer.append(payload, 0, 0, -1);
        }
        byte[] file = Files.readAllBytes(directory.resolve("0000000000000000.seg"));
        ByteBuffer at = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(file).hasSize(1 << 16);
        assertThat(new String(file, 0, 8, StandardCharsets.US_ASCII)).isEqualTo("TRNCHBUF");
        assertThat(at.getInt(8)).isEqualTo(1);
        assertThat(at.getInt(12)).isEqualTo(0x01020304);
        assertThat(at.getLong(16)).isEqualTo(1 << 16);
        assertThat(at.getLong(24)).isZero();
        assertThat(at.getInt(40)).isEqualTo(1);
        assertThat(at.getInt(44)).isEqualTo(crc32c(file, 0, 44));
        assertThat(first).isEqualTo(4096);
        assertThat(at.getInt(4096)).isEqualTo(16 + 9);
        assertThat(at.getLong(4104)).isEqualTo(0x1122334455667788L);
        assertThat(file).containsSequence(payload);
        assertThat(at.getInt(4128)).isEqualTo((16 + 20) | 1 << 30);
        assertThat(second).isEqualTo(4168);
        assertThat(at.getInt(4168)).isEqualTo(16);
        assertThat(at.getInt(4184)).isZero();
        // The stored sum is the CRC of the payload and a hash of the rest: two records that differ in payload only
        // differ
        // in their sums exactly as their CRCs do.
        long seed = at.getLong(32) * 0x9E3779B97F4A7C15L;
        assertThat(at.getInt(4100) ^ hash(seed + 4096, 25, 0x1122334455667788L)).isEqualTo(0xE3069283);
        assertThat(at.getInt(4172)).isEqualTo(hash(seed + 4168, 16, -1));
    }

    private static int hash(long place, int word, long stamp) {
        long h = place * 0x9E3779B97F4A7C15L;
        h = (h ^ (h >>> 32) ^ stamp) * 0xD6E8FEB86659FD93L;
        h = (h ^ (h >>> 32) ^ word) * 0xD6E8FEB86659FD93L;
        return (int) (h ^ (h >>> 32));
    }

    @Test
    void aFrameVerifiesAtItsOwnPlaceOnly() {
        Set<Integer> sums = new HashSet<>();
        byte[] payload = new byte[40];
        Checksum checksum = Checksum.ofSharedMemory();
        for (long log = 1; log <= 10; log++) {
            for (long base = 0; base < 10 << 16; base += 1 << 16) {
                Segment segment = Segment.closed(new SegmentHeader(1 << 16, base, log, true, false));
                for (int offset = 4096; offset < 4096 + 800; offset += 8) {
                    sums.add(checksum.ofArray(segment, offset, 56, 0, payload, 0, 40));
                }
            }
        }
        // 10,000 places; by chance about 0.01 pairs of 32-bit sums agree.
        assertThat(sums).hasSizeGreaterThan(9_997);
    }

    @ParameterizedTest
    @CsvSource({
        "16, 100, true, 16",
        "17, 100, true, 24",
        "-17, 100, true, 24",
        "1073741840, 100, true, 16",
        "15, 100, false, 16",
        "-15, 100, false, 16",
        "101, 100, false, 104",
        "-101, 100, false, 104",
        "-2147483648, 100, false, -2147483648",
        "2147483647, 100, false, 1073741824",
        "1, 100, false, 8",
    })
    void words(int word, int room, boolean possible, int span) {
        assertThat(Frame.isPossible(word, room)).isEqualTo(possible);
        assertThat(Frame.span(word)).isEqualTo(span);
    }

    @Test
    void zeroesAreFoundAndWrittenAtAnyPlace() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(1_000_000);
        assertThat(Zeroes.lastNonZero(buffer, 0, 1_000_000)).isEqualTo(-1);
        for (int at : new int[] {0, 1, 262_143, 262_144, 500_000, 999_999}) {
            buffer.put(at, (byte) 1);
            assertThat(Zeroes.lastNonZero(buffer, 0, 1_000_000)).isEqualTo(at);
            assertThat(Zeroes.lastNonZero(buffer, at + 1, 1_000_000)).isEqualTo(-1);
            assertThat(Zeroes.lastNonZero(buffer, 0, at)).isEqualTo(at == 0 ? -1 : previous(buffer, at));
        }
        Zeroes.fill(buffer, 1, 1_000_000);
        assertThat(Zeroes.lastNonZero(buffer, 0, 1_000_000)).isZero();
    }

    private static int previous(ByteBuffer buffer, int before) {
        int at = before - 1;
        while (buffer.get(at) == 0) {
            at--;
        }
        return at;
    }
}

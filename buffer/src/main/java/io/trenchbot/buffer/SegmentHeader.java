package io.trenchbot.buffer;

import io.trenchbot.buffer.BufferException.Reason;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * The first page of a segment: what never changes, under a CRC, and marks that are set later.
 *
 * <pre>
 *    0 long magic    8 int version        12 int byte order    16 long segment bytes   24 long base position
 *   32 long log id  40 int flags          44 int CRC32C of bytes 0 to 43
 *   64 mark: records before this segment + 1    128 mark: sealed, records in it + 1
 *  192 mark: clean end position                 256 mark: first use, epoch milliseconds
 * </pre>
 *
 * A mark is a long and a check of it. The two stores are not atomic together, so a half-written mark counts as not set;
 * no mark is needed for correctness, only for speed and for the report.
 *
 * @param segmentBytes size of the file, header included
 * @param basePosition position of the file's first byte in the log
 * @param logId random number of the log, seeds the checksums
 * @param checksums whether frames carry checksums
 * @param ring whether consumed segments are used again, so that only retained readers may read
 */
record SegmentHeader(int segmentBytes, long basePosition, long logId, boolean checksums, boolean ring) {

    static final int BYTES = 4096;
    static final int SEGMENT_BYTES_MIN = 16 * BYTES;
    static final int SEGMENT_BYTES_MAX = 1 << 30;

    static final int RECORDS_BEFORE = 64;
    static final int SEALED = 128;
    static final int CLEAN_END = 192;
    static final int FIRST_USE = 256;

    /** Reads "TRNCHBUF" in a hex dump of the file. */
    private static final long MAGIC = 0x46554248434E5254L;

    private static final int VERSION = 1;
    private static final int BYTE_ORDER_MARK = 0x01020304;
    private static final int CRC_AT = 44;
    private static final int FLAG_CHECKSUMS = 1;
    private static final int FLAG_RING = 2;

    void writeTo(ByteBuffer buffer) {
        buffer.putLong(0, MAGIC);
        buffer.putInt(8, VERSION);
        buffer.putInt(12, BYTE_ORDER_MARK);
        buffer.putLong(16, segmentBytes);
        buffer.putLong(24, basePosition);
        buffer.putLong(32, logId);
        buffer.putInt(40, (checksums ? FLAG_CHECKSUMS : 0) | (ring ? FLAG_RING : 0));
        buffer.putInt(CRC_AT, crc(buffer));
    }

    /**
     * Parses and checks a header page.
     *
     * @throws BufferException naming the file and the offending values
     */
    static SegmentHeader read(ByteBuffer page, String file) {
        long magic = page.getLong(0);
        if (magic == Long.reverseBytes(MAGIC) || page.getInt(12) == Integer.reverseBytes(BYTE_ORDER_MARK)) {
            throw new BufferException(Reason.WRONG_BYTE_ORDER, file + " is written in big-endian order");
        }
        if (magic != MAGIC) {
            throw new BufferException(
                    Reason.WRONG_MAGIC, file + " starts with 0x" + Long.toHexString(magic) + ", not a journal segment");
        }
        if (page.getInt(8) != VERSION) {
            throw new BufferException(
                    Reason.WRONG_VERSION, file + " has format version " + page.getInt(8) + ", known is " + VERSION);
        }
        if (page.getInt(CRC_AT) != crc(page)) {
            throw new BufferException(Reason.WRONG_HEADER, file + " has a header that does not match its CRC");
        }
        long bytes = page.getLong(16);
        if (!isSegmentSize(bytes)) {
            throw new BufferException(Reason.WRONG_HEADER, file + " claims a segment of " + bytes + " bytes");
        }
        int flags = page.getInt(40);
        return new SegmentHeader(
                (int) bytes,
                page.getLong(24),
                page.getLong(32),
                (flags & FLAG_CHECKSUMS) != 0,
                (flags & FLAG_RING) != 0);
    }

    static boolean isSegmentSize(long bytes) {
        return bytes >= SEGMENT_BYTES_MIN && bytes <= SEGMENT_BYTES_MAX && bytes % BYTES == 0;
    }

    private static int crc(ByteBuffer page) {
        CRC32C crc = new CRC32C();
        crc.update(page.duplicate().order(ByteOrder.LITTLE_ENDIAN).limit(CRC_AT).position(0));
        return (int) crc.getValue();
    }

    /** Sets a mark; {@code value} is not negative. */
    static void mark(Segment segment, int at, long value) {
        ByteBuffer buffer = segment.buffer();
        buffer.putLong(at, value);
        buffer.putLong(at + 8, check(segment, at, value));
    }

    static void unmark(Segment segment, int at) {
        segment.buffer().putLong(at + 8, 0);
        segment.buffer().putLong(at, 0);
    }

    /** The value of a mark, or -1 when it is not set. */
    static long marked(Segment segment, int at) {
        ByteBuffer buffer = segment.buffer();
        long value = buffer.getLong(at);
        return buffer.getLong(at + 8) == check(segment, at, value) ? value : -1;
    }

    private static long check(Segment segment, int at, long value) {
        long hash = (segment.seed() + at) * 0x9E3779B97F4A7C15L;
        // Never 0, so that a page of zeroes holds no mark.
        return ((hash ^ (hash >>> 32) ^ value) * 0xD6E8FEB86659FD93L) | 1;
    }
}

package io.trenchbot.buffer;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The checksum of a frame: CRC32C of the payload, combined with a hash of log id, position, word and stamp.
 *
 * <p>The position is in it so that bytes left over from another place or another log never verify where they are not
 * meant to be; the word is in it so that a changed length or a record turned into padding does not verify either. The
 * header goes through a multiplicative hash and not through the CRC because a second CRC call on 24 bytes costs more
 * than appending a short record.
 *
 * <p>One instance a thread. In a segment without checksums every sum is 0 and everything verifies.
 */
final class Checksum {

    private static final long MIX_A = 0x9E3779B97F4A7C15L;
    private static final long MIX_B = 0xD6E8FEB86659FD93L;

    /**
     * A checksum over memory of a shared arena holds the arena against closing, with two atomic operations that cost more
     * than copying a payload of this size.
     */
    private static final int COPIED_BYTES_MAX = 128;

    private final CRC32C crc = new CRC32C();

    /** Where short payloads are copied to; without room where that gains nothing. */
    private final byte[] copy;

    private Checksum(int copiedBytesMax) {
        this.copy = new byte[copiedBytesMax];
    }

    /** For segments that several threads use. */
    static Checksum ofSharedMemory() {
        return new Checksum(Mapping.knowsThreads() ? COPIED_BYTES_MAX : 0);
    }

    /** For segments mapped for this thread alone. */
    static Checksum ofOwnMemory() {
        return new Checksum(0);
    }

    int ofArray(Segment segment, int at, int word, long stamp, byte[] source, int offset, int length) {
        if (!segment.checksums()) {
            return 0;
        }
        crc.reset();
        crc.update(source, offset, length);
        return (int) crc.getValue() ^ header(segment, at, word, stamp);
    }

    /** The payload stands between {@code view}'s position and limit, which are as before afterwards. */
    int ofView(Segment segment, int at, int word, long stamp, ByteBuffer view) {
        if (!segment.checksums()) {
            return 0;
        }
        int start = view.position();
        int length = view.remaining();
        crc.reset();
        if (length <= copy.length) {
            view.get(start, copy, 0, length);
            crc.update(copy, 0, length);
        } else {
            crc.update(view);
            view.position(start);
        }
        return (int) crc.getValue() ^ header(segment, at, word, stamp);
    }

    /** Padding has no payload: what an aborted claim left in it is nobody's. */
    static int ofPadding(Segment segment, int at, int word) {
        return segment.checksums() ? header(segment, at, word, 0) : 0;
    }

    /**
     * Whether the frame at the offset, whose word is committed and possible there, is the one that was written.
     *
     * @param view a view of the segment whose position and limit may change
     */
    boolean verifies(Segment segment, ByteBuffer view, int at, int word) {
        if (!segment.checksums()) {
            return true;
        }
        int expected;
        if (Frame.isPadding(word)) {
            expected = ofPadding(segment, at, word);
        } else {
            view.limit(at + Frame.frameBytes(word)).position(at + Frame.HEADER_BYTES);
            expected = ofView(segment, at, word, Frame.stamp(segment.buffer(), at), view);
        }
        return expected == Frame.checksum(segment.buffer(), at);
    }

    private static int header(Segment segment, int at, int word, long stamp) {
        long hash = (segment.seed() + at) * MIX_A;
        hash = (hash ^ (hash >>> 32) ^ stamp) * MIX_B;
        hash = (hash ^ (hash >>> 32) ^ word) * MIX_B;
        return (int) (hash ^ (hash >>> 32));
    }
}

package io.trenchbot.buffer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The words of one frame in a segment, and the only place that knows their layout.
 *
 * <pre>
 *   +0  int   word: 0 free | -frameBytes claimed | +frameBytes committed | +frameBytes with bit 30: padding
 *   +4  int   checksum over word, position, stamp and payload
 *   +8  long  stamp, the caller's
 *   +16       payload, then up to 7 bytes to the next multiple of 8
 * </pre>
 *
 * frameBytes counts the header, so that a record without payload is not a free word. The word is 8-byte aligned and
 * never straddles a sector. A claim puts its length into the log by compare-and-set before anybody can pass it:
 * whoever dies after that leaves a hole of known length, and whoever dies before it leaves nothing. An index that is
 * added to first and a length that is written second do not have this property.
 */
final class Frame {

    static final int HEADER_BYTES = 16;
    static final int ALIGNMENT = 8;
    private static final int CHECKSUM_AT = 4;
    private static final int STAMP_AT = 8;
    private static final int PADDING = 1 << 30;
    private static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private Frame() {}

    static int wordAcquire(ByteBuffer segment, int offset) {
        return (int) INT.getAcquire(segment, offset);
    }

    /** Makes everything written to the frame before visible to whoever acquires the word. */
    static void wordRelease(ByteBuffer segment, int offset, int word) {
        INT.setRelease(segment, offset, word);
    }

    /** The claim of a log with a single producer: nobody competes for the word, readers take it for "not yet". */
    static void claimOpaque(ByteBuffer segment, int offset, int frameBytes) {
        INT.setOpaque(segment, offset, -frameBytes);
    }

    /** The same with the checksum, for a record that is written at once: what follows needs no order against it. */
    static void claimPlain(ByteBuffer segment, int offset, int frameBytes, int checksum) {
        segment.putLong(offset, ((long) checksum << 32) | (-frameBytes & 0xFFFF_FFFFL));
    }

    /** As {@link #wordRelease}, through the checks of the accesses before: an aligned store is one move. */
    static void commitRelease(ByteBuffer segment, int offset, int frameBytes) {
        VarHandle.releaseFence();
        segment.putInt(offset, frameBytes);
    }

    static boolean claimCompareAndSet(ByteBuffer segment, int offset, int frameBytes) {
        return INT.compareAndSet(segment, offset, 0, -frameBytes);
    }

    /** Writes to the page without changing it, whatever is written to it meanwhile. */
    static void touch(ByteBuffer segment, int offset) {
        INT.compareAndSet(segment, offset, 0, 0);
    }

    static int paddingWord(int frameBytes) {
        return frameBytes | PADDING;
    }

    static boolean isPadding(int word) {
        return word > 0 && (word & PADDING) != 0;
    }

    /** Header and payload, of a claimed, committed or padding word; negative only for a word that nobody wrote. */
    static int frameBytes(int word) {
        return word < 0 ? -word : word & ~PADDING;
    }

    /** Distance to the next frame. */
    static int span(int word) {
        return align(frameBytes(word));
    }

    static int align(int frameBytes) {
        return (frameBytes + ALIGNMENT - 1) & -ALIGNMENT;
    }

    /** Whether a word read from a file can be one that was written with this much room left in the segment. */
    static boolean isPossible(int word, int roomBytes) {
        int frameBytes = frameBytes(word);
        return frameBytes >= HEADER_BYTES && frameBytes <= roomBytes;
    }

    static int checksum(ByteBuffer segment, int offset) {
        return segment.getInt(offset + CHECKSUM_AT);
    }

    static void checksum(ByteBuffer segment, int offset, int checksum) {
        segment.putInt(offset + CHECKSUM_AT, checksum);
    }

    static long stamp(ByteBuffer segment, int offset) {
        return segment.getLong(offset + STAMP_AT);
    }

    static void stamp(ByteBuffer segment, int offset, long stamp) {
        segment.putLong(offset + STAMP_AT, stamp);
    }
}

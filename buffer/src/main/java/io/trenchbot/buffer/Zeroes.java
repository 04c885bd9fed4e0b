package io.trenchbot.buffer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Writes zeroes and looks for what is not zero. */
final class Zeroes {

    /** Large enough that a system call costs little against the copy, small enough to stay in the cache. */
    private static final int BLOCK_BYTES = 1 << 18;

    /** Small enough that the comparison of many becomes machine code soon: whoever opens a log has just been started. */
    private static final int CHECKED_BYTES = 1 << 14;

    private static final ByteBuffer BLOCK =
            ByteBuffer.allocateDirect(BLOCK_BYTES).asReadOnlyBuffer();

    private Zeroes() {}

    static void fill(ByteBuffer buffer, int from, int to) {
        for (int at = from; at < to; at += BLOCK_BYTES) {
            buffer.put(at, BLOCK, 0, Math.min(BLOCK_BYTES, to - at));
        }
    }

    /** Extends the channel's file with zeroes that have blocks of their own on the device. */
    static void append(FileChannel channel, long bytes) throws IOException {
        long left = bytes;
        while (left > 0) {
            ByteBuffer block = BLOCK.duplicate().limit((int) Math.min(BLOCK_BYTES, left));
            left -= channel.write(block);
        }
    }

    /** Index of the last byte in the range that is not zero, or -1. */
    static int lastNonZero(ByteBuffer buffer, int from, int to) {
        for (int end = to; end > from; end -= CHECKED_BYTES) {
            int start = Math.max(from, end - CHECKED_BYTES);
            if (!isZero(buffer, start, end)) {
                int at = end - 1;
                while (buffer.get(at) == 0) {
                    at--;
                }
                return at;
            }
        }
        return -1;
    }

    private static boolean isZero(ByteBuffer buffer, int from, int to) {
        ByteBuffer range = buffer.duplicate().limit(to).position(from);
        return range.mismatch(BLOCK.duplicate().limit(to - from)) < 0;
    }
}

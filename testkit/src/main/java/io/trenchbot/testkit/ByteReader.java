package io.trenchbot.testkit;

import java.util.Arrays;

/**
 * Reads little-endian bytes and remembers whether it was asked for more than there are: after that every read gives zeros, so
 * that a parser checks {@link #failed} once, at its end. Array lengths are bounded by what remains.
 */
final class ByteReader {
    private final byte[] bytes;
    private final int end;
    private int position;
    private boolean failed;

    ByteReader(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    ByteReader(byte[] bytes, int start, int end) {
        this.bytes = bytes;
        this.position = start;
        this.end = end;
    }

    int u8() {
        if (!has(1)) {
            return 0;
        }
        return bytes[position++] & 0xff;
    }

    int u16() {
        int low = u8();
        return low | u8() << 8;
    }

    int u32() {
        int low = u16();
        return low | u16() << 16;
    }

    long u64() {
        long low = u32() & 0xffff_ffffL;
        return low | (long) u32() << 32;
    }

    /** A ShortU16 in its shortest form; any other form fails. */
    int compactU16() {
        int first = u8();
        if (first < 0x80) {
            return first;
        }
        int second = u8();
        int third = second < 0x80 ? 0 : u8();
        boolean shortest = second < 0x80 ? second != 0 : third != 0 && third < 4;
        failed |= !shortest;
        return failed ? 0 : (first & 0x7f) | (second & 0x7f) << 7 | third << 14;
    }

    Address address() {
        return Address.of(bytes(Address.BYTES));
    }

    /** So many bytes, or as many zeros where the reader has failed; a count beyond the end is never allocated. */
    byte[] bytes(int count) {
        if (!has(count)) {
            return new byte[Math.min(count, Address.BYTES)];
        }
        byte[] out = Arrays.copyOfRange(bytes, position, position + count);
        position += count;
        return out;
    }

    /** For counts of things that take at least {@code bytesEach}: zero where they cannot be there. */
    int count(int count, int bytesEach) {
        return has((long) count * bytesEach) ? count : 0;
    }

    int position() {
        return position;
    }

    int remaining() {
        return end - position;
    }

    void fail() {
        failed = true;
    }

    boolean failed() {
        return failed;
    }

    private boolean has(long count) {
        failed |= count > end - position;
        return !failed;
    }
}

package io.trenchbot.testkit;

import java.util.Arrays;

/** Little-endian bytes that grow as they are written. */
final class ByteWriter {
    private byte[] bytes;
    private int length;

    ByteWriter(int capacity) {
        bytes = new byte[capacity];
    }

    ByteWriter u8(int value) {
        reserve(1);
        bytes[length++] = (byte) value;
        return this;
    }

    ByteWriter u16(int value) {
        return u8(value).u8(value >>> 8);
    }

    ByteWriter u32(int value) {
        return u16(value).u16(value >>> 16);
    }

    ByteWriter u64(long value) {
        return u32((int) value).u32((int) (value >>> 32));
    }

    /** Solana's ShortU16: seven bits a byte, least significant first. */
    ByteWriter compactU16(int value) {
        int rest = value;
        while (rest > 0x7f) {
            u8((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        return u8(rest);
    }

    ByteWriter address(Address address) {
        return bytes(address.array());
    }

    ByteWriter bytes(byte[] source) {
        reserve(source.length);
        System.arraycopy(source, 0, bytes, length, source.length);
        length += source.length;
        return this;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    private void reserve(int count) {
        if (length + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + count));
        }
    }
}

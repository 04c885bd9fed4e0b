package io.trenchbot.streaming;

/**
 * Bits that a Zstandard encoder wrote forward and a decoder reads from the end: the last byte's highest one marks where.
 *
 * <p>Reading on below the first bit gives zeros, as the format wants; {@link #position} is below zero then.
 */
final class BackwardBits {
    private byte[] bytes = new byte[0];
    private int offset;
    /** Bits not yet read. */
    int position;

    void reset(byte[] bytes, int offset, int length) {
        if (length < 1 || bytes[offset + length - 1] == 0) {
            throw new ZstdDecoder.Malformed();
        }
        this.bytes = bytes;
        this.offset = offset;
        int last = bytes[offset + length - 1] & 0xff;
        position = (length - 1) * Byte.SIZE + 31 - Integer.numberOfLeadingZeros(last);
    }

    /** The next bits, at most 32. */
    int read(int count) {
        position -= count;
        return peek(position, count);
    }

    /** The bits that {@link #read} would give, without reading them. */
    int look(int count) {
        return peek(position - count, count);
    }

    private int peek(int from, int count) {
        if (from < 0) {
            return from + count <= 0 ? 0 : peek(0, from + count) << -from;
        }
        long word = word(offset + (from >>> 3)) >>> (from & 7);
        return (int) (word & ((1L << count) - 1));
    }

    private long word(int at) {
        if (at + Long.BYTES <= bytes.length) {
            return (long) JsonWords.WORDS.get(bytes, at);
        }
        long word = 0;
        for (int i = bytes.length - 1; i >= at; i--) {
            word = word << Byte.SIZE | (bytes[i] & 0xff);
        }
        return word;
    }
}

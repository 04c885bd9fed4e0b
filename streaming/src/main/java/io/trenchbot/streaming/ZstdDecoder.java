package io.trenchbot.streaming;

import java.util.Arrays;

/**
 * Decodes one Zstandard frame (RFC 8878) without a dictionary, straight into the caller's bytes. The frame's checksum is not
 * looked at: what comes over a socket was checked by TCP.
 *
 * <p>Bytes that are no such frame give {@link #MALFORMED}. Nothing is allocated by what they claim: the output is bounded by
 * the caller's room, literals by the format's 128 KiB.
 *
 * <p>Threading: confined to one thread at a time; reused from frame to frame.
 */
final class ZstdDecoder {
    static final int MALFORMED = -1;
    /** The frame holds more than the caller's room. */
    static final int NO_ROOM = -2;
    /** {@link #contentLength} of a frame that does not tell. */
    static final long UNKNOWN = -3;

    private static final int MAGIC = 0xFD2FB528;
    private static final int MAX_BLOCK_BYTES = 1 << 17;
    private static final int RAW = 0;
    private static final int RUN = 1;
    private static final int COMPRESSED = 2;

    private final HuffmanTable huffman = new HuffmanTable();
    private final ZstdSequences sequences = new ZstdSequences();
    private final byte[] literals = new byte[MAX_BLOCK_BYTES];
    private int literalCount;
    /** Bytes of the frame's header, the content's length that it tells, and whether a checksum follows. */
    private int headerBytes;

    private long contentLength;
    private boolean checked;
    /** Bytes of a block at most, packed or not. */
    private int blockLimit;

    /** Ends a decoding; without a trace, since it is an outcome like another. */
    static final class Malformed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Malformed() {
            super(null, null, false, false);
        }
    }

    /** Ends a decoding whose output is longer than the caller's room. */
    static final class NoRoom extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NoRoom() {
            super(null, null, false, false);
        }
    }

    /** What a frame's header says of its content: bytes, {@link #UNKNOWN} or {@link #MALFORMED}. */
    long contentLength(byte[] source, int offset, int length) {
        try {
            header(source, offset, offset + length);
            return contentLength;
        } catch (Malformed | IndexOutOfBoundsException e) {
            return MALFORMED;
        }
    }

    /** Returns the bytes written, {@link #MALFORMED} or {@link #NO_ROOM}. */
    int decode(byte[] source, int offset, int length, byte[] target, int targetOffset, int room) {
        try {
            int end = offset + length;
            header(source, offset, end);
            if (contentLength > room) {
                return NO_ROOM;
            }
            int written = blocks(source, offset + headerBytes, end, target, targetOffset, targetOffset + room);
            return contentLength == UNKNOWN || contentLength == written ? written : MALFORMED;
        } catch (NoRoom e) {
            return NO_ROOM;
        } catch (Malformed | IndexOutOfBoundsException e) {
            // The JVM's own bounds checks stand in for one more of ours at each read of hostile bytes.
            return MALFORMED;
        }
    }

    private void header(byte[] source, int offset, int end) {
        if (end - offset < 6 || little(source, offset, 4) != (MAGIC & 0xffffffffL)) {
            throw new Malformed();
        }
        int descriptor = source[offset + 4] & 0xff;
        boolean single = (descriptor & 0x20) != 0;
        long base = 1L << (10 + ((source[offset + 5] & 0xff) >>> 3));
        long window = base + base / 8 * (source[offset + 5] & 7);
        int p = offset + 5 + (single ? 0 : 1);
        int dictionaryBytes = (1 << (descriptor & 3)) >> 1;
        boolean dictionary = little(source, p, dictionaryBytes) != 0;
        p += dictionaryBytes;
        int size = descriptor >>> 6;
        int sizeBytes = size == 0 ? (single ? 1 : 0) : 1 << size;
        contentLength = sizeBytes == 0 ? UNKNOWN : little(source, p, sizeBytes) + (size == 1 ? 256 : 0);
        blockLimit = (int) Math.min(MAX_BLOCK_BYTES, single ? contentLength : window);
        checked = (descriptor & 4) != 0;
        headerBytes = p + sizeBytes - offset;
        if (dictionary || (descriptor & 8) != 0 || (contentLength < 0 && contentLength != UNKNOWN)) {
            throw new Malformed();
        }
    }

    static long little(byte[] source, int offset, int bytes) {
        long value = 0;
        for (int i = bytes - 1; i >= 0; i--) {
            value = value << Byte.SIZE | (source[offset + i] & 0xff);
        }
        return value;
    }

    private int blocks(byte[] source, int offset, int end, byte[] target, int from, int to) {
        huffman.clear();
        sequences.clear();
        int p = offset;
        int t = from;
        boolean last = false;
        while (!last) {
            int header = (int) little(source, p, 3);
            p += 3;
            last = (header & 1) != 0;
            int type = header >>> 1 & 3;
            int size = header >>> 3;
            int taken = type == RUN ? 1 : size;
            if (size > blockLimit || type > COMPRESSED || taken > end - p) {
                throw new Malformed();
            }
            if (type != COMPRESSED && size > to - t) {
                throw new NoRoom();
            }
            t = switch (type) {
                case RAW -> {
                    System.arraycopy(source, p, target, t, size);
                    yield t + size;
                }
                case RUN -> {
                    Arrays.fill(target, t, t + size, source[p]);
                    yield t + size;
                }
                default -> compressed(source, p, p + size, target, from, t, to);
            };
            p += taken;
        }
        if (p + (checked ? 4 : 0) != end) {
            throw new Malformed();
        }
        return t - from;
    }

    private int compressed(byte[] source, int offset, int end, byte[] target, int from, int at, int to) {
        int p = literals(source, offset, end);
        int after = sequences.execute(source, p, end, literals, literalCount, target, from, at, to);
        if (after - at > blockLimit) {
            throw new Malformed();
        }
        return after;
    }

    /** Reads a block's literals; returns the offset after them. */
    private int literals(byte[] source, int offset, int end) {
        int first = source[offset] & 0xff;
        int type = first & 3;
        int format = first >>> 2 & 3;
        if (type >= COMPRESSED) {
            return packedLiterals(source, offset, end, type, format);
        }
        int headerBytes = format == 1 ? 2 : format == 3 ? 3 : 1;
        literalCount = (int) little(source, offset, headerBytes) >>> (headerBytes == 1 ? 3 : 4);
        int p = offset + headerBytes;
        if (literalCount > blockLimit || (type == RAW && literalCount > end - p)) {
            throw new Malformed();
        }
        if (type == RAW) {
            System.arraycopy(source, p, literals, 0, literalCount);
            return p + literalCount;
        }
        Arrays.fill(literals, 0, literalCount, source[p]);
        return p + 1;
    }

    private int packedLiterals(byte[] source, int offset, int end, int type, int format) {
        int headerBytes = format <= 1 ? 3 : format + 2;
        int width = format <= 1 ? 10 : format == 2 ? 14 : 18;
        long header = little(source, offset, headerBytes) >>> 4;
        literalCount = (int) header & ((1 << width) - 1);
        int p = offset + headerBytes;
        int after = p + (int) (header >>> width);
        if (literalCount > blockLimit || after > end) {
            throw new Malformed();
        }
        p = type == COMPRESSED ? huffman.read(source, p, after) : p;
        if (format == 0) {
            huffman.decode(source, p, after - p, literals, 0, literalCount);
            return after;
        }
        int quarter = (literalCount + 3) / 4;
        int stream = p + 6;
        for (int i = 0; i < 4; i++) {
            int bytes = i < 3 ? (int) little(source, p + 2 * i, 2) : after - stream;
            int to = i < 3 ? quarter * (i + 1) : literalCount;
            if (bytes > after - stream || to > literalCount) {
                throw new Malformed();
            }
            huffman.decode(source, stream, bytes, literals, quarter * i, to);
            stream += bytes;
        }
        return after;
    }
}

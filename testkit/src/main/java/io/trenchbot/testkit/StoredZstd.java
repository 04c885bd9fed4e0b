package io.trenchbot.testkit;

import java.util.Arrays;

/** Zstandard frames (RFC 8878) of raw blocks: every decoder reads them, and nothing is compressed. */
final class StoredZstd {
    private static final int MAGIC = 0xFD2FB528;
    /** One segment, so no window is named; the content's size takes four bytes; no checksum. */
    private static final int DESCRIPTOR = 0b1010_0000;

    private static final int MAX_BLOCK_BYTES = 128 << 10;

    private StoredZstd() {}

    static byte[] frame(byte[] content) {
        ByteWriter out = new ByteWriter(content.length + 16);
        out.u32(MAGIC).u8(DESCRIPTOR).u32(content.length);
        int position = 0;
        do {
            int length = Math.min(MAX_BLOCK_BYTES, content.length - position);
            boolean last = position + length == content.length;
            int header = (last ? 1 : 0) | length << 3; // block type 0: raw
            out.u16(header).u8(header >>> 16);
            out.bytes(Arrays.copyOfRange(content, position, position + length));
            position += length;
        } while (position < content.length);
        return out.toBytes();
    }
}

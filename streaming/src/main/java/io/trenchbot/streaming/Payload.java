package io.trenchbot.streaming;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Decodes what a notification carries as text, in the encodings that servers have: base64, base58 (also the bare text of the
 * oldest servers), and base64 over Zstandard.
 *
 * <p>Threading: confined to one thread at a time; reused from event to event.
 */
final class Payload {
    static final int MALFORMED = ZstdDecoder.MALFORMED;
    /** The payload is longer than the caller's room. */
    static final int NO_ROOM = ZstdDecoder.NO_ROOM;

    private static final byte[] BASE58 = {'b', 'a', 's', 'e', '5', '8'};
    private static final byte[] ZSTD = {'b', 'a', 's', 'e', '6', '4', '+', 'z', 's', 't', 'd'};
    /** A frame's header at most, rounded up to whole groups of base64. */
    private static final int HEADER_DIGITS = 24;

    /** Made when it is first needed, which with most servers is never: it holds some 150 KB. */
    private @Nullable ZstdDecoder zstd;

    private byte[] compressed = new byte[0];

    private static boolean base58(Slice encoding) {
        return !encoding.present() || encoding.is(BASE58);
    }

    /**
     * Bytes of the payload, {@link #MALFORMED} where that cannot be told.
     *
     * @param otherwise bytes of one that does not tell its own length
     * @param scratch for decoding what can be measured in no other way
     */
    int length(Slice text, Slice encoding, long otherwise, byte[] scratch) {
        if (!text.present()) {
            return MALFORMED;
        }
        if (encoding.base64()) {
            return Base64Text.decodedLength(text.bytes, text.offset, text.length);
        }
        if (!encoding.is(ZSTD)) {
            return Math.max(MALFORMED, decode(text, encoding, scratch, 0, scratch.length));
        }
        int header = unpacked(text, Math.min(text.length, HEADER_DIGITS));
        long length = header < 0 ? MALFORMED : zstd().contentLength(compressed, 0, header);
        long told = length == ZstdDecoder.UNKNOWN ? otherwise : length;
        return told < 0 || told > Integer.MAX_VALUE ? MALFORMED : (int) told;
    }

    /** Decodes into the target; returns the bytes written, {@link #MALFORMED} or {@link #NO_ROOM}. */
    int decode(Slice text, Slice encoding, byte[] target, int offset, int room) {
        if (!text.present()) {
            return MALFORMED;
        }
        if (encoding.base64()) {
            int length = Base64Text.decodedLength(text.bytes, text.offset, text.length);
            return length > room ? NO_ROOM : Base64Text.decode(text.bytes, text.offset, text.length, target, offset);
        }
        if (base58(encoding)) {
            return Base58.decodeUpTo(text.bytes, text.offset, text.length, target, offset, room);
        }
        int length = encoding.is(ZSTD) ? unpacked(text, text.length) : MALFORMED;
        return length < 0 ? MALFORMED : zstd().decode(compressed, 0, length, target, offset, room);
    }

    private ZstdDecoder zstd() {
        ZstdDecoder made = zstd == null ? new ZstdDecoder() : zstd;
        zstd = made;
        return made;
    }

    /** Takes the base64 off the first digits; their number bounds the memory. */
    private int unpacked(Slice text, int digits) {
        int length = Base64Text.decodedLength(text.bytes, text.offset, digits);
        if (length > compressed.length) {
            compressed = Arrays.copyOf(compressed, length);
        }
        return Base64Text.decode(text.bytes, text.offset, digits, compressed, 0);
    }
}

package io.trenchbot.streaming;

/** UTF-8 as RFC 3629 has it (no overlong forms, no surrogates), and JSON escapes. */
final class Utf8 {
    private Utf8() {}

    /** Bytes of the sequence of two to four bytes at p, 0 where it is not one. */
    static int sequenceLength(byte[] bytes, int p, int end) {
        int lead = bytes[p] & 0xff;
        int length = lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
        if (length == 0 || end - p < length) {
            return 0;
        }
        int second = bytes[p + 1] & 0xff;
        int low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
        int high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
        if (second < low || second > high) {
            return 0;
        }
        for (int i = 2; i < length; i++) {
            if ((bytes[p + i] & 0xc0) != 0x80) {
                return 0;
            }
        }
        return length;
    }

    /**
     * Copies the inside of a JSON string whose escapes were checked before; never longer than its source.
     *
     * @return the length
     */
    static int unescape(byte[] source, int from, int to, byte[] target, int offset) {
        int t = offset;
        for (int p = from; p < to; ) {
            byte b = source[p++];
            if (b != '\\') {
                target[t++] = b;
                continue;
            }
            byte kind = source[p++];
            if (kind != 'u') {
                target[t++] = simple(kind);
                continue;
            }
            int code = hex4(source, p);
            p += 4;
            if (Character.isHighSurrogate((char) code) && lowSurrogateFollows(source, p, to)) {
                code = Character.toCodePoint((char) code, (char) hex4(source, p + 2));
                p += 6;
            }
            t = encode(code, target, t);
        }
        return t - offset;
    }

    private static boolean lowSurrogateFollows(byte[] source, int p, int to) {
        return p + 6 <= to
                && source[p] == '\\'
                && source[p + 1] == 'u'
                && Character.isLowSurrogate((char) hex4(source, p + 2));
    }

    private static byte simple(byte kind) {
        return switch (kind) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> kind;
        };
    }

    private static int hex4(byte[] source, int p) {
        int code = 0;
        for (int i = 0; i < 4; i++) {
            code = (code << 4) | Character.digit(source[p + i], 16);
        }
        return code;
    }

    private static int encode(int code, byte[] target, int t) {
        if (code < 0x80) {
            target[t++] = (byte) code;
        } else if (code < 0x800) {
            target[t++] = (byte) (0xc0 | (code >> 6));
            target[t++] = (byte) (0x80 | (code & 0x3f));
        } else if (code >= 0xd800 && code < 0xe000) {
            // A lone surrogate has no UTF-8 form; Java's encoder writes the same.
            target[t++] = '?';
        } else if (code < 0x10000) {
            target[t++] = (byte) (0xe0 | (code >> 12));
            target[t++] = (byte) (0x80 | ((code >> 6) & 0x3f));
            target[t++] = (byte) (0x80 | (code & 0x3f));
        } else {
            target[t++] = (byte) (0xf0 | (code >> 18));
            target[t++] = (byte) (0x80 | ((code >> 12) & 0x3f));
            target[t++] = (byte) (0x80 | ((code >> 6) & 0x3f));
            target[t++] = (byte) (0x80 | (code & 0x3f));
        }
        return t;
    }
}

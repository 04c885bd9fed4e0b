package io.trenchbot.streaming;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Base64 of RFC 4648 with padding, decoded from a range into a range; refuses what a canonical encoder does not write. */
final class Base64Text {
    private static final int[] VALUES = new int[256];

    static {
        Arrays.fill(VALUES, -1);
        byte[] alphabet =
                "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < alphabet.length; i++) {
            VALUES[alphabet[i]] = i;
        }
    }

    private Base64Text() {}

    /** Bytes that the text decodes to, by its length and padding alone; -1 where no text has that length. */
    static int decodedLength(byte[] source, int offset, int length) {
        if (length % 4 != 0) {
            return -1;
        }
        return length / 4 * 3 - padding(source, offset, length);
    }

    private static int padding(byte[] source, int offset, int length) {
        if (length < 4 || source[offset + length - 1] != '=') {
            return 0;
        }
        return source[offset + length - 2] == '=' ? 2 : 1;
    }

    /** Returns the bytes written, or -1 where the text is not canonical base64. The target must have room. */
    static int decode(byte[] source, int offset, int length, byte[] target, int targetOffset) {
        int decoded = decodedLength(source, offset, length);
        if (decoded < 0) {
            return -1;
        }
        int padding = padding(source, offset, length);
        int p = offset;
        int t = targetOffset;
        int faults = 0;
        for (int end = offset + length - (padding > 0 ? 4 : 0); p < end; p += 4, t += 3) {
            int group = group(source, p);
            faults |= group;
            target[t] = (byte) (group >> 16);
            target[t + 1] = (byte) (group >> 8);
            target[t + 2] = (byte) group;
        }
        return faults < 0 || (padding > 0 && !tail(source, p, padding, target, t)) ? -1 : decoded;
    }

    /** 24 bits, negative where one of the four is no digit. */
    private static int group(byte[] source, int p) {
        return VALUES[source[p] & 0xff] << 18
                | VALUES[source[p + 1] & 0xff] << 12
                | VALUES[source[p + 2] & 0xff] << 6
                | VALUES[source[p + 3] & 0xff];
    }

    private static boolean tail(byte[] source, int p, int padding, byte[] target, int t) {
        int third = padding == 2 ? 0 : VALUES[source[p + 2] & 0xff];
        int group = VALUES[source[p] & 0xff] << 18 | VALUES[source[p + 1] & 0xff] << 12 | third << 6;
        target[t] = (byte) (group >> 16);
        if (padding == 1) {
            target[t + 1] = (byte) (group >> 8);
        }
        // Bits that no byte takes must be zero, so that one byte string has one text.
        return group >= 0 && (group & (padding == 1 ? 0xff : 0xffff)) == 0;
    }
}

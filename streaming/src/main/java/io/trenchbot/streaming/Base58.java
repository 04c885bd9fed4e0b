package io.trenchbot.streaming;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bitcoin's base 58 over big-endian limbs of 32 bits, five digits a step. */
final class Base58 {
    /** Digits of a 32-byte key at most. */
    static final int KEY_DIGITS = 44;
    /** Digits of a 64-byte signature at most. */
    static final int SIGNATURE_DIGITS = 88;

    /** The work grows with the square of the digits; a transaction of 1,232 bytes takes 1,683. */
    private static final int MAX_DIGITS = 2_048;

    private static final byte[] ALPHABET =
            "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] VALUES = new byte[128];
    private static final int STEP_DIGITS = 5;
    private static final long STEP = 58L * 58 * 58 * 58 * 58;

    static {
        Arrays.fill(VALUES, (byte) -1);
        for (int i = 0; i < ALPHABET.length; i++) {
            VALUES[ALPHABET[i]] = (byte) i;
        }
    }

    private Base58() {}

    static String encode(byte[] source, int offset, int length) {
        byte[] target = new byte[length * 138 / 100 + 1 + STEP_DIGITS];
        return new String(target, 0, encode(source, offset, length, target, 0), StandardCharsets.US_ASCII);
    }

    /**
     * Encodes a key or a signature; the target has room for 138 % of the length and six more.
     *
     * @return the digits written
     */
    static int encode(byte[] source, int offset, int length, byte[] target, int targetOffset) {
        int[] limbs = limbs(source, offset, length);
        int zeros = 0;
        while (zeros < length && source[offset + zeros] == 0) {
            zeros++;
        }
        int capacity = length * 138 / 100 + 1 + STEP_DIGITS;
        int position = targetOffset + capacity;
        for (int first = 0; first < limbs.length; ) {
            long rest = 0;
            for (int i = first; i < limbs.length; i++) {
                long part = (rest << 32) | (limbs[i] & 0xffffffffL);
                limbs[i] = (int) (part / STEP);
                rest = part % STEP;
            }
            for (int i = 0; i < STEP_DIGITS && position > targetOffset; i++) {
                target[--position] = ALPHABET[(int) (rest % 58)];
                rest /= 58;
            }
            while (first < limbs.length && limbs[first] == 0) {
                first++;
            }
        }
        return trim(target, targetOffset, position, capacity, zeros);
    }

    /** Moves the digits to the front with exactly one '1' for each leading zero byte. */
    private static int trim(byte[] target, int targetOffset, int position, int capacity, int zeros) {
        int end = targetOffset + capacity;
        while (position < end && target[position] == ALPHABET[0]) {
            position++;
        }
        int digits = end - position;
        System.arraycopy(target, position, target, targetOffset + zeros, digits);
        Arrays.fill(target, targetOffset, targetOffset + zeros, ALPHABET[0]);
        return zeros + digits;
    }

    private static int[] limbs(byte[] source, int offset, int length) {
        int[] limbs = new int[(length + 3) / 4];
        for (int i = 0; i < length; i++) {
            int fromEnd = length - 1 - i;
            limbs[limbs.length - 1 - fromEnd / 4] |= (source[offset + i] & 0xff) << (8 * (fromEnd % 4));
        }
        return limbs;
    }

    /**
     * Decodes to exactly {@code bytes} bytes (a multiple of 4).
     *
     * @return that count, or -1 where the text is not that many bytes
     */
    static int decode(byte[] source, int offset, int length, byte[] target, int targetOffset, int bytes) {
        int[] limbs = new int[bytes / 4];
        int zeros = 0;
        while (zeros < length && source[offset + zeros] == ALPHABET[0]) {
            zeros++;
        }
        for (int i = zeros; i < length; i++) {
            byte c = source[offset + i];
            int digit = c < 0 ? -1 : VALUES[c];
            if (digit < 0 || addDigit(limbs, digit) != 0) {
                return -1;
            }
        }
        return spread(limbs, target, targetOffset, bytes) == zeros ? bytes : -1;
    }

    /** Writes the limbs; returns the leading zero bytes. */
    private static int spread(int[] limbs, byte[] target, int targetOffset, int bytes) {
        int zeros = 0;
        for (int i = 0; i < bytes; i++) {
            target[targetOffset + i] = (byte) (limbs[i / 4] >>> (24 - 8 * (i % 4)));
            if (zeros == i && target[targetOffset + i] == 0) {
                zeros++;
            }
        }
        return zeros;
    }

    /**
     * Decodes a text of unknown length.
     *
     * @return the bytes written, {@link Payload#MALFORMED} or {@link Payload#NO_ROOM}
     */
    static int decodeUpTo(byte[] source, int offset, int length, byte[] target, int targetOffset, int room) {
        if (length > MAX_DIGITS) {
            return Payload.MALFORMED;
        }
        int zeros = 0;
        while (zeros < length && source[offset + zeros] == ALPHABET[0]) {
            zeros++;
        }
        // 58 is below 2^5.86.
        int[] limbs = new int[length * 6 / 32 + 1];
        for (int i = zeros; i < length; i++) {
            byte c = source[offset + i];
            int digit = c < 0 ? -1 : VALUES[c];
            if (digit < 0) {
                return Payload.MALFORMED;
            }
            addDigit(limbs, digit);
        }
        int significant = significantBytes(limbs);
        if (zeros + significant > room) {
            return Payload.NO_ROOM;
        }
        Arrays.fill(target, targetOffset, targetOffset + zeros, (byte) 0);
        for (int i = 0; i < significant; i++) {
            int fromEnd = significant - 1 - i;
            target[targetOffset + zeros + i] = (byte) (limbs[limbs.length - 1 - fromEnd / 4] >>> (8 * (fromEnd % 4)));
        }
        return zeros + significant;
    }

    private static int significantBytes(int[] limbs) {
        int first = 0;
        while (first < limbs.length && limbs[first] == 0) {
            first++;
        }
        return first == limbs.length
                ? 0
                : (limbs.length - first) * Integer.BYTES - Integer.numberOfLeadingZeros(limbs[first]) / Byte.SIZE;
    }

    /** Multiplies by 58 and adds; returns what the limbs could not take. */
    private static long addDigit(int[] limbs, int digit) {
        long carry = digit;
        for (int limb = limbs.length - 1; limb >= 0; limb--) {
            carry += (limbs[limb] & 0xffffffffL) * 58;
            limbs[limb] = (int) carry;
            carry >>>= 32;
        }
        return carry;
    }

    /** The bytes of a base58 text, checked to be {@code bytes} long. */
    static byte[] decode(String text, int bytes) {
        byte[] source = text.getBytes(StandardCharsets.UTF_8);
        byte[] target = new byte[bytes];
        if (source.length > 2 * bytes || decode(source, 0, source.length, target, 0, bytes) < 0) {
            throw new IllegalArgumentException("not base58 of " + bytes + " bytes: " + text);
        }
        return target;
    }
}

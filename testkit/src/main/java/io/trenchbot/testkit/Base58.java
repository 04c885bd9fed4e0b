package io.trenchbot.testkit;

import java.util.Arrays;

/** Base58 in Bitcoin's alphabet, as Solana writes keys, hashes and signatures. */
final class Base58 {
    /** The longest text that is decoded: a whole 1,232-byte transaction takes 1,683 digits, and the work grows with the square. */
    static final int MAX_DIGITS = 1_700;

    private static final char[] DIGITS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz".toCharArray();
    private static final byte[] VALUES = values();
    private static final int DIGITS_PER_STEP = 5;
    private static final long STEP = 58L * 58 * 58 * 58 * 58; // below 2^30, so (remainder << 32 | limb) stays positive
    private static final long LIMB = 0xffff_ffffL;

    private Base58() {}

    static String encode(byte[] bytes) {
        int zeros = 0;
        while (zeros < bytes.length && bytes[zeros] == 0) {
            zeros++;
        }
        int[] limbs = limbs(bytes);
        char[] out = new char[zeros + (bytes.length - zeros) * 138 / 100 + 1 + DIGITS_PER_STEP];
        int position = divideOut(limbs, out);
        while (position < out.length && out[position] == DIGITS[0]) {
            position++;
        }
        position -= zeros;
        Arrays.fill(out, position, position + zeros, DIGITS[0]);
        return new String(out, position, out.length - position);
    }

    /**
     * Decodes text of any length up to {@link #MAX_DIGITS}.
     *
     * @throws IllegalArgumentException if the text is too long or holds a character outside of the alphabet
     */
    static byte[] decode(String text) {
        if (text.length() > MAX_DIGITS) {
            throw new IllegalArgumentException("base58 text of " + text.length() + " digits, at most " + MAX_DIGITS);
        }
        int zeros = 0;
        while (zeros < text.length() && text.charAt(zeros) == DIGITS[0]) {
            zeros++;
        }
        byte[] magnitude = multiplyUp(text, zeros);
        int start = 0;
        while (start < magnitude.length && magnitude[start] == 0) {
            start++;
        }
        byte[] out = new byte[zeros + magnitude.length - start];
        System.arraycopy(magnitude, start, out, zeros, magnitude.length - start);
        return out;
    }

    /** Big-endian 32-bit limbs, the first one padded with zeros on the left. */
    private static int[] limbs(byte[] bytes) {
        int[] limbs = new int[(bytes.length + 3) / 4];
        int pad = limbs.length * 4 - bytes.length;
        for (int i = 0; i < bytes.length; i++) {
            int place = i + pad;
            limbs[place >> 2] |= (bytes[i] & 0xff) << (24 - 8 * (place & 3));
        }
        return limbs;
    }

    /** Writes the digits from the end of {@code out} backwards and returns the index of the first one. */
    private static int divideOut(int[] limbs, char[] out) {
        int position = out.length;
        int start = 0;
        while (start < limbs.length) {
            long remainder = 0;
            for (int i = start; i < limbs.length; i++) {
                long value = (remainder << 32) | (limbs[i] & LIMB);
                limbs[i] = (int) (value / STEP);
                remainder = value % STEP;
            }
            for (int i = 0; i < DIGITS_PER_STEP && position > 0; i++) {
                out[--position] = DIGITS[(int) (remainder % 58)];
                remainder /= 58;
            }
            while (start < limbs.length && limbs[start] == 0) {
                start++;
            }
        }
        return position;
    }

    private static byte[] multiplyUp(String text, int from) {
        int[] limbs = new int[((text.length() - from) * 733 / 1000 + 1 + 3) / 4 + 1]; // log(58) / log(256) = 0.7322
        int used = limbs.length;
        for (int i = from; i < text.length(); i++) {
            long carry = value(text, i);
            for (int j = limbs.length - 1; j >= used || carry != 0; j--) {
                long product = (limbs[j] & LIMB) * 58 + carry;
                limbs[j] = (int) product;
                carry = product >>> 32;
                used = Math.min(used, j);
            }
        }
        byte[] bytes = new byte[limbs.length * 4];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (limbs[i >> 2] >>> (24 - 8 * (i & 3)));
        }
        return bytes;
    }

    private static int value(String text, int index) {
        char c = text.charAt(index);
        int value = c < VALUES.length ? VALUES[c] : -1;
        if (value < 0) {
            throw new IllegalArgumentException("not a base58 digit: '" + c + "' at index " + index);
        }
        return value;
    }

    private static byte[] values() {
        byte[] values = new byte[128];
        Arrays.fill(values, (byte) -1);
        for (int i = 0; i < DIGITS.length; i++) {
            values[DIGITS[i]] = (byte) i;
        }
        return values;
    }
}

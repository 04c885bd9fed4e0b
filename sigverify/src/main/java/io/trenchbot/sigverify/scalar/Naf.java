package io.trenchbot.sigverify.scalar;

import java.util.Arrays;

/**
 * Signed digits of a scalar: each zero or odd and below 2^(w-1) in size, a digit that is not zero followed by w - 1
 * zeros. On average one digit in w + 1 is not zero. Threading: one thread.
 */
public final class Naf {
    /** 256 bits, a carry, and the zeros behind it. */
    private static final int DIGITS = 272;

    /** The digits, lowest first. */
    public final short[] digits = new short[DIGITS];

    private int length;

    /** Zero. */
    public Naf() {}

    /** Digits that matter: none at or above this position is other than zero. */
    int length() {
        return length;
    }

    /**
     * Recodes a 256-bit scalar, in variable time.
     *
     * @param w0 its lowest word
     * @param w1 its second word
     * @param w2 its third word
     * @param w3 its highest word
     * @param width w, from 2 to 15
     */
    public void recodeVar(long w0, long w1, long w2, long w3, int width) {
        Arrays.fill(digits, 0, length, (short) 0);
        length = 0;
        int mask = (1 << width) - 1;
        int carry = 0;
        int bit = 0;
        while (bit < 257) {
            int window = window(w0, w1, w2, w3, bit) & mask;
            if ((window & 1) == carry) {
                bit++;
                continue;
            }
            window += carry;
            carry = window >>> (width - 1) & 1;
            digits[bit] = (short) (window - (carry << width));
            length = bit + 1;
            bit += width;
        }
    }

    /** At least 32 bits of the scalar from a position on. */
    private static int window(long w0, long w1, long w2, long w3, int bit) {
        int shift = bit & 63;
        long low;
        long high;
        switch (bit >>> 6) {
            case 0 -> {
                low = w0;
                high = w1;
            }
            case 1 -> {
                low = w1;
                high = w2;
            }
            case 2 -> {
                low = w2;
                high = w3;
            }
            case 3 -> {
                low = w3;
                high = 0;
            }
            default -> {
                return 0;
            }
        }
        return (int) (low >>> shift | (high << 1) << (63 - shift));
    }
}

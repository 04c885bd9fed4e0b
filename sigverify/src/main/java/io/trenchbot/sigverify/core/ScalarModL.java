package io.trenchbot.sigverify.core;

import java.util.Arrays;

/**
 * Integers modulo the group order L = 2^252 + 27742317777372353535851937790883648493.
 *
 * <p>Wide values are held as limbs of 21 bits in longs, so that products and their sums stay far from 64 bits: since
 * 2^252 = 12 limbs and 2^252 = -(L - 2^252) mod L, limb 12 + i folds into limbs i to i + 5 with six small factors.
 */
public final class ScalarModL {
    /** Lowest word of L. */
    public static final long ORDER_0 = 0x5812631a5cf5d3edL;
    /** Second word of L; the third is zero. */
    public static final long ORDER_1 = 0x14def9dea2f79cd6L;
    /** Highest word of L. */
    public static final long ORDER_3 = 0x1000000000000000L;

    /** Limbs of 21 bits in 512 bits, the last one longer. */
    public static final int LIMBS = 24;

    private static final int LIMB_BITS = 21;
    private static final long LIMB_MASK = (1L << LIMB_BITS) - 1;

    /** 2^252 = sum of FOLD[j] * 2^(21 j) mod L, in signed limbs. */
    private static final long[] FOLD = {666643, 470296, 654183, -997805, 136657, -683901};

    private ScalarModL() {}

    /**
     * Reduces a 512-bit value.
     *
     * @param wide its eight words, low word first, from {@code offset}
     * @param offset of the first word
     * @param limbs scratch of {@link #LIMBS}
     * @param words result: four words, low word first, below L
     */
    public static void reduce(long[] wide, int offset, long[] limbs, long[] words) {
        for (int i = 0; i < LIMBS; i++) {
            int bit = i * LIMB_BITS;
            int shift = bit & 63;
            int word = offset + (bit >>> 6);
            long limb = wide[word] >>> shift;
            if (shift > 64 - LIMB_BITS && i < LIMBS - 1) {
                limb |= wide[word + 1] << (64 - shift);
            }
            limbs[i] = i < LIMBS - 1 ? limb & LIMB_MASK : limb;
        }
        reduceLimbs(limbs);
        pack(limbs, words);
    }

    /**
     * Multiplies two scalars without reducing.
     *
     * @param a four words, low word first
     * @param b holds the other scalar in little-endian bytes
     * @param offset of its 32 bytes
     * @param wide result: eight words, low word first
     */
    public static void multiplyWide(long[] a, byte[] b, int offset, long[] wide) {
        Arrays.fill(wide, 0, 8, 0);
        for (int i = 0; i < 4; i++) {
            long carry = 0;
            for (int j = 0; j < 4; j++) {
                long word = Encoding.word(b, offset + 8 * j);
                long low = a[i] * word;
                long high = unsignedMultiplyHigh(a[i], word);
                low += carry;
                high += Long.compareUnsigned(low, carry) < 0 ? 1 : 0;
                low += wide[i + j];
                high += Long.compareUnsigned(low, wide[i + j]) < 0 ? 1 : 0;
                wide[i + j] = low;
                carry = high;
            }
            wide[i + 4] = carry;
        }
    }

    /** The JDK has this method from 18 on. */
    private static long unsignedMultiplyHigh(long a, long b) {
        return Math.multiplyHigh(a, b) + (a >> 63 & b) + (b >> 63 & a);
    }

    /** Limbs of up to about 2^30 each -> twelve limbs of 21 bits, value below L. */
    private static void reduceLimbs(long[] limbs) {
        fold(limbs, 23, 18);
        carryRounded(limbs, 6, 17);
        fold(limbs, 17, 12);
        carryRounded(limbs, 0, 12);
        fold(limbs, 12, 12);
        carryDown(limbs, 12);
        fold(limbs, 12, 12);
        // Limb 11 keeps bit 252 of the values between 2^252 and L.
        carryDown(limbs, 11);
    }

    private static void fold(long[] limbs, int from, int to) {
        for (int i = from; i >= to; i--) {
            long limb = limbs[i];
            limbs[i] = 0;
            for (int j = 0; j < FOLD.length; j++) {
                limbs[i - 12 + j] += limb * FOLD[j];
            }
        }
    }

    /** Leaves limbs from..to - 1 within 2^20 of zero. */
    private static void carryRounded(long[] limbs, int from, int to) {
        for (int i = from; i < to; i++) {
            long carry = (limbs[i] + (1L << (LIMB_BITS - 1))) >> LIMB_BITS;
            limbs[i + 1] += carry;
            limbs[i] -= carry << LIMB_BITS;
        }
    }

    /** Leaves the limbs below {@code top} between 0 and 2^21 - 1, and what is outside that range in limb {@code top}. */
    private static void carryDown(long[] limbs, int top) {
        for (int i = 0; i < top; i++) {
            limbs[i + 1] += limbs[i] >> LIMB_BITS;
            limbs[i] &= LIMB_MASK;
        }
    }

    private static void pack(long[] s, long[] words) {
        words[0] = s[0] | s[1] << 21 | s[2] << 42 | s[3] << 63;
        words[1] = s[3] >>> 1 | s[4] << 20 | s[5] << 41 | s[6] << 62;
        words[2] = s[6] >>> 2 | s[7] << 19 | s[8] << 40 | s[9] << 61;
        words[3] = s[9] >>> 3 | s[10] << 18 | s[11] << 39;
    }
}

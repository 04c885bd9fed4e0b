package io.trenchbot.sigverify.scalar;

import io.trenchbot.sigverify.core.Encoding;

/**
 * An element of GF(2^255 - 19): five limbs of radix 2^51 in unsigned longs.
 *
 * <p>Limb states. <b>Carried</b>: below 2^51 + 2^16, what a product leaves. <b>Loose</b>: below 2^53.4, what one sum or
 * difference of carried elements leaves. <b>Wide</b>: below 2^54, a loose one after another sum or difference. Each
 * operation names the states it takes and gives; a test drives every one of them to its limits.
 *
 * <p>Products without carries: with {@code a < 2^54} shifted left by 9 and {@code b * 19 < 2^57.7} by 4, the high word of
 * their product is {@code a * b / 2^51}, that is, the part that belongs to the next limb; the low word of the unshifted
 * product minus that part is the rest. Sums of five high words stay below 2^63, sums of five rests are exact mod 2^64.
 *
 * <p>Public data only: nothing here runs in constant time by design. Threading: one thread.
 */
final class FieldElement {
    static final int LIMB_BITS = 51;
    static final long LIMB_MASK = (1L << LIMB_BITS) - 1;

    /** 2p and 4p in limbs, added before a subtraction so that no limb falls below zero. */
    private static final long TWO_P_0 = 2 * (LIMB_MASK - 18);

    private static final long TWO_P = 2 * LIMB_MASK;
    private static final long FOUR_P_0 = 2 * TWO_P_0;
    private static final long FOUR_P = 2 * TWO_P;

    private long limb0;
    private long limb1;
    private long limb2;
    private long limb3;
    private long limb4;

    FieldElement() {}

    FieldElement set(FieldElement a) {
        return set(a.limb0, a.limb1, a.limb2, a.limb3, a.limb4);
    }

    FieldElement set(long l0, long l1, long l2, long l3, long l4) {
        limb0 = l0;
        limb1 = l1;
        limb2 = l2;
        limb3 = l3;
        limb4 = l4;
        return this;
    }

    FieldElement setSmall(long value) {
        return set(value, 0, 0, 0, 0);
    }

    /** The 255 low bits of an encoded point: taken mod p where they are p or above. Carried. */
    FieldElement setBytes(byte[] bytes, int offset) {
        return setWords(
                Encoding.word(bytes, offset),
                Encoding.word(bytes, offset + 8),
                Encoding.word(bytes, offset + 16),
                Encoding.word(bytes, offset + 24));
    }

    /** The 255 low bits of four words. Carried. */
    FieldElement setWords(long w0, long w1, long w2, long w3) {
        return set(
                w0 & LIMB_MASK,
                (w0 >>> 51 | w1 << 13) & LIMB_MASK,
                (w1 >>> 38 | w2 << 26) & LIMB_MASK,
                (w2 >>> 25 | w3 << 39) & LIMB_MASK,
                w3 >>> 12 & LIMB_MASK);
    }

    /** Carried + carried -> loose; loose + carried -> wide. */
    void add(FieldElement a, FieldElement b) {
        limb0 = a.limb0 + b.limb0;
        limb1 = a.limb1 + b.limb1;
        limb2 = a.limb2 + b.limb2;
        limb3 = a.limb3 + b.limb3;
        limb4 = a.limb4 + b.limb4;
    }

    /** Carried - carried -> loose. */
    void subtract(FieldElement a, FieldElement b) {
        limb0 = a.limb0 + TWO_P_0 - b.limb0;
        limb1 = a.limb1 + TWO_P - b.limb1;
        limb2 = a.limb2 + TWO_P - b.limb2;
        limb3 = a.limb3 + TWO_P - b.limb3;
        limb4 = a.limb4 + TWO_P - b.limb4;
    }

    /**
     * Carried - b -> loose; a sum or difference of carried ones - b -> wide. Every limb of b is at most that of 4p, as
     * those of a sum or difference of carried elements are.
     */
    void subtractLoose(FieldElement a, FieldElement b) {
        limb0 = a.limb0 + FOUR_P_0 - b.limb0;
        limb1 = a.limb1 + FOUR_P - b.limb1;
        limb2 = a.limb2 + FOUR_P - b.limb2;
        limb3 = a.limb3 + FOUR_P - b.limb3;
        limb4 = a.limb4 + FOUR_P - b.limb4;
    }

    /** Carried -> loose. */
    void negate(FieldElement a) {
        set(TWO_P_0 - a.limb0, TWO_P - a.limb1, TWO_P - a.limb2, TWO_P - a.limb3, TWO_P - a.limb4);
    }

    /** Wide * loose -> carried. */
    void multiply(FieldElement a, FieldElement b) {
        long a0 = a.limb0;
        long a1 = a.limb1;
        long a2 = a.limb2;
        long a3 = a.limb3;
        long a4 = a.limb4;
        long b0 = b.limb0;
        long b1 = b.limb1;
        long b2 = b.limb2;
        long b3 = b.limb3;
        long b4 = b.limb4;
        long n1 = 19 * b1;
        long n2 = 19 * b2;
        long n3 = 19 * b3;
        long n4 = 19 * b4;
        long a0s = a0 << 9;
        long a1s = a1 << 9;
        long a2s = a2 << 9;
        long a3s = a3 << 9;
        long a4s = a4 << 9;
        long b0s = b0 << 4;
        long b1s = b1 << 4;
        long b2s = b2 << 4;
        long b3s = b3 << 4;
        long b4s = b4 << 4;
        long n1s = n1 << 4;
        long n2s = n2 << 4;
        long n3s = n3 << 4;
        long n4s = n4 << 4;
        long low0 = a0 * b0 + a1 * n4 + a2 * n3 + a3 * n2 + a4 * n1;
        long high0 = Math.multiplyHigh(a0s, b0s)
                + Math.multiplyHigh(a1s, n4s)
                + Math.multiplyHigh(a2s, n3s)
                + Math.multiplyHigh(a3s, n2s)
                + Math.multiplyHigh(a4s, n1s);
        long low1 = a0 * b1 + a1 * b0 + a2 * n4 + a3 * n3 + a4 * n2;
        long high1 = Math.multiplyHigh(a0s, b1s)
                + Math.multiplyHigh(a1s, b0s)
                + Math.multiplyHigh(a2s, n4s)
                + Math.multiplyHigh(a3s, n3s)
                + Math.multiplyHigh(a4s, n2s);
        long low2 = a0 * b2 + a1 * b1 + a2 * b0 + a3 * n4 + a4 * n3;
        long high2 = Math.multiplyHigh(a0s, b2s)
                + Math.multiplyHigh(a1s, b1s)
                + Math.multiplyHigh(a2s, b0s)
                + Math.multiplyHigh(a3s, n4s)
                + Math.multiplyHigh(a4s, n3s);
        long low3 = a0 * b3 + a1 * b2 + a2 * b1 + a3 * b0 + a4 * n4;
        long high3 = Math.multiplyHigh(a0s, b3s)
                + Math.multiplyHigh(a1s, b2s)
                + Math.multiplyHigh(a2s, b1s)
                + Math.multiplyHigh(a3s, b0s)
                + Math.multiplyHigh(a4s, n4s);
        long low4 = a0 * b4 + a1 * b3 + a2 * b2 + a3 * b1 + a4 * b0;
        long high4 = Math.multiplyHigh(a0s, b4s)
                + Math.multiplyHigh(a1s, b3s)
                + Math.multiplyHigh(a2s, b2s)
                + Math.multiplyHigh(a3s, b1s)
                + Math.multiplyHigh(a4s, b0s);
        carry(low0, low1, low2, low3, low4, high0, high1, high2, high3, high4);
    }

    /** Loose -> carried. */
    void square(FieldElement a) {
        squareTimes(a, 1);
    }

    /** a^(2^count), in registers throughout. Loose -> carried. */
    void squareTimes(FieldElement a, int count) {
        long a0 = a.limb0;
        long a1 = a.limb1;
        long a2 = a.limb2;
        long a3 = a.limb3;
        long a4 = a.limb4;
        for (int i = 0; i < count; i++) {
            long d0 = 2 * a0;
            long d1 = 2 * a1;
            long d2 = 2 * a2;
            long n3 = 19 * a3;
            long n4 = 19 * a4;
            long d3 = 2 * a3;
            long n4s = n4 << 5;
            long n3s = n3 << 5;
            long d0s = d0 << 8;
            long d1s = d1 << 8;
            long d2s = d2 << 8;
            long d3s = d3 << 8;
            long a0s = a0 << 5;
            long a1s = a1 << 5;
            long a2s = a2 << 5;
            long a3s = a3 << 5;
            long a4s = a4 << 5;
            long a0t = a0 << 8;
            long a1t = a1 << 8;
            long a2t = a2 << 8;
            long a3t = a3 << 8;
            long a4t = a4 << 8;
            long low0 = a0 * a0 + d1 * n4 + d2 * n3;
            long high0 = Math.multiplyHigh(a0t, a0s) + Math.multiplyHigh(d1s, n4s) + Math.multiplyHigh(d2s, n3s);
            long low1 = d0 * a1 + d2 * n4 + a3 * n3;
            long high1 = Math.multiplyHigh(d0s, a1s) + Math.multiplyHigh(d2s, n4s) + Math.multiplyHigh(a3t, n3s);
            long low2 = d0 * a2 + a1 * a1 + d3 * n4;
            long high2 = Math.multiplyHigh(d0s, a2s) + Math.multiplyHigh(a1t, a1s) + Math.multiplyHigh(d3s, n4s);
            long low3 = d0 * a3 + d1 * a2 + a4 * n4;
            long high3 = Math.multiplyHigh(d0s, a3s) + Math.multiplyHigh(d1s, a2s) + Math.multiplyHigh(a4t, n4s);
            long low4 = d0 * a4 + d1 * a3 + a2 * a2;
            long high4 = Math.multiplyHigh(d0s, a4s) + Math.multiplyHigh(d1s, a3s) + Math.multiplyHigh(a2t, a2s);
            long c0 = low0 - (high0 << LIMB_BITS) + 19 * high4;
            long c1 = low1 - (high1 << LIMB_BITS) + high0;
            long c2 = low2 - (high2 << LIMB_BITS) + high1;
            long c3 = low3 - (high3 << LIMB_BITS) + high2;
            long c4 = low4 - (high4 << LIMB_BITS) + high3;
            a0 = (c0 & LIMB_MASK) + 19 * (c4 >>> LIMB_BITS);
            a1 = (c1 & LIMB_MASK) + (c0 >>> LIMB_BITS);
            a2 = (c2 & LIMB_MASK) + (c1 >>> LIMB_BITS);
            a3 = (c3 & LIMB_MASK) + (c2 >>> LIMB_BITS);
            a4 = (c4 & LIMB_MASK) + (c3 >>> LIMB_BITS);
        }
        set(a0, a1, a2, a3, a4);
    }

    /** Takes from each low word the part that its high word already holds, and carries once around. */
    private void carry(
            long low0,
            long low1,
            long low2,
            long low3,
            long low4,
            long high0,
            long high1,
            long high2,
            long high3,
            long high4) {
        long c0 = low0 - (high0 << LIMB_BITS) + 19 * high4;
        long c1 = low1 - (high1 << LIMB_BITS) + high0;
        long c2 = low2 - (high2 << LIMB_BITS) + high1;
        long c3 = low3 - (high3 << LIMB_BITS) + high2;
        long c4 = low4 - (high4 << LIMB_BITS) + high3;
        limb0 = (c0 & LIMB_MASK) + 19 * (c4 >>> LIMB_BITS);
        limb1 = (c1 & LIMB_MASK) + (c0 >>> LIMB_BITS);
        limb2 = (c2 & LIMB_MASK) + (c1 >>> LIMB_BITS);
        limb3 = (c3 & LIMB_MASK) + (c2 >>> LIMB_BITS);
        limb4 = (c4 & LIMB_MASK) + (c3 >>> LIMB_BITS);
    }

    /** The largest limb, or a negative one: what the limb states are about. */
    long largestLimb() {
        long smallest = Math.min(Math.min(Math.min(limb0, limb1), Math.min(limb2, limb3)), limb4);
        long largest = Math.max(Math.max(Math.max(limb0, limb1), Math.max(limb2, limb3)), limb4);
        return smallest < 0 ? smallest : largest;
    }

    /** The one value from 0 to p - 1, as four words, low word first. Takes any state. */
    void canonicalWords(long[] words) {
        long l0 = limb0;
        long l1 = limb1;
        long l2 = limb2;
        long l3 = limb3;
        long l4 = limb4;
        for (int round = 0; round < 2; round++) {
            l1 += l0 >>> LIMB_BITS;
            l2 += l1 >>> LIMB_BITS;
            l3 += l2 >>> LIMB_BITS;
            l4 += l3 >>> LIMB_BITS;
            l0 = (l0 & LIMB_MASK) + 19 * (l4 >>> LIMB_BITS);
            l1 &= LIMB_MASK;
            l2 &= LIMB_MASK;
            l3 &= LIMB_MASK;
            l4 &= LIMB_MASK;
        }
        // Below 2^255 + 19 now: 1 if p or above, told by the carry out of value + 19.
        long above = (l0 + 19) >>> LIMB_BITS;
        above = (l1 + above) >>> LIMB_BITS;
        above = (l2 + above) >>> LIMB_BITS;
        above = (l3 + above) >>> LIMB_BITS;
        above = (l4 + above) >>> LIMB_BITS;
        l0 += 19 * above;
        l1 += l0 >>> LIMB_BITS;
        l2 += l1 >>> LIMB_BITS;
        l3 += l2 >>> LIMB_BITS;
        l4 += l3 >>> LIMB_BITS;
        l0 &= LIMB_MASK;
        l1 &= LIMB_MASK;
        l2 &= LIMB_MASK;
        l3 &= LIMB_MASK;
        l4 &= LIMB_MASK;
        words[0] = l0 | l1 << 51;
        words[1] = l1 >>> 13 | l2 << 38;
        words[2] = l2 >>> 26 | l3 << 25;
        words[3] = l3 >>> 39 | l4 << 12;
    }
}

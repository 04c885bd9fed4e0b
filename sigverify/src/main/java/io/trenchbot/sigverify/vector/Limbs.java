package io.trenchbot.sigverify.vector;

import static io.trenchbot.sigverify.vector.Field.LANES;

import io.trenchbot.sigverify.core.Encoding;

/** Single elements on their way into a lane and out of it. */
final class Limbs {
    static final long[] ONE = {1, 0, 0, 0};
    static final long[] D = {0x75eb4dca135978a3L, 0x00700a4d4141d8abL, 0x8cc740797779e898L, 0x52036cee2b6ffe73L};
    static final long[] TWO_D = {0xebd69b9426b2f159L, 0x00e0149a8283b156L, 0x198e80f2eef3d130L, 0x2406d9dc56dffce7L};
    static final long[] SQUARE_ROOT_OF_MINUS_ONE = {
        0xc4ee1b274a0ea0b0L, 0x2f431806ad2fe478L, 0x2b4d00993dfbd7a7L, 0x2b8324804fc1df0bL
    };

    private static final int BITS = 51;
    private static final long MASK = (1L << BITS) - 1;
    private static final long HALF = 1L << (BITS - 1);

    private Limbs() {}

    /** The 255 low bits of an encoded point as a tight element, limbs {@code step} doubles apart. */
    static void load(byte[] bytes, int offset, double[] out, int at, int step) {
        store(
                Encoding.word(bytes, offset),
                Encoding.word(bytes, offset + 8),
                Encoding.word(bytes, offset + 16),
                Encoding.word(bytes, offset + 24),
                out,
                at,
                step);
    }

    static void broadcast(double[] out, int at, long[] words) {
        for (int lane = 0; lane < LANES; lane++) {
            store(words[0], words[1], words[2], words[3], out, at + lane, LANES);
        }
    }

    /** The 255 low bits of four words as a tight element: limbs from -2^50 to 2^50. */
    static void store(long w0, long w1, long w2, long w3, double[] out, int at, int step) {
        long l0 = w0 & MASK;
        long l1 = (w0 >>> 51 | w1 << 13) & MASK;
        long l2 = (w1 >>> 38 | w2 << 26) & MASK;
        long l3 = (w2 >>> 25 | w3 << 39) & MASK;
        long l4 = w3 >>> 12 & MASK;
        long carry = (l0 + HALF) >> BITS;
        l0 -= carry << BITS;
        l1 += carry;
        carry = (l1 + HALF) >> BITS;
        l1 -= carry << BITS;
        l2 += carry;
        carry = (l2 + HALF) >> BITS;
        l2 -= carry << BITS;
        l3 += carry;
        carry = (l3 + HALF) >> BITS;
        l3 -= carry << BITS;
        l4 += carry;
        carry = (l4 + HALF) >> BITS;
        l4 -= carry << BITS;
        l0 += 19 * carry;
        out[at] = l0;
        out[at + step] = l1;
        out[at + 2 * step] = l2;
        out[at + 3 * step] = l3;
        out[at + 4 * step] = l4;
    }

    /** The one value from 0 to p - 1 of an element whose limbs are within 2^52 of zero, low word first. */
    static void canonicalWords(double[] w, int at, long[] words) {
        // 4p makes every limb positive.
        long l0 = (long) w[at] + 4 * (MASK - 18);
        long l1 = (long) w[at + LANES] + 4 * MASK;
        long l2 = (long) w[at + 2 * LANES] + 4 * MASK;
        long l3 = (long) w[at + 3 * LANES] + 4 * MASK;
        long l4 = (long) w[at + 4 * LANES] + 4 * MASK;
        for (int round = 0; round < 2; round++) {
            l1 += l0 >>> BITS;
            l2 += l1 >>> BITS;
            l3 += l2 >>> BITS;
            l4 += l3 >>> BITS;
            l0 = (l0 & MASK) + 19 * (l4 >>> BITS);
            l1 &= MASK;
            l2 &= MASK;
            l3 &= MASK;
            l4 &= MASK;
        }
        // Below 2^255 + 19 now: 1 if p or above, told by the carry out of value + 19.
        long above = (l0 + 19) >>> BITS;
        above = (l1 + above) >>> BITS;
        above = (l2 + above) >>> BITS;
        above = (l3 + above) >>> BITS;
        above = (l4 + above) >>> BITS;
        l0 += 19 * above;
        l1 += l0 >>> BITS;
        l2 += l1 >>> BITS;
        l3 += l2 >>> BITS;
        l4 += l3 >>> BITS;
        l1 &= MASK;
        l2 &= MASK;
        l3 &= MASK;
        l4 &= MASK;
        words[0] = (l0 & MASK) | l1 << 51;
        words[1] = l1 >>> 13 | l2 << 38;
        words[2] = l2 >>> 26 | l3 << 25;
        words[3] = l3 >>> 39 | l4 << 12;
    }

    static boolean isZero(long[] words) {
        return (words[0] | words[1] | words[2] | words[3]) == 0;
    }
}

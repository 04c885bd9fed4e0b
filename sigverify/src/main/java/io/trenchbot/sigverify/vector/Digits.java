package io.trenchbot.sigverify.vector;

import static io.trenchbot.sigverify.vector.Field.LANES;

/**
 * A scalar in each lane, read in signed digits of a fixed width, from {@code -2^(width - 1)} to
 * {@code 2^(width - 1) - 1} but for the highest, which takes what is left.
 *
 * <p>Adding {@code 2^(width - 1)} at every digit but the highest, once, makes each signed digit the plain digit of the
 * sum less that bias: nothing is recoded, and digits are taken out of the words where they are wanted.
 *
 * <p>Threading: one thread.
 */
final class Digits {
    /** One more than a scalar has, always zero, for digits that end in the highest word. */
    private static final int WORDS = 5;

    final int count;
    private final int width;
    private final int mask;
    private final int half;
    private final long[] bias;
    private final long[] words = new long[WORDS * LANES];

    /** For scalars below {@code 2^(width * count - 1)}, which is at most 2^255. */
    Digits(int width, int count) {
        this.width = width;
        this.count = count;
        mask = (1 << width) - 1;
        half = 1 << (width - 1);
        bias = new long[WORDS];
        for (int i = 0; i < count - 1; i++) {
            int bit = i * width + width - 1;
            bias[bit >>> 6] |= 1L << bit;
        }
    }

    /** Takes the scalar of a lane: four words, low word first. */
    void load(int lane, long w0, long w1, long w2, long w3) {
        long s0 = w0 + bias[0];
        long carry = Long.compareUnsigned(s0, w0) < 0 ? 1 : 0;
        // A bias has no word of all ones, so adding it and a carry to a word overflows at most once.
        long s1 = w1 + (bias[1] + carry);
        carry = Long.compareUnsigned(s1, w1) < 0 ? 1 : 0;
        long s2 = w2 + (bias[2] + carry);
        carry = Long.compareUnsigned(s2, w2) < 0 ? 1 : 0;
        words[lane] = s0;
        words[lane + LANES] = s1;
        words[lane + 2 * LANES] = s2;
        words[lane + 3 * LANES] = w3 + bias[3] + carry;
    }

    /** A digit of a lane, 0 being the lowest. */
    int digit(int lane, int index) {
        int bit = index * width;
        int at = (bit >>> 6) * LANES + lane;
        int shift = bit & 63;
        long bits = words[at] >>> shift | (words[at + LANES] << 1) << (63 - shift);
        return ((int) bits & mask) - (index < count - 1 ? half : 0);
    }
}

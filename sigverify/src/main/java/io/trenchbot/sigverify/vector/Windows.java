package io.trenchbot.sigverify.vector;

import static io.trenchbot.sigverify.vector.Field.LANES;
import static io.trenchbot.sigverify.vector.Field.STRIDE;

import io.trenchbot.sigverify.core.Encoding;
import io.trenchbot.sigverify.core.ScalarModL;

/**
 * The double multiplication [S]B + [h](-A) of all lanes, by fixed windows of signed digits: 51 of h, 5 bits each, looked
 * up among 17 multiples of -A made for the purpose, and 26 of S, 10 bits each, among 513 multiples of B made once.
 *
 * <p>A digit's entry is copied into a block from which the lanes load it as vectors, before the doublings of its window,
 * so that these hide the wait of a load for narrower stores. A negative digit swaps Y + X and Y - X and negates 2 d T.
 *
 * <p>Threading: one thread.
 */
final class Windows {
    private static final int KEY_DIGIT_BITS = 5;
    private static final int KEY_DIGITS = 51;
    private static final int ENTRIES = (1 << (KEY_DIGIT_BITS - 1)) + 1;
    private static final int ENTRY = 4 * STRIDE;

    private static final int KEY_BLOCK = Points.END;
    private static final int BASE_BLOCK = KEY_BLOCK + ENTRY;
    private static final int TABLE = BASE_BLOCK + 3 * STRIDE;
    static final int END = TABLE + ENTRIES * ENTRY;

    private final Points points;
    private final int[] keyDigits = new int[KEY_DIGITS * LANES];
    private final int[] baseDigits = new int[BaseMultiples.DIGITS * LANES];
    private final long[] limbs = new long[ScalarModL.LIMBS];
    private final long[] words = new long[4];

    Windows(Points points) {
        this.points = points;
        // Entry 0 is the neutral point: Y + X = Y - X = Z = 1, T = 0.
        Field.copy(points.w, TABLE, Points.ONE);
        Field.copy(points.w, TABLE + STRIDE, Points.ONE);
        Field.copy(points.w, TABLE + 3 * STRIDE, Points.ONE);
    }

    /** Takes the scalars of a lane: the hash in eight words, and S, below L, in bytes. */
    void load(int lane, long[] hash, int hashAt, byte[] signature, int offset) {
        ScalarModL.reduce(hash, hashAt, limbs, words);
        ScalarModL.recode(words, KEY_DIGIT_BITS, KEY_DIGITS, keyDigits, lane, LANES);
        for (int i = 0; i < 4; i++) {
            words[i] = Encoding.word(signature, offset + 8 * i);
        }
        ScalarModL.recode(words, BaseMultiples.DIGIT_BITS, BaseMultiples.DIGITS, baseDigits, lane, LANES);
    }

    /** Multiples 0 to 16 of the point at work, whose Z is 1. */
    void tabulate() {
        points.toNiels(BASE_BLOCK);
        for (int entry = 1; entry < ENTRIES; entry++) {
            if (entry == 2) {
                points.twice(true);
            } else if (entry > 2) {
                points.addNiels(BASE_BLOCK, true);
            }
            points.toCached(TABLE + entry * ENTRY);
        }
    }

    /** Leaves [S]B + [h]P, for the P of the table, as the point at work, without T unless asked. */
    void multiply(boolean withT) {
        points.setIdentity();
        for (int i = KEY_DIGITS - 1; i >= 0; i--) {
            boolean baseToo = (i & 1) == 0; // a digit of B spans two of the key
            selectKey(i);
            if (baseToo) {
                selectBase(i >> 1);
            }
            if (i < KEY_DIGITS - 1) {
                points.twice(false);
                points.twice(false);
                points.twice(false);
                points.twice(false);
                points.twice(true);
            }
            points.addCached(KEY_BLOCK, baseToo);
            if (baseToo) {
                points.addNiels(BASE_BLOCK, withT && i == 0);
            }
        }
    }

    private void selectKey(int digitIndex) {
        double[] w = points.w;
        for (int lane = 0; lane < LANES; lane++) {
            int digit = keyDigits[digitIndex * LANES + lane];
            int negative = digit >> 31;
            int from = TABLE + ((digit ^ negative) - negative) * ENTRY + lane;
            int swap = negative & STRIDE;
            double sign = 1 | negative;
            int to = KEY_BLOCK + lane;
            for (int i = 0; i < STRIDE; i += LANES) {
                w[to + i] = w[from + swap + i];
                w[to + STRIDE + i] = w[from + STRIDE - swap + i];
                w[to + 2 * STRIDE + i] = sign * w[from + 2 * STRIDE + i];
                w[to + 3 * STRIDE + i] = w[from + 3 * STRIDE + i];
            }
        }
    }

    private void selectBase(int digitIndex) {
        double[] w = points.w;
        double[] table = BaseMultiples.TABLE;
        for (int lane = 0; lane < LANES; lane++) {
            int digit = baseDigits[digitIndex * LANES + lane];
            int negative = digit >> 31;
            int from = ((digit ^ negative) - negative) * BaseMultiples.ENTRY;
            int swap = negative & 5;
            double sign = 1 | negative;
            int to = BASE_BLOCK + lane;
            for (int i = 0; i < 5; i++) {
                w[to + i * LANES] = table[from + swap + i];
                w[to + STRIDE + i * LANES] = table[from + 5 - swap + i];
                w[to + 2 * STRIDE + i * LANES] = sign * table[from + 10 + i];
            }
        }
    }
}

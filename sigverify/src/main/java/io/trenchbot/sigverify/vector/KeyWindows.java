package io.trenchbot.sigverify.vector;

import static io.trenchbot.sigverify.vector.Field.LANES;
import static io.trenchbot.sigverify.vector.Field.STRIDE;

import io.trenchbot.sigverify.core.Encoding;
import io.trenchbot.sigverify.core.ScalarModL;

/**
 * The double multiplication [S]B + [h](-A) of all lanes for prepared keys: tables for B as far apart as those of
 * {@link PreparedKey} for -A. Twin of {@link Windows}.
 *
 * <p>The steps are the same for every signature: additions in the order of their bits. Entries are copied into one of
 * two blocks while the addition out of the other is still ahead, so that it hides the wait of loads for narrower stores.
 *
 * <p>Threading: one thread.
 */
final class KeyWindows {
    static final int BASE_DIGIT_BITS = 10;
    private static final int BASE_DIGITS = 26;
    private static final int BASE_MULTIPLES = (1 << (BASE_DIGIT_BITS - 1)) + 1;
    private static final int BLOCK = Points.END;
    private static final int OTHER_BLOCK = BLOCK + 3 * STRIDE;

    static final double[] BASE_TABLES =
            BaseMultiples.tables(PreparedKey.TABLES, PreparedKey.TABLE_BITS, BASE_MULTIPLES - 1);

    private final Points points;
    private final double[][] tables = new double[LANES][];
    private final Digits keyDigits = new Digits(PreparedKey.DIGIT_BITS, PreparedKey.DIGITS);
    private final Digits baseDigits = new Digits(BASE_DIGIT_BITS, BASE_DIGITS);
    private final long[] limbs = new long[ScalarModL.LIMBS];
    private final long[] words = new long[4];

    /** Of each addition: the bit it belongs to, the digit it is for, and whether that is one of the key. */
    private final int[] stepBits = new int[PreparedKey.DIGITS + BASE_DIGITS];

    private final int[] stepDigits = new int[PreparedKey.DIGITS + BASE_DIGITS];
    private final boolean[] stepOfKey = new boolean[PreparedKey.DIGITS + BASE_DIGITS];

    KeyWindows(Points points) {
        this.points = points;
        int step = 0;
        for (int bit = PreparedKey.TABLE_BITS - 1; bit >= 0; bit--) {
            step = plan(step, bit, PreparedKey.DIGIT_BITS, PreparedKey.DIGITS, true);
            step = plan(step, bit, BASE_DIGIT_BITS, BASE_DIGITS, false);
        }
    }

    private int plan(int firstStep, int bit, int digitBits, int digits, boolean ofKey) {
        int step = firstStep;
        if (bit % digitBits == 0) {
            for (int digit = bit / digitBits; digit < digits; digit += PreparedKey.TABLE_BITS / digitBits) {
                stepBits[step] = bit;
                stepDigits[step] = digit;
                stepOfKey[step++] = ofKey;
            }
        }
        return step;
    }

    /** Takes the key and the scalars of a lane: the hash in eight words, and S, below L, in bytes. */
    void load(int lane, PreparedKey key, long[] hash, int hashAt, byte[] signature, int offset) {
        tables[lane] = key.table;
        ScalarModL.reduce(hash, hashAt, limbs, words);
        keyDigits.load(lane, words[0], words[1], words[2], words[3]);
        baseDigits.load(
                lane,
                Encoding.word(signature, offset),
                Encoding.word(signature, offset + 8),
                Encoding.word(signature, offset + 16),
                Encoding.word(signature, offset + 24));
    }

    /** Leaves [S]B + [h](-A) as the point at work, without T unless asked. */
    void multiply(boolean withT) {
        points.setIdentity();
        int block = BLOCK;
        int otherBlock = OTHER_BLOCK;
        select(0, block);
        for (int step = 0; step < stepBits.length; step++) {
            boolean last = step + 1 == stepBits.length;
            int doublings = last ? 0 : stepBits[step] - stepBits[step + 1];
            if (!last) {
                select(step + 1, otherBlock);
            }
            points.addNiels(block, last ? withT : doublings == 0);
            for (int i = 1; i <= doublings; i++) {
                points.twice(i == doublings);
            }
            int added = block;
            block = otherBlock;
            otherBlock = added;
        }
    }

    private void select(int step, int block) {
        if (stepOfKey[step]) {
            selectKey(stepDigits[step], block);
        } else {
            selectBase(stepDigits[step], block);
        }
    }

    private void selectKey(int digitIndex, int block) {
        int first = digitIndex / (PreparedKey.TABLE_BITS / PreparedKey.DIGIT_BITS) * PreparedKey.MULTIPLES;
        for (int lane = 0; lane < LANES; lane++) {
            BaseMultiples.select(points.w, block + lane, tables[lane], first, keyDigits.digit(lane, digitIndex));
        }
    }

    private void selectBase(int digitIndex, int block) {
        int first = digitIndex / (PreparedKey.TABLE_BITS / BASE_DIGIT_BITS) * BASE_MULTIPLES;
        for (int lane = 0; lane < LANES; lane++) {
            BaseMultiples.select(points.w, block + lane, BASE_TABLES, first, baseDigits.digit(lane, digitIndex));
        }
    }
}

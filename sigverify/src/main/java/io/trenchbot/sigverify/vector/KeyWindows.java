package io.trenchbot.sigverify.vector;

import static io.trenchbot.sigverify.vector.Field.LANES;
import static io.trenchbot.sigverify.vector.Field.STRIDE;

import io.trenchbot.sigverify.core.Encoding;
import io.trenchbot.sigverify.core.ScalarModL;

/**
 * The double multiplication [S]B + [h](-A) of all lanes for prepared keys: seven tables 40 bits apart for B as for -A
 * leave 35 doublings. Twin of {@link Windows}.
 *
 * <p>Threading: one thread.
 */
final class KeyWindows {
    private static final int BASE_DIGIT_BITS = 8;
    private static final int BASE_DIGITS = 32;
    private static final int BASE_MULTIPLES = (1 << (BASE_DIGIT_BITS - 1)) + 1;
    private static final int KEY_DIGITS = 51;
    private static final int KEY_DIGITS_PER_TABLE = PreparedKey.TABLE_BITS / PreparedKey.DIGIT_BITS;
    private static final int BASE_DIGITS_PER_TABLE = PreparedKey.TABLE_BITS / BASE_DIGIT_BITS;
    private static final int BLOCK = Points.END;

    private static final double[] BASE_TABLES =
            BaseMultiples.tables(PreparedKey.TABLES, PreparedKey.TABLE_BITS, BASE_MULTIPLES - 1);

    private final Points points;
    private final double[][] tables = new double[LANES][];
    private final int[] keyDigits = new int[KEY_DIGITS * LANES];
    private final int[] baseDigits = new int[BASE_DIGITS * LANES];
    private final long[] limbs = new long[ScalarModL.LIMBS];
    private final long[] words = new long[4];

    KeyWindows(Points points) {
        this.points = points;
    }

    /** Takes the key and the scalars of a lane: the hash in eight words, and S, below L, in bytes. */
    void load(int lane, PreparedKey key, long[] hash, int hashAt, byte[] signature, int offset) {
        tables[lane] = key.table;
        ScalarModL.reduce(hash, hashAt, limbs, words);
        ScalarModL.recode(words, PreparedKey.DIGIT_BITS, KEY_DIGITS, keyDigits, lane, LANES);
        for (int i = 0; i < 4; i++) {
            words[i] = Encoding.word(signature, offset + 8 * i);
        }
        ScalarModL.recode(words, BASE_DIGIT_BITS, BASE_DIGITS, baseDigits, lane, LANES);
    }

    /** Leaves [S]B + [h](-A) as the point at work, with T. */
    void multiply() {
        points.setIdentity();
        int top = PreparedKey.TABLE_BITS - PreparedKey.DIGIT_BITS;
        for (int bit = top; bit >= 0; bit--) {
            boolean key = bit % PreparedKey.DIGIT_BITS == 0;
            boolean base = bit % BASE_DIGIT_BITS == 0;
            if (bit < top) {
                points.twice(key || base);
            }
            for (int table = 0; key && table < PreparedKey.TABLES; table++) {
                int digit = table * KEY_DIGITS_PER_TABLE + bit / PreparedKey.DIGIT_BITS;
                if (digit < KEY_DIGITS) {
                    selectKey(table, digit);
                    points.addNiels(BLOCK, true);
                }
            }
            for (int table = 0; base && table < PreparedKey.TABLES; table++) {
                int digit = table * BASE_DIGITS_PER_TABLE + bit / BASE_DIGIT_BITS;
                if (digit < BASE_DIGITS) {
                    selectBase(table, digit);
                    points.addNiels(BLOCK, true);
                }
            }
        }
    }

    private void selectKey(int table, int digitIndex) {
        for (int lane = 0; lane < LANES; lane++) {
            select(lane, tables[lane], table * PreparedKey.MULTIPLES, keyDigits[digitIndex * LANES + lane]);
        }
    }

    private void selectBase(int table, int digitIndex) {
        for (int lane = 0; lane < LANES; lane++) {
            select(lane, BASE_TABLES, table * BASE_MULTIPLES, baseDigits[digitIndex * LANES + lane]);
        }
    }

    private void select(int lane, double[] table, int first, int digit) {
        double[] w = points.w;
        int negative = digit >> 31;
        int from = (first + (digit ^ negative) - negative) * BaseMultiples.ENTRY;
        int swap = negative & 5;
        double sign = 1 | negative;
        int to = BLOCK + lane;
        for (int i = 0; i < 5; i++) {
            w[to + i * LANES] = table[from + swap + i];
            w[to + STRIDE + i * LANES] = table[from + 5 - swap + i];
            w[to + 2 * STRIDE + i * LANES] = sign * table[from + 10 + i];
        }
    }
}

package io.trenchbot.sigverify.vector;

import static io.trenchbot.sigverify.vector.Field.LANES;
import static io.trenchbot.sigverify.vector.Field.STRIDE;

import io.trenchbot.sigverify.scalar.Multiples;

/** Multiples 0 to 512 of B and of 2^127 B as y + x, y - x, 2 d x y, for the two parts of the scalar of B. */
final class BaseMultiples {
    /** Signed digits of this many bits: -512 to 512. */
    static final int DIGIT_BITS = 10;

    static final int DIGITS = 13;

    /** Entries of a table. */
    static final int MULTIPLES = (1 << (DIGIT_BITS - 1)) + 1;

    /** Doubles of a table entry: three tight elements of five limbs. */
    static final int ENTRY = 15;

    static final double[] TABLES = tables(2, HalfEquation.SPLIT_BITS, MULTIPLES - 1);

    private BaseMultiples() {}

    /** Tables of the multiples 0 to {@code last} of B, 2^bits B, 2^(2 bits) B, ..., one behind the other. */
    static double[] tables(int count, int bits, int last) {
        double[] tables = new double[count * (last + 1) * ENTRY];
        for (int table = 0; table < count; table++) {
            long[] words = Multiples.ofBase(table * bits, last);
            int at = table * (last + 1) * ENTRY;
            for (int i = 0; i < words.length / 4; i++) {
                Limbs.store(words[4 * i], words[4 * i + 1], words[4 * i + 2], words[4 * i + 3], tables, at + 5 * i, 1);
            }
        }
        return tables;
    }

    /**
     * Copies the multiple that a signed digit asks for into a lane of a block at {@code to}: a negative digit swaps
     * y + x and y - x and negates 2 d x y.
     */
    static void select(double[] w, int to, double[] table, int first, int digit) {
        int negative = digit >> 31;
        int from = (first + (digit ^ negative) - negative) * ENTRY;
        move(w, to, table, from + (negative & 5));
        move(w, to + STRIDE, table, from + (~negative & 5));
        double sign = 1 | negative;
        int at = from + 10;
        int out = to + 2 * STRIDE;
        w[out] = sign * table[at];
        w[out + LANES] = sign * table[at + 1];
        w[out + 2 * LANES] = sign * table[at + 2];
        w[out + 3 * LANES] = sign * table[at + 3];
        w[out + 4 * LANES] = sign * table[at + 4];
    }

    private static void move(double[] w, int to, double[] table, int from) {
        w[to] = table[from];
        w[to + LANES] = table[from + 1];
        w[to + 2 * LANES] = table[from + 2];
        w[to + 3 * LANES] = table[from + 3];
        w[to + 4 * LANES] = table[from + 4];
    }
}

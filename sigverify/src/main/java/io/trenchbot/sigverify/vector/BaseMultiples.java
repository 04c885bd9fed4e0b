package io.trenchbot.sigverify.vector;

import io.trenchbot.sigverify.scalar.Multiples;

/** Multiples 0 to 512 of the base point as y + x, y - x, 2 d x y, for the digits of S. */
final class BaseMultiples {
    /** Signed digits of this many bits: -512 to 512. */
    static final int DIGIT_BITS = 10;

    static final int DIGITS = 26;

    /** Doubles of a table entry: three tight elements of five limbs. */
    static final int ENTRY = 15;

    static final double[] TABLE = table();

    private BaseMultiples() {}

    private static double[] table() {
        return tables(1, 0, 1 << (DIGIT_BITS - 1));
    }

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
}

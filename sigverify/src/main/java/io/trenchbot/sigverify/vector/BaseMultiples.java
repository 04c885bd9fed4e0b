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
        long[] words = Multiples.ofBase(1 << (DIGIT_BITS - 1));
        double[] table = new double[words.length / 4 * 5];
        for (int i = 0; i < words.length / 4; i++) {
            Limbs.store(words[4 * i], words[4 * i + 1], words[4 * i + 2], words[4 * i + 3], table, 5 * i, 1);
        }
        return table;
    }
}

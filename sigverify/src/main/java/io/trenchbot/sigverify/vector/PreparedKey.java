package io.trenchbot.sigverify.vector;

import io.trenchbot.sigverify.core.Encoding;

/**
 * A public key decoded and tabulated: for its negative -A, the multiples that a digit can ask for of -A, 2^40 (-A), ...,
 * 2^240 (-A), each as y + x, y - x, 2 d x y in tight limbs. With them a verification needs 35 doublings instead of 250.
 *
 * <p>Four lanes take 36 kB a key instead of 14, in tables 30 bits apart for digits of 6 bits, which leaves 24 doublings
 * and 8 additions fewer. With eight lanes, twice as many keys at work, that made times unsteady.
 *
 * <p>A function of the 32 bytes of the key and of nothing else, so whoever had it made cannot mislead another. Threading:
 * immutable once published.
 */
final class PreparedKey {
    private static final boolean LARGE = Field.LANES == 4;

    /** Tables of a key, and the bits from one to the next. */
    static final int TABLES = LARGE ? 9 : 7;

    static final int TABLE_BITS = LARGE ? 30 : 40;

    static final int DIGIT_BITS = LARGE ? 6 : 5;

    /** What a key costs to prepare, in 1/32 of a verification; by the number of products. */
    static final int PRICE = LARGE ? 104 : 64;

    /** Digits of a scalar below L. */
    static final int DIGITS = LARGE ? 43 : 51;

    /** Multiples in a table, 0 included. */
    static final int MULTIPLES = (1 << (DIGIT_BITS - 1)) + 1;

    static final int ENTRY = BaseMultiples.ENTRY;

    final double[] table = new double[TABLES * MULTIPLES * ENTRY];
    private final long word0;
    private final long word1;
    private final long word2;
    private final long word3;

    PreparedKey(byte[] key, int offset) {
        word0 = Encoding.word(key, offset);
        word1 = Encoding.word(key, offset + 8);
        word2 = Encoding.word(key, offset + 16);
        word3 = Encoding.word(key, offset + 24);
        for (int i = 0; i < TABLES; i++) {
            // The neutral point: y + x = y - x = 1.
            table[i * MULTIPLES * ENTRY] = 1;
            table[i * MULTIPLES * ENTRY + 5] = 1;
        }
    }

    boolean isOf(byte[] key, int offset) {
        return word0 == Encoding.word(key, offset)
                && word1 == Encoding.word(key, offset + 8)
                && word2 == Encoding.word(key, offset + 16)
                && word3 == Encoding.word(key, offset + 24);
    }

    int hash() {
        return KeyCache.hash(word0, word3);
    }
}

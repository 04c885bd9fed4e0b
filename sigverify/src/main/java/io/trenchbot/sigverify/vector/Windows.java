package io.trenchbot.sigverify.vector;

import static io.trenchbot.sigverify.vector.Field.LANES;
import static io.trenchbot.sigverify.vector.Field.STRIDE;

/**
 * The equation at half size in each lane, by fixed windows of signed digits: rho and tau in digits of 5 bits, looked up
 * among 17 multiples of -A and of -R made for the purpose, and the two parts of tau S in digits of 10 bits, among 513
 * multiples each of B and of 2^127 B made once.
 *
 * <p>A digit's entry is copied into a block from which the lanes load it as vectors, before the doublings of its window,
 * so that these hide the wait of a load for narrower stores. A negative digit swaps Y + X and Y - X and negates 2 d T.
 *
 * <p>Threading: one thread.
 */
final class Windows {
    /** Multiples in a table, 0 included. */
    static final int ENTRIES = (1 << (HalfEquation.DIGIT_BITS - 1)) + 1;

    private static final int ENTRY = 4 * STRIDE;

    /** Where entries of the key are copied to, in cached form; free between multiplications. */
    static final int KEY_BLOCK = Points.END;

    private static final int R_BLOCK = KEY_BLOCK + ENTRY;
    private static final int LOWER_BLOCK = R_BLOCK + ENTRY;
    private static final int UPPER_BLOCK = LOWER_BLOCK + 3 * STRIDE;

    /** Multiples of -A, and of -R. */
    static final int KEY_TABLE = UPPER_BLOCK + 3 * STRIDE;

    static final int R_TABLE = KEY_TABLE + ENTRIES * ENTRY;
    static final int END = R_TABLE + ENTRIES * ENTRY;

    private final Points points;
    private final Digits keyDigits = new Digits(HalfEquation.DIGIT_BITS, HalfEquation.DIGITS);
    private final Digits rDigits = new Digits(HalfEquation.DIGIT_BITS, HalfEquation.DIGITS);
    private final Digits lowerDigits = new Digits(BaseMultiples.DIGIT_BITS, BaseMultiples.DIGITS);
    private final Digits upperDigits = new Digits(BaseMultiples.DIGIT_BITS, BaseMultiples.DIGITS);

    Windows(Points points) {
        this.points = points;
        setNeutral(points, KEY_TABLE);
        setNeutral(points, R_TABLE);
    }

    /** Makes entry 0 of a table that was never filled the neutral point: Y + X = Y - X = Z = 1, T = 0. */
    static void setNeutral(Points points, int table) {
        Field.copy(points.w, table, Points.ONE);
        Field.copy(points.w, table + STRIDE, Points.ONE);
        Field.copy(points.w, table + 3 * STRIDE, Points.ONE);
    }

    /** Takes the scalars of a lane. */
    void load(int lane, HalfEquation equation) {
        equation.loadKeyScalar(keyDigits, lane);
        equation.loadRScalar(rDigits, lane);
        equation.loadLowerBaseScalar(lowerDigits, lane);
        equation.loadUpperBaseScalar(upperDigits, lane);
    }

    /** Fills a table with multiples 0 to 16 of the point at work, whose Z is 1. */
    void tabulate(int table) {
        points.toNiels(LOWER_BLOCK);
        for (int entry = 1; entry < ENTRIES; entry++) {
            if (entry == 2) {
                points.twice(true);
            } else if (entry > 2) {
                points.addNiels(LOWER_BLOCK, true);
            }
            points.toCached(table + entry * ENTRY);
        }
    }

    /** Leaves [tau S]B - [rho]A - [tau]R as the point at work, without T. */
    void multiply() {
        points.setIdentity();
        for (int i = HalfEquation.DIGITS - 1; i >= 0; i--) {
            // A digit of B spans two of the others.
            boolean baseToo = (i & 1) == 0 && i >> 1 < BaseMultiples.DIGITS;
            select(keyDigits, i, KEY_TABLE, KEY_BLOCK);
            select(rDigits, i, R_TABLE, R_BLOCK);
            if (baseToo) {
                selectBase(lowerDigits, i >> 1, 0, LOWER_BLOCK);
                selectBase(upperDigits, i >> 1, BaseMultiples.MULTIPLES, UPPER_BLOCK);
            }
            if (i < HalfEquation.DIGITS - 1) {
                doubleForNextDigit();
            }
            points.addCached(KEY_BLOCK, true);
            points.addCached(R_BLOCK, baseToo);
            if (baseToo) {
                points.addNiels(LOWER_BLOCK, true);
                points.addNiels(UPPER_BLOCK, false);
            }
        }
    }

    /** Leaves [k]P, for the P of the key's table and the scalar k of each lane, as the point at work, with T. */
    void multiply(Digits digits) {
        points.setIdentity();
        for (int i = digits.count - 1; i >= 0; i--) {
            select(digits, i, KEY_TABLE, KEY_BLOCK);
            if (i < digits.count - 1) {
                doubleForNextDigit();
            }
            points.addCached(KEY_BLOCK, i == 0);
        }
    }

    private void doubleForNextDigit() {
        for (int i = 1; i < HalfEquation.DIGIT_BITS; i++) {
            points.twice(false);
        }
        points.twice(true);
    }

    /** Copies each lane's entry, of a table of multiples 0 to 16, to a block; a negative digit negates it. */
    void select(Digits digits, int digitIndex, int table, int block) {
        double[] w = points.w;
        for (int lane = 0; lane < LANES; lane++) {
            int digit = digits.digit(lane, digitIndex);
            int negative = digit >> 31;
            int from = table + ((digit ^ negative) - negative) * ENTRY + lane;
            int swap = negative & STRIDE;
            double sign = 1 | negative;
            int to = block + lane;
            for (int i = 0; i < STRIDE; i += LANES) {
                w[to + i] = w[from + swap + i];
                w[to + STRIDE + i] = w[from + STRIDE - swap + i];
                w[to + 2 * STRIDE + i] = sign * w[from + 2 * STRIDE + i];
                w[to + 3 * STRIDE + i] = w[from + 3 * STRIDE + i];
            }
        }
    }

    /** The same of the multiples of B, from the {@code first} on. */
    void selectBase(Digits digits, int digitIndex, int first, int block) {
        for (int lane = 0; lane < LANES; lane++) {
            BaseMultiples.select(points.w, block + lane, BaseMultiples.TABLES, first, digits.digit(lane, digitIndex));
        }
    }
}

package io.trenchbot.sigverify.vector;

import static io.trenchbot.sigverify.vector.Field.LANES;
import static io.trenchbot.sigverify.vector.Field.STRIDE;

import java.util.Arrays;

/**
 * A point in each lane, in extended coordinates (x = X/Z, y = Y/Z, x y = T/Z), the formulas of Hisil, Wong, Carter and
 * Dawson 2008 for a = -1: complete, so every lane takes the same way whatever its point is.
 *
 * <p>Everything lives in one array of doubles, {@link #w}; constants name places in it. Beyond {@link #END} it belongs to
 * the caller. T is only computed where the next operation is an addition.
 *
 * <p>Threading: one thread.
 */
final class Points {
    /** The point at work. */
    static final int X = 0;

    static final int Y = STRIDE;
    static final int Z = 2 * STRIDE;
    static final int T = 3 * STRIDE;
    private static final int E = 4 * STRIDE;
    private static final int F = 5 * STRIDE;
    private static final int G = 6 * STRIDE;
    private static final int H = 7 * STRIDE;

    /** Scratch of the caller, not touched by additions and doublings. */
    static final int T0 = 8 * STRIDE;

    static final int T1 = 9 * STRIDE;
    static final int T2 = 10 * STRIDE;
    static final int T3 = 11 * STRIDE;

    /** Scratch of the powers. */
    private static final int P0 = 12 * STRIDE;

    private static final int P1 = 13 * STRIDE;
    private static final int P2 = 14 * STRIDE;
    private static final int P3 = 15 * STRIDE;

    /** Constants, the same in every lane. */
    static final int ONE = 16 * STRIDE;

    static final int D = 17 * STRIDE;
    static final int TWO_D = 18 * STRIDE;
    static final int END = 19 * STRIDE;

    private static final int RAW = STRIDE;

    /**
     * {@code P0 = z^(2^250 - 1)} out of {@code P3 = z}; each line doubles or completes the run of ones in the exponent:
     * result, operand, how many times to square it, or zero and the other factor.
     */
    private static final int[][] POWER_250 = {
        {P0, P3, 1},
        {P1, P0, 2},
        {P1, P1, 0, P3}, // 9
        {P0, P0, 0, P1}, // 11
        {P0, P0, 1}, // 22
        {P0, P0, 0, P1}, // 2^5 - 1
        {P1, P0, 5},
        {P0, P1, 0, P0}, // 2^10 - 1
        {P1, P0, 10},
        {P1, P1, 0, P0}, // 2^20 - 1
        {P2, P1, 20},
        {P1, P2, 0, P1}, // 2^40 - 1
        {P1, P1, 10},
        {P0, P1, 0, P0}, // 2^50 - 1
        {P1, P0, 50},
        {P1, P1, 0, P0}, // 2^100 - 1
        {P2, P1, 100},
        {P1, P2, 0, P1}, // 2^200 - 1
        {P1, P1, 50},
        {P0, P1, 0, P0}, // 2^250 - 1
    };

    final double[] w;
    final long[] s = new long[Field.SCRATCH];

    Points(int doubles) {
        w = new double[doubles];
        Limbs.broadcast(w, ONE, Limbs.ONE);
        Limbs.broadcast(w, D, Limbs.D);
        Limbs.broadcast(w, TWO_D, Limbs.TWO_D);
    }

    void setIdentity() {
        Arrays.fill(w, X, X + STRIDE, 0);
        Arrays.fill(w, T, T + STRIDE, 0);
        Field.copy(w, Y, ONE);
        Field.copy(w, Z, ONE);
    }

    /** Makes the point of one lane the neutral point. */
    void setIdentity(int lane) {
        for (int at = X + lane; at < T + STRIDE; at += LANES) {
            w[at] = 0;
        }
        w[Y + lane] = 1;
        w[Z + lane] = 1;
    }

    void twice(boolean withT) {
        Field.squareRaw(w, X, s, RAW);
        Field.squareAround(w, G, H, Y, s, RAW);
        Field.multiplyTwice(w, E, X, Y, s);
        Field.squareTwiceMinus(w, F, Z, G);
        finish(withT);
    }

    /** Adds the point at {@code cached}: Y + X, Y - X, 2 d T, Z. */
    void addCached(int cached, boolean withT) {
        Field.differenceTimes(w, Y, X, cached + STRIDE, s, RAW);
        Field.sumTimes(w, E, H, Y, X, cached, s, RAW);
        Field.multiplyTwiceRaw(w, Z, cached + 3 * STRIDE, s, RAW);
        Field.multiplyAround(w, F, G, T, cached + 2 * STRIDE, s, RAW);
        finish(withT);
    }

    /** Subtracts the point at {@code cached}: swaps Y + X and Y - X, and negates 2 d T. */
    void subtractCached(int cached, boolean withT) {
        Field.differenceTimes(w, Y, X, cached, s, RAW);
        Field.sumTimes(w, E, H, Y, X, cached + STRIDE, s, RAW);
        Field.multiplyTwiceRaw(w, Z, cached + 3 * STRIDE, s, RAW);
        Field.multiplyAround(w, G, F, T, cached + 2 * STRIDE, s, RAW);
        finish(withT);
    }

    /** Adds the point at {@code niels}: y + x, y - x, 2 d x y; its Z is 1. */
    void addNiels(int niels, boolean withT) {
        Field.differenceTimes(w, Y, X, niels + STRIDE, s, RAW);
        Field.sumTimes(w, E, H, Y, X, niels, s, RAW);
        Field.multiplyAroundTwice(w, F, G, T, niels + 2 * STRIDE, Z, s);
        finish(withT);
    }

    private void finish(boolean withT) {
        Field.multiply(w, X, E, F, s);
        Field.multiply(w, Y, G, H, s);
        Field.multiply(w, Z, F, G, s);
        if (withT) {
            Field.multiply(w, T, E, H, s);
        }
    }

    /** The point at work as Y + X, Y - X, 2 d T at {@code niels}: to be added by {@link #addNiels} if Z = 1. */
    void toNiels(int niels) {
        Field.add(w, niels, Y, X);
        Field.subtract(w, niels + STRIDE, Y, X);
        Field.multiply(w, niels + 2 * STRIDE, T, TWO_D, s);
    }

    /** The point at work as {@link #addCached} wants it. */
    void toCached(int cached) {
        toNiels(cached);
        Field.copy(w, cached + 3 * STRIDE, Z);
    }

    /** {@code out = z^((p - 5) / 8) = z^(2^252 - 3)}. */
    void power22523(int out, int z) {
        power250(z);
        Field.squareTimes(w, P0, P0, 2);
        Field.multiply(w, out, P0, P3, s);
    }

    /** The same for two arrays: each squaring waits for the one before, so two chains at a time take less than twice. */
    static void power22523(Points first, Points second, int out, int z) {
        Field.copy(first.w, P3, z);
        Field.copy(second.w, P3, z);
        for (int[] line : POWER_250) {
            for (int i = 0; i < line[2]; i++) {
                int from = i == 0 ? line[1] : line[0];
                Field.squareTimes(first.w, line[0], from, 1);
                Field.squareTimes(second.w, line[0], from, 1);
            }
            if (line[2] == 0) {
                Field.multiply(first.w, line[0], line[1], line[3], first.s);
                Field.multiply(second.w, line[0], line[1], line[3], second.s);
            }
        }
        Field.squareTimes(first.w, P0, P0, 2);
        Field.squareTimes(second.w, P0, P0, 2);
        Field.multiply(first.w, out, P0, P3, first.s);
        Field.multiply(second.w, out, P0, P3, second.s);
    }

    /** {@code out = 1/z = z^(2^255 - 21)}, and 0 for 0. */
    void invert(int out, int z) {
        power250(z);
        Field.squareTimes(w, P0, P0, 5);
        Field.squareTimes(w, P2, P3, 1); // z^2
        Field.squareTimes(w, P1, P2, 2);
        Field.multiply(w, P1, P1, P3, s); // z^9
        Field.multiply(w, P1, P1, P2, s); // z^11
        Field.multiply(w, out, P0, P1, s);
    }

    /** {@code P0 = z^(2^250 - 1)} and {@code P3 = z}. */
    private void power250(int z) {
        Field.copy(w, P3, z);
        for (int[] line : POWER_250) {
            if (line[2] == 0) {
                Field.multiply(w, line[0], line[1], line[3], s);
            } else {
                Field.squareTimes(w, line[0], line[1], line[2]);
            }
        }
    }
}

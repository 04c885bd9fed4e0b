package io.trenchbot.sigverify.vector;

import static io.trenchbot.sigverify.vector.Field.LANES;
import static io.trenchbot.sigverify.vector.Field.STRIDE;

import java.util.Arrays;

/**
 * Decodes an encoded point in each lane, permissively, as the network does: y is taken mod p and the sign is ignored
 * where x = 0. The square root is x = u v^3 (u v^7)^((p - 5)/8) with u = y^2 - 1 and v = d y^2 + 1, or that times the
 * square root of -1; which of them, if any, is settled lane by lane.
 *
 * <p>Threading: one thread.
 */
final class Decoding {
    private static final double[] ROOT_OF_MINUS_ONE = root();

    private final Points points;
    private final boolean[] onCurve = new boolean[LANES];
    private final boolean[] negative = new boolean[LANES];
    private final long[] words = new long[4];
    private final long[] otherWords = new long[4];

    Decoding(Points points) {
        this.points = points;
    }

    private static double[] root() {
        double[] limbs = new double[5];
        long[] words = Limbs.SQUARE_ROOT_OF_MINUS_ONE;
        Limbs.store(words[0], words[1], words[2], words[3], limbs, 0, 1);
        return limbs;
    }

    /** Takes the encoded point of a lane. Every lane must have one. */
    void load(int lane, byte[] bytes, int offset) {
        load(lane, bytes, offset, false);
    }

    /** Takes the encoded point of a lane, or its negative. */
    void load(int lane, byte[] bytes, int offset, boolean negate) {
        Limbs.load(bytes, offset, points.w, Points.Y + lane, LANES);
        negative[lane] = bytes[offset + 31] < 0 != negate;
    }

    /** Whether the last decoding found a point of the curve in a lane; if not, the lane holds something harmless. */
    boolean onCurve(int lane) {
        return onCurve[lane];
    }

    /** Makes the decoded points, or their negatives, the points at work. */
    void decode(boolean negate) {
        prepare();
        points.power22523(Points.X, Points.T3);
        finish(negate);
    }

    /** Decodes and negates side by side, which leaves less time to wait for one squaring to begin the next. */
    static void decodeNegatives(Decoding first, Decoding second) {
        first.prepare();
        second.prepare();
        Points.power22523(first.points, second.points, Points.X, Points.T3);
        first.finish(true);
        second.finish(true);
    }

    private void prepare() {
        double[] w = points.w;
        long[] s = points.s;
        Field.squareTimes(w, Points.T0, Points.Y, 1);
        Field.multiply(w, Points.T1, Points.T0, Points.D, s);
        // One unit beyond tight, far inside what products allow.
        for (int lane = 0; lane < LANES; lane++) {
            w[Points.T0 + lane] -= 1; // u
            w[Points.T1 + lane] += 1; // v
        }
        Field.squareTimes(w, Points.T2, Points.T1, 1);
        Field.multiply(w, Points.T2, Points.T2, Points.T1, s); // v^3
        Field.squareTimes(w, Points.T3, Points.T2, 1);
        Field.multiply(w, Points.T3, Points.T3, Points.T1, s);
        Field.multiply(w, Points.T3, Points.T3, Points.T0, s); // u v^7
        Field.multiply(w, Points.T2, Points.T2, Points.T0, s); // u v^3
    }

    private void finish(boolean negate) {
        double[] w = points.w;
        long[] s = points.s;
        Field.multiply(w, Points.X, Points.X, Points.T2, s);
        Field.squareTimes(w, Points.T3, Points.X, 1);
        Field.multiply(w, Points.T3, Points.T3, Points.T1, s); // v x^2
        for (int lane = 0; lane < LANES; lane++) {
            chooseRoot(lane);
        }
        Field.multiply(w, Points.X, Points.X, Points.T2, s);
        for (int lane = 0; lane < LANES; lane++) {
            chooseSign(lane, negate);
        }
        Field.multiply(w, Points.T, Points.X, Points.Y, s);
        Field.copy(w, Points.Z, Points.ONE);
    }

    /** v x^2 is u, or -u and the root of -1 is missing in x, or there is no x. Leaves the factor for x in T2. */
    private void chooseRoot(int lane) {
        double[] w = points.w;
        Limbs.canonicalWords(w, Points.T3 + lane, words);
        Limbs.canonicalWords(w, Points.T0 + lane, otherWords);
        onCurve[lane] = Arrays.equals(words, otherWords);
        boolean turned = false;
        if (!onCurve[lane]) {
            for (int i = lane; i < STRIDE; i += LANES) {
                w[Points.T1 + i] = w[Points.T3 + i] + w[Points.T0 + i];
            }
            Limbs.canonicalWords(w, Points.T1 + lane, words);
            turned = Limbs.isZero(words);
            onCurve[lane] = turned;
        }
        for (int i = 0; i < 5; i++) {
            w[Points.T2 + lane + i * LANES] = turned ? ROOT_OF_MINUS_ONE[i] : i == 0 ? 1 : 0;
        }
    }

    private void chooseSign(int lane, boolean negate) {
        double[] w = points.w;
        Limbs.canonicalWords(w, Points.X + lane, words);
        boolean odd = (words[0] & 1) != 0;
        if (odd != negative[lane] != negate) {
            for (int i = Points.X + lane; i < Points.X + STRIDE; i += LANES) {
                w[i] = -w[i];
            }
        }
    }
}

package io.trenchbot.sigverify.vector;

import static io.trenchbot.sigverify.vector.Field.LANES;
import static io.trenchbot.sigverify.vector.Field.STRIDE;

import io.trenchbot.sigverify.core.Checks;
import io.trenchbot.sigverify.core.Encoding;
import io.trenchbot.sigverify.core.Signatures;

/**
 * Sets computed points against R, by the rule: their canonical encodings byte by byte, or eight times the difference.
 *
 * <p>Comparing bytes needs no decoding of R: a computed point's canonical encoding that equals R's bytes proves that R
 * was a point and canonical. One inversion serves all groups of a chunk, by Montgomery's trick. The rules with a
 * cofactor decode R, subtract it, and double three times.
 *
 * <p>Threading: one thread.
 */
final class Comparison {
    /** Groups that share an inversion: beyond, its share is below 1 % of a signature. */
    static final int MAX_GROUPS = 16;

    /** X, Y, Z, and the product of all Z so far. */
    private static final int RESULT = 4 * STRIDE;

    /** What this needs of the array of the points. */
    static final int DOUBLES = MAX_GROUPS * RESULT + 7 * STRIDE;

    private final Checks checks;
    private final Points points;
    private final Decoding decoding;
    private final int results;
    private final int subtractedR;
    private final int sum;
    private final long[] words = new long[4];

    /** Works in the array of the points from a place on. */
    Comparison(Checks checks, Points points, Decoding decoding, int from) {
        this.checks = checks;
        this.points = points;
        this.decoding = decoding;
        results = from;
        subtractedR = results + MAX_GROUPS * RESULT;
        sum = subtractedR + 3 * STRIDE;
    }

    /** Keeps the point at work as the result of a group. */
    void keep(int group) {
        double[] w = points.w;
        int result = results + group * RESULT;
        Field.copy(w, result, Points.X);
        Field.copy(w, result + STRIDE, Points.Y);
        Field.copy(w, result + 2 * STRIDE, Points.Z);
        if (group == 0) {
            Field.copy(w, result + 3 * STRIDE, Points.Z);
        } else {
            Field.multiply(w, result + 3 * STRIDE, result - STRIDE, Points.Z, points.s);
        }
    }

    /** Divides every kept point by its Z and compares its encoding with R. */
    void compareBytes(Signatures batch, Chunk chunk, int groups) {
        double[] w = points.w;
        long[] s = points.s;
        int inverse = Points.T0;
        int own = Points.T1;
        points.invert(inverse, results + groups * RESULT - STRIDE);
        for (int group = groups - 1; group >= 0; group--) {
            int result = results + group * RESULT;
            if (group > 0) {
                Field.multiply(w, own, inverse, result - STRIDE, s);
                Field.multiply(w, inverse, inverse, result + 2 * STRIDE, s);
            } else {
                Field.copy(w, own, inverse);
            }
            Field.multiply(w, Points.T2, result, own, s);
            Field.multiply(w, Points.T3, result + STRIDE, own, s);
            int first = group * LANES;
            for (int lane = 0; lane < Math.min(LANES, chunk.count - first); lane++) {
                int entry = chunk.entries[first + lane];
                boolean equal = encodesTo(lane, batch.signatures[entry], batch.signatureOffsets[entry]);
                chunk.settle(batch, first + lane, equal);
            }
        }
    }

    /** Whether the affine point (T2, T3) of a lane encodes to these bytes. */
    boolean encodesTo(int lane, byte[] bytes, int offset) {
        Limbs.canonicalWords(points.w, Points.T2 + lane, words);
        long sign = words[0] << 63;
        Limbs.canonicalWords(points.w, Points.T3 + lane, words);
        return words[0] == Encoding.word(bytes, offset)
                && words[1] == Encoding.word(bytes, offset + 8)
                && words[2] == Encoding.word(bytes, offset + 16)
                && (words[3] | sign) == Encoding.word(bytes, offset + 24);
    }

    /** Accepts the lanes where eight times the point at work minus R is the neutral point. */
    void subtractR(Signatures batch, Chunk chunk, int first, int size) {
        double[] w = points.w;
        for (int i = 0; i < 4 * STRIDE; i += STRIDE) {
            Field.copy(w, sum + i, Points.X + i);
        }
        for (int lane = 0; lane < LANES; lane++) {
            int entry = chunk.entries[first + Math.min(lane, size - 1)];
            decoding.load(lane, batch.signatures[entry], batch.signatureOffsets[entry]);
        }
        decoding.decode(true);
        points.toNiels(subtractedR);
        for (int i = 0; i < 4 * STRIDE; i += STRIDE) {
            Field.copy(w, Points.X + i, sum + i);
        }
        points.addNiels(subtractedR, false);
        multiplyByCofactor();
        for (int lane = 0; lane < size; lane++) {
            settle(batch, chunk, first + lane, lane, decoding);
        }
    }

    /** Accepts the entry of a slot if the equation holds in its lane and R, decoded there, is as the rule wants it. */
    void settle(Signatures batch, Chunk chunk, int slot, int lane, Decoding r) {
        int entry = chunk.entries[slot];
        boolean rValid = r.onCurve(lane) && checks.acceptsR(batch.signatures[entry], batch.signatureOffsets[entry]);
        chunk.settle(batch, slot, rValid && isNeutral(lane));
    }

    /** Makes the point at work eight times itself where the rule has a cofactor, ready for {@link #isNeutral}. */
    void multiplyByCofactor() {
        if (checks.cofactored()) {
            points.twice(false);
            points.twice(false);
            points.twice(false);
        }
        Field.subtract(points.w, Points.T2, Points.Y, Points.Z);
    }

    /** Whether X = 0 and Y - Z, which is in T2, is 0 as well. */
    boolean isNeutral(int lane) {
        return isZero(Points.X + lane) && isZero(Points.T2 + lane);
    }

    private boolean isZero(int at) {
        Limbs.canonicalWords(points.w, at, words);
        return Limbs.isZero(words);
    }
}

package io.trenchbot.sigverify.vector;

import static io.trenchbot.sigverify.vector.Field.LANES;
import static io.trenchbot.sigverify.vector.Field.STRIDE;

import io.trenchbot.sigverify.core.Checks;
import io.trenchbot.sigverify.core.Sha512;
import io.trenchbot.sigverify.core.Signatures;
import io.trenchbot.sigverify.scalar.Multiples;

/**
 * Verifies a signature in four lanes, for calls too small to fill them otherwise: in half the time of a full group.
 *
 * <p>{@link HalfEquation} leaves four products of scalars of about 128 bits with points, one for each lane: -A, -R, B
 * and 2^127 B. All lanes decode, tabulate and multiply alike; then they are added up. R is
 * a point here, so where the rule compares bytes its y must be below p, as in the scalar engine.
 *
 * <p>Public data only. Threading: one thread.
 */
final class FourLanes {
    /** Signatures side by side. */
    static final int SIGNATURES = LANES / 4;

    private static final int S_OFFSET = 32;
    private static final byte[] BASE = Multiples.encodingOfBase(0);
    private static final byte[] UPPER_BASE = Multiples.encodingOfBase(HalfEquation.SPLIT_BITS);

    private final Checks checks;
    private final Points points;
    private final Windows windows;
    private final Decoding decoding;
    private final Comparison comparison;
    private final Digits digits = new Digits(HalfEquation.DIGIT_BITS, HalfEquation.DIGITS);
    private final HalfEquation equation = new HalfEquation();
    private final Sha512 sha512 = new Sha512();
    private final boolean[] rValid = new boolean[SIGNATURES];
    private final long[] hash = new long[8];

    FourLanes(Checks checks, Points points, Windows windows, Decoding decoding, Comparison comparison) {
        this.checks = checks;
        this.points = points;
        this.windows = windows;
        this.decoding = decoding;
        this.comparison = comparison;
    }

    /** Takes a signature into a place from 0 to {@link #SIGNATURES} - 1; false if its scalars are not small enough. */
    boolean load(int place, Signatures batch, int entry) {
        byte[] signature = batch.signatures[entry];
        int offset = batch.signatureOffsets[entry];
        sha512.hash(batch, entry, hash, 0);
        if (!equation.load(hash, 0, signature, offset + S_OFFSET)) {
            return false;
        }
        int lane = 4 * place;
        equation.loadKeyScalar(digits, lane);
        equation.loadRScalar(digits, lane + 1);
        equation.loadLowerBaseScalar(digits, lane + 2);
        equation.loadUpperBaseScalar(digits, lane + 3);
        // Decoding negates every point.
        decoding.load(lane, batch.keys[entry], batch.keyOffsets[entry], equation.turnsKey());
        decoding.load(lane + 1, signature, offset, false);
        decoding.load(lane + 2, BASE, 0, true);
        decoding.load(lane + 3, UPPER_BASE, 0, true);
        rValid[place] = checks.acceptsR(signature, offset);
        return true;
    }

    /** Verifies what was loaded; every place must have been. */
    void run() {
        decoding.decode(true);
        windows.tabulate(Windows.KEY_TABLE);
        windows.multiply(digits);
        addLanes(1);
        addLanes(2);
        comparison.multiplyByCofactor();
    }

    /** Whether the key of a place is a point of the curve. */
    boolean keyValid(int place) {
        return decoding.onCurve(4 * place);
    }

    /** Whether the equation holds in a place, and R is a point as the rule wants it. */
    boolean equationHolds(int place) {
        return rValid[place] && decoding.onCurve(4 * place + 1) && comparison.isNeutral(4 * place);
    }

    /** Adds to each lane's point the one of the lane whose number differs in one bit. */
    private void addLanes(int bit) {
        double[] w = points.w;
        int block = Windows.KEY_BLOCK;
        points.toCached(block);
        for (int row = block; row < block + 4 * STRIDE; row += LANES) {
            for (int lane = 0; lane < LANES; lane++) {
                if ((lane & bit) == 0) {
                    double moved = w[row + lane];
                    w[row + lane] = w[row + (lane | bit)];
                    w[row + (lane | bit)] = moved;
                }
            }
        }
        points.addCached(block, true);
    }
}

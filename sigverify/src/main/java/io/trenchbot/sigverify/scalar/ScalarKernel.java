package io.trenchbot.sigverify.scalar;

import io.trenchbot.sigverify.core.Checks;
import io.trenchbot.sigverify.core.Encoding;
import io.trenchbot.sigverify.core.Kernel;
import io.trenchbot.sigverify.core.Outcome;
import io.trenchbot.sigverify.core.ScalarModL;
import io.trenchbot.sigverify.core.Sha512;
import io.trenchbot.sigverify.core.Signatures;
import io.trenchbot.sigverify.core.Tally;

/**
 * Verifies one signature after the other in 64-bit integers.
 *
 * <p>The equation is tested at half size: with (rho, tau) of {@link HalfScalars},
 * {@code [tau S]B - [rho]A - [tau]R = O}, all three scalars in odd signed digits over shared doublings, the one of B cut
 * in two at 2^127. This needs R as a point, and where the rule compares bytes, that R is the canonical encoding of that
 * point, which {@code y < p} settles: the two encodings with a sign on x = 0 have small order and are rejected before.
 *
 * <p>Public data only: time depends on the values. Threading: one thread.
 */
public final class ScalarKernel implements Kernel {
    /** Digits of rho and tau are odd and below 2^4 in size. */
    private static final int DIGIT_BITS = 5;

    private static final int TABLE_ENTRIES = 1 << (DIGIT_BITS - 2);

    private final Checks checks;
    private final Sha512 sha512 = new Sha512();
    private final Curve curve = new Curve();
    private final Point a = new Point();
    private final Point r = new Point();
    private final Point sum = new Point();
    private final CachedPoint twice = new CachedPoint();
    private final CachedPoint[] multiplesOfA = table();
    private final CachedPoint[] multiplesOfR = table();
    private final HalfScalars half = new HalfScalars();
    private final Naf rho = new Naf();
    private final Naf tau = new Naf();
    private final Naf baseLow = new Naf();
    private final Naf baseHigh = new Naf();
    private final long[] wide = new long[8];
    private final long[] limbs = new long[ScalarModL.LIMBS];
    private final long[] scalar = new long[4];
    private final Tally tally = new Tally();

    /**
     * An engine for one rule.
     *
     * @param checks the rule
     */
    public ScalarKernel(Checks checks) {
        this.checks = checks;
    }

    private static CachedPoint[] table() {
        CachedPoint[] entries = new CachedPoint[TABLE_ENTRIES];
        for (int i = 0; i < entries.length; i++) {
            entries[i] = new CachedPoint();
        }
        return entries;
    }

    @Override
    public void verify(Signatures batch, int from, int to) {
        for (int i = from; i < to; i++) {
            if (batch.outcomes[i] == Outcome.PENDING) {
                batch.outcomes[i] = outcome(batch, i);
                tally.laneSlots++;
            }
        }
    }

    @Override
    public Tally tally() {
        return tally;
    }

    private byte outcome(Signatures batch, int i) {
        byte[] keyBytes = batch.keys[i];
        int keyOffset = batch.keyOffsets[i];
        byte[] signature = batch.signatures[i];
        int signatureOffset = batch.signatureOffsets[i];
        if (!Encoding.belowOrder(signature, signatureOffset + 32)) {
            return Outcome.S_OUT_OF_RANGE;
        }
        if (checks.rejectSmallOrder()
                && (Encoding.smallOrder(keyBytes, keyOffset) || Encoding.smallOrder(signature, signatureOffset))) {
            return Outcome.SMALL_ORDER;
        }
        if ((checks.canonicalEncodings() && !Encoding.canonicalY(keyBytes, keyOffset))
                || !curve.decode(a, keyBytes, keyOffset)) {
            return Outcome.KEY_INVALID;
        }
        if (!checks.acceptsR(signature, signatureOffset) || !curve.decode(r, signature, signatureOffset)) {
            return Outcome.MISMATCH;
        }
        recode(batch, i);
        multiply();
        return isNeutral() ? Outcome.ACCEPTED : Outcome.MISMATCH;
    }

    private void recode(Signatures batch, int i) {
        sha512.hash(batch, i, wide, 0);
        ScalarModL.reduce(wide, 0, limbs, scalar);
        half.splitVar(scalar);
        rho.recodeVar(half.rho[0], half.rho[1], half.rho[2], half.rho[3], DIGIT_BITS);
        tau.recodeVar(half.tau[0], half.tau[1], half.tau[2], half.tau[3], DIGIT_BITS);
        ScalarModL.multiplyWide(half.tau, batch.signatures[i], batch.signatureOffsets[i] + 32, wide);
        ScalarModL.reduce(wide, 0, limbs, scalar);
        long low1 = scalar[1] & Long.MAX_VALUE;
        baseLow.recodeVar(scalar[0], low1, 0, 0, BaseTable.DIGIT_BITS);
        long high0 = scalar[1] >>> 63 | scalar[2] << 1;
        baseHigh.recodeVar(high0, scalar[2] >>> 63 | scalar[3] << 1, 0, 0, BaseTable.DIGIT_BITS);
    }

    /** {@code [|tau| S]B - [|tau|]R -+ [rho]A}: a negative tau turns the whole equation, and with it the sign of A. */
    private void multiply() {
        tabulate(a, multiplesOfA);
        tabulate(r, multiplesOfR);
        boolean negateA = !half.tauNegative();
        int top = Math.max(Math.max(rho.length(), tau.length()), Math.max(baseLow.length(), baseHigh.length()));
        sum.setIdentity();
        for (int bit = top - 1; bit >= 0; bit--) {
            int digitA = rho.digits[bit];
            int digitR = tau.digits[bit];
            int digitLow = baseLow.digits[bit];
            int digitHigh = baseHigh.digits[bit];
            sum.twice((digitA | digitR | digitLow | digitHigh) != 0);
            if (digitA != 0) {
                boolean negative = digitA < 0 != negateA;
                sum.add(multiplesOfA[Math.abs(digitA) >> 1], negative, (digitR | digitLow | digitHigh) != 0);
            }
            if (digitR != 0) {
                sum.add(multiplesOfR[Math.abs(digitR) >> 1], digitR > 0, (digitLow | digitHigh) != 0);
            }
            if (digitLow != 0) {
                sum.add(BaseTable.LOW[Math.abs(digitLow) >> 1], digitLow < 0, digitHigh != 0);
            }
            if (digitHigh != 0) {
                sum.add(BaseTable.HIGH[Math.abs(digitHigh) >> 1], digitHigh < 0, false);
            }
        }
    }

    /** Odd multiples of a point: P, 3P, 5P, ... Uses up the point. */
    private void tabulate(Point point, CachedPoint[] multiples) {
        multiples[0].set(point);
        sum.set(point);
        sum.twice(true);
        twice.set(sum);
        for (int i = 1; i < TABLE_ENTRIES; i++) {
            point.add(twice, false, true);
            multiples[i].set(point);
        }
    }

    private boolean isNeutral() {
        if (checks.cofactored()) {
            sum.twice(false);
            sum.twice(false);
            sum.twice(false);
        }
        return curve.isIdentity(sum);
    }
}

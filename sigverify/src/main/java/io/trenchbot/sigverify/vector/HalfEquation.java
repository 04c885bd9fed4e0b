package io.trenchbot.sigverify.vector;

import io.trenchbot.sigverify.core.ScalarModL;
import io.trenchbot.sigverify.scalar.HalfScalars;

/**
 * The scalars of the equation at half size, {@code [tau S]B - [rho]A - [tau]R = O}, which is exactly as strict as the
 * original (see {@link HalfScalars}). {@code tau S} is cut in two at 2^127, the upper part for the multiple 2^127 B.
 *
 * <p>Threading: one thread.
 */
final class HalfEquation {
    /** Where {@code tau S} is cut. */
    static final int SPLIT_BITS = 127;

    /** Digits of 5 bits for all four scalars. */
    static final int DIGIT_BITS = 5;

    static final int DIGITS = 27;

    /** Largest rho and tau for the digits; one hash in a thousand has larger ones. */
    private static final int MAX_BITS = 132;

    private final HalfScalars half = new HalfScalars();
    private final long[] wide = new long[8];
    private final long[] limbs = new long[ScalarModL.LIMBS];
    private final long[] scalar = new long[4];

    HalfEquation() {}

    /** Takes the hash in eight words and S, below L, in bytes; false if rho or tau is too large for the digits. */
    boolean load(long[] hash, int hashAt, byte[] signature, int sOffset) {
        ScalarModL.reduce(hash, hashAt, limbs, scalar);
        half.splitVar(scalar);
        if (half.bits() > MAX_BITS) {
            return false;
        }
        ScalarModL.multiplyWide(half.tau, signature, sOffset, wide);
        ScalarModL.reduce(wide, 0, limbs, scalar);
        return true;
    }

    /** Whether tau is negative: that turns the whole equation, and with it the sign of A alone. */
    boolean turnsKey() {
        return half.tauNegative();
    }

    void loadKeyScalar(Digits digits, int lane) {
        digits.load(lane, half.rho[0], half.rho[1], half.rho[2], half.rho[3]);
    }

    void loadRScalar(Digits digits, int lane) {
        digits.load(lane, half.tau[0], half.tau[1], half.tau[2], half.tau[3]);
    }

    void loadLowerBaseScalar(Digits digits, int lane) {
        digits.load(lane, scalar[0], scalar[1] & Long.MAX_VALUE, 0, 0);
    }

    void loadUpperBaseScalar(Digits digits, int lane) {
        long w0 = scalar[1] >>> 63 | scalar[2] << 1;
        long w1 = scalar[2] >>> 63 | scalar[3] << 1;
        digits.load(lane, w0, w1, scalar[3] >>> 63, 0);
    }
}

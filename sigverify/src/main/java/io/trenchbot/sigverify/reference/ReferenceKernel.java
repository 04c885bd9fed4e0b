package io.trenchbot.sigverify.reference;

import io.trenchbot.sigverify.core.Checks;
import io.trenchbot.sigverify.core.Kernel;
import io.trenchbot.sigverify.core.Outcome;
import io.trenchbot.sigverify.core.Sha512;
import io.trenchbot.sigverify.core.Signatures;
import io.trenchbot.sigverify.core.Tally;
import java.math.BigInteger;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The rules as a text to read: RFC 8032 section 5.1.7 step by step, with every departure named where it is made. A
 * signature takes milliseconds.
 *
 * <p>Public data only: time and memory depend on the values.
 */
public final class ReferenceKernel implements Kernel {
    private final Checks checks;
    private final Sha512 sha512 = new Sha512();
    private final Tally tally = new Tally();

    /**
     * An engine for one rule.
     *
     * @param checks the rule
     */
    public ReferenceKernel(Checks checks) {
        this.checks = checks;
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
        byte[] key = Arrays.copyOfRange(batch.keys[i], batch.keyOffsets[i], batch.keyOffsets[i] + 32);
        byte[] rBytes =
                Arrays.copyOfRange(batch.signatures[i], batch.signatureOffsets[i], batch.signatureOffsets[i] + 32);
        // Step 1: "decode S as an integer 0 <= s < L; if decoding fails, the signature is invalid".
        BigInteger s = Point.integer(batch.signatures[i], batch.signatureOffsets[i] + 32, 32);
        if (s.compareTo(Point.ORDER) >= 0) {
            return Outcome.S_OUT_OF_RANGE;
        }
        Point a = Point.decode(key, 0);
        Point r = Point.decode(rBytes, 0);
        // Not in the RFC: with a key of small order one signature fits many messages.
        if (checks.rejectSmallOrder() && (isSmallOrder(a) || isSmallOrder(r))) {
            return Outcome.SMALL_ORDER;
        }
        if (a == null || !encodingAllowed(a, key)) {
            return Outcome.KEY_INVALID;
        }
        // Step 2: SHA-512 over the bytes as they came, not over a re-encoding.
        BigInteger h = hash(batch, i);
        Point left = Point.sumOfMultiples(s, Point.BASE, h, a.negate());
        return equationHolds(left, r, rBytes) ? Outcome.ACCEPTED : Outcome.MISMATCH;
    }

    /** Step 3: [8][S]B = [8]R + [8][h]A, or "sufficient, but not required, to instead check [S]B = R + [h]A". */
    private boolean equationHolds(Point left, @Nullable Point r, byte[] rBytes) {
        if (checks.cofactored()) {
            return r != null
                    && encodingAllowed(r, rBytes)
                    && left.plus(r.negate()).timesEight().isIdentity();
        }
        // The comparison of bytes decodes R and demands its canonical form in one.
        return Arrays.equals(left.encode(), rBytes);
    }

    private boolean encodingAllowed(Point point, byte[] encoded) {
        return !checks.canonicalEncodings() || Arrays.equals(point.encode(), encoded);
    }

    private static boolean isSmallOrder(@Nullable Point point) {
        return point != null && point.isSmallOrder();
    }

    private BigInteger hash(Signatures batch, int i) {
        long[] words = new long[8];
        sha512.hash(batch, i, words, 0);
        BigInteger value = BigInteger.ZERO;
        for (int word = 7; word >= 0; word--) {
            value = value.shiftLeft(64).add(new BigInteger(Long.toUnsignedString(words[word])));
        }
        return value.mod(Point.ORDER);
    }
}

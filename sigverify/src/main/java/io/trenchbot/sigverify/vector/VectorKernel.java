package io.trenchbot.sigverify.vector;

import static io.trenchbot.sigverify.vector.Field.LANES;
import static io.trenchbot.sigverify.vector.Field.STRIDE;

import io.trenchbot.sigverify.core.Checks;
import io.trenchbot.sigverify.core.Encoding;
import io.trenchbot.sigverify.core.Kernel;
import io.trenchbot.sigverify.core.Outcome;
import io.trenchbot.sigverify.core.Sha512;
import io.trenchbot.sigverify.core.Signatures;
import io.trenchbot.sigverify.core.Tally;
import io.trenchbot.sigverify.scalar.ScalarKernel;
import jdk.incubator.vector.DoubleVector;

/**
 * Verifies a signature in each lane, each with its own exact verdict: no lane knows of another.
 *
 * <p>The equation at full size, {@code [S]B + [h](-A)}, over the whole group. Comparing bytes needs no decoding of R: a
 * computed point's canonical encoding that equals R's bytes proves that R was a point and canonical. One inversion
 * serves all groups of a chunk, by Montgomery's trick. The rules with a cofactor decode R, subtract it, and double three
 * times. What bytes alone decide (S, small order, canonical y) is settled before, so that lanes are not spent on it.
 *
 * <p>A group with empty lanes repeats its last signature in them; a group of one goes to the scalar engine, which is
 * done no later.
 *
 * <p>Public data only. Threading: one thread.
 */
public final class VectorKernel implements Kernel {
    /** Groups that share an inversion: beyond, its share is below 1 % of a signature. */
    private static final int MAX_GROUPS = 16;

    /** X, Y, Z, and the product of all Z so far. */
    private static final int RESULT = 4 * STRIDE;

    private static final int RESULTS = Windows.END;
    private static final int SUBTRACTED_R = RESULTS + MAX_GROUPS * RESULT;
    private static final int SUM = SUBTRACTED_R + 3 * STRIDE;
    private static final int END = SUM + 4 * STRIDE;

    /** On older releases the compiler allocates in the rounds, and the JDK's own hash is faster. */
    private static final boolean HASHES_IN_LANES = Runtime.version().feature() >= 25;

    private final Checks checks;
    private final Points points = new Points(END);
    private final Windows windows = new Windows(points);
    private final Decoding decoding = new Decoding(points);
    private final LaneSha512 laneSha512 = new LaneSha512();
    private final Sha512 sha512 = new Sha512();
    private final ScalarKernel scalar;
    private final Tally tally = new Tally();

    /** The chunk: entries of the batch, their hashes, and whether their key decoded. */
    private final int[] entries = new int[MAX_GROUPS * LANES];

    private final long[] hashes = new long[8 * MAX_GROUPS * LANES];
    private final boolean[] keyValid = new boolean[MAX_GROUPS * LANES];
    private final long[] words = new long[4];

    /**
     * An engine for one rule.
     *
     * @param checks the rule
     */
    public VectorKernel(Checks checks) {
        this.checks = checks;
        scalar = new ScalarKernel(checks);
    }

    /**
     * How many signatures this machine verifies side by side.
     *
     * @return 8 or 4
     */
    public static int lanes() {
        return LANES;
    }

    /**
     * Whether the machine has vectors wide enough to be worth it.
     *
     * @return false if the JVM prefers vectors of less than four doubles
     */
    public static boolean wideEnough() {
        return DoubleVector.SPECIES_PREFERRED.length() >= 4;
    }

    @Override
    public Tally tally() {
        return tally;
    }

    @Override
    public void verify(Signatures batch, int from, int to) {
        int count = 0;
        for (int i = from; i < to; i++) {
            if (batch.outcomes[i] == Outcome.PENDING && undecidedByBytes(batch, i)) {
                entries[count++] = i;
                if (count == entries.length) {
                    verifyChunk(batch, count);
                    count = 0;
                }
            }
        }
        if (count % LANES == 1) {
            int last = entries[--count];
            scalar.verify(batch, last, last + 1);
            tally.laneSlots++;
        }
        if (count > 0) {
            verifyChunk(batch, count);
        }
    }

    private boolean undecidedByBytes(Signatures batch, int i) {
        byte[] key = batch.keys[i];
        int keyOffset = batch.keyOffsets[i];
        byte[] signature = batch.signatures[i];
        int signatureOffset = batch.signatureOffsets[i];
        byte outcome = Outcome.PENDING;
        if (!Encoding.belowOrder(signature, signatureOffset + 32)) {
            outcome = Outcome.S_OUT_OF_RANGE;
        } else if (checks.rejectSmallOrder()
                && (Encoding.smallOrder(key, keyOffset) || Encoding.smallOrder(signature, signatureOffset))) {
            outcome = Outcome.SMALL_ORDER;
        } else if (checks.canonicalEncodings() && !Encoding.canonicalY(key, keyOffset)) {
            outcome = Outcome.KEY_INVALID;
        }
        tally.laneSlots += outcome == Outcome.PENDING ? 0 : 1;
        batch.outcomes[i] = outcome;
        return outcome == Outcome.PENDING;
    }

    private void verifyChunk(Signatures batch, int count) {
        int groups = (count + LANES - 1) / LANES;
        tally.laneSlots += (long) groups * LANES;
        for (int group = 0; group < groups; group++) {
            int first = group * LANES;
            int size = Math.min(LANES, count - first);
            hash(batch, first, size);
            decodeKeys(batch, first, size);
            windows.tabulate();
            windows.multiply(checks.cofactored());
            if (checks.cofactored()) {
                subtractR(batch, first, size);
            } else {
                keep(group);
            }
        }
        if (!checks.cofactored()) {
            compareBytes(batch, count, groups);
        }
    }

    private void hash(Signatures batch, int first, int size) {
        int longest = 0;
        for (int slot = first; slot < first + size; slot++) {
            longest = Math.max(longest, batch.messageBytes[entries[slot]]);
        }
        if (HASHES_IN_LANES && longest <= LaneSha512.MAX_MESSAGE_BYTES) {
            laneSha512.hash(batch, entries, first, size, hashes, 8 * first);
            return;
        }
        for (int slot = first; slot < first + size; slot++) {
            sha512.hash(batch, entries[slot], hashes, 8 * slot);
        }
    }

    /** Leaves -A as the point at work, and the scalars with the windows. */
    private void decodeKeys(Signatures batch, int first, int size) {
        for (int lane = 0; lane < LANES; lane++) {
            int slot = first + Math.min(lane, size - 1);
            int entry = entries[slot];
            windows.load(lane, hashes, 8 * slot, batch.signatures[entry], batch.signatureOffsets[entry] + 32);
            decoding.load(lane, batch.keys[entry], batch.keyOffsets[entry]);
        }
        decoding.decode(true);
        for (int lane = 0; lane < size; lane++) {
            keyValid[first + lane] = decoding.onCurve(lane);
        }
    }

    private void keep(int group) {
        double[] w = points.w;
        int result = RESULTS + group * RESULT;
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
    private void compareBytes(Signatures batch, int count, int groups) {
        double[] w = points.w;
        long[] s = points.s;
        int inverse = Points.T0;
        int own = Points.T1;
        points.invert(inverse, RESULTS + groups * RESULT - STRIDE);
        for (int group = groups - 1; group >= 0; group--) {
            int result = RESULTS + group * RESULT;
            if (group > 0) {
                Field.multiply(w, own, inverse, result - STRIDE, s);
                Field.multiply(w, inverse, inverse, result + 2 * STRIDE, s);
            } else {
                Field.copy(w, own, inverse);
            }
            Field.multiply(w, Points.T2, result, own, s);
            Field.multiply(w, Points.T3, result + STRIDE, own, s);
            int first = group * LANES;
            for (int lane = 0; lane < Math.min(LANES, count - first); lane++) {
                int entry = entries[first + lane];
                boolean equal = encodesTo(lane, batch.signatures[entry], batch.signatureOffsets[entry]);
                settle(batch, first + lane, equal);
            }
        }
    }

    /** Whether the affine point (T2, T3) of a lane encodes to these bytes. */
    private boolean encodesTo(int lane, byte[] bytes, int offset) {
        Limbs.canonicalWords(points.w, Points.T2 + lane, words);
        long sign = words[0] << 63;
        Limbs.canonicalWords(points.w, Points.T3 + lane, words);
        return words[0] == Encoding.word(bytes, offset)
                && words[1] == Encoding.word(bytes, offset + 8)
                && words[2] == Encoding.word(bytes, offset + 16)
                && (words[3] | sign) == Encoding.word(bytes, offset + 24);
    }

    /** Accepts the lanes where eight times the point at work minus R is the neutral point. */
    private void subtractR(Signatures batch, int first, int size) {
        double[] w = points.w;
        for (int i = 0; i < 4 * STRIDE; i += STRIDE) {
            Field.copy(w, SUM + i, Points.X + i);
        }
        for (int lane = 0; lane < LANES; lane++) {
            int entry = entries[first + Math.min(lane, size - 1)];
            decoding.load(lane, batch.signatures[entry], batch.signatureOffsets[entry]);
        }
        decoding.decode(true);
        points.toNiels(SUBTRACTED_R);
        for (int i = 0; i < 4 * STRIDE; i += STRIDE) {
            Field.copy(w, Points.X + i, SUM + i);
        }
        points.addNiels(SUBTRACTED_R, false);
        points.twice(false);
        points.twice(false);
        points.twice(false);
        Field.subtract(w, Points.T2, Points.Y, Points.Z);
        for (int lane = 0; lane < size; lane++) {
            int entry = entries[first + lane];
            boolean canonical = !checks.canonicalEncodings()
                    || Encoding.canonicalY(batch.signatures[entry], batch.signatureOffsets[entry]);
            settle(batch, first + lane, canonical && decoding.onCurve(lane) && isNeutral(lane));
        }
    }

    /** Whether X = 0 and Y - Z, which is in T2, is 0 as well. */
    private boolean isNeutral(int lane) {
        Limbs.canonicalWords(points.w, Points.X + lane, words);
        if (!Limbs.isZero(words)) {
            return false;
        }
        Limbs.canonicalWords(points.w, Points.T2 + lane, words);
        return Limbs.isZero(words);
    }

    private void settle(Signatures batch, int slot, boolean equationHolds) {
        byte outcome = equationHolds ? Outcome.ACCEPTED : Outcome.MISMATCH;
        batch.outcomes[entries[slot]] = keyValid[slot] ? outcome : Outcome.KEY_INVALID;
    }
}

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
import java.util.Objects;
import jdk.incubator.vector.DoubleVector;
import org.jspecify.annotations.Nullable;

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
    /** Where S starts in a signature. */
    private static final int S_OFFSET = 32;

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

    private final Chunk unprepared = new Chunk(MAX_GROUPS * LANES);
    private final Chunk prepared = new Chunk(MAX_GROUPS * LANES);
    private final @Nullable KeyCache cache;
    private final @Nullable KeyTables keyTables;
    private final @Nullable KeyWindows keyWindows;
    private final long[] words = new long[4];

    /**
     * An engine for one rule.
     *
     * @param checks the rule
     * @param cache keys prepared, by this kernel or another; null to prepare none
     */
    public VectorKernel(Checks checks, @Nullable KeyCache cache) {
        this.checks = checks;
        this.cache = cache;
        keyTables = cache == null ? null : new KeyTables(cache);
        keyWindows = cache == null ? null : new KeyWindows(points);
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
        for (int i = from; i < to; i++) {
            if (batch.outcomes[i] == Outcome.PENDING && undecidedByBytes(batch, i)) {
                PreparedKey key = cache == null ? null : cache.find(batch.keys[i], batch.keyOffsets[i]);
                Chunk chunk = key == null ? unprepared : prepared;
                chunk.add(i, key);
                if (chunk.isFull()) {
                    verifyChunk(batch, chunk);
                }
            }
        }
        // Lanes that would run empty beside signatures of unknown keys take prepared ones for nothing.
        int spare = -unprepared.count & (LANES - 1);
        if (prepared.count % LANES <= spare) {
            for (int i = prepared.count % LANES; i > 0; i--) {
                unprepared.add(prepared.removeLast(), null);
            }
        }
        finishChunk(batch, prepared);
        finishChunk(batch, unprepared);
    }

    private void finishChunk(Signatures batch, Chunk chunk) {
        if (chunk == unprepared && chunk.count % LANES == 1) {
            int last = chunk.removeLast();
            scalar.verify(batch, last, last + 1);
            tally.laneSlots++;
        }
        if (chunk.count > 0) {
            verifyChunk(batch, chunk);
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

    private void verifyChunk(Signatures batch, Chunk chunk) {
        int groups = (chunk.count + LANES - 1) / LANES;
        tally.laneSlots += (long) groups * LANES;
        for (int group = 0; group < groups; group++) {
            int first = group * LANES;
            int size = Math.min(LANES, chunk.count - first);
            hash(batch, chunk, first, size);
            if (chunk == prepared) {
                multiplyPrepared(batch, first, size);
            } else {
                multiplyUnprepared(batch, first, size);
            }
            if (checks.cofactored()) {
                subtractR(batch, chunk, first, size);
            } else {
                keep(group);
            }
        }
        if (!checks.cofactored()) {
            compareBytes(batch, chunk, groups);
        }
        if (keyTables != null) {
            keyTables.ran(prepared == chunk ? chunk.count : 0, prepared == chunk ? 0 : chunk.count);
        }
        if (chunk == unprepared) {
            wantKeys(batch);
        }
        tally.keyHits += chunk == prepared ? chunk.count : 0;
        tally.keyMisses += chunk == prepared ? 0 : chunk.count;
        chunk.count = 0;
    }

    private void hash(Signatures batch, Chunk chunk, int first, int size) {
        int longest = 0;
        for (int slot = first; slot < first + size; slot++) {
            longest = Math.max(longest, batch.messageBytes[chunk.entries[slot]]);
        }
        if (HASHES_IN_LANES && longest <= LaneSha512.MAX_MESSAGE_BYTES) {
            laneSha512.hash(batch, chunk.entries, first, size, chunk.hashes, 8 * first);
            return;
        }
        for (int slot = first; slot < first + size; slot++) {
            sha512.hash(batch, chunk.entries[slot], chunk.hashes, 8 * slot);
        }
    }

    /** Leaves [S]B - [h]A as the point at work. */
    private void multiplyUnprepared(Signatures batch, int first, int size) {
        for (int lane = 0; lane < LANES; lane++) {
            int slot = first + Math.min(lane, size - 1);
            int entry = unprepared.entries[slot];
            int sOffset = batch.signatureOffsets[entry] + S_OFFSET;
            windows.load(lane, unprepared.hashes, 8 * slot, batch.signatures[entry], sOffset);
            decoding.load(lane, batch.keys[entry], batch.keyOffsets[entry]);
        }
        decoding.decode(true);
        for (int lane = 0; lane < size; lane++) {
            unprepared.keyValid[first + lane] = decoding.onCurve(lane);
        }
        windows.tabulate();
        windows.multiply(checks.cofactored());
    }

    private void multiplyPrepared(Signatures batch, int first, int size) {
        KeyWindows keyWindows = Objects.requireNonNull(this.keyWindows);
        for (int lane = 0; lane < LANES; lane++) {
            int slot = first + Math.min(lane, size - 1);
            int entry = prepared.entries[slot];
            int sOffset = batch.signatureOffsets[entry] + S_OFFSET;
            PreparedKey key = Objects.requireNonNull(prepared.keys[slot]);
            keyWindows.load(lane, key, prepared.hashes, 8 * slot, batch.signatures[entry], sOffset);
            prepared.keyValid[slot] = true;
        }
        keyWindows.multiply();
    }

    private void wantKeys(Signatures batch) {
        if (cache == null || keyTables == null) {
            return;
        }
        for (int slot = 0; slot < unprepared.count; slot++) {
            byte[] key = batch.keys[unprepared.entries[slot]];
            int offset = batch.keyOffsets[unprepared.entries[slot]];
            if (unprepared.keyValid[slot] && cache.seenBefore(key, offset) && cache.find(key, offset) == null) {
                keyTables.want(key, offset);
            }
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
    private void compareBytes(Signatures batch, Chunk chunk, int groups) {
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
            for (int lane = 0; lane < Math.min(LANES, chunk.count - first); lane++) {
                int entry = chunk.entries[first + lane];
                boolean equal = encodesTo(lane, batch.signatures[entry], batch.signatureOffsets[entry]);
                settle(batch, chunk, first + lane, equal);
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
    private void subtractR(Signatures batch, Chunk chunk, int first, int size) {
        double[] w = points.w;
        for (int i = 0; i < 4 * STRIDE; i += STRIDE) {
            Field.copy(w, SUM + i, Points.X + i);
        }
        for (int lane = 0; lane < LANES; lane++) {
            int entry = chunk.entries[first + Math.min(lane, size - 1)];
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
            int entry = chunk.entries[first + lane];
            boolean canonical = !checks.canonicalEncodings()
                    || Encoding.canonicalY(batch.signatures[entry], batch.signatureOffsets[entry]);
            settle(batch, chunk, first + lane, canonical && decoding.onCurve(lane) && isNeutral(lane));
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

    private static void settle(Signatures batch, Chunk chunk, int slot, boolean equationHolds) {
        byte outcome = equationHolds ? Outcome.ACCEPTED : Outcome.MISMATCH;
        batch.outcomes[chunk.entries[slot]] = chunk.keyValid[slot] ? outcome : Outcome.KEY_INVALID;
    }
}

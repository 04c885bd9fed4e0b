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
 * Verifies a signature in each lane, each with its own exact verdict: no lane knows of another. Under the rules with a
 * cofactor, many signatures of unknown keys are first tried as one equation a lane, see {@link LaneEquations}.
 *
 * <p>Keys that are prepared take the equation at full size, {@code [S]B + [h](-A)}, which {@link Comparison} sets
 * against R; others take it at half size, with R decoded along with the key. What bytes alone decide (S, small order, canonical y) is settled before, so that lanes are not spent on it.
 *
 * <p>A group with empty lanes repeats its last signature in them; what would fill a quarter of a group at most gets four
 * lanes for each signature instead.
 *
 * <p>Public data only. Threading: one thread.
 */
public final class VectorKernel implements Kernel {
    /** Where S starts in a signature. */
    private static final int S_OFFSET = 32;

    /** On older releases the compiler allocates in the rounds, and the JDK's own hash is faster. */
    private static final boolean HASHES_IN_LANES = Runtime.version().feature() >= 25;

    private final Checks checks;
    private final Points points;
    private final Windows windows;
    private final Decoding decoding;
    private final Points rPoints = new Points(Points.END);
    private final Decoding rDecoding = new Decoding(rPoints);
    private final HalfEquation equation = new HalfEquation();
    private final Comparison comparison;
    private final FourLanes fourLanes;
    private final @Nullable LaneEquations laneEquations;
    private final LaneSha512 laneSha512 = new LaneSha512();
    private final Sha512 sha512 = new Sha512();
    private final ScalarKernel scalar;
    private final Tally tally = new Tally();

    private final Chunk unprepared = new Chunk(Comparison.MAX_GROUPS * LANES);
    private final Chunk prepared = new Chunk(Comparison.MAX_GROUPS * LANES);
    private final @Nullable KeyCache cache;
    private final @Nullable KeyTables keyTables;
    private final @Nullable KeyWindows keyWindows;

    /**
     * An engine for one rule.
     *
     * @param checks the rule
     * @param cache keys prepared, by this kernel or another; null to prepare none
     */
    public VectorKernel(Checks checks, @Nullable KeyCache cache) {
        this.checks = checks;
        this.cache = cache;
        int ends = Windows.END + Comparison.DOUBLES;
        points = new Points(ends + (checks.cofactored() ? BatchEquation.DOUBLES : 0));
        windows = new Windows(points);
        decoding = new Decoding(points);
        keyTables = cache == null ? null : new KeyTables(cache);
        keyWindows = cache == null ? null : new KeyWindows(points);
        scalar = new ScalarKernel(checks);
        comparison = new Comparison(checks, points, decoding, Windows.END);
        fourLanes = new FourLanes(checks, points, windows, decoding, comparison);
        laneEquations = !checks.cofactored()
                ? null
                : new LaneEquations(
                        checks,
                        points,
                        rPoints,
                        decoding,
                        rDecoding,
                        comparison,
                        new BatchEquation(points, windows, ends));
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
        int rest = chunk.count % LANES;
        if (chunk == unprepared && rest > 0 && rest <= FourLanes.SIGNATURES) {
            verifyInFourLanes(batch, rest);
        }
        if (chunk.count > 0) {
            verifyChunk(batch, chunk);
        }
    }

    /** The last signatures of the chunk of unknown keys. */
    private void verifyInFourLanes(Signatures batch, int count) {
        int first = unprepared.count - count;
        tally.laneSlots += FourLanes.SIGNATURES;
        boolean small = true;
        for (int place = 0; place < FourLanes.SIGNATURES; place++) {
            small &= fourLanes.load(place, batch, unprepared.entries[first + Math.min(place, count - 1)]);
        }
        if (small) {
            fourLanes.run();
        }
        for (int place = 0; place < count; place++) {
            int slot = first + place;
            int entry = unprepared.entries[slot];
            if (small) {
                unprepared.keyValid[slot] = fourLanes.keyValid(place);
                unprepared.settle(batch, slot, fourLanes.equationHolds(place));
            } else {
                scalar.verify(batch, entry, entry + 1);
                unprepared.keyValid[slot] = batch.outcomes[entry] != Outcome.KEY_INVALID;
            }
            wantKey(batch, slot);
        }
        unprepared.count = first;
        countKeys(0, count);
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

    /** Leaves in the chunk of unknown keys what the equations of whole lanes do not settle. */
    private void verifyTogether(Signatures batch, LaneEquations laneEquations) {
        int groups = (unprepared.count + LANES - 1) / LANES;
        tally.laneSlots += (long) groups * LANES;
        laneEquations.begin();
        for (int group = 0; group < groups; group++) {
            int first = group * LANES;
            int size = Math.min(LANES, unprepared.count - first);
            hash(batch, unprepared, first, size);
            laneEquations.add(batch, unprepared, group, size);
        }
        laneEquations.settle(batch, unprepared, groups);
        int pending = 0;
        for (int slot = 0; slot < unprepared.count; slot++) {
            int entry = unprepared.entries[slot];
            if (batch.outcomes[entry] == Outcome.PENDING) {
                unprepared.entries[pending++] = entry;
            } else {
                wantKey(batch, slot);
            }
        }
        countKeys(0, unprepared.count - pending);
        unprepared.count = pending;
    }

    private void verifyChunk(Signatures batch, Chunk chunk) {
        if (chunk == unprepared && laneEquations != null && laneEquations.pays((chunk.count + LANES - 1) / LANES)) {
            verifyTogether(batch, laneEquations);
        }
        int groups = (chunk.count + LANES - 1) / LANES;
        tally.laneSlots += (long) groups * LANES;
        for (int group = 0; group < groups; group++) {
            int first = group * LANES;
            int size = Math.min(LANES, chunk.count - first);
            hash(batch, chunk, first, size);
            if (chunk == unprepared) {
                verifyUnprepared(batch, first, size);
                continue;
            }
            multiplyPrepared(batch, first, size);
            if (checks.cofactored()) {
                comparison.subtractR(batch, chunk, first, size);
            } else {
                comparison.keep(group);
            }
        }
        if (chunk == prepared && !checks.cofactored()) {
            comparison.compareBytes(batch, chunk, groups);
        }
        for (int slot = 0; chunk == unprepared && slot < chunk.count; slot++) {
            wantKey(batch, slot);
        }
        countKeys(chunk == prepared ? chunk.count : 0, chunk == prepared ? 0 : chunk.count);
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

    private void verifyUnprepared(Signatures batch, int first, int size) {
        for (int lane = 0; lane < LANES; lane++) {
            int slot = first + Math.min(lane, size - 1);
            int entry = unprepared.entries[slot];
            byte[] signature = batch.signatures[entry];
            int offset = batch.signatureOffsets[entry];
            if (!equation.load(unprepared.hashes, 8 * slot, signature, offset + S_OFFSET)) {
                // One in a thousand; its lane runs along with the scalars it had before.
                scalar.verify(batch, entry, entry + 1);
            } else {
                windows.load(lane, equation);
            }
            decoding.load(lane, batch.keys[entry], batch.keyOffsets[entry], equation.turnsKey());
            rDecoding.load(lane, signature, offset, false);
        }
        Decoding.decodeNegatives(decoding, rDecoding);
        windows.tabulate(Windows.KEY_TABLE);
        System.arraycopy(rPoints.w, Points.X, points.w, Points.X, 4 * STRIDE);
        windows.tabulate(Windows.R_TABLE);
        windows.multiply();
        comparison.multiplyByCofactor();
        for (int lane = 0; lane < size; lane++) {
            int slot = first + lane;
            int entry = unprepared.entries[slot];
            if (batch.outcomes[entry] == Outcome.PENDING) {
                unprepared.keyValid[slot] = decoding.onCurve(lane);
                comparison.settle(batch, unprepared, slot, lane, rDecoding);
            } else {
                unprepared.keyValid[slot] = batch.outcomes[entry] != Outcome.KEY_INVALID;
            }
        }
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
        keyWindows.multiply(checks.cofactored());
    }

    private void countKeys(int hits, int misses) {
        if (keyTables != null) {
            keyTables.ran(hits, misses);
        }
        tally.keyHits += hits;
        tally.keyMisses += misses;
    }

    /** Has the key of a signature that was verified without it prepared, if it is one that comes again. */
    private void wantKey(Signatures batch, int slot) {
        if (cache == null || keyTables == null || !unprepared.keyValid[slot]) {
            return;
        }
        byte[] key = batch.keys[unprepared.entries[slot]];
        int offset = batch.keyOffsets[unprepared.entries[slot]];
        if (cache.seenBefore(key, offset) && cache.find(key, offset) == null) {
            keyTables.want(key, offset);
        }
    }
}

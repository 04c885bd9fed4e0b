package io.trenchbot.sigverify.vector;

import static io.trenchbot.sigverify.vector.Field.LANES;
import static io.trenchbot.sigverify.vector.Field.STRIDE;

import io.trenchbot.sigverify.core.Checks;
import io.trenchbot.sigverify.core.Outcome;
import io.trenchbot.sigverify.core.Signatures;

/**
 * Settles the signatures of a chunk by {@link BatchEquation}, as far as it goes: what has no point for its key or R, and
 * all that is in a lane whose equation holds. The rest stays pending, for the equation of each signature.
 *
 * <p>A failed lane has cost time for nothing. Where more lanes fail than the others gain, the next chunks do without
 * equations of lanes, the more of them the longer this goes on: of a stream of wrong signatures one chunk in 65 is tried.
 *
 * <p>Threading: one thread.
 */
final class LaneEquations {
    /** With fewer groups the doublings saved do not make up for scalars of twice the size. */
    static final int MIN_GROUPS = 4;

    /** Failed lanes that the others make up for. */
    private static final int MAX_FAILED = 3 * LANES / 8;

    private static final int MAX_PAUSE = 64;
    private static final int S_OFFSET = 32;

    private final Checks checks;
    private final Points points;
    private final Points rPoints;
    private final Decoding decoding;
    private final Decoding rDecoding;
    private final Comparison comparison;
    private final BatchEquation equation;
    private int pause = 1;
    private int chunksToPass;

    LaneEquations(
            Checks checks,
            Points points,
            Points rPoints,
            Decoding decoding,
            Decoding rDecoding,
            Comparison comparison,
            BatchEquation equation) {
        this.checks = checks;
        this.points = points;
        this.rPoints = rPoints;
        this.decoding = decoding;
        this.rDecoding = rDecoding;
        this.comparison = comparison;
        this.equation = equation;
    }

    /** Whether the next chunk, of so many groups, should be tried. */
    boolean pays(int groups) {
        if (groups < MIN_GROUPS) {
            return false;
        }
        if (chunksToPass > 0) {
            chunksToPass--;
            return false;
        }
        return true;
    }

    /** Begins with a chunk. */
    void begin() {
        equation.begin();
    }

    /** Takes a group whose hashes are computed. */
    void add(Signatures batch, Chunk chunk, int group, int size) {
        int first = group * LANES;
        for (int lane = 0; lane < LANES; lane++) {
            int entry = chunk.entries[first + Math.min(lane, size - 1)];
            decoding.load(lane, batch.keys[entry], batch.keyOffsets[entry]);
            rDecoding.load(lane, batch.signatures[entry], batch.signatureOffsets[entry]);
        }
        Decoding.decodeNegatives(decoding, rDecoding);
        for (int lane = 0; lane < size; lane++) {
            loadScalars(batch, chunk, group, lane);
        }
        takePoints(batch, chunk, first, size);
    }

    private void loadScalars(Signatures batch, Chunk chunk, int group, int lane) {
        int slot = group * LANES + lane;
        int entry = chunk.entries[slot];
        byte[] signature = batch.signatures[entry];
        int offset = batch.signatureOffsets[entry];
        chunk.keyValid[slot] = decoding.onCurve(lane);
        if (!decoding.onCurve(lane) || !rDecoding.onCurve(lane) || !checks.acceptsR(signature, offset)) {
            chunk.settle(batch, slot, false);
            return;
        }
        equation.load(group, lane, chunk.hashes, 8 * slot, signature, offset + S_OFFSET);
    }

    private void takePoints(Signatures batch, Chunk chunk, int first, int size) {
        clearUnused(batch, chunk, first, size);
        equation.takeKeys(first / LANES);
        System.arraycopy(rPoints.w, Points.X, points.w, Points.X, 4 * STRIDE);
        clearUnused(batch, chunk, first, size);
        equation.takeRs(first / LANES);
    }

    /** Whatever scalars they have, lanes without a signature in the equation add nothing. */
    private void clearUnused(Signatures batch, Chunk chunk, int first, int size) {
        for (int lane = 0; lane < LANES; lane++) {
            if (lane >= size || batch.outcomes[chunk.entries[first + lane]] != Outcome.PENDING) {
                points.setIdentity(lane);
            }
        }
    }

    /** Accepts what is pending in lanes whose equation holds. */
    void settle(Signatures batch, Chunk chunk, int groups) {
        equation.multiply(groups);
        comparison.multiplyByCofactor();
        int failed = 0;
        for (int lane = 0; lane < LANES; lane++) {
            if (!comparison.isNeutral(lane)) {
                failed++;
                continue;
            }
            for (int slot = lane; slot < chunk.count; slot += LANES) {
                if (batch.outcomes[chunk.entries[slot]] == Outcome.PENDING) {
                    chunk.settle(batch, slot, true);
                }
            }
        }
        pause = failed > MAX_FAILED ? Math.min(MAX_PAUSE, 4 * pause) : 1;
        chunksToPass = failed > MAX_FAILED ? pause : 0;
    }
}

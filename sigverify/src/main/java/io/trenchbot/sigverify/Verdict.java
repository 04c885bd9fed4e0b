package io.trenchbot.sigverify;

/**
 * What became of a signature. Where several reasons to reject apply, the first in this order is given, the same by
 * every engine.
 *
 * <p>Threading: immutable.
 */
public enum Verdict {
    // In the order of the codes in core.Outcome.
    /** Not verified yet. */
    PENDING,
    /** Valid under the rule. */
    ACCEPTED,
    /** The key has not 32 bytes, or the signature not 64. */
    WRONG_LENGTH,
    /** S is not below the group order. */
    S_OUT_OF_RANGE,
    /** The key or R has an order of 1, 2, 4 or 8, where the rule rejects that. */
    SMALL_ORDER,
    /** The key is no point of the curve, or not canonical where the rule demands it. */
    KEY_INVALID,
    /** The equation does not hold, or R is not a point as the rule demands. */
    MISMATCH;

    private static final Verdict[] BY_CODE = values();

    static Verdict of(byte outcome) {
        return BY_CODE[outcome];
    }
}

package io.trenchbot.sigverify.core;

/** Codes of what became of a signature; the public enum {@code Verdict} lists them in the same order. */
public final class Outcome {
    /** Not verified yet. */
    public static final byte PENDING = 0;
    /** The rule accepts the signature. */
    public static final byte ACCEPTED = 1;
    /** The key has not 32 bytes, or the signature not 64. */
    public static final byte WRONG_LENGTH = 2;
    /** S is not below the group order. */
    public static final byte S_OUT_OF_RANGE = 3;
    /** The key or R has an order of at most 8. */
    public static final byte SMALL_ORDER = 4;
    /** The key is no point, or not encoded as the rule demands. */
    public static final byte KEY_INVALID = 5;
    /** The equation does not hold. */
    public static final byte MISMATCH = 6;

    /** Number of codes. */
    public static final int COUNT = 7;

    private Outcome() {}
}

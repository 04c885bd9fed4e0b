package io.trenchbot.sigverify.core;

/**
 * A verification rule as the engines see it: two checks on points and the form of the equation.
 *
 * @param canonicalEncodings whether the key and R must be encoded canonically (y below p, no sign on x = 0)
 * @param rejectSmallOrder whether a key or an R of order 1, 2, 4 or 8 is rejected
 * @param cofactored whether {@code [8]([S]B - [h]A - R) = O} decides; otherwise {@code [S]B - [h]A}, canonically
 *     encoded, must equal the bytes of R
 */
public record Checks(boolean canonicalEncodings, boolean rejectSmallOrder, boolean cofactored) {
    /**
     * Whether the bytes of an R that decodes to a point may stand for it: where bytes are compared, or canonical ones
     * asked for, y must be below p. The two encodings with a sign on x = 0 have small order and are rejected for that.
     *
     * @param bytes holds R
     * @param offset of its 32 bytes
     * @return true if nothing but the equation is left to ask
     */
    public boolean acceptsR(byte[] bytes, int offset) {
        return (cofactored && !canonicalEncodings) || Encoding.canonicalY(bytes, offset);
    }
}

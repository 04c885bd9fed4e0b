package io.trenchbot.sigverify;

import io.trenchbot.sigverify.core.Checks;

/**
 * Which signatures count as valid.
 *
 * <p>Signatures made honestly are valid under every rule; the rules differ on keys and R with a component of small
 * order and on encodings that are not canonical. Each rule accepts all that the one before it accepts. All of them want
 * S below the group order, hash the bytes as they came, and take public data only.
 *
 * <p>Under STRICT each verdict comes from the signature's own equation, always. Under the other two the vector engine may
 * accept a large batch by equations over several signatures with secret random factors of 128 bits, and never rejects by
 * them: a right signature is always accepted, and to whoever cannot foresee the factors (SHA-512 of a secret seed and a
 * counter) a wrong one passes with a probability of at most 2^-128.
 *
 * <p>Threading: immutable.
 */
public enum VerificationRule {
    /**
     * What the Solana network does today ({@code verify_strict} of ed25519-dalek 2 and later): key and R not of small
     * order, and {@code [S]B - [h]A} over the whole group must encode to the bytes of R. The default.
     */
    STRICT,

    /**
     * Solana's SIMD-0376 as amended: key and R canonical and not of small order, and the equation is multiplied by the
     * cofactor 8. Not active on the network yet.
     */
    SIMD_0376,

    /** ZIP-215: any encoding and any order, and the equation is multiplied by the cofactor 8. */
    ZIP_215;

    Checks checks() {
        return switch (this) {
            case STRICT -> new Checks(false, true, false);
            case SIMD_0376 -> new Checks(true, true, true);
            case ZIP_215 -> new Checks(false, false, true);
        };
    }
}

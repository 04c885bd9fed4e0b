package io.trenchbot.sigverify.vector;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;

/**
 * Factors of 128 bits that nobody outside can foresee: SHA-512 of a secret seed and a counter, four factors a digest.
 * The seed is the system's own randomness, drawn once, so that a batch neither waits for it nor allocates.
 *
 * <p>Threading: one thread.
 */
final class RandomFactors {
    private static final int SEED_BYTES = 32;
    private static final int DIGEST_BYTES = 64;

    /** Bytes of a scalar as the arithmetic wants it; a factor leaves the upper half zero. */
    static final int SCALAR_BYTES = 32;

    private static final int FACTOR_BYTES = 16;
    private static final int FACTORS_A_DIGEST = DIGEST_BYTES / FACTOR_BYTES;

    final byte[] bytes;
    private final int count;
    private final MessageDigest digest;
    private final byte[] input = new byte[SEED_BYTES + Long.BYTES];
    private final byte[] output = new byte[DIGEST_BYTES];

    RandomFactors(int count) {
        this.count = count;
        bytes = new byte[count * SCALAR_BYTES];
        byte[] seed = new byte[SEED_BYTES];
        new SecureRandom().nextBytes(seed);
        System.arraycopy(seed, 0, input, 0, SEED_BYTES);
        try {
            digest = MessageDigest.getInstance("SHA-512");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime has no SHA-512", e);
        }
    }

    /** Replaces all factors by new ones. */
    void draw() {
        for (int i = 0; i < count; i++) {
            if (i % FACTORS_A_DIGEST == 0) {
                nextDigest();
            }
            System.arraycopy(output, i % FACTORS_A_DIGEST * FACTOR_BYTES, bytes, i * SCALAR_BYTES, FACTOR_BYTES);
        }
    }

    private void nextDigest() {
        // The counter is a little-endian number of 64 bits, which no process lives to see wrap.
        for (int i = SEED_BYTES; i < input.length && ++input[i] == 0; i++) {}
        digest.update(input, 0, input.length);
        try {
            digest.digest(output, 0, DIGEST_BYTES);
        } catch (DigestException e) {
            throw new IllegalStateException("SHA-512 of " + DIGEST_BYTES + " bytes refused", e);
        }
    }
}

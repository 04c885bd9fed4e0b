package io.trenchbot.sigverify.core;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-512 of R, key and message by the JDK, whose compression is an intrinsic of the JVM. */
public final class Sha512 {
    private static final int DIGEST_BYTES = 64;

    private final MessageDigest digest;
    private final byte[] bytes = new byte[DIGEST_BYTES];

    /** A hash function of its own. */
    public Sha512() {
        try {
            digest = MessageDigest.getInstance("SHA-512");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime has no SHA-512", e);
        }
    }

    /**
     * Hashes what an entry signs.
     *
     * @param batch the signatures
     * @param entry the entry
     * @param words result: eight words, the first of them the lowest of the little-endian number that is the digest
     * @param offset of the first word of the result
     */
    public void hash(Signatures batch, int entry, long[] words, int offset) {
        digest.update(batch.signatures[entry], batch.signatureOffsets[entry], Signatures.KEY_BYTES);
        digest.update(batch.keys[entry], batch.keyOffsets[entry], Signatures.KEY_BYTES);
        digest.update(batch.messages[entry], batch.messageOffsets[entry], batch.messageBytes[entry]);
        try {
            digest.digest(bytes, 0, DIGEST_BYTES);
        } catch (DigestException e) {
            throw new IllegalStateException("SHA-512 of " + DIGEST_BYTES + " bytes refused", e);
        }
        for (int i = 0; i < 8; i++) {
            words[offset + i] = Encoding.word(bytes, 8 * i);
        }
    }
}

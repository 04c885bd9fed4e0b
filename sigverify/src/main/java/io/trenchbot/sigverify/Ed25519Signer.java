package io.trenchbot.sigverify;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * Signs with an Ed25519 private key, in constant time by Bouncy Castle: no arithmetic of the verifying engines, which
 * are for public data, comes near the key.
 *
 * <p>The key never appears in {@link #toString()} or in a message. {@link #close()} wipes it.
 *
 * <p>Threading: any number of threads may sign; close only when none does.
 */
public final class Ed25519Signer implements AutoCloseable {
    /** Bytes of a seed, the private half of a key pair. */
    public static final int SEED_BYTES = 32;
    /** Bytes of a public key. */
    public static final int PUBLIC_KEY_BYTES = 32;
    /** Bytes of a signature. */
    public static final int SIGNATURE_BYTES = 64;

    private final byte[] seed;
    private final byte[] publicKey = new byte[PUBLIC_KEY_BYTES];
    private volatile boolean closed;

    private Ed25519Signer(byte[] seed) {
        this.seed = seed;
        Ed25519.generatePublicKey(seed, 0, publicKey, 0);
    }

    /**
     * A signer for a seed.
     *
     * @param seed 32 secret bytes, copied
     * @return a new signer
     * @throws IllegalArgumentException if the length is not 32
     */
    public static Ed25519Signer ofSeed(byte[] seed) {
        if (seed.length != SEED_BYTES) {
            throw new IllegalArgumentException("a seed has " + SEED_BYTES + " bytes, not " + seed.length);
        }
        return new Ed25519Signer(seed.clone());
    }

    /**
     * A signer for a key pair as Solana tools keep it: the seed, then the public key.
     *
     * @param keyPair 64 bytes, copied
     * @return a new signer
     * @throws IllegalArgumentException if the length is not 64, or the second half is not the public key of the first
     */
    public static Ed25519Signer ofKeyPair(byte[] keyPair) {
        int length = SEED_BYTES + PUBLIC_KEY_BYTES;
        if (keyPair.length != length) {
            throw new IllegalArgumentException("a key pair has " + length + " bytes, not " + keyPair.length);
        }
        Ed25519Signer signer = new Ed25519Signer(Arrays.copyOf(keyPair, SEED_BYTES));
        // Signing with a public key that is not the seed's own can give the seed away.
        if (!Arrays.equals(keyPair, SEED_BYTES, length, signer.publicKey, 0, PUBLIC_KEY_BYTES)) {
            signer.close();
            throw new IllegalArgumentException("the second half of the key pair is not the public key of the first");
        }
        return signer;
    }

    /**
     * A signer for a key file of the Solana tools: a JSON array of 64 numbers, the seed and the public key, or of 32,
     * the seed alone.
     *
     * @param file the key file
     * @return a new signer
     * @throws IOException if the file cannot be read
     * @throws IllegalArgumentException if it holds something else; the message names the place, never a value
     */
    public static Ed25519Signer ofKeyFile(Path file) throws IOException {
        byte[] key = KeyFile.read(file);
        try {
            return key.length == SEED_BYTES ? ofSeed(key) : ofKeyPair(key);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("key file " + file + ": " + e.getMessage(), e);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    /**
     * The public key.
     *
     * @return a copy of its 32 bytes
     */
    public byte[] publicKey() {
        return publicKey.clone();
    }

    /**
     * Signs a message.
     *
     * @param message the bytes to sign, possibly none
     * @return the 64 bytes of the signature
     * @throws IllegalStateException if the signer is closed
     */
    public byte[] sign(byte[] message) {
        byte[] signature = new byte[SIGNATURE_BYTES];
        sign(message, 0, message.length, signature, 0);
        return signature;
    }

    /**
     * Signs a message that lies in a buffer of the caller.
     *
     * @param message buffer of the bytes to sign
     * @param messageOffset where they start
     * @param messageBytes how many they are
     * @param signature takes the signature; may be the buffer of the message, at another place
     * @param signatureOffset where its 64 bytes start
     * @throws IllegalStateException if the signer is closed
     * @throws IndexOutOfBoundsException if a part does not lie inside its buffer
     */
    public void sign(byte[] message, int messageOffset, int messageBytes, byte[] signature, int signatureOffset) {
        Objects.checkFromIndexSize(messageOffset, messageBytes, message.length);
        Objects.checkFromIndexSize(signatureOffset, SIGNATURE_BYTES, signature.length);
        if (closed) {
            throw new IllegalStateException("the signer is closed");
        }
        Ed25519.sign(seed, 0, publicKey, 0, message, messageOffset, messageBytes, signature, signatureOffset);
    }

    /** Wipes the key. A closed signer still knows its public key. */
    @Override
    public void close() {
        closed = true;
        Arrays.fill(seed, (byte) 0);
    }

    /** The kind of the object; nothing of the key. */
    @Override
    public String toString() {
        return "Ed25519Signer" + (closed ? "[closed]" : "");
    }
}

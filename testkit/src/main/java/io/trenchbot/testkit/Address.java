package io.trenchbot.testkit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.jspecify.annotations.Nullable;

/**
 * The address of an account: 32 bytes, written in base58. Equal by its bytes and ordered by them, unsigned.
 *
 * <p>Threading: immutable.
 */
public final class Address implements Comparable<Address> {
    /** The length of an address, a public key and a seed, bytes. */
    public static final int BYTES = 32;

    private static final byte[] PDA_MARKER = "ProgramDerivedAddress".getBytes(StandardCharsets.US_ASCII);

    private final byte[] bytes;
    private final int hash;
    private @Nullable String text; // written by whoever needs it first; every writer writes an equal string

    private Address(byte[] bytes) {
        this.bytes = bytes;
        this.hash = Arrays.hashCode(bytes);
    }

    /**
     * An address from its base58 text.
     *
     * @param base58 32 to 44 base58 digits
     * @return the address
     * @throws IllegalArgumentException if the text is not base58 of 32 bytes
     */
    public static Address of(String base58) {
        byte[] bytes = Base58.decode(base58);
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("an address has 32 bytes, \"" + base58 + "\" has " + bytes.length);
        }
        return new Address(bytes);
    }

    /**
     * An address from its bytes.
     *
     * @param bytes 32 bytes, copied
     * @return the address
     * @throws IllegalArgumentException if there are not 32
     */
    public static Address of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("an address has 32 bytes, not " + bytes.length);
        }
        return new Address(bytes.clone());
    }

    /**
     * The address of the key pair of an Ed25519 seed (RFC 8032's secret key).
     *
     * @param seed 32 bytes, not kept
     * @return the public key as an address
     * @throws IllegalArgumentException if there are not 32
     */
    public static Address ofSeed(byte[] seed) {
        if (seed.length != BYTES) {
            throw new IllegalArgumentException("a seed has 32 bytes, not " + seed.length);
        }
        byte[] publicKey = new byte[BYTES];
        Ed25519.generatePublicKey(seed, 0, publicKey, 0);
        return new Address(publicKey);
    }

    /**
     * A program-derived address: the first of SHA-256(seeds, bump, program, "ProgramDerivedAddress") for bump 255, 254, ... that
     * is no point of the curve, so that it has no secret key.
     *
     * @param program the program that may sign for it
     * @param seeds at most 15 seeds of at most 32 bytes each
     * @return the address
     * @throws IllegalArgumentException if there are more or longer seeds
     */
    public static Address derived(Address program, byte[]... seeds) {
        checkSeeds(seeds);
        for (int bump = 255; bump >= 0; bump--) {
            MessageDigest sha = sha256();
            for (byte[] seed : seeds) {
                sha.update(seed);
            }
            sha.update((byte) bump);
            sha.update(program.bytes);
            sha.update(PDA_MARKER);
            byte[] candidate = sha.digest();
            if (!Ed25519.validatePublicKeyPartial(candidate, 0)) {
                return new Address(candidate);
            }
        }
        throw new IllegalArgumentException("no derived address for these seeds: " + Arrays.deepToString(seeds));
    }

    /**
     * The associated token account of a wallet for a mint.
     *
     * @param owner the wallet
     * @param mint the mint
     * @return the address that the Associated Token Account program would create
     */
    public static Address associatedToken(Address owner, Address mint) {
        return derived(Programs.ASSOCIATED_TOKEN, owner.bytes, Programs.TOKEN.bytes, mint.bytes);
    }

    /**
     * The 32 bytes.
     *
     * @return a copy
     */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** The bytes themselves, for readers of this package that do not write to them. */
    byte[] array() {
        return bytes;
    }

    @Override
    public int compareTo(Address other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Address address && Arrays.equals(bytes, address.bytes);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** {@return the base58 text} */
    @Override
    public String toString() {
        String known = text;
        if (known == null) {
            known = Base58.encode(bytes);
            text = known;
        }
        return known;
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static void checkSeeds(byte[][] seeds) {
        if (seeds.length > 15) {
            throw new IllegalArgumentException("at most 15 seeds, not " + seeds.length);
        }
        for (byte[] seed : List.of(seeds)) {
            if (seed.length > BYTES) {
                throw new IllegalArgumentException("a seed of " + seed.length + " bytes, at most 32");
            }
        }
    }
}

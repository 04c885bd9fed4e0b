package io.trenchbot.testkit;

import java.util.Arrays;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** An Ed25519 key pair: the public key is kept, so that a signature costs one scalar multiplication and not two. */
final class KeyPair {
    private final byte[] seed;
    private final Address address;

    KeyPair(byte[] seed) {
        this.seed = seed.clone();
        this.address = Address.ofSeed(seed);
    }

    static KeyPair random(Rng random) {
        return new KeyPair(random.bytes(Address.BYTES));
    }

    Address address() {
        return address;
    }

    /** Signs the bytes of {@code buffer} from an offset to its end and puts the 64-byte signature at another. */
    void sign(byte[] buffer, int messageOffset, int signatureOffset) {
        int messageBytes = buffer.length - messageOffset;
        Ed25519.sign(seed, 0, address.array(), 0, buffer, messageOffset, messageBytes, buffer, signatureOffset);
    }

    /** RFC 8032's verification with the canonical and small-order checks of Bouncy Castle, enough for a stand-in's gate. */
    static boolean verify(Address signer, byte[] wire, int signatureOffset, int messageOffset) {
        byte[] signature = Arrays.copyOfRange(wire, signatureOffset, signatureOffset + 64);
        return Ed25519.verify(signature, 0, signer.array(), 0, wire, messageOffset, wire.length - messageOffset);
    }
}

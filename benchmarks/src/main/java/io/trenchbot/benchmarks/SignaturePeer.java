package io.trenchbot.benchmarks;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.jspecify.annotations.Nullable;

/** Verifiers of others, each called from the bytes of key and signature on. Public for the code that the harness generates. */
public enum SignaturePeer {
    /** Its low-level function, which takes the bytes as they are. */
    BOUNCY_CASTLE {
        @Override
        boolean accepts(byte[] key, byte[] signature, byte[] message) {
            return Ed25519.verify(signature, 0, key, 0, message, 0, message.length);
        }
    },
    /** The provider that comes with the JDK. */
    JDK {
        @Override
        boolean accepts(byte[] key, byte[] signature, byte[] message) throws GeneralSecurityException {
            return accepts(
                    KeyFactory.getInstance("Ed25519"), Signature.getInstance("Ed25519"), key, signature, message);
        }
    },
    /** The system's own, called through the foreign function interface. */
    LIBSODIUM {
        @Override
        boolean accepts(byte[] key, byte[] signature, byte[] message) {
            return Libsodium.accepts(key, signature, message);
        }

        @Override
        @Nullable
        String lack() {
            return Libsodium.file() == null ? "libsodium is not installed (Debian: apt install libsodium23)" : null;
        }
    },
    /** Amazon Corretto Crypto Provider. */
    CORRETTO {
        @Override
        boolean accepts(byte[] key, byte[] signature, byte[] message) throws GeneralSecurityException {
            Provider provider = Corretto.PROVIDER;
            return accepts(
                    KeyFactory.getInstance("Ed25519", provider),
                    Signature.getInstance("Ed25519", provider),
                    key,
                    signature,
                    message);
        }

        @Override
        @Nullable
        String lack() {
            return Corretto.lack();
        }
    };

    /** What stands before the 32 bytes of a key in its X.509 form. */
    private static final byte[] KEY_HEADER = HexFormat.of().parseHex("302a300506032b6570032100");

    abstract boolean accepts(byte[] key, byte[] signature, byte[] message) throws GeneralSecurityException;

    /** What this machine lacks to run it, or null. */
    @Nullable
    String lack() {
        return null;
    }

    static boolean accepts(KeyFactory keys, Signature verification, byte[] key, byte[] signature, byte[] message)
            throws GeneralSecurityException {
        byte[] encoded = new byte[KEY_HEADER.length + key.length];
        System.arraycopy(KEY_HEADER, 0, encoded, 0, KEY_HEADER.length);
        System.arraycopy(key, 0, encoded, KEY_HEADER.length, key.length);
        PublicKey publicKey = keys.generatePublic(new X509EncodedKeySpec(encoded));
        verification.initVerify(publicKey);
        verification.update(message);
        return verification.verify(signature);
    }
}

package io.trenchbot.testkit;

import java.nio.ByteBuffer;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A transaction parser written apart from the one under test, and the JDK's Ed25519 as the judge of signatures. */
final class WireParser {
    /** DER of a SubjectPublicKeyInfo for Ed25519 up to the key. */
    private static final byte[] KEY_PREFIX = {0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00};

    private static final Map<ByteBuffer, PublicKey> KEYS = new HashMap<>();

    record Ix(int program, int[] accounts, byte[] data) {}

    record Table(byte[] key, int[] writable, int[] readonly) {}

    final List<byte[]> signatures = new ArrayList<>();
    final byte[] message;
    final boolean versioned;
    final int signers;
    final int readonlySigned;
    final int readonlyUnsigned;
    final List<byte[]> keys = new ArrayList<>();
    final byte[] blockhash;
    final List<Ix> instructions = new ArrayList<>();
    final List<Table> tables = new ArrayList<>();

    WireParser(byte[] wire) {
        ByteBuffer in = ByteBuffer.wrap(wire);
        for (int n = shortVec(in); n > 0; n--) {
            signatures.add(take(in, 64));
        }
        message = Arrays.copyOfRange(wire, in.position(), wire.length);
        versioned = in.get(in.position()) < 0;
        if (versioned && (in.get() & 0x7f) != 0) {
            throw new IllegalStateException("version");
        }
        signers = in.get();
        readonlySigned = in.get();
        readonlyUnsigned = in.get();
        for (int n = shortVec(in); n > 0; n--) {
            keys.add(take(in, 32));
        }
        blockhash = take(in, 32);
        for (int n = shortVec(in); n > 0; n--) {
            int program = in.get() & 0xff;
            int[] accounts = indices(in);
            instructions.add(new Ix(program, accounts, take(in, shortVec(in))));
        }
        for (int n = versioned ? shortVec(in) : 0; n > 0; n--) {
            byte[] key = take(in, 32);
            int[] writable = indices(in);
            tables.add(new Table(key, writable, indices(in)));
        }
        if (in.hasRemaining()) {
            throw new IllegalStateException(in.remaining() + " bytes too many");
        }
    }

    boolean writable(int key) {
        return key < signers ? key < signers - readonlySigned : key < keys.size() - readonlyUnsigned;
    }

    boolean verifies() {
        for (int i = 0; i < signatures.size(); i++) {
            if (!verifies(keys.get(i), message, signatures.get(i))) {
                return false;
            }
        }
        return signatures.size() == signers;
    }

    static boolean verifies(byte[] key, byte[] message, byte[] signature) {
        try {
            PublicKey publicKey = KEYS.get(ByteBuffer.wrap(key));
            if (publicKey == null) {
                byte[] der = Arrays.copyOf(KEY_PREFIX, KEY_PREFIX.length + 32);
                System.arraycopy(key, 0, der, KEY_PREFIX.length, 32);
                publicKey = KeyFactory.getInstance("Ed25519")
                        .generatePublic(new java.security.spec.X509EncodedKeySpec(der));
                KEYS.put(ByteBuffer.wrap(key.clone()), publicKey);
            }
            Signature jdk = Signature.getInstance("Ed25519");
            jdk.initVerify(publicKey);
            jdk.update(message);
            return jdk.verify(signature);
        } catch (java.security.SignatureException
                | java.security.InvalidKeyException
                | java.security.spec.InvalidKeySpecException e) {
            return false; // no point of the curve, or no scalar
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int[] indices(ByteBuffer in) {
        int[] out = new int[shortVec(in)];
        for (int i = 0; i < out.length; i++) {
            out[i] = in.get() & 0xff;
        }
        return out;
    }

    private static byte[] take(ByteBuffer in, int count) {
        byte[] out = new byte[count];
        in.get(out);
        return out;
    }

    private static int shortVec(ByteBuffer in) {
        int value = 0;
        for (int shift = 0; ; shift += 7) {
            int part = in.get();
            value |= (part & 0x7f) << shift;
            if (part >= 0) {
                return value;
            }
        }
    }
}

package io.trenchbot.sigverify;

import io.trenchbot.sigverify.reference.TaintedKeys;
import java.io.IOException;
import java.util.List;
import java.util.Random;

/** Random and adversarial signatures: honest, tainted with small order, public vectors, and all of them corrupted. */
final class Cases {
    private static final int SIGNERS = 64;

    private final Random random;
    private final TaintedKeys tainted;
    private final List<Vector> vectors;
    private final Ed25519Signer[] signers = new Ed25519Signer[SIGNERS];

    Cases(long seed) throws IOException {
        random = new Random(seed);
        tainted = new TaintedKeys(random);
        vectors = Vector.all().stream()
                .filter(vector -> vector.key().length == 32 && vector.signature().length == 64)
                .toList();
        for (int i = 0; i < SIGNERS; i++) {
            byte[] secret = new byte[32];
            random.nextBytes(secret);
            signers[i] = Ed25519Signer.ofSeed(secret);
        }
    }

    /** A key, a signature and a message. */
    record Signed(byte[] key, byte[] signature, byte[] message) {}

    Signed next() {
        Signed signed = base();
        int corruptions = Math.max(0, random.nextInt(4) - 1);
        for (int i = 0; i < corruptions; i++) {
            signed = corrupt(signed);
        }
        return signed;
    }

    private Signed base() {
        byte[] message = new byte[random.nextInt(8) == 0 ? random.nextInt(1300) : random.nextInt(200)];
        random.nextBytes(message);
        switch (random.nextInt(4)) {
            case 0 -> {
                byte[] key = new byte[32];
                byte[] signature = new byte[64];
                tainted.sign(key, signature, message);
                return new Signed(key, signature, message);
            }
            case 1 -> {
                Vector vector = vectors.get(random.nextInt(vectors.size()));
                return new Signed(
                        vector.key().clone(),
                        vector.signature().clone(),
                        vector.message().clone());
            }
            default -> {
                Ed25519Signer signer = signers[random.nextInt(SIGNERS)];
                return new Signed(signer.publicKey(), signer.sign(message), message);
            }
        }
    }

    private Signed corrupt(Signed signed) {
        byte[] signature = signed.signature();
        switch (random.nextInt(8)) {
            case 0 -> flip(signed.key(), 0, 32);
            case 1 -> flip(signature, 0, 32);
            case 2 -> flip(signature, 32, 64);
            case 3 -> flip(signed.message(), 0, signed.message().length);
            case 4 -> signed.key()[31] ^= (byte) 0x80;
            case 5 -> signature[31] ^= (byte) 0x80;
            case 6 -> {
                byte[] source = vectors.get(random.nextInt(vectors.size())).signature();
                System.arraycopy(source, 0, signature, 0, 32);
            }
            default -> {
                byte[] source = vectors.get(random.nextInt(vectors.size())).key();
                System.arraycopy(source, 0, signed.key(), 0, 32);
            }
        }
        return signed;
    }

    private void flip(byte[] bytes, int from, int to) {
        if (to > from) {
            bytes[from + random.nextInt(to - from)] ^= (byte) (1 << random.nextInt(8));
        }
    }
}

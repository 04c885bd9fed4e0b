package io.trenchbot.sigverify;

import io.trenchbot.sigverify.core.EncodingTest;
import io.trenchbot.sigverify.reference.TaintedKeys;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Random and adversarial signatures: honest, tainted with small order, public vectors, and all of them corrupted, in
 * every field.
 *
 * <p>Threading: immutable; each thread draws with its own source of randomness.
 */
final class Cases {
    private static final BigInteger ORDER =
            BigInteger.ONE.shiftLeft(252).add(new BigInteger("27742317777372353535851937790883648493"));

    private static final int SIGNERS = 64;
    private static final int HONEST = 4096;
    private static final int MAX_MESSAGE_BYTES = 1300;

    private final TaintedKeys tainted;
    private final List<Vector> vectors;
    private final List<Signed> honest = new ArrayList<>();

    Cases(Random random) throws IOException {
        tainted = new TaintedKeys(random);
        vectors = Vector.all().stream()
                .filter(vector -> vector.key().length == 32 && vector.signature().length == 64)
                .toList();
        for (int i = 0; i < SIGNERS; i++) {
            byte[] secret = new byte[32];
            random.nextBytes(secret);
            Ed25519Signer signer = Ed25519Signer.ofSeed(secret);
            for (int j = 0; j < HONEST / SIGNERS; j++) {
                byte[] message = message(random);
                honest.add(new Signed(signer.publicKey(), signer.sign(message), message));
            }
        }
    }

    /** A key, a signature and a message. */
    record Signed(byte[] key, byte[] signature, byte[] message) {
        Signed copy() {
            return new Signed(key.clone(), signature.clone(), message.clone());
        }
    }

    /** One half as made, a quarter corrupted once, a quarter twice. */
    Signed next(Random random) {
        Signed signed = base(random);
        int corruptions = Math.max(0, random.nextInt(4) - 1);
        for (int i = 0; i < corruptions; i++) {
            corrupt(random, signed);
        }
        return signed;
    }

    private static byte[] message(Random random) {
        byte[] message = new byte[random.nextInt(8) == 0 ? random.nextInt(MAX_MESSAGE_BYTES) : random.nextInt(200)];
        random.nextBytes(message);
        return message;
    }

    private Signed base(Random random) {
        switch (random.nextInt(4)) {
            case 0 -> {
                Signed signed = new Signed(new byte[32], new byte[64], message(random));
                tainted.sign(random, signed.key(), signed.signature(), signed.message());
                return signed;
            }
            case 1 -> {
                Vector vector = vectors.get(random.nextInt(vectors.size()));
                return new Signed(vector.key(), vector.signature(), vector.message()).copy();
            }
            default -> {
                return honest.get(random.nextInt(HONEST)).copy();
            }
        }
    }

    private void corrupt(Random random, Signed signed) {
        byte[] signature = signed.signature();
        switch (random.nextInt(9)) {
            case 0 -> flip(random, signed.key(), 0, 32);
            case 1 -> flip(random, signature, 0, 32);
            case 2 -> flip(random, signature, 32, 64);
            case 3 -> flip(random, signed.message(), 0, signed.message().length);
            case 4 -> signed.key()[31] ^= (byte) 0x80;
            case 5 -> signature[31] ^= (byte) 0x80;
            case 6 -> {
                byte[] source = vectors.get(random.nextInt(vectors.size())).signature();
                System.arraycopy(source, 0, signature, 0, 32);
            }
            case 7 -> addOrder(signature);
            default -> {
                byte[] source = vectors.get(random.nextInt(vectors.size())).key();
                System.arraycopy(source, 0, signed.key(), 0, 32);
            }
        }
    }

    private static void flip(Random random, byte[] bytes, int from, int to) {
        if (to > from) {
            bytes[from + random.nextInt(to - from)] ^= (byte) (1 << random.nextInt(8));
        }
    }

    /** The same S mod L in a form that no rule takes. */
    private static void addOrder(byte[] signature) {
        int carry = 0;
        byte[] order = EncodingTest.littleEndian(ORDER, 0);
        for (int i = 0; i < 32; i++) {
            int sum = (signature[32 + i] & 0xff) + (order[i] & 0xff) + carry;
            signature[32 + i] = (byte) sum;
            carry = sum >> 8;
        }
    }
}

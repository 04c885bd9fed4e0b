package io.trenchbot.sigverify;

import java.util.Random;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * The first 10,000 verifications of a fresh JVM, by hand, once for each of {@code bc}, {@code one} and {@code batch}:
 * {@code java -cp ... io.trenchbot.sigverify.ColdBench one}. Signatures come out of a fixed pool that the peer signed, so
 * signing warms up the peer: its figure is the better for it.
 */
final class ColdBench {
    private static final int COUNT = 10_000;
    private static final int POOL = 16;
    private static final int BATCH = 64;

    private ColdBench() {}

    public static void main(String[] args) {
        byte[][] keys = new byte[POOL][];
        byte[][] signatures = new byte[POOL][];
        byte[][] messages = new byte[POOL][200];
        Random random = new Random(1);
        for (int i = 0; i < POOL; i++) {
            byte[] seed = new byte[32];
            random.nextBytes(seed);
            random.nextBytes(messages[i]);
            Ed25519Signer signer = Ed25519Signer.ofSeed(seed);
            keys[i] = signer.publicKey();
            signatures[i] = signer.sign(messages[i]);
        }
        long startNs = System.nanoTime();
        int accepted = 0;
        String engine = "";
        if (args[0].equals("bc")) {
            for (int i = 0; i < COUNT; i++) {
                int j = i % POOL;
                accepted += Ed25519.verify(signatures[j], 0, keys[j], 0, messages[j], 0, 200) ? 1 : 0;
            }
        } else {
            SignatureVerifier verifier = SignatureVerifier.create();
            int batchSize = args[0].equals("one") ? 1 : BATCH;
            SignatureBatch batch = new SignatureBatch(batchSize);
            for (int i = 0; i < COUNT; i += batchSize) {
                batch.clear();
                for (int k = i; k < Math.min(COUNT, i + batchSize); k++) {
                    batch.add(keys[k % POOL], signatures[k % POOL], messages[k % POOL]);
                }
                accepted += verifier.verify(batch);
            }
            engine = verifier.engine().toString();
        }
        System.out.printf(
                "%s: %d of %d accepted in %.3f s %s%n",
                args[0], accepted, COUNT, (System.nanoTime() - startNs) / 1e9, engine);
    }
}

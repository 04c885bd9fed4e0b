package io.trenchbot;

import io.trenchbot.sigverify.Ed25519Signer;
import io.trenchbot.sigverify.Engine;
import io.trenchbot.sigverify.SignatureBatch;
import io.trenchbot.sigverify.SignatureVerifier;
import java.security.SecureRandom;

/** Makes the JVM compile the verification before it is needed, on a verifier apart, so that no count is touched. */
final class WarmUp {
    /** About a transaction's message. */
    private static final int MESSAGE_BYTES = 300;

    private WarmUp() {}

    static void run(Engine engine, long durationNs) {
        if (durationNs <= 0) {
            return;
        }
        SignatureVerifier verifier = SignatureVerifier.create(engine);
        SignatureBatch batch = batch();
        long startNs = System.nanoTime();
        do {
            verifier.verify(batch);
        } while (System.nanoTime() - startNs < durationNs);
    }

    private static SignatureBatch batch() {
        SecureRandom random = new SecureRandom();
        SignatureBatch batch = new SignatureBatch(Pipeline.BATCH_LIMIT);
        while (!batch.isFull()) {
            byte[] seed = new byte[Ed25519Signer.SEED_BYTES];
            byte[] message = new byte[MESSAGE_BYTES];
            random.nextBytes(seed);
            random.nextBytes(message);
            try (Ed25519Signer signer = Ed25519Signer.ofSeed(seed)) {
                batch.add(signer.publicKey(), signer.sign(message), message);
            }
        }
        return batch;
    }
}

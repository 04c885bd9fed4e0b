package io.trenchbot.sigverify;

/**
 * Verifies in a JVM of its own until the description of the engine has a certain word, and a little beyond, and tells what
 * it is. See {@link TakeOverTest}.
 */
final class TakeOverProbe {
    private static final int BATCH = 32;
    private static final int CORRUPTED_EVERY = 3;
    private static final int BATCHES_BEYOND = 10;

    private TakeOverProbe() {}

    public static void main(String[] args) throws InterruptedException {
        long limitNs = Long.parseLong(args[0]) * 1_000_000_000L;
        SignatureBatch batch = batch();
        SignatureVerifier verifier = SignatureVerifier.create();
        long startNs = System.nanoTime();
        while (!verifier.engine().toString().contains(args[1]) && System.nanoTime() - startNs < limitNs) {
            verify(verifier, batch);
        }
        for (int i = 0; i < BATCHES_BEYOND; i++) {
            verify(verifier, batch);
        }
        System.out.println(verifier.engine());
    }

    private static SignatureBatch batch() {
        Ed25519Signer signer = Ed25519Signer.ofSeed(new byte[32]);
        SignatureBatch batch = new SignatureBatch(BATCH);
        for (int i = 0; i < BATCH; i++) {
            byte[] message = new byte[200 + i];
            byte[] signature = signer.sign(message);
            signature[i] ^= (byte) (i % CORRUPTED_EVERY == 0 ? 1 : 0);
            batch.add(signer.publicKey(), signature, message);
        }
        return batch;
    }

    private static void verify(SignatureVerifier verifier, SignatureBatch batch) throws InterruptedException {
        verifier.verify(batch);
        for (int i = 0; i < BATCH; i++) {
            if (batch.accepted(i) != (i % CORRUPTED_EVERY != 0)) {
                throw new AssertionError(batch.verdict(i) + " is wrong for signature " + i + ": " + verifier.engine());
            }
        }
        Thread.sleep(1);
    }
}

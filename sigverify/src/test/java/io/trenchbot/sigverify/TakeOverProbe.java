package io.trenchbot.sigverify;

/** Verifies in a JVM of its own until the engine's description has a certain word, and tells. See {@link TakeOverTest}. */
final class TakeOverProbe {
    private static final int BATCH = 64;

    private TakeOverProbe() {}

    public static void main(String[] args) throws InterruptedException {
        long limitNs = Long.parseLong(args[0]) * 1_000_000_000L;
        Ed25519Signer signer = Ed25519Signer.ofSeed(new byte[32]);
        SignatureBatch batch = new SignatureBatch(BATCH);
        for (int i = 0; i < BATCH; i++) {
            byte[] message = new byte[200 + i];
            batch.add(signer.publicKey(), signer.sign(message), message);
        }
        SignatureVerifier verifier = SignatureVerifier.create();
        long startNs = System.nanoTime();
        while (!verifier.engine().toString().contains(args[1]) && System.nanoTime() - startNs < limitNs) {
            if (verifier.verify(batch) != BATCH) {
                throw new AssertionError("an honest signature was rejected");
            }
            Thread.sleep(1);
        }
        System.out.printf(
                "%s after %d ms: %s%n",
                verifier.engine().engine(),
                (System.nanoTime() - startNs) / 1_000_000,
                verifier.engine().reason());
    }
}

package example;

import io.trenchbot.sigverify.Ed25519Signer;
import io.trenchbot.sigverify.SignatureBatch;
import io.trenchbot.sigverify.SignatureVerifier;
import java.nio.charset.StandardCharsets;

/** Signs a message 128 times over, spoils one signature, and finds it. */
public final class SigverifyExample {
    private SigverifyExample() {}

    public static void main(String[] args) {
        // snippet
        Ed25519Signer signer = Ed25519Signer.ofSeed(new byte[32]);
        SignatureVerifier verifier = SignatureVerifier.create();
        SignatureBatch batch = new SignatureBatch(128);
        for (int i = 0; i < batch.capacity(); i++) {
            byte[] message = ("transfer " + i + " lamports").getBytes(StandardCharsets.UTF_8);
            byte[] signature = signer.sign(message);
            if (i == 77) {
                signature[5] ^= 1; // one bit of one signature
            }
            batch.add(signer.publicKey(), signature, message);
        }
        int accepted = verifier.verify(batch);
        System.out.printf("verified %d of %d with %s%n", accepted, batch.size(), verifier.engine().engine());
        System.out.println("signature 77: " + batch.verdict(77));
        // end snippet
    }
}

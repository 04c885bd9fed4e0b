package io.trenchbot.sigverify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Signers that come again are verified with prepared keys, and nobody can tell from the verdict. */
class PreparedKeysTest {
    private static final int SIGNERS = 40;
    private static final int COUNT = 200;

    @BeforeEach
    void lanesRunHere() {
        assumeTrue(Engines.runs(Engine.VECTOR), "this JVM has no vector engine");
    }

    private static SignatureVerifier verifier(VerificationRule rule, int cachedKeys) {
        return SignatureVerifier.builder()
                .engine(Engine.VECTOR)
                .rule(rule)
                .cachedKeys(cachedKeys)
                .build();
    }

    /** Signatures of few signers, every fifth corrupted somewhere. */
    private static SignatureBatch batch(long seed) {
        Random random = new Random(seed);
        Ed25519Signer[] signers = new Ed25519Signer[SIGNERS];
        for (int i = 0; i < SIGNERS; i++) {
            byte[] secret = new byte[32];
            new Random(i).nextBytes(secret);
            signers[i] = Ed25519Signer.ofSeed(secret);
        }
        SignatureBatch batch = new SignatureBatch(COUNT);
        for (int i = 0; i < COUNT; i++) {
            Ed25519Signer signer = signers[random.nextInt(SIGNERS)];
            byte[] message = new byte[random.nextInt(400)];
            random.nextBytes(message);
            byte[] signature = signer.sign(message);
            if (i % 5 == 0) {
                signature[random.nextInt(63)] ^= (byte) (1 << random.nextInt(8));
            }
            batch.add(signer.publicKey(), signature, message);
        }
        return batch;
    }

    private static void assertVerdicts(SignatureBatch batch) {
        for (int i = 0; i < COUNT; i++) {
            assertThat(batch.accepted(i)).as("signature %d", i).isEqualTo(i % 5 != 0);
        }
    }

    @ParameterizedTest
    @EnumSource(VerificationRule.class)
    void verdictsStayTheSameWhileKeysArePrepared(VerificationRule rule) {
        SignatureVerifier verifier = verifier(rule, 64);
        for (int round = 0; round < 12; round++) {
            SignatureBatch batch = batch(round);
            verifier.verify(batch);
            assertVerdicts(batch);
        }
        VerifierStats stats = verifier.stats();
        assertThat(stats.keyCacheHits()).isGreaterThan(stats.keyCacheMisses());
        assertThat(stats.laneFill()).isBetween(0.8, 1.0);
    }

    @ParameterizedTest
    @EnumSource(VerificationRule.class)
    void theVectorsKeepTheirVerdictsOnceTheirKeysArePrepared(VerificationRule rule) throws IOException {
        SignatureVerifier verifier = verifier(rule, 1024);
        List<Vector> vectors = Vector.all();
        SignatureBatch batch = new SignatureBatch(vectors.size());
        vectors.forEach(vector -> batch.add(vector.key(), vector.signature(), vector.message()));
        for (int round = 0; round < 12; round++) {
            verifier.verify(batch);
            for (int i = 0; i < vectors.size(); i++) {
                assertThat(batch.accepted(i))
                        .as("round %d: %s", round, vectors.get(i))
                        .isEqualTo(vectors.get(i).accepted(rule));
            }
        }
        assertThat(verifier.stats().keyCacheHits()).isGreaterThan(1000);
    }

    @Test
    void aKeyThatDiffersInOneBitFromAPreparedOneIsAnotherKey() {
        SignatureVerifier verifier = verifier(VerificationRule.STRICT, 1);
        Ed25519Signer signer = Ed25519Signer.ofSeed(new byte[32]);
        byte[] message = {1, 2, 3};
        byte[] signature = signer.sign(message);
        SignatureBatch batch = new SignatureBatch(COUNT);
        for (int round = 0; verifier.stats().keyCacheHits() < COUNT; round++) {
            assertThat(round).as("rounds until the key is prepared").isLessThan(100);
            batch.clear();
            while (!batch.isFull()) {
                batch.add(signer.publicKey(), signature, message);
            }
            assertThat(verifier.verify(batch)).isEqualTo(COUNT);
        }
        for (int bit = 0; bit < 256; bit++) {
            byte[] key = signer.publicKey();
            key[bit >> 3] ^= (byte) (1 << (bit & 7));
            batch.clear();
            for (int i = 0; i < 16; i++) {
                batch.add(i % 2 == 0 ? key : signer.publicKey(), signature, message);
            }
            verifier.verify(batch);
            for (int i = 0; i < 16; i++) {
                assertThat(batch.accepted(i)).as("bit %d, signature %d", bit, i).isEqualTo(i % 2 != 0);
            }
        }
    }

    @Test
    void moreSignersThanTheCacheHoldsGetTheirVerdictsToo() {
        SignatureVerifier verifier = verifier(VerificationRule.STRICT, 4);
        for (int round = 0; round < 10; round++) {
            SignatureBatch batch = batch(round);
            verifier.verify(batch);
            assertVerdicts(batch);
        }
    }

    @Test
    void threadsShareTheCache() throws Exception {
        SignatureVerifier verifier = verifier(VerificationRule.STRICT, 64);
        ExecutorService executor = Executors.newFixedThreadPool(4);
        try {
            List<Future<SignatureBatch>> results = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                int seed = i;
                results.add(executor.submit(() -> {
                    SignatureBatch batch = batch(seed);
                    verifier.verify(batch);
                    return batch;
                }));
            }
            for (Future<SignatureBatch> result : results) {
                assertVerdicts(result.get());
            }
        } finally {
            executor.shutdownNow();
        }
        assertThat(verifier.stats().keyCacheHits()).isPositive();
    }

    @Test
    void withoutACacheThereAreNoHits() {
        SignatureVerifier verifier = verifier(VerificationRule.STRICT, 0);
        for (int round = 0; round < 3; round++) {
            SignatureBatch batch = batch(round);
            verifier.verify(batch);
            assertVerdicts(batch);
        }
        assertThat(verifier.stats().keyCacheHits()).isZero();
    }

    @Test
    void aCountOutOfRangeIsRefusedWithTheNumber() {
        assertThatThrownBy(() -> SignatureVerifier.builder().cachedKeys(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1");
    }
}

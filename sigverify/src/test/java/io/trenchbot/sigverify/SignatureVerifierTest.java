package io.trenchbot.sigverify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignatureVerifierTest {
    private static final Engine FASTEST = Engines.available().get(0);

    private final SignatureVerifier verifier = SignatureVerifier.create(FASTEST);

    private static SignatureBatch batch(int count, int badEvery) {
        Random random = new Random(count);
        SignatureBatch batch = new SignatureBatch(Math.max(1, count));
        for (int i = 0; i < count; i++) {
            byte[] seed = new byte[32];
            random.nextBytes(seed);
            Ed25519Signer signer = Ed25519Signer.ofSeed(seed);
            byte[] message = new byte[random.nextInt(300)];
            random.nextBytes(message);
            byte[] signature = signer.sign(message);
            signature[random.nextInt(63)] ^= (byte) (i % badEvery == 0 ? 1 << random.nextInt(8) : 0);
            batch.add(signer.publicKey(), signature, message);
        }
        return batch;
    }

    private static void assertVerdicts(SignatureBatch batch, int badEvery) {
        for (int i = 0; i < batch.size(); i++) {
            assertThat(batch.accepted(i)).as("signature %d", i).isEqualTo(i % badEvery != 0);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 16, 17, 33, 64, 129})
    void severalThreadsGiveTheVerdictsOfOne(int count) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(3);
        try {
            SignatureBatch batch = batch(count, 5);
            assertThat(verifier.verify(batch, executor, 4)).isEqualTo(count - (count + 4) / 5);
            assertVerdicts(batch, 5);
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void anExecutorThatRejectsOrForgetsCostsNoVerdict() {
        SignatureBatch batch = batch(64, 3);
        verifier.verify(
                batch,
                task -> {
                    throw new RejectedExecutionException("full");
                },
                4);
        assertVerdicts(batch, 3);
        List<Runnable> forgotten = new ArrayList<>();
        verifier.verify(batch, forgotten::add, 4);
        assertVerdicts(batch, 3);
        forgotten.forEach(Runnable::run);
        assertVerdicts(batch, 3);
    }

    @Test
    void anInterruptedCallerGetsItsVerdictsAndItsInterrupt() {
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try {
            SignatureBatch batch = batch(64, 3);
            Thread.currentThread().interrupt();
            verifier.verify(batch, executor, 2);
            assertThat(Thread.interrupted()).isTrue();
            assertVerdicts(batch, 3);
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void aNumberOfThreadsBelowOneIsRefused() {
        assertThatThrownBy(() -> verifier.verify(new SignatureBatch(1), Runnable::run, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0");
    }

    @Test
    void oneVerifierServesManyThreadsAtOnce() throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(8);
        try {
            List<Future<SignatureBatch>> results = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                int count = 20 + i;
                results.add(executor.submit(() -> {
                    SignatureBatch batch = batch(count, 4);
                    verifier.verify(batch);
                    return batch;
                }));
            }
            for (Future<SignatureBatch> result : results) {
                assertVerdicts(result.get(), 4);
            }
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void theChoiceNamesTheEngineAndAReason() {
        EngineChoice choice = SignatureVerifier.create(Engine.REFERENCE).engine();
        assertThat(choice.engine()).isEqualTo(Engine.REFERENCE);
        assertThat(choice.lanes()).isEqualTo(1);
        assertThat(choice.reason()).isNotBlank();
        assertThat(choice.toString()).startsWith("REFERENCE: ");
        assertThat(SignatureVerifier.create().rule()).isEqualTo(VerificationRule.STRICT);
    }

    @Test
    void statsCountEveryVerdictOnce() {
        SignatureBatch batch = batch(20, 4);
        verifier.verify(batch);
        verifier.verify(new byte[3], new byte[64], new byte[0]);
        verifier.verify(new byte[32], new byte[64], new byte[0]);
        VerifierStats stats = verifier.stats();
        assertThat(stats.accepted()).isEqualTo(15);
        assertThat(stats.rejectedCount()).isEqualTo(7);
        assertThat(stats.rejected()).containsEntry(Verdict.WRONG_LENGTH, 1L).containsEntry(Verdict.SMALL_ORDER, 1L);
        assertThat(stats.calls()).isEqualTo(3);
        assertThat(stats.busyNs()).isPositive();
        assertThat(stats.signaturesPerSecond()).isPositive();
        assertThat(stats.laneFill()).isBetween(0.1, 1.0);
    }

    @Test
    void aFreshVerifierHasEmptyStats() {
        VerifierStats stats = SignatureVerifier.create(FASTEST).stats();
        assertThat(stats.accepted() + stats.rejectedCount() + stats.calls()).isZero();
        assertThat(stats.laneFill()).isEqualTo(1);
        assertThat(stats.signaturesPerSecond()).isZero();
    }
}

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

    /** A transaction of that many signers: count, signatures, keys, message; each signs the keys and the rest. */
    private static byte[] transaction(int signers) {
        byte[] wire = new byte[1 + 96 * signers + 40];
        wire[0] = (byte) signers;
        int keys = 1 + 64 * signers;
        Ed25519Signer[] all = new Ed25519Signer[signers];
        for (int i = 0; i < signers; i++) {
            byte[] seed = new byte[32];
            seed[0] = (byte) i;
            all[i] = Ed25519Signer.ofSeed(seed);
            System.arraycopy(all[i].publicKey(), 0, wire, keys + 32 * i, 32);
        }
        for (int i = 0; i < signers; i++) {
            all[i].sign(wire, keys, wire.length - keys, wire, 1 + 64 * i);
        }
        return wire;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 12, 16, 17, 40})
    void aTransactionIsAsGoodAsItsWorstSignature(int signers) {
        byte[] good = transaction(signers);
        int keys = 1 + 64 * signers;
        byte[] wire = new byte[good.length + 20];
        System.arraycopy(good, 0, wire, 10, good.length);
        assertThat(verifier.verifyTransaction(wire, 10, good.length, signers, 11, 10 + keys, 10 + keys))
                .isTrue();
        for (int i = 0; i < signers; i++) {
            byte[] bad = good.clone();
            bad[1 + 64 * i + 5] ^= 1;
            assertThat(verifier.verifyTransaction(bad, 0, bad.length, signers, 1, keys, keys))
                    .as("signature %d of %d", i, signers)
                    .isFalse();
        }
        // Fewer signatures than there are keys: the rest is not asked for.
        assertThat(verifier.verifyTransaction(good, 0, good.length, 1, 1, keys, keys))
                .isTrue();
        assertThat(verifier.stats().calls()).isEqualTo(signers + 2L);
    }

    @Test
    void partsOutsideAreRefusedAndTheNextCallIsWhole() {
        byte[] wire = transaction(2);
        assertThatThrownBy(() -> verifier.verifyTransaction(wire, 0, wire.length + 1, 2, 1, 129, 129))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> verifier.verifyTransaction(wire, 0, wire.length, 0, 1, 129, 129))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not 0");
        assertThatThrownBy(() -> verifier.verifyTransaction(wire, 0, wire.length, 2, 1, wire.length - 63, 129))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessageContaining("account keys at " + (wire.length - 63));
        assertThatThrownBy(() -> verifier.verify(wire, wire.length - 31, wire, 1, wire, 129, wire.length - 129))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(verifier.verifyTransaction(wire, 0, wire.length, 2, 1, 129, 129))
                .isTrue();
        assertThat(verifier.verify(wire, 129 + 32, wire, 1 + 64, wire, 129, wire.length - 129))
                .isTrue();
        assertThat(verifier.verify(wire, 129, wire, 1 + 64, wire, 129, wire.length - 129))
                .as("the signature of the other signer")
                .isFalse();
    }

    @Test
    void signaturesOfManyTransactionsShareTheLanes() {
        int lanes = verifier.engine().lanes();
        SignatureBatch batch = new SignatureBatch(4 * lanes);
        while (batch.size() < batch.capacity()) {
            int signers = Math.min(batch.capacity() - batch.size(), 1 + batch.size() % 3);
            byte[] wire = transaction(signers);
            int keys = 1 + 64 * signers;
            batch.addTransaction(wire, 0, wire.length, signers, 1, keys, keys);
        }
        assertThat(verifier.verify(batch)).isEqualTo(batch.capacity());
        assertThat(verifier.stats().laneFill()).isEqualTo(1);
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

package io.trenchbot.sigverify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.trenchbot.sigverify.core.Kernel;
import io.trenchbot.sigverify.core.Signatures;
import io.trenchbot.sigverify.reference.TaintedKeys;
import io.trenchbot.sigverify.vector.VectorKernel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Batches large enough for one equation a lane, under the rules with a cofactor, against one signature at a time. */
class LaneEquationsTest {
    private static final int BATCH = 128;
    private static final int POOL = 256;

    private final List<Cases.Signed> honest = new ArrayList<>();
    private final Random random = new Random(7);

    LaneEquationsTest() {
        assumeTrue(Engines.available().contains(Engine.VECTOR));
        for (int i = 0; i < POOL; i++) {
            byte[] seed = new byte[32];
            random.nextBytes(seed);
            Ed25519Signer signer = Ed25519Signer.ofSeed(seed);
            byte[] message = new byte[random.nextInt(300)];
            random.nextBytes(message);
            honest.add(new Cases.Signed(signer.publicKey(), signer.sign(message), message));
        }
    }

    private static Kernel kernel(VerificationRule rule) {
        return new VectorKernel(rule.checks(), null);
    }

    /** Lanes that are computed for what one pass over a batch takes, and once more for what it leaves open. */
    private static long verify(Kernel kernel, List<Cases.Signed> signed, Verdict[] verdicts) {
        Signatures batch = new Signatures(signed.size());
        for (Cases.Signed one : signed) {
            batch.add(one.key(), 0, one.signature(), 0, one.message(), 0, one.message().length);
        }
        kernel.tally().clear();
        kernel.verify(batch, 0, batch.count());
        for (int i = 0; i < batch.count(); i++) {
            verdicts[i] = Verdict.values()[batch.outcomes[i]];
        }
        return kernel.tally().laneSlots;
    }

    /** Fills with honest signatures around the ones in question, a few of these a batch, so that other lanes hold. */
    private List<Cases.Signed> mixed(List<Cases.Signed> questions, int from, int to) {
        List<Cases.Signed> batch = new ArrayList<>(questions.subList(from, to));
        while (batch.size() < BATCH) {
            batch.add(random.nextInt(batch.size() + 1), honest.get(random.nextInt(POOL)));
        }
        return batch;
    }

    private void compareWithSingles(VerificationRule rule, List<Cases.Signed> questions, int perBatch) {
        SignatureVerifier single =
                SignatureVerifier.builder().rule(rule).engine(Engine.SCALAR).build();
        Verdict[] verdicts = new Verdict[BATCH];
        SignatureBatch one = new SignatureBatch(1);
        for (int from = 0; from < questions.size(); from += perBatch) {
            List<Cases.Signed> batch = mixed(questions, from, Math.min(questions.size(), from + perBatch));
            // A new one each time: none that passes equations over because many failed.
            verify(kernel(rule), batch, verdicts);
            for (int i = 0; i < BATCH; i++) {
                one.clear();
                one.add(
                        batch.get(i).key(),
                        batch.get(i).signature(),
                        batch.get(i).message());
                single.verify(one);
                assertThat(verdicts[i])
                        .as("%s: batch at %d, entry %d", rule, from, i)
                        .isEqualTo(one.verdict(0));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SIMD_0376", "ZIP_215"})
    void everyVectorAmongHonestSignaturesHasItsVerdict(VerificationRule rule) throws IOException {
        List<Vector> vectors = Vector.all().stream()
                .filter(it -> it.key().length == 32 && it.signature().length == 64)
                .toList();
        assertThat(vectors).hasSizeGreaterThan(800);
        int perBatch = 8;
        Verdict[] verdicts = new Verdict[BATCH];
        for (int from = 0; from < vectors.size(); from += perBatch) {
            List<Cases.Signed> batch = new ArrayList<>(honest.subList(0, BATCH));
            int count = Math.min(perBatch, vectors.size() - from);
            for (int i = 0; i < count; i++) {
                Vector vector = vectors.get(from + i);
                batch.set(15 * i, new Cases.Signed(vector.key(), vector.signature(), vector.message()));
            }
            verify(kernel(rule), batch, verdicts);
            for (int i = 0; i < BATCH; i++) {
                boolean expected = i % 15 != 0
                        || i / 15 >= count
                        || vectors.get(from + i / 15).accepted(rule);
                assertThat(verdicts[i] == Verdict.ACCEPTED)
                        .as("%s: vector %d, entry %d", rule, from + i / 15, i)
                        .isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SIMD_0376", "ZIP_215"})
    void torsionIsAcceptedInEverySumOfIt(VerificationRule rule) {
        TaintedKeys tainted = new TaintedKeys(random);
        List<Cases.Signed> questions = new ArrayList<>();
        for (int i = 0; i < BATCH; i++) {
            Cases.Signed signed = new Cases.Signed(new byte[32], new byte[64], new byte[i]);
            tainted.sign(random, signed.key(), signed.signature(), signed.message());
            questions.add(signed);
        }
        Verdict[] verdicts = new Verdict[BATCH];
        assertThat(verify(kernel(rule), questions, verdicts)).isEqualTo(BATCH);
        assertThat(verdicts).containsOnly(Verdict.ACCEPTED);
    }

    @ParameterizedTest
    @EnumSource(names = {"SIMD_0376", "ZIP_215"})
    void corruptedAndTaintedSignaturesHaveTheVerdictOfEachAlone(VerificationRule rule) throws IOException {
        Cases cases = new Cases(new Random(11));
        List<Cases.Signed> questions = new ArrayList<>();
        for (int i = 0; i < 800; i++) {
            questions.add(cases.next(random));
        }
        compareWithSingles(rule, questions.subList(0, 400), 4);
        compareWithSingles(rule, questions, BATCH);
    }

    /** Two signatures whose errors cancel in a sum without factors: S is one too large here and one too small there. */
    @ParameterizedTest
    @EnumSource(names = {"SIMD_0376", "ZIP_215"})
    void errorsThatCancelAreFound(VerificationRule rule) {
        Verdict[] verdicts = new Verdict[BATCH];
        int lanes = VectorKernel.lanes();
        for (int apart : new int[] {lanes, 2 * lanes, 4 * lanes}) {
            List<Cases.Signed> batch = new ArrayList<>(honest.subList(0, BATCH));
            batch.set(3, shifted(batch.get(3), 1));
            batch.set(3 + apart, shifted(batch.get(3 + apart), -1));
            verify(kernel(rule), batch, verdicts);
            for (int i = 0; i < BATCH; i++) {
                assertThat(verdicts[i])
                        .as("%d apart, entry %d", apart, i)
                        .isEqualTo(i == 3 || i == 3 + apart ? Verdict.MISMATCH : Verdict.ACCEPTED);
            }
        }
    }

    private static Cases.Signed shifted(Cases.Signed signed, int by) {
        Cases.Signed copy = signed.copy();
        copy.signature()[32] += (byte) by;
        return copy;
    }

    @ParameterizedTest
    @EnumSource(names = {"SIMD_0376", "ZIP_215"})
    void everyCountOfSignaturesIsSettled(VerificationRule rule) {
        Kernel kernel = kernel(rule);
        Verdict[] verdicts = new Verdict[POOL];
        for (int count = 1; count <= 150; count++) {
            List<Cases.Signed> batch = new ArrayList<>(honest.subList(0, count));
            int wrong = random.nextInt(count);
            batch.set(wrong, shifted(batch.get(wrong), 1));
            verify(kernel, batch, verdicts);
            for (int i = 0; i < count; i++) {
                assertThat(verdicts[i])
                        .as("%d of %d", i, count)
                        .isEqualTo(i == wrong ? Verdict.MISMATCH : Verdict.ACCEPTED);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SIMD_0376", "ZIP_215"})
    void whereAllAreWrongEquationsOfLanesAreSoonGivenUpAndComeBack(VerificationRule rule) {
        Kernel kernel = kernel(rule);
        int chunk = 16 * VectorKernel.lanes();
        List<Cases.Signed> wrong = new ArrayList<>();
        honest.subList(0, chunk).forEach(it -> wrong.add(shifted(it, 1)));
        Verdict[] verdicts = new Verdict[chunk];
        long slots = 0;
        int rounds = 200;
        for (int i = 0; i < rounds; i++) {
            slots += verify(kernel, wrong, verdicts);
            assertThat(verdicts).containsOnly(Verdict.MISMATCH);
        }
        // Twice the lanes in the few chunks that were tried in vain.
        assertThat(slots).isBetween((long) (rounds + 1) * chunk, (long) (rounds + 10) * chunk);
        for (int i = 0; i < 65; i++) {
            verify(kernel, honest.subList(0, chunk), verdicts);
        }
        List<Cases.Signed> one = new ArrayList<>(honest.subList(0, chunk));
        one.set(0, wrong.get(0));
        // Tried again, and the 16 signatures of the one failed lane verified each for itself.
        assertThat(verify(kernel, one, verdicts)).isEqualTo(chunk + 16L);
    }
}

package io.trenchbot.sigverify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The fast engines against libsodium, which has exactly the strict rule, and among each other under the other rules. */
class DifferentialTest {
    private static final int BATCH = 512;
    private static final Libsodium SODIUM = Libsodium.load();

    @Test
    void strictVerdictsAreThoseOfLibsodium() throws IOException {
        compareWithLibsodium(System.nanoTime(), 30_000);
    }

    @Test
    @Tag("slow")
    void tenMillionStrictVerdictsAreThoseOfLibsodium() throws IOException {
        compareWithLibsodium(System.nanoTime(), 10_000_000);
    }

    private static void compareWithLibsodium(long seed, int count) throws IOException {
        Cases cases = new Cases(seed);
        List<SignatureVerifier> verifiers = fastVerifiers(VerificationRule.STRICT);
        SignatureBatch batch = new SignatureBatch(BATCH);
        List<Cases.Signed> signed = new ArrayList<>();
        int accepted = 0;
        for (int done = 0; done < count; done += BATCH) {
            fill(cases, signed, batch);
            boolean[] expected = new boolean[BATCH];
            for (int i = 0; i < BATCH; i++) {
                expected[i] = SODIUM.accepts(signed.get(i));
                accepted += expected[i] ? 1 : 0;
            }
            for (SignatureVerifier verifier : verifiers) {
                verifier.verify(batch);
                for (int i = 0; i < BATCH; i++) {
                    if (batch.accepted(i) != expected[i]) {
                        throw new AssertionError(verifier.engine() + " and libsodium differ, seed " + seed + ", case "
                                + (done + i) + ": libsodium " + expected[i]);
                    }
                }
            }
        }
        assertThat(accepted).as("accepted of %d", count).isBetween(count / 10, count * 9 / 10);
    }

    @Test
    void underTheOtherRulesTheEnginesAgreeWithTheReference() throws IOException {
        long seed = System.nanoTime();
        Cases cases = new Cases(seed);
        SignatureBatch batch = new SignatureBatch(BATCH);
        List<Cases.Signed> signed = new ArrayList<>();
        fill(cases, signed, batch);
        for (VerificationRule rule : VerificationRule.values()) {
            SignatureVerifier.builder()
                    .rule(rule)
                    .engine(Engine.REFERENCE)
                    .build()
                    .verify(batch);
            List<Verdict> expected = verdicts(batch);
            for (SignatureVerifier verifier : fastVerifiers(rule)) {
                verifier.verify(batch);
                assertThat(verdicts(batch))
                        .as("%s under %s, seed %d", verifier.engine(), rule, seed)
                        .isEqualTo(expected);
            }
        }
    }

    private static List<Verdict> verdicts(SignatureBatch batch) {
        List<Verdict> verdicts = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            verdicts.add(batch.verdict(i));
        }
        return verdicts;
    }

    private static List<SignatureVerifier> fastVerifiers(VerificationRule rule) {
        return Engines.available().stream()
                .filter(engine -> engine != Engine.REFERENCE)
                .map(engine ->
                        SignatureVerifier.builder().rule(rule).engine(engine).build())
                .toList();
    }

    private static void fill(Cases cases, List<Cases.Signed> signed, SignatureBatch batch) {
        signed.clear();
        batch.clear();
        for (int i = 0; i < BATCH; i++) {
            Cases.Signed one = cases.next();
            signed.add(one);
            batch.add(one.key(), one.signature(), one.message());
        }
    }
}

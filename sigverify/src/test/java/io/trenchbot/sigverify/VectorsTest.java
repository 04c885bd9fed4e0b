package io.trenchbot.sigverify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every public vector, under every rule, by every engine: alone and in batches. */
class VectorsTest {
    record Case(Engine engine, VerificationRule rule) {
        SignatureVerifier verifier() {
            return SignatureVerifier.builder().engine(engine).rule(rule).build();
        }
    }

    static List<Case> cases() {
        return Engines.available().stream()
                .flatMap(engine -> List.of(VerificationRule.values()).stream().map(rule -> new Case(engine, rule)))
                .toList();
    }

    /** The reference engine knows no batches: once in a batch is enough of its patience. */
    static List<Case> fastCases() {
        return cases().stream().filter(it -> it.engine() != Engine.REFERENCE).toList();
    }

    @ParameterizedTest
    @MethodSource("fastCases")
    void oneByOneTheVerdictIsTheVectors(Case it) throws IOException {
        SignatureVerifier verifier = it.verifier();
        List<Vector> vectors = Vector.all();
        assertThat(vectors).hasSize(Vector.ROWS);
        for (Vector vector : vectors) {
            assertThat(verifier.verify(vector.key(), vector.signature(), vector.message()))
                    .as("%s: %s", it, vector)
                    .isEqualTo(vector.accepted(it.rule()));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void inABatchEachSignatureHasItsOwnVerdict(Case it) throws IOException {
        List<Vector> vectors = Vector.all();
        SignatureBatch batch = new SignatureBatch(vectors.size());
        vectors.forEach(vector -> batch.add(vector.key(), vector.signature(), vector.message()));
        int accepted = it.verifier().verify(batch);
        for (int i = 0; i < vectors.size(); i++) {
            assertThat(batch.accepted(i))
                    .as("%s: %s", it, vectors.get(i))
                    .isEqualTo(vectors.get(i).accepted(it.rule()));
        }
        assertThat(accepted).isEqualTo((int)
                vectors.stream().filter(vector -> vector.accepted(it.rule())).count());
    }

    @ParameterizedTest
    @EnumSource(VerificationRule.class)
    void everyEngineGivesTheSameReason(VerificationRule rule) throws IOException {
        List<Verdict> expected = verdicts(new Case(Engine.REFERENCE, rule));
        for (Engine engine : Engines.available()) {
            assertThat(verdicts(new Case(engine, rule)))
                    .as("%s under %s", engine, rule)
                    .isEqualTo(expected);
        }
        assertThat(expected).doesNotContain(Verdict.PENDING).contains(Verdict.ACCEPTED, Verdict.S_OUT_OF_RANGE);
    }

    private static List<Verdict> verdicts(Case it) throws IOException {
        List<Vector> vectors = Vector.all();
        SignatureBatch batch = new SignatureBatch(vectors.size());
        vectors.forEach(vector -> batch.add(vector.key(), vector.signature(), vector.message()));
        it.verifier().verify(batch);
        return IntStream.range(0, batch.size()).mapToObj(batch::verdict).toList();
    }
}

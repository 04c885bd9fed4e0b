package io.trenchbot.sigverify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.trenchbot.sigverify.core.Checks;
import io.trenchbot.sigverify.core.Kernel;
import io.trenchbot.sigverify.core.Outcome;
import io.trenchbot.sigverify.core.Signatures;
import io.trenchbot.sigverify.reference.CraftedCases;
import io.trenchbot.sigverify.reference.ReferenceKernel;
import io.trenchbot.sigverify.scalar.ScalarKernel;
import io.trenchbot.sigverify.vector.KeyCache;
import io.trenchbot.sigverify.vector.VectorKernel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each check of a rule by itself: every combination of them, more than there are rules, because under a rule one check
 * often hides what another would let pass.
 */
class DecisionTest {
    /** More than it takes until keys that come again are prepared. */
    private static final int PASSES = 24;

    private static final List<CraftedCases.Case> CASES = CraftedCases.all();

    static Stream<Checks> checks() {
        return IntStream.range(0, 8).mapToObj(bits -> new Checks((bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0));
    }

    /** A sign on x = 0 is a second encoding that engines take for granted to be of small order, as the rules do. */
    private static List<CraftedCases.Case> cases(Checks checks) {
        boolean signMatters = !checks.rejectSmallOrder() && (checks.canonicalEncodings() || !checks.cofactored());
        return CASES.stream().filter(it -> !(signMatters && it.signOnZero())).toList();
    }

    private static Signatures signatures(List<CraftedCases.Case> cases) {
        Signatures signatures = new Signatures(cases.size());
        for (CraftedCases.Case it : cases) {
            signatures.add(it.key(), 0, it.signature(), 0, it.message(), 0, it.message().length);
        }
        return signatures;
    }

    private static void assertOutcomes(List<CraftedCases.Case> cases, Signatures signatures, Checks checks) {
        int accepted = 0;
        for (int i = 0; i < cases.size(); i++) {
            byte expected = cases.get(i).truth().outcome(checks);
            accepted += expected == Outcome.ACCEPTED ? 1 : 0;
            assertThat(signatures.outcomes[i])
                    .as("%s: %s", checks, cases.get(i))
                    .isEqualTo(expected);
        }
        assertThat(accepted).isPositive();
    }

    private static void assertDecides(Kernel kernel, List<CraftedCases.Case> cases, Checks checks) {
        Signatures signatures = signatures(cases);
        kernel.verify(signatures, 0, signatures.count());
        assertOutcomes(cases, signatures, checks);
    }

    @ParameterizedTest
    @MethodSource("checks")
    void byTheReference(Checks checks) {
        List<CraftedCases.Case> all = cases(checks);
        List<CraftedCases.Case> some = IntStream.range(0, all.size())
                .filter(i -> i % 3 == 0)
                .mapToObj(all::get)
                .toList();
        assertDecides(new ReferenceKernel(checks), some, checks);
    }

    @ParameterizedTest
    @MethodSource("checks")
    void inIntegers(Checks checks) {
        assertDecides(new ScalarKernel(checks), cases(checks), checks);
    }

    @ParameterizedTest
    @MethodSource("checks")
    void inLanes(Checks checks) {
        assumeTrue(Engines.runs(Engine.VECTOR), "this JVM has no vector engine");
        assertDecides(new VectorKernel(checks, null), cases(checks), checks);
    }

    @ParameterizedTest
    @MethodSource("checks")
    void inFourLanesEach(Checks checks) {
        assumeTrue(Engines.runs(Engine.VECTOR), "this JVM has no vector engine");
        List<CraftedCases.Case> cases = cases(checks);
        Signatures signatures = signatures(cases);
        VectorKernel kernel = new VectorKernel(checks, null);
        for (int i = 0; i < cases.size(); i++) {
            kernel.verify(signatures, i, i + 1);
        }
        assertOutcomes(cases, signatures, checks);
    }

    @ParameterizedTest
    @MethodSource("checks")
    void withPreparedKeys(Checks checks) {
        assumeTrue(Engines.runs(Engine.VECTOR), "this JVM has no vector engine");
        List<CraftedCases.Case> cases = cases(checks);
        Signatures signatures = signatures(cases);
        VectorKernel kernel = new VectorKernel(checks, new KeyCache(64));
        for (int pass = 0; pass < PASSES; pass++) {
            signatures.reopen();
            kernel.verify(signatures, 0, signatures.count());
            assertOutcomes(cases, signatures, checks);
        }
        long hits = kernel.tally().keyHits;
        assertThat(hits).isPositive();
        // What reaches the lanes with a key that decodes finds it prepared, but for a few that fill empty lanes.
        signatures.reopen();
        kernel.verify(signatures, 0, signatures.count());
        long reached = cases.stream()
                .filter(it -> it.truth().keyOnCurve())
                .map(it -> it.truth().outcome(checks))
                .filter(it -> it == Outcome.ACCEPTED || it == Outcome.MISMATCH)
                .count();
        assertThat(kernel.tally().keyHits - hits).isBetween(reached - VectorKernel.lanes(), reached);
    }

    @Test
    void whatIsSettledIsLeftAlone() {
        Checks checks = VerificationRule.STRICT.checks();
        List<Kernel> kernels = new ArrayList<>(List.of(new ReferenceKernel(checks), new ScalarKernel(checks)));
        if (Engines.runs(Engine.VECTOR)) {
            kernels.add(new VectorKernel(checks, null));
        }
        for (Kernel kernel : kernels) {
            Signatures signatures = signatures(CASES.subList(0, 20));
            Arrays.fill(signatures.outcomes, Outcome.WRONG_LENGTH);
            kernel.verify(signatures, 0, signatures.count());
            assertThat(signatures.outcomes).containsOnly(Outcome.WRONG_LENGTH);
        }
    }
}

package io.trenchbot.sigverify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
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
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each check of a rule by itself: every combination of them, more than there are rules, because under a rule one check
 * often hides what another would let pass. Ordinarily on some cases of every kind, other ones under each combination; in
 * the slow suite on all of them.
 */
class DecisionTest {
    /** More than it takes until keys that come again are prepared. */
    private static final int MAX_PASSES = 24;

    /** Cases of which the same is true. */
    private static final int CASES_OF_A_KIND = 2;

    private static final List<CraftedCases.Case> CASES = CraftedCases.all();

    static Stream<Checks> checks() {
        return IntStream.range(0, 8).mapToObj(bits -> new Checks((bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0));
    }

    /** A sign on x = 0 is a second encoding that engines take for granted to be of small order, as the rules do. */
    private static List<CraftedCases.Case> all(Checks checks) {
        boolean signMatters = !checks.rejectSmallOrder() && (checks.canonicalEncodings() || !checks.cofactored());
        return CASES.stream().filter(it -> !(signMatters && it.signOnZero())).toList();
    }

    private static List<CraftedCases.Case> some(Checks checks) {
        List<CraftedCases.Case> shuffled = new ArrayList<>(all(checks));
        Collections.shuffle(shuffled, new Random(checks().toList().indexOf(checks)));
        Map<CraftedCases.Truth, Integer> taken = new HashMap<>();
        return shuffled.stream()
                .filter(it -> it.special() || taken.merge(it.truth(), 1, Integer::sum) <= CASES_OF_A_KIND)
                .toList();
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
            if (signatures.outcomes[i] != expected) {
                fail("%s: %s has outcome %d", checks, cases.get(i), signatures.outcomes[i]);
            }
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
        assertDecides(new ReferenceKernel(checks), some(checks), checks);
    }

    @ParameterizedTest
    @MethodSource("checks")
    void inIntegers(Checks checks) {
        assertDecides(new ScalarKernel(checks), all(checks), checks);
    }

    @ParameterizedTest
    @MethodSource("checks")
    void inLanes(Checks checks) {
        assumeVectors();
        assertDecides(new VectorKernel(checks, null), some(checks), checks);
    }

    @ParameterizedTest
    @MethodSource("checks")
    void inFourLanesEach(Checks checks) {
        assumeVectors();
        assertDecidesOneByOne(some(checks), checks);
    }

    @ParameterizedTest
    @MethodSource("checks")
    void withPreparedKeys(Checks checks) {
        assumeVectors();
        assertDecidesWithPreparedKeys(some(checks), checks);
    }

    @ParameterizedTest
    @MethodSource("checks")
    @Tag("slow")
    void everyCaseByEveryEngine(Checks checks) {
        List<CraftedCases.Case> cases = all(checks);
        assertDecides(new ReferenceKernel(checks), cases, checks);
        assumeVectors();
        assertDecides(new VectorKernel(checks, null), cases, checks);
        assertDecidesOneByOne(cases, checks);
        assertDecidesWithPreparedKeys(cases, checks);
    }

    private static void assumeVectors() {
        assumeTrue(Engines.runs(Engine.VECTOR), "this JVM has no vector engine");
    }

    private static void assertDecidesOneByOne(List<CraftedCases.Case> cases, Checks checks) {
        Signatures signatures = signatures(cases);
        VectorKernel kernel = new VectorKernel(checks, null);
        for (int i = 0; i < cases.size(); i++) {
            kernel.verify(signatures, i, i + 1);
        }
        assertOutcomes(cases, signatures, checks);
    }

    private static void assertDecidesWithPreparedKeys(List<CraftedCases.Case> cases, Checks checks) {
        Signatures signatures = signatures(cases);
        VectorKernel kernel = new VectorKernel(checks, new KeyCache(64));
        // What reaches the lanes with a key that decodes finds it prepared, in the end, but for a few that fill empty
        // lanes.
        long reached = cases.stream()
                .filter(it -> it.truth().keyOnCurve())
                .map(it -> it.truth().outcome(checks))
                .filter(it -> it == Outcome.ACCEPTED || it == Outcome.MISMATCH)
                .count();
        long hits = 0;
        for (int pass = 0; pass < MAX_PASSES && hits < reached - VectorKernel.lanes(); pass++) {
            signatures.reopen();
            long before = kernel.tally().keyHits;
            kernel.verify(signatures, 0, signatures.count());
            hits = kernel.tally().keyHits - before;
            assertOutcomes(cases, signatures, checks);
        }
        assertThat(hits).isPositive().isBetween(reached - VectorKernel.lanes(), reached);
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

package io.trenchbot.sigverify;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;

/**
 * The engines against oracles not of our making, on {@link Cases}: under the strict rule the fast engines against
 * libsodium in every case, the JDK's provider and the reference engine in one of some; under the other rules the fast
 * engines against each other in one batch of some, and one of their cases against the reference. Also a program:
 * {@code java -cp ... io.trenchbot.sigverify.Fuzz count threads [seed]}.
 *
 * <p>Threading: batches are drawn and checked by several threads, each batch from its own seed.
 */
final class Fuzz {
    private static final int BATCH = 500;
    private static final int SLOW_ORACLE_EVERY = 100;
    private static final int REFERENCE_EVERY = 500;
    private static final int OTHER_RULES_EVERY = 10;
    private static final Libsodium SODIUM = Libsodium.load();

    private final long seed;
    private final Cases cases;
    private final List<List<SignatureVerifier>> fastByRule = new ArrayList<>();
    private final List<SignatureVerifier> referenceByRule = new ArrayList<>();

    private final AtomicLong compared = new AtomicLong();
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong againstJdk = new AtomicLong();
    private final AtomicLong againstReference = new AtomicLong();
    private final AtomicLong underOtherRules = new AtomicLong();

    Fuzz(long seed) throws IOException {
        this.seed = seed;
        cases = new Cases(new Random(seed));
        for (VerificationRule rule : VerificationRule.values()) {
            fastByRule.add(Engines.available().stream()
                    .filter(engine -> engine != Engine.REFERENCE)
                    .map(engine -> verifier(rule, engine))
                    .toList());
            referenceByRule.add(verifier(rule, Engine.REFERENCE));
        }
    }

    private static SignatureVerifier verifier(VerificationRule rule, Engine engine) {
        return SignatureVerifier.builder().rule(rule).engine(engine).build();
    }

    public static void main(String[] args) throws IOException {
        long count = Long.parseLong(args[0]);
        System.setProperty("java.util.concurrent.ForkJoinPool.common.parallelism", args[1]);
        Fuzz fuzz = new Fuzz(args.length > 2 ? Long.parseLong(args[2]) : System.nanoTime());
        long startNs = System.nanoTime();
        long part = Math.max(1, count / 20);
        for (long done = 0; done < count; done += part) {
            fuzz.run(done, Math.min(part, count - done));
            System.out.printf("%s after %d s%n", fuzz, (System.nanoTime() - startNs) / 1_000_000_000L);
        }
    }

    /** Compares at least {@code count} cases; the numbers from {@code first} on name them. */
    void run(long first, long count) {
        LongStream.range(first / BATCH, (first + count + BATCH - 1) / BATCH)
                .parallel()
                .forEach(this::compare);
    }

    long accepted() {
        return accepted.get();
    }

    long compared() {
        return compared.get();
    }

    @Override
    public String toString() {
        return String.format(
                "seed %d: %,d cases, %,d of them accepted; %,d also by the JDK's provider, %,d by the reference engine,"
                        + " %,d under the other rules",
                seed, compared.get(), accepted.get(), againstJdk.get(), againstReference.get(), underOtherRules.get());
    }

    private void compare(long number) {
        Random random = new Random(seed * 1_000_003 + number);
        List<Cases.Signed> signed = new ArrayList<>();
        SignatureBatch batch = new SignatureBatch(BATCH);
        for (int i = 0; i < BATCH; i++) {
            Cases.Signed one = cases.next(random);
            signed.add(one);
            batch.add(one.key(), one.signature(), one.message());
        }
        boolean[] expected = expected(signed, random, number);
        for (SignatureVerifier verifier : fastByRule.get(VerificationRule.STRICT.ordinal())) {
            verifier.verify(batch);
            for (int i = 0; i < BATCH; i++) {
                require(batch.accepted(i) == expected[i], verifier + " and libsodium", number, i);
            }
        }
        referenceAgrees(VerificationRule.STRICT, signed, batch, random, number);
        if (number % OTHER_RULES_EVERY == 0) {
            underTheOtherRules(signed, batch, random, number);
        }
        compared.addAndGet(BATCH);
    }

    private boolean[] expected(List<Cases.Signed> signed, Random random, long number) {
        boolean[] expected = new boolean[BATCH];
        int draw = random.nextInt(SLOW_ORACLE_EVERY);
        for (int i = 0; i < BATCH; i++) {
            expected[i] = SODIUM.accepts(signed.get(i));
            accepted.addAndGet(expected[i] ? 1 : 0);
            if (i % SLOW_ORACLE_EVERY == draw) {
                require(JdkProvider.accepts(signed.get(i)) == expected[i], "the JDK and libsodium", number, i);
                againstJdk.incrementAndGet();
            }
        }
        return expected;
    }

    /** The batch has verdicts of the rule; one of some is compared, reason and all. */
    private void referenceAgrees(
            VerificationRule rule, List<Cases.Signed> signed, SignatureBatch batch, Random random, long number) {
        SignatureBatch one = new SignatureBatch(1);
        for (int i = random.nextInt(REFERENCE_EVERY); i < BATCH; i += REFERENCE_EVERY) {
            one.clear();
            one.add(
                    signed.get(i).key(),
                    signed.get(i).signature(),
                    signed.get(i).message());
            referenceByRule.get(rule.ordinal()).verify(one);
            require(batch.verdict(i) == one.verdict(0), "the reference under " + rule, number, i);
            againstReference.incrementAndGet();
        }
    }

    private void underTheOtherRules(List<Cases.Signed> signed, SignatureBatch batch, Random random, long number) {
        for (VerificationRule rule : List.of(VerificationRule.SIMD_0376, VerificationRule.ZIP_215)) {
            Verdict[] first = null;
            for (SignatureVerifier verifier : fastByRule.get(rule.ordinal())) {
                verifier.verify(batch);
                Verdict[] verdicts = new Verdict[BATCH];
                for (int i = 0; i < BATCH; i++) {
                    verdicts[i] = batch.verdict(i);
                    require(first == null || first[i] == verdicts[i], "the engines under " + rule, number, i);
                }
                first = verdicts;
            }
            referenceAgrees(rule, signed, batch, random, number);
            underOtherRules.addAndGet(BATCH);
        }
    }

    private void require(boolean same, String who, long number, int i) {
        if (!same) {
            throw new AssertionError(who + " differ: seed " + seed + ", batch " + number + ", case " + i);
        }
    }
}

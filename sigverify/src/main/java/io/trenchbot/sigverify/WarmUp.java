package io.trenchbot.sigverify;

import io.trenchbot.sigverify.core.Kernel;
import io.trenchbot.sigverify.core.Outcome;
import io.trenchbot.sigverify.core.Signatures;
import java.util.function.LongSupplier;

/**
 * Runs the vector engine until the compiler is through with it, and tells whether it is then the faster one and right.
 *
 * <p>The work is a small batch of honest and of corrupted signatures, so that a verdict that is not the expected one is
 * noticed before the engine serves anybody.
 */
final class WarmUp {
    /** Groups of lanes in the batch at work. */
    private static final int COUNT = 64;

    /** Of lanes in a group, whatever they are: one lane fails, so that both the equations of lanes and of each run. */
    private static final int CORRUPTED_EVERY = 8;

    /** The lanes must be twice as fast as the scalar engine, this often in a row. */
    private static final double WINS_BELOW = 0.5;

    private static final int WINS_IN_A_ROW = 3;

    /**
     * Processor time after which the lanes are not going to become fast: several times what a slow machine needs. On a
     * machine short of processors the compiler gets as little of them as this thread, so that no time on the wall tells.
     */
    private static final long GIVE_UP_NS = 10_000_000_000L;

    private static final int SCALAR_RUNS = 5;

    /** The path for prepared keys differs in its look-ups, which take this many batches of groups to be compiled. */
    private static final int CACHING_RUNS = 32;

    /** What came out, and why. */
    record Result(boolean vectorWins, double scalarNsPerSignature, String reason) {}

    private WarmUp() {}

    /** Warms up the plain path, which decides, and the one for prepared keys, which shares all but its look-ups. */
    static Result run(
            Kernel scalar, Kernel vector, Kernel caching, LongSupplier nanoClock, LongSupplier processorClock) {
        Signatures batch = batch();
        double scalarNs = Double.POSITIVE_INFINITY;
        for (int i = 0; i < SCALAR_RUNS; i++) {
            scalarNs = Math.min(scalarNs, time(scalar, batch, COUNT, nanoClock));
        }
        long startNs = processorClock.getAsLong();
        double vectorNs = Double.POSITIVE_INFINITY;
        int wins = 0;
        // The first rounds may take seconds each: begin with little.
        int count = 2;
        while (wins < WINS_IN_A_ROW && processorClock.getAsLong() - startNs < GIVE_UP_NS) {
            vectorNs = time(vector, batch, count, nanoClock);
            if (!verdictsRight(batch, count)) {
                return new Result(false, scalarNs, "the vector engine gave a wrong verdict while warming up");
            }
            wins = count == COUNT && vectorNs < WINS_BELOW * scalarNs ? wins + 1 : 0;
            count = vectorNs * COUNT < 0.1 * GIVE_UP_NS ? COUNT : count;
        }
        boolean won = wins >= WINS_IN_A_ROW;
        for (int i = 0; won && i < CACHING_RUNS; i++) {
            time(vector, batch, 1 + i % 2, nanoClock);
            time(caching, batch, COUNT, nanoClock);
            if (!verdictsRight(batch, COUNT)) {
                return new Result(false, scalarNs, "the vector engine gave a wrong verdict for a prepared key");
            }
        }
        return new Result(
                won,
                scalarNs,
                String.format(
                        "the vector engine was measured at %,.0f ns a signature%s, the scalar engine at %,.0f",
                        vectorNs,
                        won ? "" : " after " + GIVE_UP_NS / 1_000_000_000L + " processor-seconds of warming up",
                        scalarNs));
    }

    private static double time(Kernel kernel, Signatures batch, int count, LongSupplier nanoClock) {
        batch.reopen();
        long startNs = nanoClock.getAsLong();
        kernel.verify(batch, 0, count);
        return (nanoClock.getAsLong() - startNs) / (double) count;
    }

    private static Signatures batch() {
        Ed25519Signer signer = Ed25519Signer.ofSeed(new byte[Ed25519Signer.SEED_BYTES]);
        Signatures batch = new Signatures(COUNT);
        for (int i = 0; i < COUNT; i++) {
            byte[] message = new byte[5 * i];
            byte[] signature = signer.sign(message);
            if (i % CORRUPTED_EVERY == 0) {
                signature[i % Signatures.KEY_BYTES] ^= 1;
            }
            batch.add(signer.publicKey(), 0, signature, 0, message, 0, message.length);
        }
        return batch;
    }

    private static boolean verdictsRight(Signatures batch, int count) {
        for (int i = 0; i < count; i++) {
            if ((batch.outcomes[i] == Outcome.ACCEPTED) != (i % CORRUPTED_EVERY != 0)) {
                return false;
            }
        }
        return true;
    }
}

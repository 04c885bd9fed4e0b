package io.trenchbot.sigverify;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Random;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * A quick look at the engines beside Bouncy Castle, in one JVM, rounds interleaved, medians. By hand:
 * {@code java -cp ... io.trenchbot.sigverify.VerifyBench [messageBytes] [batch] [keys] [engine[:rule],...]}.
 */
final class VerifyBench {
    private static final int COUNT = 2048;

    private VerifyBench() {}

    @FunctionalInterface
    private interface Run {
        int accepted(int from, int to);
    }

    public static void main(String[] args) {
        int messageBytes = args.length > 0 ? Integer.parseInt(args[0]) : 200;
        int batchSize = args.length > 1 ? Integer.parseInt(args[1]) : 128;
        int keys = args.length > 2 ? Integer.parseInt(args[2]) : COUNT;
        String[] names = args.length > 3 ? args[3].split(",") : new String[] {"BC", "SCALAR"};
        Random random = new Random(1);
        byte[][] publicKeys = new byte[COUNT][];
        byte[][] signatures = new byte[COUNT][];
        byte[][] messages = new byte[COUNT][messageBytes];
        Ed25519Signer[] signers = new Ed25519Signer[keys];
        for (int i = 0; i < COUNT; i++) {
            random.nextBytes(messages[i]);
            int key = i < keys ? i : Math.min(keys - 1, (int) Math.exp(random.nextDouble() * Math.log(keys)) - 1);
            if (i < keys) {
                byte[] seed = new byte[32];
                random.nextBytes(seed);
                signers[i] = Ed25519Signer.ofSeed(seed);
            }
            publicKeys[i] = signers[key].publicKey();
            signatures[i] = signers[key].sign(messages[i]);
        }
        Run[] runs = new Run[names.length];
        for (int n = 0; n < names.length; n++) {
            if (names[n].equals("BC")) {
                runs[n] = (from, to) -> {
                    int accepted = 0;
                    for (int i = from; i < to; i++) {
                        accepted += Ed25519.verify(signatures[i], 0, publicKeys[i], 0, messages[i], 0, messageBytes)
                                ? 1
                                : 0;
                    }
                    return accepted;
                };
            } else {
                String[] name = names[n].split(":");
                SignatureVerifier verifier = SignatureVerifier.builder()
                        .engine(Engine.valueOf(name[0]))
                        .rule(VerificationRule.valueOf(name.length > 1 ? name[1] : "STRICT"))
                        .build();
                SignatureBatch batch = new SignatureBatch(batchSize);
                runs[n] = (from, to) -> {
                    int accepted = 0;
                    for (int i = from; i < to; i += batchSize) {
                        batch.clear();
                        for (int j = i; j < Math.min(to, i + batchSize); j++) {
                            batch.add(publicKeys[j], signatures[j], messages[j]);
                        }
                        accepted += verifier.verify(batch);
                    }
                    return accepted;
                };
            }
        }
        report(names, runs);
    }

    private static void report(String[] names, Run[] runs) {
        int rounds = 15;
        double[][] ns = new double[names.length][rounds];
        for (int round = -20; round < rounds; round++) {
            for (int n = 0; n < names.length; n++) {
                int count = names[n].equals("BC") ? COUNT / 4 : COUNT;
                long start = System.nanoTime();
                int accepted = runs[n].accepted(0, count);
                if (accepted != count) {
                    throw new AssertionError(names[n] + " accepted " + accepted);
                }
                if (round >= 0) {
                    ns[n][round] = (System.nanoTime() - start) / (double) count;
                }
            }
        }
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        double first = 0;
        for (int n = 0; n < names.length; n++) {
            Arrays.sort(ns[n]);
            double median = ns[n][rounds / 2];
            first = n == 0 ? median : first;
            long before = threads.getCurrentThreadAllocatedBytes();
            runs[n].accepted(0, COUNT);
            long bytes = threads.getCurrentThreadAllocatedBytes() - before;
            System.out.printf(
                    "%-10s median %.2f us, min %.2f us, %.2f x %s, %.1f B a signature%n",
                    names[n], median / 1e3, ns[n][0] / 1e3, first / median, names[0], bytes / (double) COUNT);
        }
    }
}

package io.trenchbot.benchmarks;

import io.trenchbot.sigverify.Ed25519Signer;
import io.trenchbot.sigverify.Engine;
import io.trenchbot.sigverify.SignatureBatch;
import io.trenchbot.sigverify.SignatureVerifier;
import io.trenchbot.sigverify.VerificationRule;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * Verifies signatures, each from the bytes of key and signature on, the decoding of the key included. A call takes the
 * next batch of a pool. Either every signature has a key of its own, and none is cached, or a few signers sign by Zipf's
 * law.
 */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
public class SigverifyBench {
    static final int BATCH = 128;
    /** The JDK takes so long that a call of it handles fewer. */
    static final int JDK_BATCH = 8;
    /** Signatures in turn: more than a cache of the processor's branches could learn. */
    static final int POOL = 1024;
    /** A batch for several threads: waking them up is a small part of it. */
    static final int LARGE_BATCH = 4096;

    /** How many of the pool are checked against the peer, which may be slow. */
    private static final int CHECKED = 128;

    /** The name of an engine, or DEFAULT for the verifier's own choice. */
    @Param("DEFAULT")
    public String engine = "DEFAULT";

    /** The engine that must be at work after the warm-up, so that a row is never about another one. */
    @Param("SCALAR")
    public Engine expected = Engine.SCALAR;

    /** How many lanes it must have, 0 if that does not matter. */
    @Param("0")
    public int lanes;

    /** Time for whoever is measured to be compiled, beyond what the harness gives, which is little in a quick run. */
    @Param("1000")
    public int warmUpMs;

    @Param("128")
    public int batchSize;

    @Param("200")
    public int messageBytes;

    /** How many sign; 0 for as many as there are signatures. */
    @Param("0")
    public int signers;

    /** Keys that ours may keep prepared. */
    @Param("0")
    public int cachedKeys;

    /** Threads that ours uses. */
    @Param("1")
    public int threads;

    /** Which signatures ours accept; no case here is one on which the rules differ. */
    @Param("STRICT")
    public VerificationRule rule = VerificationRule.STRICT;

    /** Who is timed as the peer, and whose verdicts ours are checked against. */
    @Param("BOUNCY_CASTLE")
    public SignaturePeer peer = SignaturePeer.BOUNCY_CASTLE;

    private byte[][] keys = {};
    private byte[][] signatures = {};
    private byte[][] messages = {};
    private final ExecutorService helpers = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "helper");
        thread.setDaemon(true);
        return thread;
    });
    private SignatureBatch batch = new SignatureBatch(BATCH);
    private SignatureVerifier verifier = SignatureVerifier.create();
    private int next;

    @Setup
    public void check(BenchmarkParams benchmark) throws GeneralSecurityException {
        sign();
        batch = new SignatureBatch(batchSize);
        SignatureVerifier.Builder builder =
                SignatureVerifier.builder().rule(rule).cachedKeys(cachedKeys);
        verifier = engine.equals("DEFAULT")
                ? builder.build()
                : builder.engine(Engine.valueOf(engine)).build();
        // Two of three good ones, so that verifiers that accept everything, or nothing, are found out.
        for (int i = 0; i < CHECKED; i += 3) {
            messages[i][i] ^= 1;
        }
        compare();
        for (int i = 0; i < CHECKED; i += 3) {
            messages[i][i] ^= 1;
        }
        compare();
        warmUp(benchmark.getBenchmark().endsWith(".peer"));
        Check.that(verifier.engine().engine() == expected, expected + " is at work: " + verifier.engine());
        Check.that(lanes == 0 || verifier.engine().lanes() == lanes, lanes + " lanes: " + verifier.engine());
    }

    /** By Zipf's law the k-th signer signs in proportion to 1/k. */
    private void sign() {
        int pool = Math.max(POOL, batchSize);
        keys = new byte[pool][];
        signatures = new byte[pool][];
        messages = new byte[pool][];
        Random random = new Random(11);
        Ed25519Signer[] all = new Ed25519Signer[signers == 0 ? pool : signers];
        for (int i = 0; i < all.length; i++) {
            byte[] seed = new byte[Ed25519Signer.SEED_BYTES];
            random.nextBytes(seed);
            all[i] = Ed25519Signer.ofSeed(seed);
        }
        double total = weight(all.length);
        for (int i = 0; i < pool; i++) {
            int signer = i % all.length;
            if (signers > 0) {
                double draw = random.nextDouble() * total;
                for (signer = 0; weight(signer + 1) < draw; ) {
                    signer++;
                }
            }
            messages[i] = new byte[messageBytes];
            random.nextBytes(messages[i]);
            keys[i] = all[signer].publicKey();
            signatures[i] = all[signer].sign(messages[i]);
        }
        for (Ed25519Signer signer : all) {
            signer.close();
        }
    }

    private static double weight(int count) {
        double sum = 0;
        for (int k = 1; k <= count; k++) {
            sum += 1.0 / k;
        }
        return sum;
    }

    private void compare() throws GeneralSecurityException {
        List<Boolean> ours = new ArrayList<>();
        List<Boolean> peers = new ArrayList<>();
        next = 0;
        while (ours.size() < CHECKED) {
            ours();
            for (int i = 0; i < batchSize; i++) {
                if (ours.size() < CHECKED) {
                    ours.add(batch.accepted(i));
                    peers.add(accepts(peers.size()));
                }
            }
        }
        next = 0;
        Check.same(peers, ours, "verdicts of " + peer + " and ours");
    }

    private void warmUp(boolean peers) throws GeneralSecurityException {
        long endNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(warmUpMs);
        while (System.nanoTime() < endNs) {
            Check.that((peers ? peer() : ours()) == batchSize, "all signatures are accepted");
        }
    }

    @TearDown
    public void end() {
        helpers.shutdownNow();
    }

    @Benchmark
    public int ours() {
        int first = next();
        batch.clear();
        for (int i = first; i < first + batchSize; i++) {
            batch.add(keys[i], signatures[i], messages[i]);
        }
        return threads == 1 ? verifier.verify(batch) : verifier.verify(batch, helpers, threads);
    }

    @Benchmark
    public int peer() throws GeneralSecurityException {
        int first = next();
        int accepted = 0;
        for (int i = first; i < first + batchSize; i++) {
            accepted += accepts(i) ? 1 : 0;
        }
        return accepted;
    }

    private int next() {
        int first = next;
        next = first + 2 * batchSize <= keys.length ? first + batchSize : 0;
        return first;
    }

    private boolean accepts(int i) throws GeneralSecurityException {
        return peer.accepts(keys[i], signatures[i], messages[i]);
    }
}

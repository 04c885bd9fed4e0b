package io.trenchbot.benchmarks;

import io.trenchbot.sigverify.Engine;
import io.trenchbot.sigverify.SignatureBatch;
import io.trenchbot.sigverify.SignatureVerifier;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * The first verifications of a JVM, the loading of classes and the making of tables included. The JDK signs, so that
 * neither side is warm before its time starts. No keys are cached: the signers of a cold start are new ones.
 */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
public class ColdStartBench {
    static final int COUNT = 10_000;

    private static final int SIGNERS = 128;
    /** Far beyond the goal: a take-over that never comes fails instead of running for ever. */
    private static final long TAKE_OVER_LIMIT_NS = 60_000_000_000L;

    private static final int MESSAGE_BYTES = 200;

    /** Signatures that ours is handed at a time. */
    @Param("1")
    public int batchSize;

    private final byte[][] keys = new byte[SIGNERS][];
    private final byte[][] signatures = new byte[SIGNERS][];
    private final byte[][] messages = new byte[SIGNERS][MESSAGE_BYTES];

    @Setup
    public void sign() throws GeneralSecurityException {
        Random random = new Random(5);
        KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
        for (int i = 0; i < SIGNERS; i++) {
            random.nextBytes(messages[i]);
            KeyPair pair = generator.generateKeyPair();
            byte[] encoded = pair.getPublic().getEncoded();
            keys[i] = Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
            Signature signing = Signature.getInstance("Ed25519");
            signing.initSign(pair.getPrivate());
            signing.update(messages[i]);
            signatures[i] = signing.sign();
        }
    }

    @Benchmark
    public int ours() {
        SignatureVerifier verifier = SignatureVerifier.builder().cachedKeys(0).build();
        SignatureBatch batch = new SignatureBatch(batchSize);
        int done = 0;
        while (done < COUNT) {
            done += verifyNext(verifier, batch, done);
        }
        return done;
    }

    /** Steady load until the lanes serve. */
    @Benchmark
    public int takeOver() {
        SignatureVerifier verifier = SignatureVerifier.builder().cachedKeys(0).build();
        SignatureBatch batch = new SignatureBatch(batchSize);
        long startNs = System.nanoTime();
        int done = 0;
        while (verifier.engine().engine() != Engine.VECTOR) {
            done += verifyNext(verifier, batch, done);
            Check.that(System.nanoTime() - startNs < TAKE_OVER_LIMIT_NS, "the lanes serve: " + verifier.engine());
        }
        return done;
    }

    private int verifyNext(SignatureVerifier verifier, SignatureBatch batch, int first) {
        batch.clear();
        for (int i = first; i < first + batchSize; i++) {
            batch.add(keys[i % SIGNERS], signatures[i % SIGNERS], messages[i % SIGNERS]);
        }
        int accepted = verifier.verify(batch);
        Check.that(accepted == batch.size(), "all signatures are accepted: " + accepted);
        return accepted;
    }

    @Benchmark
    public int bouncyCastle() {
        int accepted = 0;
        for (int i = 0; i < COUNT; i++) {
            int j = i % SIGNERS;
            accepted += Ed25519.verify(signatures[j], 0, keys[j], 0, messages[j], 0, MESSAGE_BYTES) ? 1 : 0;
        }
        Check.that(accepted == COUNT, "all signatures are accepted: " + accepted);
        return accepted;
    }
}

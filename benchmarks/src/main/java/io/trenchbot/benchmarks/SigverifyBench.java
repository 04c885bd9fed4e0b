package io.trenchbot.benchmarks;

import io.trenchbot.sigverify.Ed25519Signer;
import io.trenchbot.sigverify.Engine;
import io.trenchbot.sigverify.SignatureBatch;
import io.trenchbot.sigverify.SignatureVerifier;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.ArrayList;
import java.util.List;
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
 * Verifies signatures of keys that were never seen before: each from the bytes of key and signature on, the decoding of
 * the key included.
 */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
public class SigverifyBench {
    static final int BATCH = 128;
    /** The JDK takes so long that a call of it handles fewer. */
    static final int JDK_BATCH = 8;

    private static final int MESSAGE_BYTES = 200;

    /** The name of an engine, or DEFAULT for the verifier's own choice. */
    @Param("DEFAULT")
    public String engine = "DEFAULT";

    /** The engine that must be at work after the warm-up, so that a row is never about another one. */
    @Param("SCALAR")
    public Engine expected = Engine.SCALAR;

    /** Time for an engine that is slow until it is compiled. */
    @Param("0")
    public int warmUpMs;

    private final byte[][] keys = new byte[BATCH][];
    private final byte[][] signatures = new byte[BATCH][];
    private final byte[][] messages = new byte[BATCH][MESSAGE_BYTES];
    private final SignatureBatch batch = new SignatureBatch(BATCH);
    private SignatureVerifier verifier = SignatureVerifier.create();

    @Setup
    public void check() throws GeneralSecurityException {
        Random random = new Random(11);
        for (int i = 0; i < BATCH; i++) {
            byte[] seed = new byte[Ed25519Signer.SEED_BYTES];
            random.nextBytes(seed);
            random.nextBytes(messages[i]);
            try (Ed25519Signer signer = Ed25519Signer.ofSeed(seed)) {
                keys[i] = signer.publicKey();
                signatures[i] = signer.sign(messages[i]);
            }
        }
        // Without a cache of keys, which would know the batch's keys from its second pass on.
        SignatureVerifier.Builder builder = SignatureVerifier.builder().cachedKeys(0);
        verifier = engine.equals("DEFAULT")
                ? builder.build()
                : builder.engine(Engine.valueOf(engine)).build();
        // Two of three good ones, so that verifiers that accept everything, or nothing, are found out.
        for (int i = 0; i < BATCH; i += 3) {
            messages[i][i] ^= 1;
        }
        compare();
        for (int i = 0; i < BATCH; i += 3) {
            messages[i][i] ^= 1;
        }
        compare();
        warmUp();
        Check.that(verifier.engine().engine() == expected, expected + " is at work: " + verifier.engine());
    }

    private void compare() throws GeneralSecurityException {
        ours();
        List<Boolean> verdicts = new ArrayList<>();
        List<Boolean> bouncyCastles = new ArrayList<>();
        List<Boolean> jdks = new ArrayList<>();
        for (int i = 0; i < BATCH; i++) {
            verdicts.add(batch.accepted(i));
            bouncyCastles.add(bouncyCastle(i));
            jdks.add(jdk(i));
        }
        Check.same(bouncyCastles, verdicts, "verdicts of Bouncy Castle and ours");
        Check.same(jdks, verdicts, "verdicts of the JDK and ours");
    }

    private void warmUp() {
        long endNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(warmUpMs);
        while (System.nanoTime() < endNs) {
            ours();
        }
    }

    @Benchmark
    public int ours() {
        batch.clear();
        for (int i = 0; i < BATCH; i++) {
            batch.add(keys[i], signatures[i], messages[i]);
        }
        return verifier.verify(batch);
    }

    @Benchmark
    public int bouncyCastle() {
        int accepted = 0;
        for (int i = 0; i < BATCH; i++) {
            accepted += bouncyCastle(i) ? 1 : 0;
        }
        return accepted;
    }

    private boolean bouncyCastle(int i) {
        return Ed25519.verify(signatures[i], 0, keys[i], 0, messages[i], 0, MESSAGE_BYTES);
    }

    @Benchmark
    public int jdk() throws GeneralSecurityException {
        int accepted = 0;
        for (int i = 0; i < JDK_BATCH; i++) {
            accepted += jdk(i) ? 1 : 0;
        }
        return accepted;
    }

    private boolean jdk(int i) throws GeneralSecurityException {
        Signature verification = Signature.getInstance("Ed25519");
        verification.initVerify(jdkKey(keys[i]));
        verification.update(messages[i]);
        return verification.verify(signatures[i]);
    }

    private static PublicKey jdkKey(byte[] key) throws GeneralSecurityException {
        byte[] bigEndian = new byte[key.length];
        for (int i = 0; i < key.length; i++) {
            bigEndian[i] = key[key.length - 1 - i];
        }
        boolean xOdd = bigEndian[0] < 0;
        bigEndian[0] &= 0x7f;
        EdECPoint point = new EdECPoint(xOdd, new BigInteger(1, bigEndian));
        return KeyFactory.getInstance("Ed25519")
                .generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, point));
    }
}

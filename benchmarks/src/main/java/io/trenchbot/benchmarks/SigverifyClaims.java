package io.trenchbot.benchmarks;

import java.util.List;

/** Claims about verification: the lanes, the scalar engine, the default engine from a cold start. */
final class SigverifyClaims {
    /** The compiler is done with the lanes in about this time. */
    private static final int VECTOR_WARM_UP_MS = 4_000;

    private static final int OTHERS_WARM_UP_MS = 1_000;

    private static final String BOUNCY_CASTLE = "Bouncy Castle Ed25519.verify";
    private static final String NEW_KEYS = "One core, 128 new keys, messages of 200 bytes: ";
    private static final String KNOWN_KEYS = "One core, 64 signers by Zipf that were seen before, 200 bytes: ";

    private static final Bench BOUNCY_CASTLE_200 = peer(SignaturePeer.BOUNCY_CASTLE);
    private static final Bench BOUNCY_CASTLE_64 = BOUNCY_CASTLE_200.with("signers", "64");
    private static final Bench JDK = peer(SigverifyBench.JDK_BATCH).with("peer", SignaturePeer.JDK.name());
    private static final Bench SCALAR =
            Bench.of("SigverifyBench.ours", SigverifyBench.BATCH).setup(OTHERS_WARM_UP_MS);
    private static final Bench LANES = vector(SigverifyBench.BATCH);
    private static final Bench LANES_64 = LANES.with("signers", "64").with("cachedKeys", "512");
    private static final Bench AVX2 = avx2(LANES);
    private static final Bench AVX2_64 = avx2(LANES_64);

    private SigverifyClaims() {}

    static List<Claim> all() {
        return List.of(
                claim("sigverify-lanes", NEW_KEYS + "8 lanes", LANES, BOUNCY_CASTLE, BOUNCY_CASTLE_200, 10)
                        .before25(8),
                claim(
                        "sigverify-libsodium",
                        NEW_KEYS + "8 lanes against C",
                        LANES,
                        "libsodium through FFM",
                        nativePeer(SignaturePeer.LIBSODIUM).from(Libsodium.MINIMUM_JDK),
                        6),
                claim(
                        "sigverify-corretto",
                        NEW_KEYS + "8 lanes against C and assembly",
                        LANES.from(Claim.REFERENCE_JDK),
                        "Amazon Corretto Crypto Provider",
                        nativePeer(SignaturePeer.CORRETTO),
                        4.5),
                claim(
                        "sigverify-jdk",
                        NEW_KEYS + "8 lanes",
                        LANES.from(Claim.REFERENCE_JDK),
                        "the JDK's provider",
                        JDK,
                        60),
                claim("sigverify-signers", KNOWN_KEYS + "8 lanes", LANES_64, BOUNCY_CASTLE, BOUNCY_CASTLE_64, 19)
                        .before25(15),
                claim("sigverify-scalar", NEW_KEYS + "no JVM flag", SCALAR, BOUNCY_CASTLE, BOUNCY_CASTLE_200, 1.4),
                claim(
                                "sigverify-1000",
                                "One core, 128 new keys, messages of 1,000 bytes: 8 lanes",
                                LANES.with("messageBytes", "1000"),
                                BOUNCY_CASTLE,
                                BOUNCY_CASTLE_200.with("messageBytes", "1000"),
                                10)
                        .before25(8)
                        .notInQuick(),
                claim("sigverify-one", "Calls of one signature, 200 bytes", vector(1), BOUNCY_CASTLE, peer(1), 1.5)
                        .notInQuick(),
                claim("sigverify-eight", "Calls of 8 signatures, 200 bytes", vector(8), BOUNCY_CASTLE, peer(8), 7.5)
                        .notInQuick(),
                claim(
                                "sigverify-avx2",
                                NEW_KEYS + "4 lanes of AVX2",
                                AVX2.from(Claim.REFERENCE_JDK),
                                BOUNCY_CASTLE,
                                BOUNCY_CASTLE_200,
                                6)
                        .notInQuick(),
                claim(
                                "sigverify-avx2-signers",
                                KNOWN_KEYS + "4 lanes of AVX2",
                                AVX2_64.from(Claim.REFERENCE_JDK),
                                BOUNCY_CASTLE,
                                BOUNCY_CASTLE_64,
                                12)
                        .notInQuick(),
                cofactored("sigverify-simd-0376", "SIMD_0376"),
                cofactored("sigverify-zip-215", "ZIP_215"),
                twoCores(),
                allocation("sigverify-allocation", "new keys", LANES, BOUNCY_CASTLE_200),
                allocation("sigverify-allocation-signers", "signers that come again", LANES_64, BOUNCY_CASTLE_64),
                allocation(
                        "sigverify-allocation-simd-0376",
                        "new keys under SIMD_0376",
                        LANES.with("rule", "SIMD_0376"),
                        BOUNCY_CASTLE_200),
                takeOver(),
                cold("sigverify-cold", "one by one", 1),
                cold("sigverify-cold-batch", "64 at a time", 64));
    }

    private static Claim claim(String name, String sentence, Bench ours, String peerName, Bench peer, double goal) {
        return new Claim(name, "sigverify", sentence, "ns a signature", ours, peerName, peer, goal);
    }

    private static Bench vector(int batchSize) {
        return Bench.of("SigverifyBench.ours", batchSize)
                .with("batchSize", Integer.toString(batchSize))
                .with("engine", "VECTOR")
                .with("expected", "VECTOR")
                .with("warmUpMs", Integer.toString(VECTOR_WARM_UP_MS))
                .flags("--add-modules", "jdk.incubator.vector")
                .setup(VECTOR_WARM_UP_MS);
    }

    private static Bench avx2(Bench lanes) {
        return lanes.with("lanes", "4").flags("--add-modules", "jdk.incubator.vector", "-XX:UseAVX=2");
    }

    private static Bench peer(SignaturePeer peer) {
        return peer(SigverifyBench.BATCH).with("peer", peer.name());
    }

    private static Bench peer(int batchSize) {
        return Bench.of("SigverifyBench.peer", batchSize)
                .with("batchSize", Integer.toString(batchSize))
                .setup(OTHERS_WARM_UP_MS);
    }

    private static Bench nativePeer(SignaturePeer peer) {
        return peer(peer)
                .needing(peer::lack)
                .flags(feature -> feature < Libsodium.MINIMUM_JDK
                        ? List.of(Corretto.KEYS_FLAG)
                        : List.of(Corretto.KEYS_FLAG, "--enable-native-access=ALL-UNNAMED"));
    }

    private static Claim cofactored(String name, String rule) {
        return claim(
                        name,
                        NEW_KEYS + "8 lanes under " + rule + ", an equation over 16 signatures in each",
                        LANES.with("rule", rule),
                        "the same under STRICT",
                        LANES,
                        1.2)
                .notInQuick();
    }

    private static Claim twoCores() {
        return claim(
                        "sigverify-two-cores",
                        "Batches of 4,096 new keys, messages of 200 bytes: two threads against one",
                        vector(SigverifyBench.LARGE_BATCH)
                                .with("threads", "2")
                                .needing(() -> Runtime.getRuntime().availableProcessors() < 2 ? "one core only" : null),
                        "the same on one thread",
                        vector(SigverifyBench.LARGE_BATCH),
                        1.9)
                .notInQuick();
    }

    private static Claim takeOver() {
        return new Claim(
                        "sigverify-take-over",
                        "sigverify",
                        "A fresh JVM under steady load, 64 at a time: the lanes take over within 3 s",
                        "ns",
                        Bench.of("ColdStartBench.takeOver", 1)
                                .with("batchSize", "64")
                                .flags("--add-modules", "jdk.incubator.vector")
                                .reading(Bench.Reading.FIRST_CALL),
                        "a limit of 3 s",
                        Bench.limit(3e9),
                        1)
                .notInQuick();
    }

    private static Claim allocation(String name, String whose, Bench ours, Bench peer) {
        return new Claim(
                        name,
                        "sigverify",
                        "Nothing is allocated for " + whose
                                + ": less than a byte a signature, where Bouncy Castle allocates 7,000",
                        "B a signature",
                        ours.reading(Bench.Reading.ALLOCATION),
                        BOUNCY_CASTLE,
                        peer.reading(Bench.Reading.ALLOCATION),
                        7_000,
                        7_000,
                        true)
                .notInQuick();
    }

    private static Claim cold(String name, String how, int batchSize) {
        return claim(
                        name,
                        "The first 10,000 verifications of a fresh JVM, " + how + ", take at most a tenth longer",
                        Bench.of("ColdStartBench.ours", ColdStartBench.COUNT)
                                .with("batchSize", Integer.toString(batchSize))
                                .flags("--add-modules", "jdk.incubator.vector")
                                .reading(Bench.Reading.FIRST_CALL),
                        BOUNCY_CASTLE,
                        Bench.of("ColdStartBench.bouncyCastle", ColdStartBench.COUNT)
                                .reading(Bench.Reading.FIRST_CALL),
                        1 / 1.1)
                .notInQuick();
    }
}

package io.trenchbot.benchmarks;

import io.trenchbot.benchmarks.PoolLoadBench.Fault;
import io.trenchbot.benchmarks.PoolLoadBench.Figure;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The claims of the pool about nodes that are slow, die or fail: what they cost its callers. */
final class PoolFaultClaims {
    private static final double MS = 1e6;

    private static final String RATE = PoolLoadBench.PER_SECOND + " calls a second to three nodes of 1 ms, ";

    private PoolFaultClaims() {}

    static List<Claim> all() {
        List<Claim> claims = new ArrayList<>();
        claims.addAll(slowNodes());
        claims.addAll(deadNodes());
        claims.addAll(outage());
        return claims;
    }

    private static List<Claim> slowNodes() {
        Bench oneSlow = PoolClaims.load(CallerKind.OURS, Fault.ONE_SLOW, Figure.P99_NS);
        Bench healthy = PoolClaims.load(CallerKind.OURS, Fault.NONE, Figure.P99_NS);
        Bench unhedged = PoolClaims.load(CallerKind.OURS_UNHEDGED, Fault.SOME_SLOW, Figure.P99_NS);
        String p99 = "ns a call, p99";
        List<Claim> claims = new ArrayList<>();
        claims.add(PoolClaims.claim(
                "pool-one-slow",
                RATE + "one of them 50 times as slow: p99 a sixth of round robin's",
                p99,
                oneSlow,
                peerName(CallerKind.RESILIENCE4J),
                PoolClaims.load(CallerKind.RESILIENCE4J, Fault.ONE_SLOW, Figure.P99_NS),
                6));
        for (CallerKind kind : List.of(CallerKind.FAILSAFE, CallerKind.ARMERIA, CallerKind.SOLANAJ)) {
            claims.add(PoolClaims.claim(
                            "pool-one-slow-" + word(kind),
                            RATE + "one of them 50 times as slow: p99 beside " + peerName(kind),
                            p99,
                            oneSlow,
                            peerName(kind),
                            PoolClaims.load(kind, Fault.ONE_SLOW, Figure.P99_NS),
                            kind == CallerKind.SOLANAJ ? 1 : 6)
                    .notInQuick());
        }
        claims.add(PoolClaims.claim(
                        "pool-one-slow-healthy",
                        RATE + "one of them 50 times as slow: p99 at most twice that of all healthy",
                        p99,
                        oneSlow,
                        "ours, all healthy",
                        healthy,
                        0.5)
                .notInQuick());
        claims.add(PoolClaims.claim(
                "pool-some-slow",
                RATE + "2 % of answers 50 times as slow: p99 with hedges a sixth of without",
                p99,
                PoolClaims.load(CallerKind.OURS, Fault.SOME_SLOW, Figure.P99_NS),
                "ours without hedges",
                unhedged,
                6));
        claims.add(PoolClaims.claim(
                        "pool-some-slow-tail",
                        RATE + "2 % of answers 50 times as slow: p99.9 with hedges a quarter of without",
                        "ns a call, p99.9",
                        PoolClaims.load(CallerKind.OURS, Fault.SOME_SLOW, Figure.P999_NS),
                        "ours without hedges",
                        PoolClaims.load(CallerKind.OURS_UNHEDGED, Fault.SOME_SLOW, Figure.P999_NS),
                        4)
                .notInQuick());
        claims.add(PoolClaims.claim(
                        "pool-hedge-healthy",
                        RATE + "all healthy: p99 with hedges at most half as much again as without",
                        p99,
                        healthy,
                        "ours without hedges",
                        PoolClaims.load(CallerKind.OURS_UNHEDGED, Fault.NONE, Figure.P99_NS),
                        1 / 1.5)
                .notInQuick());
        return claims;
    }

    private static List<Claim> deadNodes() {
        List<Claim> claims = new ArrayList<>();
        claims.addAll(dead("killed", "killed", Fault.KILLED, 11 * MS, "10 ms and a round trip"));
        claims.addAll(dead("hung", "stopped while it stays connected", Fault.STOPPED, 100 * MS, "100 ms"));
        claims.addAll(dead("black-hole", "gone without a trace", Fault.BLACK_HOLE, 100 * MS, "100 ms"));
        return claims;
    }

    /** A call that fails counts as ten seconds, so a limit says that there is none. */
    private static List<Claim> dead(String name, String what, Fault fault, double limitNs, String limit) {
        Bench ours = PoolClaims.load(CallerKind.OURS, fault, Figure.LONGEST_NS);
        String metric = "ns a call, longest";
        List<Claim> claims = new ArrayList<>();
        claims.add(PoolClaims.within(
                "pool-" + name,
                RATE + "one is " + what
                        + ": no call fails, and none takes long that is under way or begins within a second",
                metric,
                ours,
                limitNs,
                limit));
        for (CallerKind kind :
                List.of(CallerKind.RESILIENCE4J, CallerKind.FAILSAFE, CallerKind.ARMERIA, CallerKind.SOLANAJ)) {
            Claim claim = PoolClaims.claim(
                    "pool-" + name + "-" + word(kind),
                    RATE + "one is " + what + ": the longest call beside " + peerName(kind),
                    metric,
                    ours,
                    peerName(kind),
                    PoolClaims.load(kind, fault, Figure.LONGEST_NS),
                    fault == Fault.KILLED ? 1 : 10);
            claims.add(claim.notInQuick());
        }
        return claims;
    }

    private static List<Claim> outage() {
        Bench wire = PoolClaims.load(CallerKind.OURS, Fault.FAILING, Figure.REQUESTS_PER_CALL);
        Bench recovery = PoolClaims.load(CallerKind.OURS, Fault.KILLED, Figure.RECOVERY_NS);
        return List.of(
                PoolClaims.within(
                        "pool-failing",
                        "All nodes fail all calls: repeats stay in their budget",
                        "requests a call",
                        wire,
                        1.25,
                        "1.25"),
                PoolClaims.within(
                        "pool-recovery",
                        RATE + "one is killed and back a second later: how soon it is asked again",
                        "ns",
                        recovery,
                        2_000 * MS,
                        "2 s"),
                PoolClaims.claim(
                                "pool-recovery-resilience4j",
                                RATE + "one is killed and back a second later: how soon it is asked again",
                                "ns",
                                recovery,
                                peerName(CallerKind.RESILIENCE4J) + ", open for 5 s",
                                PoolClaims.load(CallerKind.RESILIENCE4J, Fault.KILLED, Figure.RECOVERY_NS),
                                1)
                        .notInQuick());
    }

    private static String word(CallerKind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static String peerName(CallerKind kind) {
        return switch (kind) {
            case OURS -> "ours";
            case OURS_UNHEDGED -> "ours without hedges";
            case OKHTTP -> PoolClaims.OKHTTP;
            case RESILIENCE4J -> "OkHttp + Resilience4j breakers and Retry, round robin";
            case FAILSAFE -> "OkHttp + Failsafe breakers and RetryPolicy, round robin";
            case ARMERIA -> "Armeria endpoint group with outlier detection and retries";
            case SOLANAJ -> "solanaj weighted cluster";
        };
    }
}

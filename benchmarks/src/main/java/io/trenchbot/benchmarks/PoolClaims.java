package io.trenchbot.benchmarks;

import io.trenchbot.benchmarks.PoolLoadBench.Fault;
import io.trenchbot.benchmarks.PoolLoadBench.Figure;
import io.trenchbot.pool.DecisionBench;
import java.util.ArrayList;
import java.util.List;

/** The claims of the pool: what it costs beside the client beneath it, and what nodes that fail cost its callers. */
final class PoolClaims {
    /** Three processes, and the calls that warm up. */
    private static final int LOAD_SETUP_MS = 7_500;

    private static final String OKHTTP = "OkHttp, the same call";
    private static final double MS = 1e6;

    /** The slow node of three takes fifty times as long: its p99 and the round trips' on the healthy path. */
    private static final String RATE = PoolLoadBench.PER_SECOND + " calls a second to three nodes of 1 ms, ";

    private PoolClaims() {}

    static List<Claim> all() {
        List<Claim> claims = new ArrayList<>();
        claims.addAll(cost());
        claims.addAll(decision());
        claims.addAll(tls());
        claims.addAll(slowNodes());
        claims.addAll(deadNodes());
        claims.addAll(outage());
        claims.addAll(slots());
        return claims;
    }

    private static Claim claim(
            String name, String sentence, String metric, Bench ours, String peerName, Bench peer, double goal) {
        return new Claim(name, "pool", sentence, metric, ours, peerName, peer, goal);
    }

    /** A number instead of a peer. */
    private static Claim within(String name, String sentence, String metric, Bench ours, double limit, String text) {
        return claim(name, sentence, metric, ours, "a limit of " + text, Bench.limit(limit), 1)
                .notInQuick();
    }

    private static List<Claim> cost() {
        List<Claim> claims = new ArrayList<>();
        claims.add(claim(
                "pool-overhead",
                "A call through the pool takes at most three percent more than the raw HTTP call beneath it",
                "ns a call",
                Bench.of("PoolBench.ours", 1),
                OKHTTP,
                Bench.of("PoolBench.okHttp", 1),
                0.97));
        for (int threads : new int[] {1, 8, 64}) {
            claims.add(alone("cpu", "takes at most three percent more processor time", Figure.CPU_NS, threads, 0.97));
            claims.add(alone("rate", "are at most three percent fewer", Figure.WALL_NS, threads, 0.97));
        }
        claims.add(within(
                "pool-rate",
                "One pool makes ten thousand calls a second",
                "ns a call",
                saturated(CallerKind.OURS, Figure.WALL_NS, 8),
                100_000,
                "100 us"));
        claims.add(claim(
                        "pool-garbage",
                        "A call through the pool allocates little more than the raw HTTP call with its result read",
                        "bytes a call",
                        saturated(CallerKind.OURS, Figure.ALLOCATED_BYTES, 1),
                        OKHTTP,
                        saturated(CallerKind.OKHTTP, Figure.ALLOCATED_BYTES, 1),
                        0.97)
                .notInQuick());
        return claims;
    }

    private static Claim alone(String name, String what, Figure figure, int threads, double goal) {
        return claim(
                        "pool-" + name + "-" + threads,
                        threads + " callers, one after the other each: through the pool a call " + what,
                        (figure == Figure.CPU_NS ? "CPU ns" : "ns") + " a call",
                        saturated(CallerKind.OURS, figure, threads),
                        OKHTTP,
                        saturated(CallerKind.OKHTTP, figure, threads),
                        goal)
                .notInQuick();
    }

    private static Bench saturated(CallerKind kind, Figure figure, int threads) {
        return load(kind, Fault.ALONE, figure).with("threads", Integer.toString(threads));
    }

    private static Bench load(CallerKind kind, Fault fault, Figure figure) {
        return Bench.of("PoolLoadBench.measure", 1)
                .with("kind", kind.name())
                .with("fault", fault.name())
                .with("figure", figure.name())
                .setup(LOAD_SETUP_MS)
                .reading(Bench.Reading.REPORTED);
    }

    private static List<Claim> decision() {
        String four = "Resilience4j Retry + RateLimiter + CircuitBreaker + Bulkhead, empty call";
        Bench ours = Bench.of("DecisionBench.ours", DecisionBench.BATCH);
        Bench peer = Bench.of("DecisionBench.resilience4j", DecisionBench.BATCH).with("nodes", "3");
        String sentence = " nodes: all that is decided and booked around a request costs at most half as much again";
        return List.of(
                claim("pool-decision", 3 + sentence, "ns a call", ours.with("nodes", "3"), four, peer, 1 / 1.5),
                claim("pool-decision-8", 8 + sentence, "ns a call", ours.with("nodes", "8"), four, peer, 1 / 1.5)
                        .notInQuick(),
                claim(
                                "pool-decision-by-two",
                                "Two threads: a decision costs four fifths of a breaker alone",
                                "ns a call",
                                Bench.of("DecisionBench.oursByTwo", DecisionBench.BATCH)
                                        .with("nodes", "3"),
                                "Resilience4j CircuitBreaker, empty call",
                                Bench.of("DecisionBench.breakerByTwo", DecisionBench.BATCH)
                                        .with("nodes", "3"),
                                1.25)
                        .notInQuick(),
                within(
                        "pool-decision-garbage",
                        "A decision allocates nothing",
                        "bytes a call",
                        ours.with("nodes", "3").reading(Bench.Reading.ALLOCATION),
                        0.5,
                        "less than a byte"));
    }

    private static List<Claim> tls() {
        return List.of(
                claim(
                                "pool-tls-first",
                                "The first call on a new TLS connection takes a tenth of OkHttp's as it comes",
                                "ns a call",
                                tls("ours", "COLD"),
                                "OkHttp with its defaults",
                                tls("okHttp", "COLD"),
                                10)
                        .notInQuick(),
                http2("pool-http2-tail", "ours", "okHttp", "One caller", Bench.Reading.TAIL, 5),
                http2("pool-http2-tail-8", "oursByMany", "okHttpByMany", "8 callers", Bench.Reading.TAIL, 5),
                http2("pool-http2-8", "oursByMany", "okHttpByMany", "8 callers", Bench.Reading.TIME, 1.8));
    }

    private static Claim http2(
            String name, String ours, String peer, String callers, Bench.Reading reading, double goal) {
        boolean tail = reading == Bench.Reading.TAIL;
        return claim(
                        name,
                        callers + ", HTTP/2, connections of 1,000 requests each: " + (tail ? "p99" : "the median")
                                + " beside OkHttp's as it comes",
                        tail ? "ns a call, p99" : "ns a call",
                        tls(ours, "WARM").reading(reading),
                        "OkHttp with its defaults",
                        tls(peer, "WARM").reading(reading),
                        goal)
                .notInQuick();
    }

    private static Bench tls(String method, String connection) {
        return Bench.of("PoolTlsBench." + method, 1)
                .with("connection", connection)
                .setup(1_000 + (connection.equals("COLD") ? PoolTlsBench.WARM_UP_COLD_MS : PoolTlsBench.WARM_UP_MS));
    }

    private static List<Claim> slowNodes() {
        Bench oneSlow = load(CallerKind.OURS, Fault.ONE_SLOW, Figure.P99_NS);
        Bench healthy = load(CallerKind.OURS, Fault.NONE, Figure.P99_NS);
        Bench unhedged = load(CallerKind.OURS_UNHEDGED, Fault.SOME_SLOW, Figure.P99_NS);
        String p99 = "ns a call, p99";
        List<Claim> claims = new ArrayList<>();
        claims.add(claim(
                "pool-one-slow",
                RATE + "one of them 50 times as slow: p99 a sixth of round robin's",
                p99,
                oneSlow,
                peerName(CallerKind.RESILIENCE4J),
                load(CallerKind.RESILIENCE4J, Fault.ONE_SLOW, Figure.P99_NS),
                6));
        for (CallerKind kind : List.of(CallerKind.FAILSAFE, CallerKind.ARMERIA, CallerKind.SOLANAJ)) {
            claims.add(claim(
                            "pool-one-slow-" + word(kind),
                            RATE + "one of them 50 times as slow: p99 beside " + peerName(kind),
                            p99,
                            oneSlow,
                            peerName(kind),
                            load(kind, Fault.ONE_SLOW, Figure.P99_NS),
                            kind == CallerKind.SOLANAJ ? 1 : 6)
                    .notInQuick());
        }
        claims.add(claim(
                        "pool-one-slow-healthy",
                        RATE + "one of them 50 times as slow: p99 at most twice that of all healthy",
                        p99,
                        oneSlow,
                        "ours, all healthy",
                        healthy,
                        0.5)
                .notInQuick());
        claims.add(claim(
                "pool-some-slow",
                RATE + "2 % of answers 50 times as slow: p99 with hedges a sixth of without",
                p99,
                load(CallerKind.OURS, Fault.SOME_SLOW, Figure.P99_NS),
                "ours without hedges",
                unhedged,
                6));
        claims.add(claim(
                        "pool-some-slow-tail",
                        RATE + "2 % of answers 50 times as slow: p99.9 with hedges a quarter of without",
                        "ns a call, p99.9",
                        load(CallerKind.OURS, Fault.SOME_SLOW, Figure.P999_NS),
                        "ours without hedges",
                        load(CallerKind.OURS_UNHEDGED, Fault.SOME_SLOW, Figure.P999_NS),
                        4)
                .notInQuick());
        claims.add(claim(
                        "pool-hedge-healthy",
                        RATE + "all healthy: p99 with hedges at most half as much again as without",
                        p99,
                        healthy,
                        "ours without hedges",
                        load(CallerKind.OURS_UNHEDGED, Fault.NONE, Figure.P99_NS),
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
        Bench ours = load(CallerKind.OURS, fault, Figure.MAX_NS);
        String metric = "ns a call, max";
        List<Claim> claims = new ArrayList<>();
        claims.add(within(
                "pool-" + name,
                RATE + "one is " + what + ": no call fails or takes long",
                metric,
                ours,
                limitNs,
                limit));
        for (CallerKind kind :
                List.of(CallerKind.RESILIENCE4J, CallerKind.FAILSAFE, CallerKind.ARMERIA, CallerKind.SOLANAJ)) {
            Claim claim = claim(
                    "pool-" + name + "-" + word(kind),
                    RATE + "one is " + what + ": the longest call beside " + peerName(kind),
                    metric,
                    ours,
                    peerName(kind),
                    load(kind, fault, Figure.MAX_NS),
                    fault == Fault.KILLED ? 1 : 10);
            claims.add(claim.notInQuick());
        }
        return claims;
    }

    private static List<Claim> outage() {
        Bench wire = load(CallerKind.OURS, Fault.FAILING, Figure.REQUESTS_PER_CALL);
        Bench recovery = load(CallerKind.OURS, Fault.KILLED, Figure.RECOVERY_NS);
        return List.of(
                within(
                        "pool-failing",
                        "All nodes fail all calls: repeats stay in their budget",
                        "requests a call",
                        wire,
                        1.25,
                        "1.25"),
                within(
                        "pool-recovery",
                        RATE + "one is killed and back a second later: how soon it is asked again",
                        "ns",
                        recovery,
                        2_000 * MS,
                        "2 s"),
                claim(
                                "pool-recovery-resilience4j",
                                RATE + "one is killed and back a second later: how soon it is asked again",
                                "ns",
                                recovery,
                                peerName(CallerKind.RESILIENCE4J) + ", open for 5 s",
                                load(CallerKind.RESILIENCE4J, Fault.KILLED, Figure.RECOVERY_NS),
                                1)
                        .notInQuick());
    }

    private static List<Claim> slots() {
        return List.of(
                within(
                        "pool-stale",
                        "A node 20 slots behind is asked for nothing at the head once its slot is known",
                        "requests",
                        slots(PoolSlotsBench.Figure.STALE_READS),
                        0,
                        "none"),
                within(
                        "pool-session",
                        PoolSlotsBench.CALLS + " calls in sessions to nodes at different slots: no answer is of an"
                                + " older slot than one before",
                        "answers",
                        slots(PoolSlotsBench.Figure.BACKWARD_SLOTS),
                        0,
                        "none"),
                within(
                        "pool-probes",
                        "Under traffic the pool asks a node for itself once in two seconds at most",
                        "requests a second and node",
                        slots(PoolSlotsBench.Figure.PROBES_PER_SECOND),
                        0.5,
                        "0.5, a twentieth of eRPC's default"));
    }

    private static Bench slots(PoolSlotsBench.Figure figure) {
        return Bench.of("PoolSlotsBench.measure", 1)
                .with("figure", figure.name())
                .setup(12_000)
                .reading(Bench.Reading.REPORTED);
    }

    private static String word(CallerKind kind) {
        return kind.name().toLowerCase(java.util.Locale.ROOT);
    }

    private static String peerName(CallerKind kind) {
        return switch (kind) {
            case OURS -> "ours";
            case OURS_UNHEDGED -> "ours without hedges";
            case OKHTTP -> OKHTTP;
            case RESILIENCE4J -> "OkHttp + Resilience4j breakers and Retry, round robin";
            case FAILSAFE -> "OkHttp + Failsafe breakers and RetryPolicy, round robin";
            case ARMERIA -> "Armeria endpoint group with outlier detection and retries";
            case SOLANAJ -> "solanaj weighted cluster";
        };
    }
}

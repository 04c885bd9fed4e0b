package io.trenchbot.benchmarks;

import io.trenchbot.benchmarks.PoolLoadBench.Fault;
import io.trenchbot.benchmarks.PoolLoadBench.Figure;
import io.trenchbot.benchmarks.PoolTlsBench.Traffic;
import io.trenchbot.pool.DecisionBench;
import java.util.ArrayList;
import java.util.List;

/** The claims of the pool: what it costs beside the client beneath it, and what it makes of TLS and of slots. */
final class PoolClaims {
    /** Three processes, and the calls that warm up. */
    private static final int LOAD_SETUP_MS = 7_500;

    static final String OKHTTP = "OkHttp, the same call";

    private PoolClaims() {}

    static List<Claim> all() {
        List<Claim> claims = new ArrayList<>();
        claims.addAll(cost());
        claims.addAll(decision());
        claims.addAll(tls());
        claims.addAll(PoolFaultClaims.all());
        claims.addAll(slots());
        return claims;
    }

    static Claim claim(
            String name, String sentence, String metric, Bench ours, String peerName, Bench peer, double goal) {
        return new Claim(name, "pool", sentence, metric, ours, peerName, peer, goal);
    }

    /** A number instead of a peer. */
    static Claim within(String name, String sentence, String metric, Bench ours, double limit, String text) {
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

    static Bench load(CallerKind kind, Fault fault, Figure figure) {
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
                tls(
                        "pool-tls-first",
                        "The first call on a new TLS connection takes a tenth of OkHttp's as it comes",
                        "ns a call",
                        Traffic.COLD,
                        "",
                        Bench.Reading.TIME,
                        10),
                tls(
                        "pool-tls-large",
                        "The statuses of " + PoolTlsBench.SIGNATURES
                                + " signatures, asked for over a warm TLS connection,"
                                + " take a tenth of OkHttp's time as it comes",
                        "ns a call",
                        Traffic.LARGE,
                        "",
                        Bench.Reading.TIME,
                        10),
                http2("pool-http2-tail", "One caller", "p99", "", Bench.Reading.TAIL, 5),
                http2("pool-http2-tail-8", "8 callers", "p99", "ByMany", Bench.Reading.TAIL, 5),
                http2("pool-http2-8", "8 callers", "mean", "ByMany", Bench.Reading.MEAN, 1.8));
    }

    private static Claim http2(
            String name, String callers, String figure, String by, Bench.Reading reading, double goal) {
        return tls(
                name,
                callers + ", HTTP/2, connections of 1,000 requests each: the " + figure
                        + " beside OkHttp's as it comes",
                "ns a call, " + figure,
                Traffic.HTTP_2,
                by,
                reading,
                goal);
    }

    private static Claim tls(
            String name,
            String sentence,
            String metric,
            Traffic traffic,
            String by,
            Bench.Reading reading,
            double goal) {
        Bench ours = Bench.of("PoolTlsBench.ours" + by, 1)
                .with("traffic", traffic.name())
                .setup(2_000 + (traffic == Traffic.COLD ? PoolTlsBench.WARM_UP_COLD_MS : PoolTlsBench.WARM_UP_MS))
                .reading(reading)
                .needing(Nginx::lack);
        return claim(
                        name,
                        sentence + ", behind nginx",
                        metric,
                        ours,
                        "OkHttp with its defaults",
                        ours.method("PoolTlsBench.okHttp" + by),
                        goal)
                .notInQuick();
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
}

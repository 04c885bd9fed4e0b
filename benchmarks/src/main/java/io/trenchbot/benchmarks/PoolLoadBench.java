package io.trenchbot.benchmarks;

import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Calls to nodes in processes of their own, of which something becomes while they are called. The benchmark is one long
 * call that reports a figure of its own.
 */
@BenchmarkMode(Mode.SingleShotTime)
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // What the setup makes; nothing comes before it.
public class PoolLoadBench {
    static final int PER_SECOND = 1_000;

    private static final long USUAL_NS = 1_000_000;
    private static final long SLOW_NS = 50_000_000;
    private static final double SOME = 0.02;
    private static final int STEADY_THREADS = 64;
    private static final double WARM_UP_SECONDS = 2;
    private static final double STEADY_SECONDS = 4;
    private static final double SATURATED_SECONDS = 2;
    /** A third of it passes before the node dies, a second and its start before it is back. */
    private static final double RECOVERY_SECONDS = 9.5;

    private static final long RECOVERY_MAX_NS = 5_000_000_000L;

    /** What becomes of the nodes. */
    public enum Fault {
        NONE,
        /** One node; it answers at once. */
        ALONE,
        /** One of three takes fifty times as long. */
        ONE_SLOW,
        /** Each of three takes fifty times as long for one call in fifty. */
        SOME_SLOW,
        /** One of three is killed. */
        KILLED,
        /** One of three stops and stays connected. */
        STOPPED,
        /** One of three stops and takes no connection either. */
        BLACK_HOLE,
        /** All answer with status 500. */
        FAILING
    }

    /** What is reported. */
    public enum Figure {
        P99_NS,
        P999_NS,
        /** Of the calls under way when a node dies or begun within a second after; a failed one of the run counts. */
        LONGEST_NS,
        CPU_NS,
        WALL_NS,
        ALLOCATED_BYTES,
        REQUESTS_PER_CALL,
        RECOVERY_NS
    }

    @Param("OURS")
    public CallerKind kind;

    @Param("NONE")
    public Fault fault;

    @Param("P99_NS")
    public Figure figure;

    @Param("1")
    public int threads;

    private List<NodeProcess> nodes = List.of();
    private Caller caller;

    @Setup
    public void start() {
        int backlog = fault == Fault.BLACK_HOLE ? NodeProcess.SHORTEST_BACKLOG : ReplyServer.BACKLOG;
        nodes = conducts()
                .parallel()
                .map(conduct -> NodeProcess.start(conduct, backlog))
                .toList();
        caller = Caller.of(kind, nodes.stream().map(NodeProcess::url).toList());
        if (figure == Figure.CPU_NS || figure == Figure.WALL_NS || figure == Figure.ALLOCATED_BYTES) {
            Load.saturated(caller, threads, WARM_UP_SECONDS);
        } else {
            steady(WARM_UP_SECONDS, null);
        }
    }

    @TearDown
    public void stop() {
        caller.close();
        nodes.forEach(NodeProcess::close);
    }

    private Stream<ReplyServer.Conduct> conducts() {
        ReplyServer.Conduct usual = ReplyServer.Conduct.after(USUAL_NS);
        return switch (fault) {
            case ALONE -> Stream.of(ReplyServer.Conduct.AT_ONCE);
            case ONE_SLOW -> Stream.of(usual, usual, ReplyServer.Conduct.after(SLOW_NS));
            case SOME_SLOW ->
                Stream.generate(() -> new ReplyServer.Conduct(USUAL_NS, SLOW_NS, SOME, false))
                        .limit(3);
            case FAILING ->
                Stream.generate(() -> new ReplyServer.Conduct(0, 0, 0, true)).limit(3);
            case NONE, KILLED, STOPPED, BLACK_HOLE -> Stream.of(usual, usual, usual);
        };
    }

    private Latencies steady(double seconds, @Nullable Runnable strike) {
        return Load.steady(caller, STEADY_THREADS, PER_SECOND, seconds, strike);
    }

    @Benchmark
    public void measure(Reported reported) {
        reported.value = switch (figure) {
            case P99_NS -> steady(STEADY_SECONDS, strike()).quantileNs(0.99);
            case P999_NS -> steady(STEADY_SECONDS, strike()).quantileNs(0.999);
            case LONGEST_NS -> longestNs();
            case CPU_NS -> Load.saturated(caller, threads, SATURATED_SECONDS).cpuNs();
            case WALL_NS -> Load.saturated(caller, threads, SATURATED_SECONDS).wallNs();
            case ALLOCATED_BYTES ->
                Load.saturated(caller, threads, SATURATED_SECONDS).allocatedBytes();
            case REQUESTS_PER_CALL -> requestsPerCall();
            case RECOVERY_NS -> recoveryNs();
        };
    }

    /** Says beside it what the machine alone did to a call, a second before. */
    private double longestNs() {
        Latencies run = steady(STEADY_SECONDS, strike());
        System.out.printf(
                "%s %s, %s: longest call %.1f ms, in the second before the fault %.1f ms, of the whole run %.1f ms; %d of %d failed%n",
                Fork.NOTE,
                kind,
                fault,
                run.longestAfterNs() / 1e6,
                run.longestBeforeNs() / 1e6,
                run.quantileNs(1) / 1e6,
                run.failedCount(),
                run.count());
        return run.failedCount() == 0 ? run.longestAfterNs() : Load.FAILED_NS;
    }

    /** What happens during the calls. */
    private @Nullable Runnable strike() {
        NodeProcess victim = nodes.get(nodes.size() - 1);
        return switch (fault) {
            case KILLED -> victim::kill;
            case STOPPED -> victim::stop;
            case BLACK_HOLE ->
                () -> {
                    victim.stop();
                    victim.fillBacklog();
                };
            case NONE, ALONE, ONE_SLOW, SOME_SLOW, FAILING -> null;
        };
    }

    private double requestsPerCall() {
        long before = nodes.stream().mapToLong(NodeProcess::readCount).sum();
        int calls = steady(STEADY_SECONDS, null).count();
        return (nodes.stream().mapToLong(NodeProcess::readCount).sum() - before) / (double) calls;
    }

    /** From the return of a node that was dead for a second until it is asked again. */
    private double recoveryNs() {
        NodeProcess victim = nodes.get(nodes.size() - 1);
        double[] recoveredNs = {RECOVERY_MAX_NS};
        steady(RECOVERY_SECONDS, () -> {
            victim.kill();
            LockSupport.parkNanos(1_000_000_000L);
            victim.restart();
            long backNs = System.nanoTime();
            while (victim.readCount() == 0 && System.nanoTime() - backNs < RECOVERY_MAX_NS) {
                LockSupport.parkNanos(5_000_000);
            }
            recoveredNs[0] = System.nanoTime() - backNs;
        });
        return recoveredNs[0];
    }
}

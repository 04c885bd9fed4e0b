package io.trenchbot.pool;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.retry.Retry;
import io.trenchbot.pool.Outcome.Symptom;
import io.trenchbot.pool.PoolListener.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;

/**
 * All that the pool decides and books around a request, without the request: choice of a node, its limits and state, calls
 * in flight, budgets, latency. Beside it four decorators of Resilience4j around an empty call, which choose nothing. In the
 * pool's package because a decision without a request is nothing that users can make.
 */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
@SuppressWarnings("NullAway") // What the setup makes; and a node is always there.
public class DecisionBench {
    /** Decisions a call. */
    public static final int BATCH = 1_000;

    private static final RpcRequest REQUEST = RpcRequest.of("getBalance", "[\"a\"]");

    @Param("3")
    public int nodes;

    private final List<AutoCloseable> servers = new ArrayList<>();
    private Supplier<Integer> empty;
    private SolanaConnectionPool pool;
    private PoolCore core;
    private CircuitBreaker breaker;
    private Supplier<Integer> four;

    @Setup
    public void start() throws Exception {
        SolanaConnectionPool.Builder builder = SolanaConnectionPool.builder();
        for (int i = 0; i < nodes; i++) {
            builder.primary(io.trenchbot.benchmarks.Replies.serve(servers));
        }
        pool = builder.build();
        core = pool.core();
        empty = servers::size;
        breaker = CircuitBreaker.ofDefaults("breaker");
        RateLimiter limiter = RateLimiter.of(
                "limiter",
                RateLimiterConfig.custom()
                        .limitForPeriod(1_000_000_000)
                        .limitRefreshPeriod(Duration.ofSeconds(1))
                        .build());
        four = Retry.decorateSupplier(
                Retry.ofDefaults("retry"),
                RateLimiter.decorateSupplier(
                        limiter,
                        CircuitBreaker.decorateSupplier(
                                breaker, Bulkhead.decorateSupplier(Bulkhead.ofDefaults("bulkhead"), empty))));
        if (pool.rpc().getSlot() <= 0 || four.get() != nodes) {
            throw new IllegalStateException("both sides work");
        }
    }

    @TearDown
    public void stop() throws Exception {
        pool.close();
        for (AutoCloseable server : servers) {
            server.close();
        }
    }

    @Benchmark
    public long ours() {
        long sum = 0;
        for (int i = 0; i < BATCH; i++) {
            sum += decide();
        }
        return sum;
    }

    private long decide() {
        long startNs = core.nowNs();
        core.callBegan();
        Node node = core.selector().select(core.table(), REQUEST, List.of(), startNs);
        core.books().attemptBegan(node, REQUEST, Reason.FIRST, startNs);
        long endNs = core.nowNs();
        core.books().replied(node, REQUEST, Symptom.RESULT, endNs, endNs - startNs);
        core.callEnded(REQUEST, endNs - startNs, 1, null);
        return endNs;
    }

    @Benchmark
    public long resilience4j() {
        long sum = 0;
        for (int i = 0; i < BATCH; i++) {
            sum += four.get();
        }
        return sum;
    }

    @Benchmark
    @Threads(2)
    public long oursByTwo() {
        return ours();
    }

    @Benchmark
    @Threads(2)
    public long breakerByTwo() {
        long sum = 0;
        for (int i = 0; i < BATCH; i++) {
            sum += breaker.executeSupplier(empty);
        }
        return sum;
    }
}

package io.trenchbot.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nodes that go, come back and flap; storms of repeats and hedges. */
@Timeout(120)
class OutageTest {

    @Test
    void withAllNodesDownACallFailsSoonAndNamesEachCause() throws Exception {
        try (TestNode a = new TestNode();
                TestNode b = new TestNode();
                TestNode c = new TestNode();
                SolanaConnectionPool pool = Pools.builder(a, b, c).build()) {
            Pools.warm(pool);
            a.kill();
            b.kill();
            c.kill();
            for (int i = 0; i < 10; i++) {
                long startNs = System.nanoTime();
                assertThatThrownBy(() -> pool.rpc().getSlot())
                        .isInstanceOf(RpcException.NoNodeAvailable.class)
                        .hasMessageContaining(a.name())
                        .hasMessageContaining(b.name())
                        .hasMessageContaining(c.name())
                        .satisfies(e -> assertThat(e.getSuppressed()).hasSizeGreaterThanOrEqualTo(3));
                assertThat(System.nanoTime() - startNs).isLessThan(4_050_000_000L);
            }
        }
    }

    @Test
    void aNodeThatReturnsIsProbedWithinItsAbsenceAndServesAgain() throws Exception {
        Recorder recorder = new Recorder();
        try (TestNode node = new TestNode();
                TestNode other = new TestNode();
                SolanaConnectionPool pool =
                        Pools.favoring(node, other).listener(recorder).build()) {
            Pools.warm(pool);
            node.kill();
            while (pool.stats().node(node.name()).state() != PoolStats.NodeState.DOWN) {
                pool.rpc().getSlot();
            }
            node.resetCounts();
            recorder.events.clear();
            node.revive();
            long backNs = System.nanoTime();
            Pools.await(() -> pool.stats().node(node.name()).state() == PoolStats.NodeState.PROBATION);
            assertThat(System.nanoTime() - backNs).isLessThan(4_000_000_000L);
            // Half open: one probe, and no call before it was answered.
            assertThat(node.requestCount()).isZero();
            assertThat(node.probeCount()).isEqualTo(1);
        }
    }

    @Test
    void aNodeOnProbationGetsAGrowingShareAndThenAFairOne() throws Exception {
        JumpClock clock = new JumpClock(0);
        try (TestNode node = new TestNode();
                TestNode other = new TestNode();
                SolanaConnectionPool pool = Pools.builder(node, other)
                        .name("share")
                        .nanoClock(clock)
                        .probeInterval(Duration.ofSeconds(60))
                        .build()) {
            Pools.warm(pool);
            takeDown(pool, node, other);
            node.revive();
            clock.jump(Duration.ofSeconds(1), "share");
            Pools.await(() -> pool.stats().node(node.name()).state() == PoolStats.NodeState.PROBATION);
            double early = share(pool, node);
            clock.jump(Duration.ofSeconds(5), "share");
            double half = share(pool, node);
            clock.jump(Duration.ofSeconds(6), "share");
            double late = share(pool, node);
            // Half of the calls that it is let to take: 10 % at first, 55 % after five seconds, then all.
            assertThat(early).isBetween(0.02, 0.15);
            assertThat(half).isBetween(0.2, 0.4);
            assertThat(late).isBetween(0.4, 0.6);
            pool.cordon(other.name(), "so that the node that came back is asked");
            assertThat(pool.rpc().getSlot()).isEqualTo(1000);
        }
    }

    @Test
    void aNodeWhoseFirstReplyTakesLongTakesItsShareAllTheSame() throws Exception {
        JumpClock clock = new JumpClock(0);
        try (TestNode node = new TestNode();
                TestNode other = new TestNode();
                SolanaConnectionPool pool = Pools.builder(node, other)
                        .name("first")
                        .nanoClock(clock)
                        .probeInterval(Duration.ofSeconds(60))
                        .build()) {
            Pools.warm(pool);
            takeDown(pool, node, other);
            node.probeScript = (request, exchange) -> {
                // A process that has just started answers late, once.
                clock.jump(Duration.ofSeconds(2), "nobody");
                exchange.json("[{\"jsonrpc\":\"2.0\",\"result\":\"ok\",\"id\":"
                        + request.params().get(0).get("id") + "},{\"jsonrpc\":\"2.0\",\"result\":1000,\"id\":"
                        + request.params().get(1).get("id") + "}]");
            };
            node.revive();
            clock.jump(Duration.ofSeconds(1), "first");
            Pools.await(() -> pool.stats().node(node.name()).state() == PoolStats.NodeState.PROBATION);
            Pools.await(() -> pool.stats().nodes().stream().allMatch(each -> each.inFlight() == 0));
            PoolCore core = pool.core();
            int chosen = 0;
            for (int i = 0; i < 1_000; i++) {
                Node selected = core.selector().select(core.table(), RpcRequest.of("getSlot"), List.of(), core.nowNs());
                chosen += selected.name().equals(node.name()) ? 1 : 0;
            }
            // 10 % are let through.
            assertThat(chosen).isBetween(20, 400);
        }
    }

    private static void takeDown(SolanaConnectionPool pool, TestNode node, TestNode other) throws Exception {
        node.kill();
        pool.cordon(other.name(), "so that the dead node is asked");
        while (pool.stats().node(node.name()).state() != PoolStats.NodeState.DOWN) {
            assertThatThrownBy(() -> pool.rpc().getSlot()).isInstanceOf(RpcException.class);
        }
        pool.uncordon(other.name());
    }

    /** Share of one of two equally fast nodes, of which only the state decides. */
    private static double share(SolanaConnectionPool pool, TestNode node) {
        PoolCore core = pool.core();
        Pools.await(() -> pool.stats().nodes().stream().allMatch(each -> each.inFlight() == 0));
        int own = 0;
        int all = 3_000;
        for (int i = 0; i < all; i++) {
            long nowNs = core.nowNs();
            for (Node each : core.table().all()) {
                // Slower than anything before, so that both have this very latency, and both are at the head.
                each.load().observe(nowNs, 1e9f);
                pool.observeSlot(each.name(), 2_000);
            }
            Node chosen = core.selector().select(core.table(), RpcRequest.of("getSlot"), List.of(), nowNs);
            own += chosen.name().equals(node.name()) ? 1 : 0;
        }
        return own / (double) all;
    }

    @Test
    void aFlappingNodeIsKeptAwayAndCostsFewRepeats() throws Exception {
        JumpClock clock = new JumpClock(0);
        try (TestNode flapping = new TestNode();
                TestNode steady = new TestNode();
                SolanaConnectionPool pool = Pools.favoring(flapping, steady)
                        .name("flap")
                        .nanoClock(clock)
                        .hedge(0.95, Duration.ofMillis(2), 0)
                        .build()) {
            Pools.warm(pool);
            long calls = 0;
            // 30 times one second up and one second down, with 40 calls in each.
            for (int second = 0; second < 60; second++) {
                boolean up = second % 2 == 0;
                TestNode.Script answer = (request, exchange) -> {
                    if (up) {
                        exchange.result(flapping.defaultResult(request.method()));
                    } else {
                        exchange.reset();
                    }
                };
                flapping.script = answer;
                flapping.probeScript = up ? null : answer;
                for (int i = 0; i < 40; i++) {
                    pool.rpc().getBalance("a");
                    calls++;
                    if (i % 10 == 0) {
                        clock.jump(Duration.ofMillis(245), "flap");
                        LockSupport.parkNanos(2_000_000);
                    }
                }
            }
            assertThat(pool.stats().callsFailed()).isZero();
            assertThat(pool.stats().retries()).isLessThan(calls / 20);
        }
    }

    @Test
    void inATotalFailureTheWireCarriesAtMostAQuarterMoreThanTheCalls() throws Exception {
        try (TestNode a = new TestNode();
                TestNode b = new TestNode();
                TestNode c = new TestNode();
                SolanaConnectionPool pool = Pools.builder(a, b, c).build()) {
            Pools.warm(pool);
            for (TestNode node : List.of(a, b, c)) {
                node.script = (request, exchange) -> exchange.http(500, "", "broken");
                node.probeScript = node.script;
            }
            long calls = 0;
            long startNs = System.nanoTime();
            while (System.nanoTime() - startNs < 2_500_000_000L) {
                assertThatThrownBy(() -> pool.rpc().getBalance("a")).isInstanceOf(RpcException.class);
                calls++;
                LockSupport.parkNanos(500_000);
            }
            int wire = a.requestCount() + b.requestCount() + c.requestCount();
            // The budget of ten a second may be saved up for ten seconds.
            assertThat((double) wire).isLessThanOrEqualTo(1.25 * calls + 10 * 12.5);
            assertThat(pool.stats().budgetRefusals()).isPositive();
            for (TestNode node : List.of(a, b, c)) {
                node.script = (request, exchange) -> exchange.result(node.defaultResult(request.method()));
                node.probeScript = null;
            }
            long repairedNs = System.nanoTime();
            assertThat(pool.rpc().getBalance("a")).isEqualTo(42);
            assertThat(System.nanoTime() - repairedNs).isLessThan(4_000_000_000L);
        }
    }

    @Test
    void whenAllNodesGetTenTimesSlowerHedgesStayInTheirBudgetAndTheDelayIsLearned() throws Exception {
        try (TestNode a = new TestNode();
                TestNode b = new TestNode();
                TestNode c = new TestNode();
                SolanaConnectionPool pool = Pools.builder(a, b, c).build()) {
            Pools.warm(pool);
            delay(5, a, b, c);
            Pools.learn(pool, 150);
            RpcRequest request = RpcRequest.of("getBalance", "[\"a\"]");
            while (pool.core().extras().hedgeDelayNs(request) >= 45_000_000L) {
                // A machine that stalls makes nodes slow; it does not do so for ever.
                Pools.learn(pool, 50);
            }
            delay(50, a, b, c);
            long hedgesBefore = pool.stats().hedges();
            long startNs = System.nanoTime();
            List<CompletableFuture<?>> calls = new ArrayList<>();
            while (System.nanoTime() - startNs < 1_500_000_000L) {
                calls.add(pool.callAsync(request, (json, offset, length) -> length));
                LockSupport.parkNanos(4_000_000);
            }
            CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new)).get();
            long hedges = pool.stats().hedges() - hedgesBefore;
            // One a second is free, and ten seconds of it may be saved up.
            assertThat(hedges).isLessThanOrEqualTo(pool.stats().calls() / 20 + 12);
            assertThat(pool.core().extras().hedgeDelayNs(request)).isGreaterThan(49_000_000L);
        }
    }

    private static void delay(double ms, TestNode... nodes) {
        for (TestNode node : nodes) {
            node.script = (request, exchange) -> exchange.delayMs(ms).result(node.defaultResult(request.method()));
        }
    }
}

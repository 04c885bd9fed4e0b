package io.trenchbot.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Callers that give up: before their call is on the wire, on it, between two attempts, with two of them running. */
@Timeout(120)
class CancelTest {
    private static final RpcRequest BALANCE = RpcRequest.of("getBalance", "[\"a\"]");

    @Test
    void aCallThatIsNotOnTheWireYetNeverGetsThere() throws Exception {
        try (TestNode node = new TestNode();
                SolanaConnectionPool pool = Pools.builder(node)
                        .attemptTimeout(Duration.ofSeconds(60))
                        .callTimeout(Duration.ofSeconds(90))
                        .build()) {
            Pools.warm(pool);
            node.script = (request, exchange) -> exchange.hang();
            List<CompletableFuture<?>> calls = new ArrayList<>();
            for (int i = 0; i < Transport.REQUESTS_PER_NODE_MAX; i++) {
                calls.add(pool.callAsync("getSlot", "[]"));
            }
            CompletableFuture<?> queued = pool.callAsync(BALANCE, (json, offset, length) -> length);
            queued.cancel(true);
            assertThatThrownBy(queued::get).isInstanceOf(CancellationException.class);
            calls.forEach(call -> call.cancel(true));
            Pools.await(() -> pool.stats().node(node.name()).inFlight() == 0);
            assertThat(pool.stats().callsInFlight()).isZero();
            assertThat(node.requestCount("getBalance")).isZero();
            assertThat(pool.stats().node(node.name()).faults()).isZero();
        }
    }

    @Test
    void cancellingTakesNoTime() throws Exception {
        try (TestNode node = new TestNode();
                SolanaConnectionPool pool =
                        Pools.builder(node).hedge(0.95, Duration.ofMillis(2), 0).build()) {
            Pools.warm(pool);
            node.script = (request, exchange) -> exchange.hang();
            long leastNs = Long.MAX_VALUE;
            for (int i = 1; i <= 20; i++) {
                int sent = i;
                CompletableFuture<?> call = pool.callAsync(BALANCE, (json, offset, length) -> length);
                Pools.await(() -> node.requestCount() == sent);
                long startNs = System.nanoTime();
                call.cancel(true);
                Pools.await(() -> pool.stats().callsInFlight() == 0);
                leastNs = Math.min(leastNs, System.nanoTime() - startNs);
                assertThat(call).isCancelled();
            }
            // The least of twenty: what the others took longer is this machine's doing.
            assertThat(leastNs).isLessThan(5_000_000L);
        }
    }

    @Test
    void aCallThatWaitsBetweenTwoAttemptsSendsNoMore() throws Exception {
        try (TestNode node = new TestNode();
                SolanaConnectionPool pool = Pools.builder(node)
                        .attemptsMax(50)
                        .retryBudget(50, 1000)
                        .build()) {
            Pools.warm(pool);
            node.script = (request, exchange) -> exchange.http(503, "", "");
            CompletableFuture<?> call = pool.callAsync(BALANCE, (json, offset, length) -> length);
            // The pauses before the fifth and all later attempts are longer than 80 ms.
            Pools.await(() -> node.requestCount() >= 4);
            Pools.await(() -> pool.stats().node(node.name()).inFlight() == 0);
            call.cancel(true);
            assertThat(pool.stats().callsInFlight()).isZero();
            int sent = node.requestCount();
            Thread.sleep(400);
            assertThat(node.requestCount()).isEqualTo(sent);
        }
    }

    @Test
    void aCancelledCallToANodeThatIsDownLeavesItsProbeToDecide() throws Exception {
        Recorder recorder = new Recorder();
        try (TestNode node = new TestNode();
                SolanaConnectionPool pool = Pools.builder(node)
                        .connectTimeout(Duration.ofMillis(500))
                        .attemptTimeout(Duration.ofMillis(500))
                        .listener(recorder)
                        .build()) {
            Pools.warm(pool);
            node.script = (request, exchange) -> exchange.reset();
            node.probeScript = node.script;
            while (pool.stats().node(node.name()).state() != PoolStats.NodeState.DOWN) {
                assertThatThrownBy(() -> pool.rpc().getSlot()).isInstanceOf(RpcException.class);
            }
            node.script = (request, exchange) -> exchange.hang();
            node.probeScript = node.script;
            int asked = node.requestCount();
            CompletableFuture<?> call = pool.callAsync(BALANCE, (json, offset, length) -> length);
            Pools.await(() -> node.requestCount() > asked);
            call.cancel(true);
            Pools.await(() -> recorder.count("end CANCELLED getBalance " + node.name()) == 1);
            assertThat(pool.stats().callsInFlight()).isZero();
            node.probeScript = null;
            Pools.await(() -> pool.stats().node(node.name()).state() == PoolStats.NodeState.PROBATION);
            assertThat(pool.stats().node(node.name()).inFlight()).isZero();
        }
    }

    @Test
    void aCancelledCallEndsOnTheWireAndIsNoFault() throws Exception {
        try (TestNode node = new TestNode();
                SolanaConnectionPool pool = Pools.builder(node).build()) {
            Pools.warm(pool);
            node.script = (request, exchange) -> exchange.hang();
            CompletableFuture<RpcResponse<Integer>> call = pool.callAsync(BALANCE, (json, offset, length) -> length);
            Pools.await(() -> node.requestCount() == 1);
            long startNs = System.nanoTime();
            assertThat(call.cancel(true)).isTrue();
            assertThatThrownBy(call::get).isInstanceOf(CancellationException.class);
            assertThat(System.nanoTime() - startNs).isLessThan(2_000_000_000L);
            Pools.await(() -> pool.stats().node(node.name()).inFlight() == 0);
            assertThat(pool.stats().callsInFlight()).isZero();
            assertThat(pool.stats().node(node.name()).faults()).isZero();
        }
    }

    @Test
    void aCallThatWaitsForALimitCanBeCancelled() throws Exception {
        try (TestNode node = new TestNode();
                SolanaConnectionPool pool = Pools.builder(node).build()) {
            node.script = (request, exchange) -> exchange.http(429, "Retry-After: 3\r\n", "");
            CompletableFuture<RpcResponse<byte[]>> call = pool.callAsync("getSlot", "[]");
            Pools.await(() -> pool.stats().node(node.name()).refusals() == 1);
            Thread.sleep(20);
            call.cancel(true);
            assertThat(pool.stats().callsInFlight()).isZero();
            Thread.sleep(20);
            assertThat(node.requestCount()).isEqualTo(1);
        }
    }

    @Test
    void bothAttemptsOfAHedgedPairAreCancelled() throws Exception {
        try (TestNode a = new TestNode();
                TestNode b = new TestNode();
                SolanaConnectionPool pool = Pools.builder(a, b)
                        .attemptTimeout(Duration.ofSeconds(60))
                        .callTimeout(Duration.ofSeconds(90))
                        .build()) {
            Pools.warm(pool);
            Pools.learn(pool, 100);
            a.resetCounts();
            b.resetCounts();
            a.script = (request, exchange) -> exchange.hang();
            b.script = a.script;
            CompletableFuture<RpcResponse<Integer>> call = pool.callAsync(BALANCE, (json, offset, length) -> length);
            Pools.await(() -> a.requestCount() + b.requestCount() == 2);
            call.cancel(true);
            Pools.await(() -> pool.stats().nodes().stream().allMatch(node -> node.inFlight() == 0));
            assertThat(pool.stats().nodes()).allMatch(node -> node.faults() == 0);
        }
    }
}

package io.trenchbot.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What callers do to a call: cancel, interrupt, close, throw, block. */
@Timeout(5)
class CallerFaultsTest {
    private static final RpcRequest BALANCE = RpcRequest.of("getBalance", "[\"a\"]");

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
            assertThat(System.nanoTime() - startNs).isLessThan(50_000_000L);
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
                SolanaConnectionPool pool = Pools.builder(a, b).build()) {
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

    @Test
    void anInterruptEndsABlockedCallAndKeepsTheFlag() throws Exception {
        try (TestNode node = new TestNode();
                SolanaConnectionPool pool = Pools.builder(node)
                        .attemptTimeout(Duration.ofSeconds(4))
                        .build()) {
            Pools.warm(pool);
            node.script = (request, exchange) -> exchange.hang();
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            AtomicBoolean flag = new AtomicBoolean();
            Thread caller = new Thread(() -> {
                try {
                    pool.rpc().getBalance("a");
                } catch (IOException e) {
                    thrown.set(e);
                    flag.set(Thread.currentThread().isInterrupted());
                }
            });
            caller.start();
            Pools.await(() -> node.requestCount() == 1);
            caller.interrupt();
            caller.join(1000);
            assertThat(thrown.get()).isInstanceOf(InterruptedIOException.class);
            assertThat(flag).isTrue();
            Pools.await(() -> pool.stats().node(node.name()).inFlight() == 0);
            assertThat(pool.stats().node(node.name()).faults()).isZero();
        }
    }

    @Test
    void closeEndsCallsInFlightAndTheThreadsOfThePool() throws Exception {
        try (TestNode node = new TestNode()) {
            SolanaConnectionPool pool =
                    Pools.builder(node).name("closing").listener(new Recorder()).build();
            Pools.warm(pool);
            node.script = (request, exchange) -> exchange.hang();
            List<CompletableFuture<?>> calls = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                calls.add(pool.callAsync("getSlot", "[]"));
            }
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            Thread caller = new Thread(() -> {
                try {
                    pool.rpc().getSlot();
                } catch (IOException e) {
                    thrown.set(e);
                }
            });
            caller.start();
            Pools.await(() -> node.requestCount() == 11);
            pool.close();
            pool.close();
            for (CompletableFuture<?> call : calls) {
                assertThatThrownBy(() -> call.get(1, TimeUnit.SECONDS))
                        .isInstanceOf(ExecutionException.class)
                        .hasCauseInstanceOf(RpcException.PoolClosed.class);
            }
            caller.join(1000);
            assertThat(thrown.get()).isInstanceOf(RpcException.PoolClosed.class);
            assertThatThrownBy(() -> pool.rpc().getSlot()).isInstanceOf(RpcException.PoolClosed.class);
            Pools.await(
                    () -> Thread.getAllStackTraces().keySet().stream()
                            .noneMatch(thread -> thread.getName().startsWith("closing-")),
                    Duration.ofSeconds(1));
        }
    }

    @Test
    void aGracefulCloseLetsCallsInFlightFinish() throws Exception {
        try (TestNode node = new TestNode()) {
            SolanaConnectionPool pool = Pools.builder(node).build();
            Pools.warm(pool);
            node.script = (request, exchange) -> exchange.delayMs(200).result(node.defaultResult(request.method()));
            CompletableFuture<RpcResponse<byte[]>> call = pool.callAsync("getSlot", "[]");
            Pools.await(() -> node.requestCount() == 1);
            long startNs = System.nanoTime();
            pool.close(Duration.ofSeconds(4));
            assertThat(System.nanoTime() - startNs).isLessThan(1_000_000_000L);
            assertThat(call.get().value()).asString().isEqualTo("1000");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"throws", "blocks"})
    void whatAListenerDoesReachesNoCall(String what) throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        PoolListener listener = new PoolListener() {
            @Override
            public void attemptStarted(String method, String node, Reason reason) {
                if (what.equals("throws")) {
                    throw new IllegalStateException("listener");
                }
                try {
                    release.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        };
        try (TestNode node = new TestNode();
                SolanaConnectionPool pool = Pools.builder(node)
                        .listener(listener)
                        .onCallLatencyNs(latency -> {
                            throw new IllegalStateException("consumer");
                        })
                        .build()) {
            for (int i = 0; i < 100; i++) {
                assertThat(pool.rpc().getSlot()).isEqualTo(1000);
            }
            release.countDown();
        }
    }

    @Test
    void aDecoderThatFailsOnTwoNodesIsTheCallersOwn() throws Exception {
        try (TestNode a = new TestNode();
                TestNode b = new TestNode();
                TestNode c = new TestNode();
                SolanaConnectionPool pool = Pools.builder(a, b, c).build()) {
            for (int i = 0; i < 20; i++) {
                assertThatThrownBy(() -> pool.call(BALANCE, (json, offset, length) -> {
                            throw new IllegalStateException("decoder");
                        }))
                        .isInstanceOf(RpcException.Decoding.class)
                        .hasMessageContaining("decoder");
            }
            assertThat(a.requestCount() + b.requestCount() + c.requestCount()).isEqualTo(40);
            assertThat(pool.stats().nodes()).allMatch(node -> node.state() == PoolStats.NodeState.UP);
            assertThat(pool.stats().nodes()).allMatch(node -> node.inFlight() == 0);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {-Long.MAX_VALUE / 2, Long.MAX_VALUE / 2, -3_000_000_000_000_000L})
    void aClockThatIsNegativeOrFarAwayChangesNothing(long offsetNs) throws Exception {
        try (TestNode a = new TestNode();
                TestNode b = new TestNode();
                SolanaConnectionPool pool = Pools.favoring(a, b)
                        .nanoClock(new JumpClock(offsetNs))
                        .probeInterval(Duration.ofMillis(300))
                        .build()) {
            Pools.warm(pool);
            Pools.learn(pool, 60);
            a.script = (request, exchange) -> exchange.http(429, "Retry-After: 0.5\r\n", "");
            for (int i = 0; i < 20; i++) {
                assertThat(pool.rpc().getBalance("a")).isEqualTo(42);
            }
            assertThat(pool.stats().node(a.name()).state()).isEqualTo(PoolStats.NodeState.LIMITED);
            assertThat(a.requestCount("getBalance")).isLessThan(65);
            a.kill();
            Pools.await(() -> pool.stats().node(a.name()).state() == PoolStats.NodeState.DOWN);
            a.revive();
            Pools.await(() -> pool.stats().node(a.name()).state() == PoolStats.NodeState.PROBATION);
        }
    }
}

package io.trenchbot.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What callers do to a call: interrupt, throw, block, tell a strange time. */
@Timeout(120)
class CallerFaultsTest {
    private static final RpcRequest BALANCE = RpcRequest.of("getBalance", "[\"a\"]");

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
            caller.join(3000);
            assertThat(thrown.get()).isInstanceOf(InterruptedIOException.class);
            assertThat(flag).isTrue();
            Pools.await(() -> pool.stats().node(node.name()).inFlight() == 0);
            assertThat(pool.stats().node(node.name()).faults()).isZero();
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
            Pools.await(() -> pool.stats().nodes().stream().allMatch(node -> node.inFlight() == 0));
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
            a.script = (request, exchange) -> exchange.http(429, "Retry-After: 3\r\n", "");
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

    @ParameterizedTest
    @ValueSource(longs = {-3_600_000, 3_600_000})
    void aWallClockThatJumpsAnHourMovesNothingButDates(long jumpMs) throws Exception {
        AtomicLong wallMs = new AtomicLong(1_790_000_000_000L);
        try (TestNode a = new TestNode();
                TestNode b = new TestNode();
                SolanaConnectionPool pool =
                        Pools.favoring(a, b).wallClockMs(wallMs::get).build()) {
            Pools.warm(pool);
            a.script = (request, exchange) -> exchange.http(429, "Retry-After: 30\r\n", "");
            pool.rpc().getBalance("a");
            wallMs.addAndGet(jumpMs);
            for (int i = 0; i < 20; i++) {
                assertThat(pool.call("getBalance", "[\"a\"]").node()).isEqualTo(b.name());
            }
            // The pause was neither cut nor made longer.
            assertThat(a.requestCount("getBalance")).isEqualTo(1);
            b.script = (request, exchange) -> exchange.http(429, "Retry-After: " + date(wallMs.get() + 40_000), "");
            assertThatThrownBy(() -> pool.rpc().getBalance("a"))
                    .isInstanceOfSatisfying(
                            RpcException.RateLimited.class,
                            e -> assertThat(e.retryAfter()).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(30)));
            assertThat(pool.stats().node(b.name()).state()).isEqualTo(PoolStats.NodeState.LIMITED);
            long nowNs = System.nanoTime();
            assertThat(pool.core().table().byName(b.name()).limits().freeAtNs("getBalance", nowNs) - nowNs)
                    .isBetween(30_000_000_000L, 40_000_000_000L);
        }
    }

    private static String date(long atMs) {
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(
                        Instant.ofEpochMilli(atMs).atOffset(ZoneOffset.UTC)) + "\r\n";
    }
}

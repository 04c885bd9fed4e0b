package io.trenchbot.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the network does to a call, on raw sockets. */
@Timeout(120)
class ConnectionFaultsTest {

    @Test
    void refusedConnectionsCostNoCallAndTheNodeIsOutAfterThree() throws Exception {
        Recorder recorder = new Recorder();
        try (TestNode a = new TestNode();
                TestNode b = new TestNode();
                TestNode c = new TestNode();
                SolanaConnectionPool pool = Pools.favoring(a, b, c)
                        .listener(recorder)
                        .hedge(0.95, Duration.ofMillis(2), 0)
                        .build()) {
            Pools.warm(pool);
            a.kill();
            long downNs = System.nanoTime();
            long fastestFailoverNs = Long.MAX_VALUE;
            for (int i = 0; i < 100; i++) {
                RpcResponse<byte[]> response = pool.call("getBalance", "[\"a\"]");
                if (response.attempts() > 1) {
                    fastestFailoverNs = Math.min(fastestFailoverNs, response.latencyNs());
                }
            }
            // At once, and not when some timeout is over.
            assertThat(fastestFailoverNs).isLessThan(1_000_000_000L);
            PoolStats.Node dead = pool.stats().node(a.name());
            assertThat(dead.state()).isEqualTo(PoolStats.NodeState.DOWN);
            // Of calls; the probes of a dead node fail as well, and one may have been on its way.
            assertThat(recorder.count("start FIRST getBalance " + a.name())).isBetween(0L, 3L);
            assertThat(dead.faults()).isPositive();
            assertThat(dead.reason()).isNotEmpty();
            Thread.sleep(600);
            // A first one, then one after 250 ms, 500 ms and so on, halved at most by jitter.
            long downMs = (System.nanoTime() - downNs) / 1_000_000;
            long most = 2;
            for (long absenceMs = 125; absenceMs <= downMs; absenceMs = 2 * absenceMs + 125) {
                most++;
            }
            assertThat(recorder.count("start PROBE batch of 2 " + a.name())).isBetween(1L, most);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"before the reply", "in the headers", "in the body", "in the middle of a chunk"})
    void aResetConnectionIsOneAttemptAndTheCallGoesOnElsewhere(String where) throws Exception {
        try (TestNode bad = new TestNode();
                TestNode good = new TestNode();
                SolanaConnectionPool pool = Pools.favoring(bad, good)
                        .hedge(0.95, Duration.ofMillis(2), 0)
                        .build()) {
            bad.script = (request, exchange) -> {
                exchange.raw(
                        switch (where) {
                            case "in the headers" -> "HTTP/1.1 200 OK\r\nContent-Le";
                            case "in the body" -> "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"jsonrpc\"";
                            case "in the middle of a chunk" ->
                                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n40\r\n{\"jsonrpc\"";
                            default -> "";
                        });
                exchange.reset();
            };
            int attempts = 0;
            for (int i = 0; i < 30; i++) {
                RpcResponse<byte[]> response = pool.call("getBalance", "[\"a\"]");
                assertThat(response.node()).isEqualTo(good.name());
                attempts += response.attempts();
            }
            assertThat(bad.requestCount() + good.requestCount()).isEqualTo(attempts);
            assertThat(pool.stats().node(bad.name()).faults()).isPositive();
        }
    }

    @Test
    void aPooledConnectionThatDiedIsRepeatedFreeOnTheSameNode() throws Exception {
        Recorder recorder = new Recorder();
        try (TestNode node = new TestNode();
                SolanaConnectionPool pool = Pools.builder(node)
                        // A later probe would be the one that meets the dead connection.
                        .probeInterval(Duration.ofSeconds(60))
                        .listener(recorder)
                        .build()) {
            Pools.warm(pool);
            Pools.await(() -> recorder.count("end RESULT getGenesisHash") == 1);
            CompletableFuture<?>[] calls = new CompletableFuture<?>[8];
            for (int i = 0; i < calls.length; i++) {
                calls[i] = pool.callAsync("getSlot", "[]");
            }
            CompletableFuture.allOf(calls).get();
            node.resetCounts();
            node.closeConnections();
            Thread.sleep(20);
            RpcResponse<byte[]> response = pool.call("getBalance", "[\"a\"]");
            assertThat(node.requestCount()).isEqualTo(1);
            assertThat(response.attempts()).isEqualTo(2);
            assertThat(pool.stats().node(node.name()).faults()).isZero();
            assertThat(pool.stats().node(node.name()).state()).isEqualTo(PoolStats.NodeState.UP);
        }
    }

    @Test
    void aMethodThatMustNotBeRepeatedIsNotEvenThen() throws Exception {
        Recorder recorder = new Recorder();
        try (TestNode node = new TestNode();
                SolanaConnectionPool pool = Pools.builder(node)
                        // A later probe would be the one that meets the dead connection.
                        .probeInterval(Duration.ofSeconds(60))
                        .listener(recorder)
                        .build()) {
            Pools.warm(pool);
            Pools.await(() -> recorder.count("end RESULT getGenesisHash") == 1);
            pool.rpc().getSlot();
            node.closeConnections();
            Thread.sleep(20);
            assertThatThrownBy(() -> pool.call("requestAirdrop", "[\"a\",1]"))
                    .isInstanceOf(RpcException.Transport.class);
        }
    }

    @Test
    void aHungNodeIsHedgedAndNobodyNotices() throws Exception {
        try (TestNode a = new TestNode();
                TestNode b = new TestNode();
                SolanaConnectionPool pool = Pools.favoring(a, b)
                        .hedge(0.95, Duration.ofMillis(2), 1)
                        .build()) {
            Pools.warm(pool);
            Pools.learn(pool, 120);
            a.script = (request, exchange) -> exchange.hang();
            long worstNs = 0;
            for (int i = 0; i < 100; i++) {
                worstNs = Math.max(worstNs, pool.call("getBalance", "[\"a\"]").latencyNs());
            }
            // An attempt may take four seconds: none had to come to that.
            assertThat(worstNs).isLessThan(3_000_000_000L);
            assertThat(pool.stats().hedgesWon()).isPositive();
        }
    }

    @Test
    void withoutHedgesAHungNodeCostsOneAttemptTimeoutAndIsExcluded() throws Exception {
        try (TestNode a = new TestNode();
                TestNode b = new TestNode();
                SolanaConnectionPool pool = Pools.builder(a, b)
                        .connectTimeout(Duration.ofMillis(200))
                        .attemptTimeout(Duration.ofMillis(200))
                        .hedge(0.95, Duration.ofMillis(2), 0)
                        .build()) {
            Pools.warm(pool);
            a.script = (request, exchange) -> exchange.hang();
            // Probes that succeed would bring it back into service.
            a.probeScript = a.script;
            pool.cordon(b.name(), "so that the first attempt hangs");
            CompletableFuture<RpcResponse<byte[]>> first = pool.callAsync("getBalance", "[\"a\"]");
            Pools.await(() -> a.requestCount() == 1);
            pool.uncordon(b.name());
            assertThat(first.get().latencyNs()).isBetween(190_000_000L, 3_000_000_000L);
            for (int i = 0; i < 60; i++) {
                pool.call("getBalance", "[\"a\"]");
            }
            assertThat(a.requestCount()).isLessThanOrEqualTo(3);
        }
    }

    @Test
    void aBlackHoleAtConnectCostsOneConnectTimeout() throws Exception {
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                TestNode good = new TestNode()) {
            List<Socket> fillers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                Socket filler = new Socket();
                fillers.add(filler);
                try {
                    filler.connect(new InetSocketAddress(full.getInetAddress(), full.getLocalPort()), 50);
                } catch (IOException e) {
                    break; // The backlog is full.
                }
            }
            String hole = "http://127.0.0.1:" + full.getLocalPort();
            try (SolanaConnectionPool pool = Pools.patient()
                    .primary(hole, good.url())
                    .connectTimeout(Duration.ofMillis(150))
                    .hedge(0.95, Duration.ofMillis(2), 0)
                    .build()) {
                long worstNs = 0;
                for (int i = 0; i < 40; i++) {
                    worstNs =
                            Math.max(worstNs, pool.call("getBalance", "[\"a\"]").latencyNs());
                }
                assertThat(worstNs).isLessThan(3_000_000_000L);
                Pools.await(() -> pool.stats().nodes().get(0).state() == PoolStats.NodeState.DOWN);
            }
            for (Socket filler : fillers) {
                filler.close();
            }
        }
    }

    @Test
    void aDrippingBodyIsCutAtTheAttemptTimeout() throws Exception {
        try (TestNode drip = new TestNode();
                TestNode good = new TestNode();
                SolanaConnectionPool pool = Pools.builder(drip, good)
                        .connectTimeout(Duration.ofMillis(250))
                        .attemptTimeout(Duration.ofMillis(250))
                        .hedge(0.95, Duration.ofMillis(2), 0)
                        .build()) {
            Pools.warm(pool);
            drip.script = (request, exchange) -> {
                exchange.raw("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
                for (int i = 0; i < 1000; i++) {
                    exchange.delayMs(20).raw("x");
                }
            };
            pool.cordon(good.name(), "so that the first attempt drips");
            var unused = pool.callAsync("getBalance", "[\"a\"]");
            Pools.await(() -> drip.requestCount() == 1);
            pool.uncordon(good.name());
            assertThat(unused.get().node()).isEqualTo(good.name());
            assertThat(unused.get().latencyNs()).isBetween(240_000_000L, 3_000_000_000L);
            assertThat(pool.stats().node(drip.name()).faults()).isPositive();
        }
    }

    @Test
    void anUnknownHostOrASlowResolverHoldsNobodyUp() throws Exception {
        try (TestNode good = new TestNode();
                SolanaConnectionPool pool = Pools.patient()
                        .primary("http://unknown.test:1/", "http://slow.test:1/", good.url())
                        .connectTimeout(Duration.ofMillis(150))
                        .hedge(0.95, Duration.ofMillis(2), 0)
                        .dns(host -> {
                            if (host.equals("slow.test")) {
                                park(5000);
                            }
                            if (host.endsWith(".test")) {
                                throw new UnknownHostException(host);
                            }
                            return List.of(InetAddress.getAllByName(host));
                        })
                        .build()) {
            long worstNs = 0;
            for (int i = 0; i < 40; i++) {
                worstNs = Math.max(worstNs, pool.call("getBalance", "[\"a\"]").latencyNs());
            }
            assertThat(worstNs).isLessThan(3_000_000_000L);
            Pools.await(() -> pool.stats().nodes().get(0).state() == PoolStats.NodeState.DOWN);
        }
    }

    @Test
    void anAddressChangeIsFollowed() throws Exception {
        try (TestNode node = new TestNode()) {
            AtomicBoolean moved = new AtomicBoolean();
            AtomicInteger lookups = new AtomicInteger();
            // 127.0.0.9 stands for the old address where nobody listens on this port any more.
            try (SolanaConnectionPool pool = Pools.patient()
                    .primary(node.url().replace("127.0.0.1", "moving.test"))
                    .dns(host -> {
                        lookups.incrementAndGet();
                        return List.of(InetAddress.getByName(moved.get() ? "127.0.0.1" : "127.0.0.9"));
                    })
                    .build()) {
                assertThatThrownBy(() -> pool.rpc().getSlot()).isInstanceOf(RpcException.class);
                moved.set(true);
                Pools.await(() -> {
                    try {
                        return pool.rpc().getSlot() == 1000;
                    } catch (IOException e) {
                        return false;
                    }
                });
                assertThat(lookups.get()).isGreaterThan(1);
            }
        }
    }

    private static void park(long ms) {
        try {
            Thread.sleep(ms);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

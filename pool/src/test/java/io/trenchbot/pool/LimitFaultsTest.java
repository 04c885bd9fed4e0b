package io.trenchbot.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What rate limits do to a call. */
@Timeout(120)
class LimitFaultsTest {

    @ParameterizedTest
    @CsvSource({"1, 1000", "DATE, 1000", "NONE, 250", "soon, 250"})
    void aRefusedNodeIsLeftAloneForItsTimeAndNoCallFails(String retryAfter, long pauseMs) throws Exception {
        try (TestNode limited = new TestNode();
                TestNode free = new TestNode();
                SolanaConnectionPool pool = Pools.favoring(limited, free)
                        .hedge(0.95, Duration.ofMillis(2), 0)
                        .build()) {
            Pools.warm(pool);
            List<Long> arrivals = new CopyOnWriteArrayList<>();
            limited.script = (request, exchange) -> {
                arrivals.add(System.currentTimeMillis());
                exchange.http(429, header(retryAfter), "slow down");
            };
            // A date has whole seconds, so begin at the start of one.
            Thread.sleep(retryAfter.equals("DATE") ? 1020 - System.currentTimeMillis() % 1000 : 0);
            assertThat(pool.call("getBalance", "[\"a\"]").node()).isEqualTo(free.name());
            long refusedNs = System.nanoTime();
            long sparedNs = refusedNs;
            while (arrivals.size() < 2) {
                long beganNs = System.nanoTime();
                assertThat(pool.call("getBalance", "[\"a\"]").node()).isEqualTo(free.name());
                sparedNs = arrivals.size() < 2 ? beganNs : sparedNs;
            }
            long fromMs = arrivals.get(0);
            // A date is the second after the one that runs; the two clocks may differ by a little.
            long untilMs = retryAfter.equals("DATE") ? (fromMs / 1000 + 1) * 1000 - 20 : fromMs + pauseMs * 9 / 10;
            assertThat(arrivals.get(1)).isGreaterThanOrEqualTo(untilMs);
            // Counted by calls that began after the refusal was known, so that a busy machine changes nothing.
            assertThat((sparedNs - refusedNs) / 1_000_000).isLessThanOrEqualTo(pauseMs * 11 / 10);
            PoolStats.Node stats = pool.stats().node(limited.name());
            assertThat(stats.faults()).isZero();
            assertThat(stats.refusals()).isEqualTo(arrivals.size());
        }
    }

    private static String header(String retryAfter) {
        return switch (retryAfter) {
            case "NONE" -> "";
            case "DATE" ->
                "Retry-After: "
                        + DateTimeFormatter.RFC_1123_DATE_TIME.format(
                                ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(1))
                        + "\r\n";
            default -> "Retry-After: " + retryAfter + "\r\n";
        };
    }

    @Test
    void theLimitIsThePoolsNotTheCalls() throws Exception {
        try (TestNode limited = new TestNode();
                TestNode free = new TestNode();
                SolanaConnectionPool pool = Pools.favoring(limited, free).build()) {
            limited.script = (request, exchange) -> exchange.http(429, "Retry-After: 30\r\n", "");
            pool.rpc().getBalance("a");
            for (int i = 0; i < 50; i++) {
                pool.rpc().getBalance("a");
                pool.rpc().getSlot();
            }
            assertThat(limited.requestCount()).isEqualTo(1);
            assertThat(pool.stats().node(limited.name()).state()).isEqualTo(PoolStats.NodeState.LIMITED);
        }
    }

    @Test
    void aLimitOfOneMethodLeavesTheOthersFree() throws Exception {
        try (TestNode a = new TestNode();
                TestNode b = new TestNode();
                SolanaConnectionPool pool = Pools.patient()
                        .addNode(RpcNode.builder("a", a.url())
                                .weight(1000)
                                .methodLimit("getBalance", 1000)
                                .build())
                        .primary(b.url())
                        .build()) {
            Pools.warm(pool);
            a.script = (request, exchange) -> {
                if (request.method().equals("getBalance")) {
                    // A pause that outlasts the test, however slow its machine.
                    exchange.http(429, "Retry-After: 60\r\n", "Too many requests for a specific RPC call");
                } else {
                    exchange.result(a.defaultResult(request.method()));
                }
            };
            for (int i = 0; i < 20; i++) {
                pool.rpc().getBalance("a");
                pool.rpc().getSlot();
            }
            assertThat(a.requestCount("getBalance")).isEqualTo(1);
            assertThat(a.requestCount("getSlot")).isEqualTo(20);
        }
    }

    @Test
    void aConfiguredRateIsNotExceeded() throws Exception {
        try (TestNode a = new TestNode();
                TestNode b = new TestNode();
                SolanaConnectionPool pool = Pools.patient()
                        .addNode(RpcNode.builder("a", a.url())
                                .weight(1000)
                                .rateLimit(20)
                                .build())
                        .primary(b.url())
                        .build()) {
            long startNs = System.nanoTime();
            while (System.nanoTime() - startNs < 1_000_000_000L) {
                pool.rpc().getSlot();
            }
            // One second's worth at once, then the rate, probes included.
            double seconds = (System.nanoTime() - startNs) / 1e9;
            assertThat(a.requestCount() + a.probeCount()).isBetween(1, (int) (23 + 20 * seconds));
        }
    }

    @Test
    void withAllNodesLimitedACallWaitsForTheFirstWithoutSpinning() throws Exception {
        try (TestNode a = new TestNode();
                TestNode b = new TestNode();
                SolanaConnectionPool pool = Pools.builder(a, b).build()) {
            Pools.warm(pool);
            long startNs = System.nanoTime();
            for (TestNode node : List.of(a, b)) {
                node.script = (request, exchange) -> {
                    if (System.nanoTime() - startNs < 700_000_000L) {
                        exchange.http(429, "Retry-After: 0.8\r\n", "");
                    } else {
                        exchange.result(node.defaultResult(request.method()));
                    }
                };
            }
            RpcResponse<byte[]> response = pool.call("getBalance", "[\"a\"]");
            assertThat(response.latencyNs()).isBetween(750_000_000L, 4_000_000_000L);
            assertThat(a.requestCount() + b.requestCount()).isEqualTo(3);
        }
    }

    @Test
    void withAllNodesLimitedBeyondTheDeadlineACallFailsAtOnceAndSaysUntilWhen() {
        try (TestNode a = new TestNode();
                TestNode b = new TestNode();
                SolanaConnectionPool pool = Pools.builder(a, b).build()) {
            for (TestNode node : List.of(a, b)) {
                node.script = (request, exchange) -> exchange.http(429, "Retry-After: 60\r\n", "");
            }
            long startNs = System.nanoTime();
            for (int i = 0; i < 20; i++) {
                assertThatThrownBy(() -> pool.rpc().getSlot())
                        .isInstanceOfSatisfying(
                                RpcException.RateLimited.class,
                                e -> assertThat(e.retryAfter())
                                        .isBetween(Duration.ofSeconds(55), Duration.ofSeconds(60)));
            }
            assertThat(System.nanoTime() - startNs).isLessThan(1_000_000_000L);
            assertThat(a.requestCount() + b.requestCount()).isEqualTo(2);
        }
    }

    @Test
    void fourHundredTwentyNineIsNoFaultForMethodsThatMustNotBeRepeatedEither() throws Exception {
        try (TestNode limited = new TestNode();
                TestNode free = new TestNode();
                SolanaConnectionPool pool = Pools.favoring(limited, free).build()) {
            limited.script = (request, exchange) -> exchange.http(429, "Retry-After: 9\r\n", "");
            // The node says that it did not execute it, so it may go elsewhere.
            assertThat(pool.call("requestAirdrop", "[\"a\",1]").node()).isEqualTo(free.name());
        }
    }
}

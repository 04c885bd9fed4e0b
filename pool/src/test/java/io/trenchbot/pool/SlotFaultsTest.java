package io.trenchbot.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What nodes that are behind, on another cluster or dishonest do to a call. */
@Timeout(120)
class SlotFaultsTest {

    @ParameterizedTest
    @ValueSource(ints = {10, 50, 200})
    void aNodeThatIsBehindServesNoReadsOfTheHead(int lag) throws Exception {
        try (TestNode behind = new TestNode();
                TestNode a = new TestNode();
                TestNode b = new TestNode()) {
            behind.slot.set(1000 - lag);
            try (SolanaConnectionPool pool = Pools.favoring(behind, a, b).build()) {
                Pools.warm(pool);
                for (int i = 0; i < 100; i++) {
                    pool.rpc().getBalance("a");
                }
                assertThat(behind.requestCount()).isZero();
                assertThat(pool.stats().node(behind.name()).state()).isEqualTo(PoolStats.NodeState.STALE);
                assertThat(pool.stats().node(behind.name()).lagSlots()).isBetween(lag - 2, lag + 2);
                assertThat(pool.stats().node(behind.name()).faults()).isZero();
                // What is pinned to the past is served up to the hard limit.
                for (int i = 0; i < 30; i++) {
                    pool.call("getBlockTime", "[1]");
                }
                assertThat(behind.requestCount() > 0).isEqualTo(lag <= 150);
            }
        }
    }

    @Test
    void aStreamIsAWitnessToo() throws Exception {
        try (TestNode behind = new TestNode();
                TestNode a = new TestNode();
                SolanaConnectionPool pool = Pools.favoring(behind, a).build()) {
            Pools.warm(pool);
            pool.observeSlot(a.name(), 1020);
            pool.observeSlot("a stream", 1020);
            assertThat(pool.stats().node(behind.name()).lagSlots()).isBetween(18, 20);
            for (int i = 0; i < 20; i++) {
                pool.rpc().getBalance("a");
            }
            assertThat(behind.requestCount()).isZero();
        }
    }

    @Test
    void aNodeThatSaysItIsBehindIsBelieved() throws Exception {
        try (TestNode behind = new TestNode();
                TestNode a = new TestNode();
                SolanaConnectionPool pool = Pools.favoring(behind, a).build()) {
            Pools.warm(pool);
            behind.script = (request, exchange) ->
                    exchange.error(200, -32005, "Node is behind by 42 slots", "{\"numSlotsBehind\":42}");
            for (int i = 0; i < 50; i++) {
                assertThat(pool.call("getBalance", "[\"a\"]").node()).isEqualTo(a.name());
            }
            assertThat(behind.requestCount()).isEqualTo(1);
            assertThat(pool.stats().node(behind.name()).lagSlots()).isEqualTo(42);
            assertThat(pool.stats().node(behind.name()).faults()).isZero();
        }
    }

    @Test
    void theSlotOfARefusedMinContextSlotIsLearned() throws Exception {
        try (TestNode behind = new TestNode();
                TestNode a = new TestNode();
                SolanaConnectionPool pool = Pools.favoring(behind, a).build()) {
            Pools.warm(pool);
            behind.script = (request, exchange) ->
                    exchange.error(200, -32016, "Minimum context slot has not been reached", "{\"contextSlot\":990}");
            RpcRequest request = RpcRequest.of("getBalance", "[\"a\",{\"commitment\":\"confirmed\"}]")
                    .withMinContextSlot(999);
            assertThat(pool.call(request, (json, offset, length) -> length).node())
                    .isEqualTo(a.name());
            assertThat(pool.stats().node(behind.name()).confirmedSlot()).isEqualTo(990);
            assertThat(pool.stats().node(behind.name()).faults()).isZero();
        }
    }

    @Test
    void oneLiarAheadOfAllExcludesNobody() throws Exception {
        try (TestNode a = new TestNode();
                TestNode b = new TestNode();
                TestNode liar = new TestNode()) {
            liar.slot.set(1_000_000);
            try (SolanaConnectionPool pool = Pools.builder(a, b, liar).build()) {
                Pools.warm(pool);
                assertThat(pool.stats().node(a.name()).state()).isEqualTo(PoolStats.NodeState.UP);
                assertThat(pool.stats().node(b.name()).state()).isEqualTo(PoolStats.NodeState.UP);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSessionNeverSeesSlotsGoBack(boolean nodesKnowMinContextSlot) throws Exception {
        AtomicLong head = new AtomicLong(5000);
        try (TestNode a = new TestNode();
                TestNode b = new TestNode();
                TestNode c = new TestNode()) {
            int lag = 0;
            for (TestNode node : new TestNode[] {a, b, c}) {
                int behind = 2 * lag++;
                node.slot.set(5000 - behind);
                node.script = (request, exchange) -> {
                    long slot = head.get() - behind;
                    node.slot.set(slot);
                    long min = request.params().path(1).path("minContextSlot").asLong(0);
                    if (nodesKnowMinContextSlot && slot < min) {
                        exchange.error(200, -32016, "not reached", "{\"contextSlot\":" + slot + "}");
                    } else {
                        exchange.result(node.defaultResult(request.method()));
                    }
                };
            }
            SolanaConnectionPool pool = Pools.warm(Pools.builder(a, b, c).build());
            SolanaRpc session = pool.rpc().session();
            AtomicLong seen = new AtomicLong();
            for (int i = 0; i < 500; i++) {
                if (i % 10 == 0) {
                    head.incrementAndGet();
                }
                long slot = session.getLatestBlockhash().contextSlot();
                assertThat(slot).isGreaterThanOrEqualTo(seen.get());
                seen.set(slot);
            }
            assertThat(seen.get()).isGreaterThan(5040);
            assertThat(pool.stats().nodes()).allMatch(node -> node.faults() == 0);
            pool.close();
        }
    }

    @Test
    void aNodeOfAnotherClusterIsNeverUsed() throws Exception {
        Recorder recorder = new Recorder();
        try (TestNode mainnet = new TestNode();
                TestNode testnet = new TestNode()) {
            testnet.genesis = "4uhcVJyU9pJkvQyS88uRDiswHXSCkY3zQawwpjk2NsNY";
            try (SolanaConnectionPool pool = Pools.patient()
                    .primary(mainnet.url())
                    .backup(testnet.url())
                    .listener(recorder)
                    .build()) {
                Pools.await(() -> pool.stats().node(testnet.name()).state() == PoolStats.NodeState.MISCONFIGURED);
                mainnet.kill();
                assertThatThrownBy(() -> pool.rpc().getSlot()).isInstanceOf(RpcException.NoNodeAvailable.class);
                assertThat(testnet.requestCount()).isZero();
                Pools.await(() -> recorder.count("state MISCONFIGURED " + testnet.name()) == 1);
            }
        }
    }

    @Test
    void withAnExpectedClusterANodeServesOnlyOnceItHasProvedIt() throws Exception {
        try (TestNode right = new TestNode();
                TestNode wrong = new TestNode()) {
            wrong.genesis = "EtWTRABZaYq6iMfeYKouRu166VU2xqa1wcaWoxPkrZBG";
            try (SolanaConnectionPool pool =
                    Pools.favoring(wrong, right).genesisHash(TestNode.GENESIS).build()) {
                assertThat(pool.call("getSlot", "[]").node()).isEqualTo(right.name());
                Pools.await(() -> pool.stats().node(wrong.name()).state() == PoolStats.NodeState.MISCONFIGURED);
                assertThat(wrong.requestCount()).isZero();
            }
        }
    }

    @Test
    void errorsOfATransactionAreNotFaultsOfANode() {
        try (TestNode a = new TestNode();
                TestNode b = new TestNode();
                SolanaConnectionPool pool = Pools.builder(a, b).build()) {
            Pools.warm(pool);
            byte[] wire = Wires.transaction(1);
            answer("{\"err\":{\"InstructionError\":[0,{\"Custom\":1}]}}", a, b);
            assertThatThrownBy(() -> pool.rpc().sendTransaction(wire, false))
                    .isInstanceOf(RpcException.ErrorReply.class);
            assertThat(a.requestCount() + b.requestCount()).isEqualTo(1);

            answer("{\"err\":\"BlockhashNotFound\"}", a, b);
            assertThatThrownBy(() -> pool.rpc().sendTransaction(wire, false))
                    .isInstanceOf(RpcException.ErrorReply.class);
            assertThat(a.requestCount() + b.requestCount()).isEqualTo(3);

            answer("{\"err\":\"AlreadyProcessed\"}", a, b);
            assertThatCode(() -> assertThat(pool.rpc().sendTransaction(wire, false))
                            .isEqualTo(Submitter.signatureOf(wire, 0, wire.length)))
                    .doesNotThrowAnyException();
            assertThat(a.requestCount() + b.requestCount()).isEqualTo(4);
            assertThat(pool.stats().nodes()).allMatch(node -> node.faults() == 0);
        }
    }

    private static void answer(String data, TestNode... nodes) {
        for (TestNode node : nodes) {
            node.script = (request, exchange) -> exchange.error(200, -32002, "Transaction simulation failed", data);
        }
    }
}

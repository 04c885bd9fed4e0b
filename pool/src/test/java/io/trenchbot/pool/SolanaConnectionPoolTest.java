package io.trenchbot.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class SolanaConnectionPoolTest {

    @Test
    void aCallGivesTheResultAndWhereItCameFrom() throws Exception {
        try (TestNode node = new TestNode();
                SolanaConnectionPool pool = Pools.builder(node).build()) {
            RpcResponse<byte[]> response = pool.call("getBalance", "[\"a\"]");
            assertThat(TestNode.MAPPER.readTree(response.value()).get("value").asInt())
                    .isEqualTo(42);
            assertThat(response.contextSlot()).isEqualTo(1000);
            assertThat(response.node()).isEqualTo(node.name());
            assertThat(response.attempts()).isEqualTo(1);
            assertThat(node.requestCount("getBalance")).isEqualTo(1);
        }
    }

    @Test
    void anAsynchronousCallGivesTheSame() throws Exception {
        try (TestNode node = new TestNode();
                SolanaConnectionPool pool = Pools.builder(node).build()) {
            assertThat(pool.callAsync("getSlot", "[]").get().value()).asString().isEqualTo("1000");
        }
    }

    @Test
    void anErrorReplyIsThrownWithCodeAndData() {
        try (TestNode node = new TestNode();
                SolanaConnectionPool pool = Pools.builder(node).build()) {
            node.script = (request, exchange) -> exchange.error(200, -32602, "Invalid param", "{\"a\":1}");
            assertThatThrownBy(() -> pool.rpc().getBalance("x"))
                    .isInstanceOfSatisfying(RpcException.ErrorReply.class, e -> {
                        assertThat(e.code()).isEqualTo(-32602);
                        assertThat(e.reason()).isEqualTo("Invalid param");
                        assertThat(e.dataJson()).isEqualTo("{\"a\":1}");
                        assertThat(e.node()).isEqualTo(node.name());
                    });
            assertThat(node.requestCount()).isEqualTo(1);
        }
    }

    @Test
    void aBatchKeepsTheOrderOfItsRequestsWhateverTheOrderOfTheReplies() throws Exception {
        try (TestNode node = new TestNode();
                SolanaConnectionPool pool = Pools.builder(node).build()) {
            node.script = (request, exchange) -> {
                long first = request.params().get(0).get("id").asLong();
                exchange.json("[{\"jsonrpc\":\"2.0\",\"id\":" + (first + 1)
                        + ",\"error\":{\"code\":-32602,\"message\":\"no\"}}, {\"jsonrpc\":\"2.0\",\"result\":7,\"id\":"
                        + first + "}]");
            };
            List<CompletableFuture<RpcResponse<byte[]>>> replies =
                    pool.batch(List.of(RpcRequest.of("getSlot"), RpcRequest.of("getBalance", "[\"x\"]")));
            assertThat(replies.get(0).get().value()).asString().isEqualTo("7");
            assertThatThrownBy(() -> replies.get(1).get()).hasCauseInstanceOf(RpcException.ErrorReply.class);
            assertThat(node.requestCount()).isEqualTo(1);
        }
    }

    @Test
    void aNodeThatTakesNoBatchesIsAskedOneByOne() throws Exception {
        try (TestNode node = new TestNode();
                SolanaConnectionPool pool = Pools.builder(node).build()) {
            node.script = (request, exchange) -> {
                if (request.method().equals("batch")) {
                    exchange.error(-32600, "batches are not supported");
                } else {
                    exchange.result(node.defaultResult(request.method()));
                }
            };
            List<CompletableFuture<RpcResponse<byte[]>>> replies =
                    pool.batch(List.of(RpcRequest.of("getSlot"), RpcRequest.of("getBalance", "[\"x\"]")));
            assertThat(replies.get(0).get().value()).asString().isEqualTo("1000");
            assertThat(replies.get(1).get().contextSlot()).isEqualTo(1000);
        }
    }

    @Test
    void backupsServeOnlyWhileNoPrimaryIsFit() throws Exception {
        try (TestNode primary = new TestNode();
                TestNode backup = new TestNode();
                SolanaConnectionPool pool = SolanaConnectionPool.builder()
                        .primary(primary.url())
                        .backup(backup.url())
                        .build()) {
            Pools.warm(pool);
            Pools.learn(pool, 20);
            assertThat(backup.requestCount()).isZero();
            primary.kill();
            for (int i = 0; i < 20; i++) {
                pool.rpc().getSlot();
            }
            assertThat(backup.requestCount()).isEqualTo(20);
            assertThat(pool.stats().node(primary.name()).state()).isEqualTo(PoolStats.NodeState.DOWN);
        }
    }

    @Test
    void aCordonedNodeGetsNothing() throws Exception {
        try (TestNode a = new TestNode();
                TestNode b = new TestNode();
                SolanaConnectionPool pool = Pools.favoring(a, b).build()) {
            pool.cordon(a.name(), "maintenance");
            Pools.learn(pool, 30);
            assertThat(a.requestCount()).isZero();
            assertThat(pool.stats().node(a.name()).reason()).isEqualTo("maintenance");
            pool.uncordon(a.name());
            Pools.learn(pool, 30);
            assertThat(a.requestCount()).isPositive();
        }
    }

    @Test
    void aCallToANamedNodeGoesNowhereElse() {
        try (TestNode a = new TestNode();
                TestNode b = new TestNode();
                SolanaConnectionPool pool = Pools.builder(a, b).build()) {
            Pools.warm(pool);
            a.kill();
            assertThatThrownBy(() -> pool.rpc().getHealth(a.name()))
                    .isInstanceOfSatisfying(
                            RpcException.Transport.class,
                            e -> assertThat(e.node()).isEqualTo(a.name()));
            assertThat(b.requestCount()).isZero();
        }
    }
}

package io.trenchbot.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The end of a pool with calls in flight, in line, waiting for their turn, and transactions on their way. */
@Timeout(120)
class CloseTest {

    @Test
    void callsInLineOrWaitingAndTransactionsOnTheirWayEndToo() throws Exception {
        try (TestNode hanging = new TestNode();
                TestNode limited = new TestNode()) {
            SolanaConnectionPool pool = Pools.builder(hanging, limited)
                    .attemptTimeout(Duration.ofSeconds(60))
                    .callTimeout(Duration.ofSeconds(90))
                    .name("ending")
                    .build();
            Pools.warm(pool);
            hanging.script = (request, exchange) -> exchange.hang();
            limited.script = (request, exchange) -> exchange.http(429, "Retry-After: 60\r\n", "");
            List<CompletableFuture<?>> calls = new ArrayList<>();
            pool.cordon(hanging.name(), "so that a call waits for the limit");
            calls.add(pool.callAsync("getBalance", "[\"a\"]"));
            Pools.await(() -> limited.requestCount() == 1);
            pool.uncordon(hanging.name());
            for (int i = 0; i < Transport.REQUESTS_PER_NODE_MAX + 20; i++) {
                calls.add(pool.callAsync("getSlot", "[]"));
            }
            byte[] wire = Wires.transaction(3);
            Submission submission = pool.submit(wire, 0, wire.length);
            pool.close();
            for (CompletableFuture<?> call : calls) {
                assertThatThrownBy(() -> call.get(4, TimeUnit.SECONDS))
                        .isInstanceOf(ExecutionException.class)
                        .hasCauseInstanceOf(RpcException.PoolClosed.class);
            }
            assertThat(submission.settled().get(4, TimeUnit.SECONDS).state()).isEqualTo(Submission.State.UNKNOWN);
            Pools.awaitNoThreadsOf("ending");
            assertThat(pool.stats().callsInFlight()).isZero();
        }
    }

    @Test
    void aGraceThatPassesEndsWhatIsLeft() throws Exception {
        try (TestNode node = new TestNode()) {
            SolanaConnectionPool pool =
                    Pools.builder(node).attemptTimeout(Duration.ofSeconds(4)).build();
            Pools.warm(pool);
            node.script = (request, exchange) -> exchange.hang();
            CompletableFuture<?> call = pool.callAsync("getSlot", "[]");
            Pools.await(() -> node.requestCount() == 1);
            CompletableFuture<Void> closing = CompletableFuture.runAsync(() -> pool.close(Duration.ofMillis(300)));
            Pools.await(() -> {
                try {
                    pool.rpc().getBalance("a");
                    return false;
                } catch (IOException e) {
                    return e instanceof RpcException.PoolClosed;
                }
            });
            closing.get();
            assertThatThrownBy(() -> call.get(4, TimeUnit.SECONDS)).hasCauseInstanceOf(RpcException.PoolClosed.class);
            assertThat(pool.stats().callsInFlight()).isZero();
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
            caller.join(3000);
            assertThat(thrown.get()).isInstanceOf(RpcException.PoolClosed.class);
            assertThatThrownBy(() -> pool.rpc().getSlot()).isInstanceOf(RpcException.PoolClosed.class);
            Pools.awaitNoThreadsOf("closing");
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
            assertThat(System.nanoTime() - startNs).isLessThan(3_500_000_000L);
            assertThat(call.get().value()).asString().isEqualTo("1000");
        }
    }
}

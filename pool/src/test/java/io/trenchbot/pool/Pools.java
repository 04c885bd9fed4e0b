package io.trenchbot.pool;

import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Pools over test nodes, and waiting for what other threads do. */
final class Pools {
    private Pools() {}

    /** Times that a busy machine does not reach by itself; a test of a timeout sets its own. */
    static SolanaConnectionPool.Builder patient() {
        return SolanaConnectionPool.builder()
                .connectTimeout(Duration.ofSeconds(4))
                .attemptTimeout(Duration.ofSeconds(4))
                .callTimeout(Duration.ofSeconds(10));
    }

    static SolanaConnectionPool.Builder builder(TestNode... nodes) {
        SolanaConnectionPool.Builder builder = patient();
        for (TestNode node : nodes) {
            builder.primary(node.url());
        }
        return builder;
    }

    /** The first node looks so cheap that it is asked first whenever it is fit. */
    static SolanaConnectionPool.Builder favoring(TestNode first, TestNode... others) {
        SolanaConnectionPool.Builder builder =
                patient().addNode(RpcNode.builder("", first.url()).weight(1000).build());
        for (TestNode other : others) {
            builder.primary(other.url());
        }
        return builder;
    }

    /** Waits for the first probes, so that every node has a connection, a latency and a slot. */
    static SolanaConnectionPool warm(SolanaConnectionPool pool) {
        await(() -> pool.stats().nodes().stream().allMatch(node -> node.processedSlot() >= 0));
        return pool;
    }

    /** Makes calls until the pool has enough samples to hedge. */
    static void learn(SolanaConnectionPool pool, int calls) throws Exception {
        for (int i = 0; i < calls; i++) {
            pool.rpc().getBalance("a");
        }
        Thread.sleep(250); // The quantile is computed every 200 ms.
    }

    /** Threads of a pool by its name. */
    static List<Thread> threadsOf(String poolName) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(poolName + "-"))
                .toList();
    }

    static void awaitNoThreadsOf(String poolName) {
        await(() -> threadsOf(poolName).isEmpty());
    }

    static void await(BooleanSupplier condition) {
        await(condition, Duration.ofSeconds(15));
    }

    static void await(BooleanSupplier condition, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("not within " + limit);
            }
            try {
                Thread.sleep(2);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }
}

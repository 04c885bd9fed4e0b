package io.trenchbot.pool;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.StringJoiner;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A process that uses one pool in all ways at a low rate while its nodes fail in all ways, and says after each phase, when
 * all is quiet and well again, what it holds: {@code calls failed inFlight threads descriptors heapBytes}.
 */
final class Soak {
    private static final int WORKERS = 6;
    private static final long PAUSE_NS = 15_000_000L;
    private static final long FAULT_NS = 700_000_000L;

    /** What never ends takes longer than this; a machine that is stopped for a while does not. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final SplittableRandom random = new SplittableRandom(6);
    private final List<TestNode> nodes = Stream.generate(TestNode::new).limit(4).toList();
    private final TestNode guest = new TestNode();
    private final SolanaConnectionPool pool = Pools.builder(nodes.toArray(TestNode[]::new))
            .name("soak")
            .connectTimeout(Duration.ofMillis(400))
            .attemptTimeout(Duration.ofMillis(400))
            .callTimeout(Duration.ofSeconds(2))
            .build();
    private final AtomicLong calls = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong wires = new AtomicLong();

    private Soak() {}

    /**
     * Runs.
     *
     * @param args number of phases, seconds of each
     */
    public static void main(String[] args) throws Exception {
        Soak soak = new Soak();
        soak.nodes.forEach(node -> heal(node, -1));
        heal(soak.guest, -1);
        Pools.warm(soak.pool);
        for (int i = 0; i < Integer.parseInt(args[0]); i++) {
            soak.phase(Double.parseDouble(args[1]));
            System.out.println(soak.report());
        }
        soak.pool.close();
        Pools.awaitNoThreadsOf("soak");
    }

    private void phase(double seconds) throws InterruptedException {
        long endNs = System.nanoTime() + (long) (seconds * 1e9);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < WORKERS; i++) {
            SplittableRandom own = random.split();
            threads.add(new Thread(() -> work(own, endNs), "worker"));
        }
        threads.add(new Thread(() -> fail(endNs), "faults"));
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        Pools.await(this::quiet, PATIENCE);
        // What is left open after this is lost, but for the connections of probes.
        pool.core().table().all().forEach(Node::dropIdleConnections);
        Pools.await(
                () -> nodes.stream().mapToInt(TestNode::openCount).sum() + guest.openCount() <= 2 * nodes.size(),
                PATIENCE);
    }

    private boolean quiet() {
        return pool.stats().callsInFlight() == 0
                && pool.stats().nodes().stream().allMatch(node -> node.inFlight() == 0);
    }

    private String report() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 4; i++) {
            System.gc();
            least = Math.min(
                    least,
                    Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
        }
        return calls + " " + failed + " " + pool.stats().callsInFlight() + " "
                + Pools.threadsOf("soak").size() + " " + descriptors() + " " + least;
    }

    private static long descriptors() {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        } catch (IOException e) {
            return 0; // No such count on this system.
        }
    }

    private void work(SplittableRandom own, long endNs) {
        while (System.nanoTime() - endNs < 0) {
            calls.incrementAndGet();
            try {
                one(own);
            } catch (RpcException | ExecutionException e) {
                failed.incrementAndGet();
            } catch (IOException | InterruptedException | TimeoutException e) {
                throw new IllegalStateException(e);
            }
            LockSupport.parkNanos(PAUSE_NS);
        }
    }

    private void one(SplittableRandom own)
            throws IOException, InterruptedException, ExecutionException, TimeoutException {
        switch (own.nextInt(10)) {
            case 0 -> {
                CompletableFuture<?> call = pool.callAsync("getSlot", "[]");
                LockSupport.parkNanos(own.nextLong(2_000_000));
                call.cancel(true);
            }
            case 1 -> pool.batch(List.of(RpcRequest.of("getSlot"), RpcRequest.of("getBlockHeight")));
            case 2 -> pool.rpc().session().getLatestBlockhash();
            case 3 -> {
                byte[] wire = Wires.transaction((int) wires.incrementAndGet());
                pool.submit(wire, 0, wire.length, Submission.Options.DEFAULT.withTimeout(Duration.ofMillis(300)))
                        .settled()
                        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            }
            case 4 -> pool.callAsync("getBalance", "[\"a\"]").get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            default -> pool.rpc().getBalance("a");
        }
    }

    /** One fault after the other at one node, then another; and a node that comes and goes. */
    private void fail(long endNs) {
        for (int i = 0; System.nanoTime() - endNs < 0; i++) {
            TestNode node = nodes.get(random.nextInt(nodes.size()));
            strike(node, i % 7);
            if (i % 3 == 0) {
                pool.addNode(RpcNode.of(guest.url()));
            }
            LockSupport.parkNanos(FAULT_NS);
            if (i % 3 == 0) {
                pool.removeNode(guest.name());
            }
            heal(node, i % 7);
        }
    }

    private static void strike(TestNode node, int fault) {
        switch (fault) {
            case 0 -> node.kill();
            case 1 -> script(node, (request, exchange) -> exchange.hang());
            case 2 -> script(node, (request, exchange) -> exchange.http(429, "Retry-After: 1\r\n", ""));
            case 3 -> script(node, (request, exchange) -> exchange.http(502, "", "<html>no</html>"));
            case 4 -> script(node, (request, exchange) -> exchange.reset());
            case 5 ->
                script(node, (request, exchange) -> exchange.delayMs(50).result(node.defaultResult("getBalance")));
            default -> node.slot.set(800);
        }
    }

    private static void heal(TestNode node, int fault) {
        node.script = (request, exchange) -> {
            if (request.method().equals("batch")) {
                exchange.json(batch(node, request.params()));
            } else {
                exchange.result(node.defaultResult(request.method()));
            }
        };
        node.probeScript = null;
        node.slot.set(1000);
        if (fault == 0) {
            node.revive();
        }
    }

    private static String batch(TestNode node, JsonNode members) {
        StringJoiner replies = new StringJoiner(",", "[", "]");
        for (JsonNode member : members) {
            replies.add("{\"jsonrpc\":\"2.0\",\"result\":"
                    + node.defaultResult(member.get("method").asText()) + ",\"id\":" + member.get("id") + "}");
        }
        return replies.toString();
    }

    private static void script(TestNode node, TestNode.Script script) {
        node.script = script;
        node.probeScript = script;
    }
}

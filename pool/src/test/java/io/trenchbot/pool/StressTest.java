package io.trenchbot.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/** Many callers, many nodes, many pools: nothing is lost and nothing stays behind. */
@Isolated("counts what the whole process holds open")
class StressTest {

    @Test
    @Timeout(60)
    void twoThousandCallersAreNotLostWhileSixtyFourNodesComeAndGo() throws Exception {
        callersAndChanges(2000, 1, 64);
    }

    @Test
    @Tag("slow")
    @Timeout(120)
    void norInAHundredThousandCalls() throws Exception {
        callersAndChanges(2000, 50, 64);
    }

    private static void callersAndChanges(int callers, int callsEach, int nodesCount) throws Exception {
        List<TestNode> nodes = new ArrayList<>();
        for (int i = 0; i < nodesCount; i++) {
            nodes.add(new TestNode());
        }
        SolanaConnectionPool pool = Pools.builder(nodes.get(0), nodes.get(1))
                .callTimeout(Duration.ofSeconds(60))
                .attemptTimeout(Duration.ofSeconds(30))
                .build();
        AtomicBoolean over = new AtomicBoolean();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        AtomicLong answered = new AtomicLong();
        Thread changer = new Thread(() -> {
            List<TestNode> out = new ArrayList<>(nodes.subList(2, nodesCount));
            List<TestNode> in = new ArrayList<>();
            while (!over.get()) {
                boolean add = in.isEmpty()
                        || (!out.isEmpty() && ThreadLocalRandom.current().nextBoolean());
                List<TestNode> from = add ? out : in;
                TestNode node = from.remove(ThreadLocalRandom.current().nextInt(from.size()));
                (add ? in : out).add(node);
                if (add) {
                    pool.addNode(RpcNode.of(node.url()));
                } else {
                    pool.removeNode(node.name());
                }
                LockSupport.parkNanos(1_000_000);
            }
        });
        changer.start();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            Thread thread = new Thread(() -> {
                try {
                    for (int j = 0; j < callsEach; j++) {
                        if (pool.rpc().getSlot() == 1000) {
                            answered.incrementAndGet();
                        }
                    }
                } catch (Exception e) {
                    failure.compareAndSet(null, e);
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        over.set(true);
        changer.join();
        assertThat(failure.get()).isNull();
        assertThat(answered).hasValue((long) callers * callsEach);
        Pools.await(() -> pool.stats().nodes().stream().allMatch(node -> node.inFlight() <= 1));
        assertThat(pool.stats().callsInFlight()).isZero();
        pool.close();
        nodes.forEach(TestNode::close);
    }

    @Test
    @Timeout(60)
    void poolsLeaveNothingBehind() throws Exception {
        openAndClose(15);
    }

    @Test
    @Tag("slow")
    @Timeout(300)
    void aThousandPoolsLeaveNothingBehind() throws Exception {
        openAndClose(1000);
    }

    private static void openAndClose(int pools) throws Exception {
        try (TestNode a = new TestNode();
                TestNode b = new TestNode()) {
            onePool(a, b);
            Pools.awaitNoThreadsOf("leak");
            long descriptors = descriptors();
            for (int i = 0; i < pools; i++) {
                onePool(a, b);
            }
            Pools.awaitNoThreadsOf("leak");
            Pools.await(() -> a.openCount() + b.openCount() == 0);
            Pools.await(() -> descriptors() <= descriptors + 10, Duration.ofSeconds(10));
        }
    }

    private static void onePool(TestNode a, TestNode b) throws Exception {
        try (SolanaConnectionPool pool =
                Pools.builder(a, b).name("leak").listener(new Recorder()).build()) {
            List<CompletableFuture<?>> calls = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                calls.add(pool.callAsync("getSlot", "[]"));
            }
            pool.rpc().getSlot();
            assertThat(Pools.threadsOf("leak")).isNotEmpty().allMatch(Thread::isDaemon);
            calls.forEach(call -> call.cancel(true));
        }
    }

    @Test
    @Timeout(60)
    void callsAndCancelsLeaveNothingBehind() throws Exception {
        callsAndCancels(2_000, 100);
    }

    @Test
    @Tag("slow")
    @Timeout(600)
    void aMillionCallsAndTenThousandCancelsLeaveNothingBehind() throws Exception {
        callsAndCancels(1_000_000, 10_000);
    }

    private static void callsAndCancels(int calls, int cancels) throws Exception {
        try (TestNode a = new TestNode();
                TestNode b = new TestNode();
                SolanaConnectionPool pool = Pools.builder(a, b).name("soak").build()) {
            Pools.learn(pool, 500);
            long descriptors = descriptors();
            long heap = heapBytes();
            for (int i = 0; i < calls; i++) {
                pool.rpc().getBalance("a");
                if (i % (calls / cancels) == 0) {
                    pool.callAsync("getSlot", "[]").cancel(true);
                }
            }
            Pools.await(() -> pool.stats().nodes().stream().allMatch(node -> node.inFlight() == 0));
            assertThat(pool.stats().callsInFlight()).isZero();
            assertThat(pool.stats().nodes()).allMatch(node -> node.faults() == 0);
            Pools.await(() -> descriptors() <= descriptors + 60);
            assertThat(heapBytes()).isLessThan(heap + (8 << 20));
        }
    }

    private static long heapBytes() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            least = Math.min(
                    least,
                    Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
        }
        return least;
    }

    private static long descriptors() {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        } catch (IOException e) {
            return 0; // No such count on this system.
        }
    }
}

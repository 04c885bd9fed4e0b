package io.trenchbot.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * A long run with a fault every few seconds: nothing is lost, and nothing grows. The chain lives in another process, so this
 * one holds the stream, what came since the last comparison, and little else.
 */
@Isolated("counts the threads, descriptors and bytes of the whole JVM")
class SoakTest {
    /** Descriptors that the JVM opens when it first needs them; one lost with a fault would be hundreds by the end. */
    private static final int OPENED_LATE = 6;

    private static final long MB = 1 << 20;
    /** Control, listener and four of the backfill; a reader and a writer for each endpoint. */
    private static final int MOST_THREADS = 6 + 2 * SoakNodes.BREAKABLE;

    private static final Duration SOON = Duration.ofSeconds(20);

    /** What the JVM holds after a collection: bytes that live, the stream's threads, descriptors. */
    record Held(long heapBytes, int threads, long descriptors) {
        static Held now() {
            System.gc();
            return new Held(
                    ManagementFactory.getMemoryPoolMXBeans().stream()
                            .filter(pool -> pool.getType() == MemoryType.HEAP)
                            .mapToLong(Held::lived)
                            .sum(),
                    ownThreads().size(),
                    ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                            ? unix.getOpenFileDescriptorCount()
                            : 0);
        }

        /** By the last collection, which what was allocated since does not change. */
        private static long lived(MemoryPoolMXBean pool) {
            MemoryUsage usage = pool.getCollectionUsage();
            return usage == null ? 0 : usage.getUsed();
        }

        /** Of streams and of the library's clients; the library's servers are the tests'. */
        static List<String> ownThreads() {
            return Thread.getAllStackTraces().keySet().stream()
                    .map(Thread::getName)
                    .filter(name ->
                            name.startsWith("trenchbot-stream") || name.matches("WebSocket(ConnectRead|Write)Thread.*"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void aFewSeconds() throws Exception {
        // Too short to tell growth from warming up.
        soak(Duration.ofSeconds(10), 3);
    }

    @Test
    @Tag("slow")
    void aMinute() throws Exception {
        assertFlat(soak(Duration.ofSeconds(60), System.nanoTime()));
    }

    @Test
    @Tag("slow")
    void halfAnHour() throws Exception {
        assertFlat(soak(Duration.ofMinutes(30), System.nanoTime()));
    }

    /** What was held after each fault; first and last, before the stream and after its end. */
    static List<Held> soak(Duration length, long seed) throws Exception {
        System.out.println("soak " + length + ", seed " + seed);
        // What other tests have closed.
        awaitThreads(0);
        Random random = new Random(seed);
        List<Held> held = new ArrayList<>();
        try (SoakNodes nodes = new SoakNodes()) {
            HttpBackfill backfill = new HttpBackfill(nodes.archive);
            // Loads classes, and brings the backfill's connections to their number.
            run(nodes, backfill, Duration.ofSeconds(Math.min(10, length.toSeconds() / 4)), random);
            Held before = ended();
            held.add(before);
            held.addAll(run(nodes, backfill, length, random));
            held.add(ended());
        }
        System.out.println("soak: before " + held.get(0) + ", first " + held.get(1) + ", last "
                + held.get(held.size() - 2) + ", after " + held.get(held.size() - 1));
        return held;
    }

    private static List<Held> run(SoakNodes nodes, HttpBackfill backfill, Duration length, Random random)
            throws Exception {
        List<Held> held = new ArrayList<>();
        try (SoakFeed feed = new SoakFeed(nodes, backfill)) {
            long endNs = System.nanoTime() + length.toNanos();
            while (System.nanoTime() - endNs < 0) {
                feed.awaitTransactions(600 + random.nextInt(1_800));
                String fault = SoakFeed.fault(nodes, random);
                feed.awaitRecovery("fault " + held.size() + ", " + fault);
                feed.verify();
                awaitThreads(MOST_THREADS);
                held.add(Held.now());
            }
            System.out.println("soak: " + held.size() + " faults, " + feed.summary());
            assertThat(feed.stream.stats().unfillableGapCount()).isZero();
        }
        return held;
    }

    /** Those of what has ended end soon. */
    private static void awaitThreads(int most) {
        try {
            Recorder.await(
                    "at most " + most + " threads",
                    SOON,
                    () -> Held.ownThreads().size() <= most);
        } catch (AssertionError late) {
            throw new AssertionError(Held.ownThreads().toString(), late);
        }
    }

    private static Held ended() {
        awaitThreads(0);
        return least(List.of(Held.now(), Held.now(), Held.now()));
    }

    /** The least of the last third against the least of the middle one: what is freed late does not count. */
    static void assertFlat(List<Held> all) {
        Held before = all.get(0);
        Held after = all.get(all.size() - 1);
        List<Held> held = all.subList(1, all.size() - 1);
        Held middle = least(held.subList(held.size() / 3, Math.max(held.size() / 3 + 1, 2 * held.size() / 3)));
        Held last = least(held.subList(2 * held.size() / 3, held.size()));
        assertThat(last.heapBytes).as("heap %s", held).isLessThan(middle.heapBytes + MB);
        assertThat(last.descriptors).as("descriptors %s", held).isLessThanOrEqualTo(middle.descriptors + OPENED_LATE);
        assertThat(after.heapBytes).as("heap before and after").isLessThan(before.heapBytes + MB);
        assertThat(after.descriptors)
                .as("descriptors before and after")
                .isLessThanOrEqualTo(before.descriptors + OPENED_LATE);
    }

    private static Held least(List<Held> held) {
        return new Held(
                Collections.min(held.stream().map(Held::heapBytes).toList()),
                Collections.min(held.stream().map(Held::threads).toList()),
                Collections.min(held.stream().map(Held::descriptors).toList()));
    }
}

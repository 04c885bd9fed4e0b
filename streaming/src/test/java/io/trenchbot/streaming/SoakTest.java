package io.trenchbot.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** A long run with a fault every few seconds: nothing is lost, and nothing grows. */
@Isolated("counts the threads, descriptors and bytes of the whole JVM")
class SoakTest {
    private static final long MB = 1 << 20;

    /** What the JVM holds after a collection. */
    record Held(long heapBytes, int threads, long descriptors) {
        static Held now() {
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            return new Held(
                    runtime.totalMemory() - runtime.freeMemory(),
                    ManagementFactory.getThreadMXBean().getThreadCount(),
                    ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                            ? unix.getOpenFileDescriptorCount()
                            : 0);
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

    static List<Held> soak(Duration length, long seed) throws Exception {
        Random random = new Random(seed);
        List<Held> held = new ArrayList<>();
        try (SoakFeed feed = new SoakFeed()) {
            long endNs = System.nanoTime() + length.toNanos();
            int faults = 0;
            while (System.nanoTime() - endNs < 0) {
                feed.awaitTransactions(600 + random.nextInt(1_800));
                String fault = feed.fault(random);
                feed.awaitRecovery("seed " + seed + ", fault " + faults + ", " + fault);
                feed.verify();
                held.add(Held.now());
                faults++;
            }
            System.out.println("soak " + length + ", seed " + seed + ": " + faults + " faults, " + feed.summary()
                    + ", first " + held.get(0) + ", last " + held.get(held.size() - 1));
            assertThat(feed.stream.stats().unfillableGapCount()).isZero();
        }
        return held;
    }

    /** The least of the last third against the least of the middle one: what is freed late does not count. */
    static void assertFlat(List<Held> held) {
        List<Held> middle = held.subList(held.size() / 3, Math.max(held.size() / 3 + 1, 2 * held.size() / 3));
        List<Held> last = held.subList(2 * held.size() / 3, held.size());
        Held before = least(middle);
        Held after = least(last);
        assertThat(after.heapBytes).as("heap %s", held).isLessThan(before.heapBytes + before.heapBytes / 10 + 8 * MB);
        assertThat(after.threads).as("threads %s", held).isLessThanOrEqualTo(before.threads + 2);
        assertThat(after.descriptors).as("descriptors %s", held).isLessThanOrEqualTo(before.descriptors + 4);
    }

    private static Held least(List<Held> held) {
        return new Held(
                Collections.min(held.stream().map(Held::heapBytes).toList()),
                Collections.min(held.stream().map(Held::threads).toList()),
                Collections.min(held.stream().map(Held::descriptors).toList()));
    }
}

package io.trenchbot.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherConstants;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TagFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * All tests of faults a hundred times, four classes beside each other: what depends on luck fails here. A fault is seen in
 * at most five seconds, each time.
 */
@Tag("slow")
class FaultRepeatsTest {
    private static final int REPEATS = 100;
    private static final long TEST_MAX_NS = 5_000_000_000L;

    /** A process that is stopped for longer, and then goes on, finds all its times past. */
    private static final long HALT_MAX_NS = 1_000_000_000L;

    private static final int HALTED_MAX = 50;

    private static final List<Class<?>> CLASSES = List.of(
            CallerFaultsTest.class,
            CancelTest.class,
            CloseTest.class,
            ConnectionFaultsTest.class,
            Http2Test.class,
            LimitFaultsTest.class,
            OutageTest.class,
            ReplyFaultsTest.class,
            SlotFaultsTest.class,
            StressTest.class,
            SubmissionTest.class);

    /** Counts, and keeps what failed and how long the longest took. */
    private static final class Watch implements TestExecutionListener {
        final List<String> failures = new CopyOnWriteArrayList<>();
        final Map<String, Long> longestNs = new ConcurrentHashMap<>();
        private final Map<String, Long> startedNs = new ConcurrentHashMap<>();

        void add(Watch other) {
            failures.addAll(other.failures);
            other.longestNs.forEach((name, tookNs) -> longestNs.merge(name, tookNs, Math::max));
        }

        @Override
        public String toString() {
            return failures.toString();
        }

        @Override
        public void executionStarted(TestIdentifier test) {
            startedNs.put(test.getUniqueId(), System.nanoTime());
        }

        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            String name = test.getUniqueId().replaceAll(".*\\[class:io.trenchbot.pool.([^]]*)]/?", "$1 ");
            result.getThrowable().ifPresent(thrown -> failures.add(name + ": " + thrown));
            if (test.isTest()) {
                long tookNs = System.nanoTime() - startedNs.remove(test.getUniqueId());
                longestNs.merge(name, tookNs, Math::max);
            }
        }
    }

    @Test
    void noneFailsOnceInAHundredTimes() throws Exception {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(CLASSES.stream().map(each -> selectClass(each)).toList())
                .filters(TagFilter.excludeTags("slow"))
                .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
                .configurationParameter("junit.jupiter.execution.parallel.mode.classes.default", "concurrent")
                .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
                .configurationParameter("junit.jupiter.execution.parallel.config.fixed.parallelism", "4")
                .configurationParameter("junit.jupiter.execution.parallel.config.executor-service", "FORK_JOIN_POOL")
                .configurationParameter(LauncherConstants.DEACTIVATE_LISTENERS_PATTERN_PROPERTY_NAME, "*")
                .build();
        Watch watch = new Watch();
        int halted = 0;
        for (int i = 1; i <= REPEATS && halted <= HALTED_MAX; i++) {
            Watch one = new Watch();
            // On a thread of its own: one of the outer run's may not wait for an inner one's.
            Thread thread = new Thread(() -> LauncherFactory.create().execute(request, one));
            thread.start();
            long longestHaltNs = longestHaltNs(thread);
            if (longestHaltNs > HALT_MAX_NS) {
                halted++;
                i--;
                System.out.printf("stood still for %d ms, so it does not count: %s%n", longestHaltNs / 1_000_000, one);
                continue;
            }
            watch.add(one);
            System.out.printf("repeat %d: %d tests, failed so far: %s%n", i, watch.longestNs.size(), watch.failures);
        }
        assertThat(halted).as("repeats in which the machine stood still").isLessThanOrEqualTo(HALTED_MAX);
        slowest(watch).forEach(each -> System.out.printf("%5d ms %s%n", each.getValue() / 1_000_000, each.getKey()));
        assertThat(watch.failures).isEmpty();
        assertThat(watch.longestNs).hasSizeGreaterThan(100);
        assertThat(watch.longestNs)
                .allSatisfy((name, tookNs) -> assertThat(tookNs).as(name).isLessThan(TEST_MAX_NS));
    }

    /** The longest time for which this process did nothing at all while a thread ran: no test means anything then. */
    private static long longestHaltNs(Thread thread) throws InterruptedException {
        long longestNs = 0;
        while (thread.isAlive()) {
            long fromNs = System.nanoTime();
            thread.join(50);
            longestNs = Math.max(longestNs, System.nanoTime() - fromNs);
        }
        return longestNs;
    }

    private static Stream<Map.Entry<String, Long>> slowest(Watch watch) {
        return watch.longestNs.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(10);
    }
}

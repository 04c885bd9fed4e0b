package io.trenchbot.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherConstants;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TagFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** All tests of faults and cuts twenty times, four beside each other: what depends on luck fails here. */
@Tag("slow")
@Isolated("has the load it makes itself, and no other")
class RepeatsTest {
    private static final int REPEATS = 20;
    /** Nine faults, four others, and the cuts. */
    private static final int TESTS = 14;

    private static final List<Class<?>> CLASSES = List.of(FaultsTest.class, CutsTest.class);

    /** Counts, and keeps what failed. */
    private static final class Watch implements TestExecutionListener {
        final List<String> failures = new CopyOnWriteArrayList<>();
        final AtomicInteger tests = new AtomicInteger();

        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            result.getThrowable().ifPresent(thrown -> failures.add(test.getDisplayName() + ": " + thrown));
            if (test.isTest()) {
                tests.incrementAndGet();
            }
        }
    }

    @Test
    void noneFailsOnceInTwentyTimes() throws Exception {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(CLASSES.stream().map(each -> selectClass(each)).toList())
                .filters(TagFilter.excludeTags("slow"))
                .configurationParameter(LauncherConstants.DEACTIVATE_LISTENERS_PATTERN_PROPERTY_NAME, "*")
                .build();
        Watch watch = new Watch();
        for (int i = 1; i <= REPEATS; i++) {
            // On a thread of its own: one of the outer run's may not wait for an inner one's.
            Thread thread = new Thread(() -> LauncherFactory.create().execute(request, watch));
            thread.start();
            thread.join();
            System.out.printf("repeat %d: %d tests, failed so far: %s%n", i, watch.tests.get(), watch.failures);
        }
        assertThat(watch.failures).isEmpty();
        assertThat(watch.tests).hasValue(REPEATS * TESTS);
    }
}

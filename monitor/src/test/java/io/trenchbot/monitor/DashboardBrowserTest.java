package io.trenchbot.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page as a real browser runs it. */
class DashboardBrowserTest {
    private static final String LIVE = "document.getElementById('live').textContent";
    private static final String ROWS = "[...document.querySelectorAll('main tbody tr')].filter(row => !row.hidden)"
            + ".map(row => row.cells[0].textContent).join()";

    @TempDir
    Path folder;

    @Test
    void thePageFollowsTheMonitorFiltersAndPauses() throws Exception {
        Optional<String> command = Browser.installed();
        if ("true".equals(System.getenv("CI"))) {
            assertThat(command).as("a Chromium on the PATH").isPresent();
        }
        Assumptions.assumeTrue(
                command.isPresent(), "SKIPPED: no Chromium on the PATH, so the dashboard was not looked at");
        AtomicLong depth = new AtomicLong(10);
        try (PerformanceMonitor monitor = PerformanceMonitor.builder()
                        .tick(Duration.ofMillis(100))
                        .checks(HealthCheck.named("queue.fill", Measure.saturation("queue.depth", 100), 0.5, 0.9)
                                .critical()
                                .build())
                        .build();
                Dashboard dashboard = Dashboard.of(monitor).start()) {
            monitor.gauge("queue.depth", depth::get);
            monitor.latency("pool.send").record(1_500_000);
            monitor.start();
            try (Browser browser = new Browser(command.get(), folder, dashboard.uri())) {
                assertThat(browser.textOnce(LIVE, "UP, score 100")).startsWith("UP, score 100, 0 alerts");
                assertThat(browser.textOnce(ROWS, "pool.send")).contains("queue.fill", "queue.depth", "pool.send");
                depth.set(100);
                assertThat(browser.textOnce(LIVE, "DOWN")).startsWith("DOWN, score 0");

                browser.evaluate("const filter = document.getElementById('filter'); filter.value = 'pool';"
                        + " filter.dispatchEvent(new Event('input'))");
                assertThat(browser.evaluate(ROWS)).isEqualTo("pool.send");

                browser.evaluate("document.getElementById('pause').click()");
                assertThat(browser.evaluate("document.getElementById('pause').textContent"))
                        .isEqualTo("resume");
                assertThat(browser.console()).as("what the browser objects to").isEmpty();
            }
        }
    }
}

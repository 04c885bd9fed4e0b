package io.trenchbot.examples;

import io.trenchbot.monitor.AlertRule;
import io.trenchbot.monitor.Dashboard;
import io.trenchbot.monitor.HealthCheck;
import io.trenchbot.monitor.Measure;
import io.trenchbot.monitor.PerformanceMonitor;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The monitor of the quickstart: what raises an alert, what counts as healthy, and its page when one is asked for. */
final class Watch implements AutoCloseable {
    private static final Duration WINDOW = Duration.ofSeconds(5);
    private static final double SLOW_NS = 50e6;

    private final AtomicLong alerts = new AtomicLong();
    private final PerformanceMonitor monitor;
    private @Nullable Dashboard dashboard;

    Watch(Screen screen) {
        monitor = PerformanceMonitor.builder()
                .checks(
                        HealthCheck.named("stream.silence", Measure.silence("transactions.received"), 0.5e9, 3e9)
                                .critical()
                                .build(),
                        HealthCheck.named("pipeline.p99", Measure.quantile("endToEnd", 0.99, WINDOW), 5e6, SLOW_NS)
                                .build())
                .rules(
                        AlertRule.stalled("stream-stalled", "transactions.received", Duration.ofSeconds(1))
                                .component("stream")
                                .build(),
                        AlertRule.above("slow", Measure.quantile("endToEnd", 0.99, WINDOW), SLOW_NS)
                                .component("pipeline")
                                .build())
                .onAlert(alert -> {
                    alerts.addAndGet(alert.resolvedAt().isEmpty() ? 1 : 0);
                    screen.status("[alert] " + alert.rule() + " " + alert.state() + ": " + alert.reason());
                })
                .build();
    }

    PerformanceMonitor monitor() {
        return monitor;
    }

    long alertCount() {
        return alerts.get();
    }

    /** Serves the page on the loopback address. */
    URI serve(int port) {
        dashboard = Dashboard.of(monitor).port(port).start();
        return dashboard.uri();
    }

    @Override
    public void close() {
        if (dashboard != null) {
            dashboard.close();
        }
    }
}

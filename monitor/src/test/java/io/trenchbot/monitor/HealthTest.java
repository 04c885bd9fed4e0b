package io.trenchbot.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.trenchbot.monitor.HealthCheck.State;
import io.trenchbot.monitor.PerformanceReport.CheckResult;
import io.trenchbot.monitor.PerformanceReport.Health;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HealthTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final ManualClock clock = new ManualClock();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong depth = new AtomicLong();

    private PerformanceMonitor monitor(HealthCheck... checks) {
        PerformanceMonitor monitor = PerformanceMonitor.builder()
                .nanoClock(clock)
                .platform(Duration.ZERO)
                .checks(checks)
                .build();
        monitor.counter("pool.sent", sent::get);
        monitor.counter("pool.failed", failed::get);
        monitor.gauge("queue.depth", depth::get);
        return monitor;
    }

    @Test
    void oneFailedRequestAnHourAgoIsNotUnhealthy() {
        PerformanceMonitor monitor = monitor(
                HealthCheck.named("pool.errors", Measure.ratio("pool.failed", "pool.sent", MINUTE, 20), 0.01, 0.1)
                        .critical()
                        .build());
        for (int i = 0; i < 100; i++) {
            sent.addAndGet(1);
            failed.addAndGet(i == 50 ? 60 : 0);
            second(monitor);
        }
        assertThat(health(monitor).state()).isEqualTo(State.DOWN);
        for (int i = 0; i < 3600; i++) {
            sent.addAndGet(1);
            second(monitor);
        }
        assertThat(health(monitor).state()).isEqualTo(State.UP);
        assertThat(health(monitor).score()).isEqualTo(100);
    }

    @Test
    void oneFailureOfTwoRequestsSaysNothing() {
        PerformanceMonitor monitor = monitor(
                HealthCheck.named("pool.errors", Measure.ratio("pool.failed", "pool.sent", MINUTE, 20), 0.01, 0.1)
                        .build());
        sent.set(2);
        failed.set(1);
        second(monitor);
        assertThat(health(monitor).state()).isEqualTo(State.UNKNOWN);
        assertThat(health(monitor).checks().get(0).reason()).contains("no data");
    }

    @Test
    void aQueueIsJudgedByItsCapacityAndInProportion() {
        PerformanceMonitor monitor =
                monitor(HealthCheck.named("queue.fill", Measure.saturation("queue.depth", 1000), 0.5, 0.9)
                        .build());
        assertState(monitor, 0, State.UP, 100);
        assertState(monitor, 500, State.UP, 100);
        assertState(monitor, 700, State.DEGRADED, 50);
        assertState(monitor, 900, State.DOWN, 0);
        // A tenth of the way back is needed before the state changes.
        assertState(monitor, 870, State.DOWN, 0);
        assertState(monitor, 850, State.DEGRADED, 12.5);
        assertState(monitor, 510, State.DEGRADED, 97.5);
        assertState(monitor, 500, State.UP, 100);
        assertState(monitor, 530, State.UP, 100);
        assertState(monitor, 550, State.DEGRADED, 87.5);
    }

    @Test
    void aStateMustLastForTheDwellTime() {
        PerformanceMonitor monitor =
                monitor(HealthCheck.named("queue.fill", Measure.saturation("queue.depth", 100), 0.5, 0.9)
                        .dwell(Duration.ofSeconds(3))
                        .build());
        assertState(monitor, 0, State.UP, 100);
        assertState(monitor, 100, State.UP, 100);
        assertState(monitor, 100, State.UP, 100);
        assertState(monitor, 0, State.UP, 100);
        for (int i = 0; i < 3; i++) {
            assertState(monitor, 100, State.UP, 100);
        }
        assertState(monitor, 100, State.DOWN, 0);
    }

    @Test
    void silenceForThreeIntervalsIsStaleAndNotHealthy() {
        PerformanceMonitor monitor =
                monitor(HealthCheck.named("stream.fresh", Measure.rate("pool.sent", Duration.ofSeconds(10)), 1, 0.1)
                        .critical()
                        .expectEvery("pool.sent", Duration.ofSeconds(2))
                        .build());
        for (int i = 0; i < 20; i++) {
            sent.addAndGet(10);
            second(monitor);
        }
        assertThat(health(monitor).state()).isEqualTo(State.UP);
        for (int i = 0; i < 6; i++) {
            second(monitor);
        }
        assertThat(health(monitor).checks().get(0).state()).isNotEqualTo(State.STALE);
        second(monitor);
        CheckResult stale = health(monitor).checks().get(0);
        assertThat(stale.state()).isEqualTo(State.STALE);
        assertThat(stale.reason()).isEqualTo("nothing new in pool.sent for 7.0 s, due every 2.0 s");
        assertThat(health(monitor).state()).isEqualTo(State.DOWN);
        assertThat(health(monitor).score()).isZero();
        sent.addAndGet(100);
        second(monitor);
        assertThat(health(monitor).state()).isEqualTo(State.UP);
    }

    @Test
    void theLostPointsExplainTheScore() {
        PerformanceMonitor monitor = monitor(
                HealthCheck.named("a", Measure.saturation("queue.depth", 100), 0.1, 1.0)
                        .weight(3)
                        .build(),
                HealthCheck.named("b", Measure.saturation("queue.depth", 50), 0.1, 1.0)
                        .weight(0.5)
                        .build(),
                HealthCheck.named("c", Measure.saturation("queue.depth", 200), 0.1, 0.9)
                        .critical()
                        .build(),
                HealthCheck.named("d", Measure.level("no.such.gauge"), 0, 1)
                        .critical()
                        .build());
        SplittableRandom random = new SplittableRandom(4);
        boolean criticalDecided = false;
        boolean meanDecided = false;
        for (int i = 0; i < 500; i++) {
            depth.set(random.nextInt(220));
            second(monitor);
            Health health = health(monitor);
            double lost = health.checks().stream()
                    .mapToDouble(CheckResult::lostPoints)
                    .sum();
            assertThat(health.score()).isBetween(0.0, 100.0).isCloseTo(100 - lost, within(1e-9));
            assertThat(health.checks())
                    .allSatisfy(check -> assertThat(check.lostPoints()).isGreaterThanOrEqualTo(0));
            assertThat(health.checks().get(3).state()).isEqualTo(State.UNKNOWN);
            assertThat(health.checks().get(3).lostPoints()).isZero();
            criticalDecided |= health.checks().get(2).lostPoints() > 0
                    && health.checks().get(0).lostPoints() == 0;
            meanDecided |= health.checks().get(0).lostPoints() > 0;
        }
        assertThat(criticalDecided && meanDecided).isTrue();
    }

    @Test
    void aThroughputIsGoodWhenHigh() {
        PerformanceMonitor monitor =
                monitor(HealthCheck.named("tps", Measure.rate("pool.sent", Duration.ofSeconds(1)), 100, 50)
                        .build());
        for (long[] step : new long[][] {{200, 100}, {75, 50}, {50, 0}, {0, 0}}) {
            sent.addAndGet(step[0]);
            second(monitor);
            assertThat(health(monitor).score()).isEqualTo(step[1]);
        }
    }

    @Test
    void contradictionsAreRefused() {
        Measure measure = Measure.level("g");
        assertThatThrownBy(() -> HealthCheck.named("x", measure, 1, 1).build())
                .hasMessageContaining("good 1.0 and bad 1.0");
        assertThatThrownBy(() -> HealthCheck.named("x", measure, 1, Double.NaN).build())
                .hasMessageContaining("NaN");
        assertThatThrownBy(() -> HealthCheck.named("x", measure, 0, 1).weight(0).build())
                .hasMessageContaining("weight 0");
        assertThatThrownBy(() -> HealthCheck.named("x", measure, 0, 1)
                        .expectEvery("g", Duration.ZERO)
                        .build())
                .hasMessageContaining("PT0S");
        HealthCheck check = HealthCheck.named("x", measure, 0, 1).build();
        assertThatThrownBy(() -> monitor(check, check)).hasMessageContaining("x is declared twice");
        assertThatThrownBy(() -> Measure.quantile("s", 99, MINUTE)).hasMessageContaining("quantile 99.0 of s");
        assertThatThrownBy(() -> Measure.saturation("g", 0)).hasMessageContaining("capacity 0");
        assertThatThrownBy(() -> Measure.burnRate("e", "w", 1, MINUTE, MINUTE, 1))
                .hasMessageContaining("objective 1.0");
    }

    private void assertState(PerformanceMonitor monitor, long level, State state, double score) {
        depth.set(level);
        second(monitor);
        assertThat(health(monitor).checks().get(0).state()).as("at %d", level).isEqualTo(state);
        assertThat(health(monitor).score()).as("at %d", level).isCloseTo(score, within(1e-9));
    }

    private void second(PerformanceMonitor monitor) {
        clock.advance(Duration.ofSeconds(1));
        assertThat(monitor.tick()).isOne();
    }

    private static Health health(PerformanceMonitor monitor) {
        return monitor.snapshot().health();
    }
}

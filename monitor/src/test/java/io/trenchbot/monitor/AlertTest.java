package io.trenchbot.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trenchbot.monitor.Alert.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AlertTest {
    private static final long SECOND_NS = 1_000_000_000L;
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final SeriesRegistry registry = new SeriesRegistry();
    private final History history = new History(SECOND_NS, 86_400 * SECOND_NS, 64 << 20, ten -> {});
    private final Windows windows = new Windows(registry, history);
    private final LatencyRecorder latency = new LatencyRecorder(false, () -> 0);
    private final AtomicLong delivered = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong level = new AtomicLong();
    private final List<Alert> notifications = new ArrayList<>();
    private long nowNs = Long.MAX_VALUE - 50 * SECOND_NS;

    AlertTest() {
        registry.latency("stage", nowNs).addWriter(latency);
        registry.counter("delivered", delivered::get, nowNs);
        registry.counter("failed", failed::get, nowNs);
        registry.gauge("level", level::get, nowNs);
    }

    @Test
    void aTotalStallFiresTheThroughputAlertWithinOneWindow() {
        AlertEngine engine = engine(AlertRule.below("stream.slow", Measure.rate("delivered", SECOND), 100)
                .build());
        for (int i = 0; i < 30; i++) {
            delivered.addAndGet(1_000);
            tick(engine);
        }
        assertThat(notifications).isEmpty();
        tick(engine);
        assertThat(notifications).hasSize(1);
        assertThat(notifications.get(0).reason()).isEqualTo("rate of delivered over 1.0 s is 0/s, at least 100/s");
    }

    @Test
    void absenceFiresWhenNothingNewComes() {
        AlertEngine engine = engine(AlertRule.stalled("stage.stalled", "stage", Duration.ofSeconds(5))
                .build());
        latency.record(1);
        ticks(engine, 6);
        assertThat(notifications).isEmpty();
        tick(engine);
        assertThat(states()).containsExactly(State.FIRING);
        latency.record(1);
        tick(engine);
        assertThat(states()).containsExactly(State.FIRING, State.RESOLVED);
    }

    @Test
    void twoRulesOfOneComponentFireAndResolveIndependently() {
        AlertEngine engine = engine(
                AlertRule.above("stage.p50", Measure.quantile("stage", 0.5, SECOND), 1_000)
                        .component("stage")
                        .build(),
                AlertRule.above("stage.p99", Measure.quantile("stage", 0.99, SECOND), 1_000)
                        .component("stage")
                        .build());
        record(98, 10, 5_000);
        tick(engine);
        assertThat(names()).containsExactly("stage.p99 FIRING");
        record(10, 98, 5_000);
        tick(engine);
        assertThat(names()).containsExactly("stage.p99 FIRING", "stage.p50 FIRING");
        record(98, 10, 5_000);
        tick(engine);
        record(1000, 0, 0);
        tick(engine);
        tick(engine);
        assertThat(names())
                .containsExactly("stage.p99 FIRING", "stage.p50 FIRING", "stage.p50 RESOLVED", "stage.p99 RESOLVED");
        assertThat(engine.active()).isEmpty();
        assertThat(engine.resolved()).hasSize(2);
    }

    @Test
    void oneSampleIsNoAlertWhenTheRuleWaits() {
        AlertEngine engine = engine(AlertRule.above("level.high", Measure.level("level"), 10)
                .heldFor(Duration.ofSeconds(3))
                .build());
        levels(engine, 20, 0, 20, 20, 20, 0);
        assertThat(notifications).isEmpty();
        levels(engine, 20);
        assertThat(engine.active()).singleElement().satisfies(alert -> {
            assertThat(alert.state()).isEqualTo(State.PENDING);
        });
        levels(engine, 20, 20, 20);
        assertThat(states()).containsExactly(State.FIRING);
        assertThat(notifications.get(0).lasted()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void aFiringAlertEndsOnlyBeyondItsClearThreshold() {
        AlertEngine engine = engine(AlertRule.above("level.high", Measure.level("level"), 10)
                .clearsAt(5)
                .build());
        levels(engine, 11, 9, 11, 6, 10);
        assertThat(states()).containsExactly(State.FIRING);
        levels(engine, 5);
        assertThat(states()).containsExactly(State.FIRING, State.RESOLVED);
        assertThat(notifications.get(1).resolvedAt()).isPresent();
        assertThat(notifications.get(1).lasted()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void flappingNotifiesOnceAndCountsTheRest() {
        AlertEngine engine = engine(AlertRule.above("level.high", Measure.level("level"), 10)
                .cooldown(Duration.ofMinutes(2), Duration.ofHours(1))
                .build());
        for (int i = 0; i < 38; i++) {
            levels(engine, 11, 9);
        }
        assertThat(states()).containsExactly(State.FIRING, State.RESOLVED);
        assertThat(engine.firedCount()).isEqualTo(38);
        assertThat(engine.suppressedCount()).isEqualTo(37);
    }

    @Test
    void aFiringThatOutlastsTheCooldownIsAnnouncedLate() {
        AlertEngine engine = engine(AlertRule.above("level.high", Measure.level("level"), 10)
                .cooldown(Duration.ofSeconds(10), Duration.ofHours(1))
                .build());
        levels(engine, 11, 9, 11, 11, 11, 11, 11, 11, 11, 11);
        assertThat(states()).containsExactly(State.FIRING, State.RESOLVED);
        levels(engine, 11);
        assertThat(states()).containsExactly(State.FIRING, State.RESOLVED, State.FIRING);
        levels(engine, 9);
        assertThat(states()).containsExactly(State.FIRING, State.RESOLVED, State.FIRING, State.RESOLVED);
    }

    @Test
    void aLastingAlertIsRepeatedInGrowingIntervals() {
        AlertEngine engine = engine(AlertRule.above("level.high", Measure.level("level"), 10)
                .cooldown(Duration.ofSeconds(10), Duration.ofSeconds(40))
                .build());
        level.set(11);
        List<Integer> seconds = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            int before = notifications.size();
            tick(engine);
            if (notifications.size() > before) {
                seconds.add(i);
            }
        }
        assertThat(seconds).containsExactly(0, 10, 30, 70, 110, 150, 190);
        assertThat(notifications.get(6).notifiedCount()).isEqualTo(7);
        levels(engine, 0);
        assertThat(states()).endsWith(State.RESOLVED).containsOnlyOnce(State.RESOLVED);
    }

    @Test
    void aFiringParentMutesItsChildren() {
        AlertEngine engine = engine(
                AlertRule.above("child", Measure.level("level"), 10)
                        .inhibitedBy("parent")
                        .build(),
                AlertRule.above("parent", Measure.level("level"), 20).build());
        levels(engine, 25);
        assertThat(names()).containsExactly("parent FIRING");
        levels(engine, 15);
        assertThat(names()).containsExactly("parent FIRING", "child FIRING", "parent RESOLVED");
        assertThat(engine.suppressedCount()).isOne();
    }

    @Test
    void aSilenceEndsByItself() {
        AlertEngine engine =
                engine(AlertRule.above("level.high", Measure.level("level"), 10).build());
        engine.silence("level.high", nowNs + 5 * SECOND_NS);
        levels(engine, 11, 11, 11, 11);
        assertThat(notifications).isEmpty();
        levels(engine, 11);
        assertThat(states()).containsExactly(State.FIRING);
        assertThatThrownBy(() -> engine.silence("nobody", 0)).hasMessageContaining("nobody");
    }

    @Test
    void burnRateNeedsBothWindowsAndEnoughEvents() {
        AlertEngine engine = engine(AlertRule.above(
                        "pool.budget",
                        Measure.burnRate(
                                "failed", "delivered", 0.99, Duration.ofSeconds(60), Duration.ofSeconds(5), 500),
                        14.4)
                .build());
        for (int i = 0; i < 40; i++) {
            delivered.addAndGet(10);
            failed.addAndGet(10);
            tick(engine);
        }
        assertThat(notifications).as("too few events").isEmpty();
        for (int i = 0; i < 15; i++) {
            delivered.addAndGet(10);
            failed.addAndGet(10);
            tick(engine);
        }
        assertThat(states()).containsExactly(State.FIRING);
        for (int i = 0; i < 5; i++) {
            delivered.addAndGet(10);
            tick(engine);
        }
        assertThat(states()).as("the short window forgets first").containsExactly(State.FIRING, State.RESOLVED);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void generatedTracesKeepThePromises(long seed) {
        assertPromises(seed, 5_000);
    }

    @ParameterizedTest
    @Tag("slow")
    @ValueSource(longs = {101, 102, 103, 104, 105})
    void longTracesKeepThePromises(long seed) {
        assertPromises(seed, 300_000);
    }

    private void assertPromises(long seed, int ticks) {
        SplittableRandom random = new SplittableRandom(seed);
        long cooldownS = random.nextInt(1, 120);
        List<AlertRule> rules = new ArrayList<>();
        for (int r = 0; r < 4; r++) {
            int threshold = random.nextInt(10, 90);
            rules.add(AlertRule.above("rule" + r, Measure.level("level"), threshold)
                    .clearsAt(threshold - random.nextInt(10))
                    .heldFor(Duration.ofSeconds(random.nextInt(4)))
                    .cooldown(Duration.ofSeconds(cooldownS), Duration.ofSeconds(cooldownS * random.nextInt(1, 20)))
                    .build());
        }
        AlertEngine engine = engine(rules.toArray(AlertRule[]::new));
        Map<String, Instant> lastFiring = new HashMap<>();
        Map<String, Integer> announced = new HashMap<>();
        Map<String, Integer> resolved = new HashMap<>();
        long walk = 50;
        for (int i = 0; i < ticks; i++) {
            walk = Math.max(0, Math.min(100, walk + random.nextInt(-15, 16)));
            level.set(walk);
            notifications.clear();
            tick(engine);
            for (Alert alert : notifications) {
                if (alert.state() == State.RESOLVED) {
                    resolved.merge(alert.rule(), 1, Integer::sum);
                    continue;
                }
                assertThat(alert.state()).isEqualTo(State.FIRING);
                assertThat(alert.value()).as("beyond the clear threshold").isGreaterThan(alert.threshold() - 10);
                Instant last = lastFiring.put(alert.rule(), now());
                if (last != null) {
                    assertThat(Duration.between(last, now()).toSeconds()).isGreaterThanOrEqualTo(cooldownS);
                }
                if (alert.notifiedCount() == 1) {
                    announced.merge(alert.rule(), 1, Integer::sum);
                }
            }
            assertThat(engine.active().size()).isLessThanOrEqualTo(rules.size());
            assertThat(engine.resolved().size()).isLessThanOrEqualTo(100);
        }
        notifications.clear();
        levels(engine, 0, 0, 0, 0, 0);
        notifications.forEach(alert -> resolved.merge(alert.rule(), 1, Integer::sum));
        assertThat(resolved).as("every announced firing is resolved once").isEqualTo(announced);
        assertThat(announced).isNotEmpty();
    }

    @Test
    void theSameTraceGivesTheSameNotifications() {
        List<String> first = new ArrayList<>();
        for (int run = 0; run < 2; run++) {
            AlertTest trace = new AlertTest();
            AlertEngine engine = trace.engine(AlertRule.above("level.high", Measure.level("level"), 50)
                    .cooldown(Duration.ofSeconds(7), Duration.ofSeconds(70))
                    .build());
            SplittableRandom random = new SplittableRandom(1);
            for (int i = 0; i < 1_000; i++) {
                trace.levels(engine, random.nextInt(100));
            }
            List<String> json = trace.notifications.stream().map(Alert::toJson).toList();
            if (run == 0) {
                first.addAll(json);
            } else {
                assertThat(json).isEqualTo(first).isNotEmpty();
            }
        }
    }

    @Test
    void contradictionsAreRefused() {
        Measure measure = Measure.level("level");
        assertThatThrownBy(() -> AlertRule.above("x", measure, 5).clearsAt(6).build())
                .hasMessageContaining("clearsAt 6.0 on the wrong side of threshold 5.0");
        assertThatThrownBy(() -> AlertRule.below("x", measure, 5).clearsAt(4).build())
                .hasMessageContaining("clearsAt 4.0");
        assertThatThrownBy(() -> AlertRule.above("x", measure, Double.NaN).build())
                .hasMessageContaining("NaN");
        assertThatThrownBy(() -> AlertRule.above("x", measure, 5)
                        .cooldown(Duration.ZERO, SECOND)
                        .build())
                .hasMessageContaining("PT0S");
        MonitorBuilder builder = PerformanceMonitor.builder().platform(Duration.ZERO);
        builder.rules(AlertRule.above("x", measure, 5).inhibitedBy("ghost").build());
        assertThatThrownBy(builder::build).hasMessageContaining("unknown rule ghost");
        MonitorBuilder far = PerformanceMonitor.builder().retention(Duration.ofMinutes(1));
        far.rules(
                AlertRule.above("x", Measure.rate("c", Duration.ofHours(1)), 5).build());
        assertThatThrownBy(far::build).hasMessageContaining("x looks back PT1H");
    }

    private AlertEngine engine(AlertRule... rules) {
        return new AlertEngine(List.of(rules));
    }

    private void levels(AlertEngine engine, long... values) {
        for (long value : values) {
            level.set(value);
            tick(engine);
        }
    }

    private void ticks(AlertEngine engine, int count) {
        for (int i = 0; i < count; i++) {
            tick(engine);
        }
    }

    private void tick(AlertEngine engine) {
        long startNs = nowNs;
        nowNs += SECOND_NS;
        history.add(registry.takeFrame(startNs, nowNs));
        notifications.addAll(engine.update(windows, nowNs, now()));
    }

    private Instant now() {
        return Instant.ofEpochSecond(1_700_000_000L + (nowNs - (Long.MAX_VALUE - 50 * SECOND_NS)) / SECOND_NS);
    }

    private void record(int fast, int slow, long slowNs) {
        for (int i = 0; i < fast; i++) {
            latency.record(10);
        }
        for (int i = 0; i < slow; i++) {
            latency.record(slowNs);
        }
    }

    private List<State> states() {
        return notifications.stream().map(Alert::state).toList();
    }

    private List<String> names() {
        return notifications.stream()
                .map(alert -> alert.rule() + " " + alert.state())
                .toList();
    }
}

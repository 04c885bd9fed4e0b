package io.trenchbot.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlertOutletTest {
    private static final Alert ALERT = new Alert(
            "stream.slow",
            "stream",
            AlertRule.Severity.WARNING,
            Alert.State.FIRING,
            5,
            100,
            "a \"quoted\" reason",
            Instant.EPOCH,
            Optional.empty(),
            Duration.ofSeconds(1),
            1,
            0);

    @TempDir
    Path directory;

    @Test
    void aHangingListenerDropsCountsAndDelaysNobody() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        AlertOutlet outlet = new AlertOutlet(alert -> {
            entered.countDown();
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        outlet.offer(ALERT);
        assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();
        for (int i = 0; i < AlertOutlet.MAX_WAITING + 7; i++) {
            outlet.offer(ALERT);
        }
        assertThat(outlet.droppedCount()).isEqualTo(7);
        release.countDown();
        outlet.close();
        assertThat(outlet.droppedCount()).isEqualTo(7);
    }

    @Test
    void aThrowingListenerIsCountedAndToldAgain() {
        AtomicLong told = new AtomicLong();
        AlertOutlet outlet = new AlertOutlet(alert -> {
            told.incrementAndGet();
            throw new IllegalStateException("listener");
        });
        for (int i = 0; i < 5; i++) {
            outlet.offer(ALERT);
        }
        outlet.close();
        assertThat(told).hasValue(5);
        assertThat(outlet.failedCount()).isEqualTo(5);
    }

    @Test
    void theFileHoldsAJsonObjectALineAndIsSetAsideWhenFull() throws Exception {
        Path file = directory.resolve("alerts.jsonl");
        AlertListener sink = AlertSinks.file(file, 1_000);
        for (int i = 0; i < 10; i++) {
            sink.onAlert(ALERT);
        }
        List<String> lines = Files.readAllLines(file);
        List<String> aside = Files.readAllLines(directory.resolve("alerts.jsonl.1"));
        assertThat(lines).isNotEmpty();
        assertThat(aside).isNotEmpty();
        JsonNode json = new ObjectMapper().readTree(lines.get(0));
        assertThat(json.get("rule").asText()).isEqualTo("stream.slow");
        assertThat(json.get("reason").asText()).isEqualTo("a \"quoted\" reason");
        assertThat(json.get("resolvedAt").isNull()).isTrue();
    }

    @Test
    void aMonitorTellsItsListenersInOrder() throws Exception {
        ManualClock clock = new ManualClock();
        AtomicLong level = new AtomicLong();
        LinkedBlockingQueue<Alert> heard = new LinkedBlockingQueue<>();
        Path file = directory.resolve("alerts.jsonl");
        PerformanceMonitor monitor = PerformanceMonitor.builder()
                .nanoClock(clock)
                .platform(Duration.ZERO)
                .rules(AlertRule.above("queue.full", Measure.saturation("queue.depth", 100), 0.9)
                        .severity(AlertRule.Severity.CRITICAL)
                        .build())
                .onAlert(heard::add)
                .alertFile(file)
                .build();
        monitor.gauge("queue.depth", level::get);
        for (long depth : new long[] {10, 95, 97, 10}) {
            level.set(depth);
            clock.advance(Duration.ofSeconds(1));
            monitor.tick();
        }
        monitor.close();
        assertThat(heard).extracting(Alert::state).containsExactly(Alert.State.FIRING, Alert.State.RESOLVED);
        assertThat(Files.readAllLines(file)).hasSize(2);
        assertThat(monitor.report().alerts().firedCount()).isOne();
        assertThat(monitor.report().toText())
                .contains("alerts: 1 fired, 0 suppressed")
                .contains("RESOLVED");
        assertThat(monitor.report().toHtml()).contains("queue.full").contains("class=\"RESOLVED\"");
        assertThat(monitor.report().storage().alertsFailed()).isZero();
    }
}

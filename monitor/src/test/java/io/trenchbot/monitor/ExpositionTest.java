package io.trenchbot.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExpositionTest {
    private static final Pattern SAMPLE = Pattern.compile(
            "([a-zA-Z_:][a-zA-Z0-9_:]*)(\\{[a-z]+=\"(?:[^\"\\\\]|\\\\.)*\"(?:,[a-z]+=\"[^\"]*\")*})? (\\S+)");

    private final PerformanceMonitor monitor = PerformanceMonitor.builder()
            .platform(Duration.ZERO)
            .checks(HealthCheck.named("a \"quoted\" \\ name", Measure.level("queue.depth"), 0, 1)
                    .build())
            .build();

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void everyLineFollowsTheGrammarAndEveryFamilyIsDeclaredOnceBeforeItsSamples(boolean openMetrics) {
        monitor.latency("pool.send").record(5);
        monitor.counter("queue.dropped", () -> 3);
        monitor.gauge("queue.depth", () -> -4);
        monitor.gauge("broken", () -> {
            throw new IllegalStateException();
        });
        String page = monitor.metrics(openMetrics);
        Set<String> families = new HashSet<>();
        String family = "";
        for (String line : page.split("\n")) {
            if (line.startsWith("# TYPE ")) {
                family = line.split(" ")[2];
                assertThat(families.add(family)).as("family %s once", family).isTrue();
            } else if (!line.startsWith("#")) {
                Matcher sample = SAMPLE.matcher(line);
                assertThat(sample.matches()).as(line).isTrue();
                assertThat(sample.group(1)).startsWith(family);
                Double.parseDouble(sample.group(3));
            }
        }
        assertThat(page.endsWith("# EOF\n")).isEqualTo(openMetrics);
        assertThat(page).contains("\ntrenchbot_queue_dropped_total 3\n").contains("\ntrenchbot_queue_depth -4\n");
        assertThat(page).contains("# TYPE trenchbot_queue_dropped" + (openMetrics ? " " : "_total ") + "counter");
        assertThat(page).doesNotContain("broken");
        assertThat(page).contains("{check=\"a \\\"quoted\\\" \\\\ name\",state=\"UNKNOWN\"} 1");
    }

    @Test
    void bucketsCountExactlyTheValuesUpToTheirEdge() {
        LatencyRecorder recorder = monitor.latency("stage");
        SplittableRandom random = new SplittableRandom(6);
        long[] values = new long[20_000];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextLong() >>> random.nextInt(27, 64);
            recorder.record(values[i]);
        }
        recorder.record(Long.MAX_VALUE);
        Map<String, Long> samples = new HashMap<>();
        for (String line : monitor.metrics(true).split("\n")) {
            Matcher sample = SAMPLE.matcher(line);
            if (sample.matches() && sample.group(1).equals("trenchbot_stage_seconds_bucket")) {
                samples.put(sample.group(2), Long.parseLong(sample.group(3)));
            }
        }
        assertThat(samples).hasSize(28);
        assertThat(samples.get("{le=\"+Inf\"}")).isEqualTo(values.length + 1);
        for (int bits = 10; bits <= 36; bits++) {
            long edgeNs = (1L << bits) - 1;
            String edge =
                    "{le=\"" + new java.math.BigDecimal(edgeNs).movePointLeft(9).toPlainString() + "\"}";
            long expected =
                    java.util.Arrays.stream(values).filter(ns -> ns <= edgeNs).count();
            assertThat(samples.get(edge)).as(edge).isEqualTo(expected);
        }
    }

    @Test
    void noSeriesTakesAMetricNameOfTheMonitor() {
        assertThatThrownBy(() -> monitor.gauge("health.score", () -> 0))
                .hasMessageContaining("taken by the monitor itself");
    }
}

package io.trenchbot.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReportTest {
    @Test
    void theJsonFormSaysWhatTheRecordsSay() throws Exception {
        ManualClock clock = new ManualClock();
        PerformanceMonitor monitor = PerformanceMonitor.builder()
                .nanoClock(clock)
                .platform(Duration.ZERO)
                .epochMillisClock(() -> 1_700_000_000_000L)
                .build();
        LatencyRecorder recorder = monitor.latency("pool.send");
        for (int i = 1; i <= 1000; i++) {
            recorder.record(i * 1_000L);
        }
        monitor.counter("queue.dropped", () -> 17);
        monitor.gauge("queue.depth", () -> 5);
        monitor.gauge("broken", () -> {
            throw new IllegalStateException();
        });
        clock.advance(Duration.ofSeconds(1));
        monitor.tick();

        PerformanceReport report = monitor.report();
        JsonNode json = new ObjectMapper().readTree(report.toJson());

        assertThat(report.toJson()).doesNotContain("\n");
        assertThat(json.get("version").asInt()).isEqualTo(PerformanceReport.JSON_VERSION);
        assertThat(json.get("takenAt").asText()).isEqualTo("2023-11-14T22:13:20Z");
        assertThat(json.get("uptimeNs").asLong()).isEqualTo(1_000_000_000L);
        JsonNode latency = json.get("latencies").get(0);
        assertThat(latency.get("name").asText()).isEqualTo("pool.send");
        assertThat(latency.get("total").get("count").asLong()).isEqualTo(1000);
        assertThat(latency.get("total").get("p99Ns").asLong())
                .isEqualTo(report.latency("pool.send").orElseThrow().total().p99Ns());
        assertThat(latency.get("perSecond").asDouble()).isEqualTo(1000);
        assertThat(json.get("counters").get(0).get("total").asLong()).isEqualTo(17);
        assertThat(json.get("gauges").get(0).get("name").asText()).isEqualTo("broken");
        assertThat(json.get("gauges").get(0).get("value").isNull()).isTrue();
        assertThat(json.get("gauges").get(1).get("greatest").asLong()).isEqualTo(5);
    }

    @Test
    void textIsReadBackFromJsonUnharmed() throws Exception {
        String text = "quote \" back \\ </script> tab\t null \0 pile \uD83D\uDCA9 lone \uD800 line \u2028 é";
        String json = JsonWriter.object(out -> out.member("text", text)
                .member("whole", 12.0)
                .member("part", 0.1 + 0.2)
                .member("none", Double.NaN)
                .member("endless", Double.POSITIVE_INFINITY)
                .member("large", 1e300)
                .member("yes", true));
        JsonNode read = new ObjectMapper().readTree(json);
        assertThat(read.get("text").asText()).isEqualTo(text);
        assertThat(read.get("whole").toString()).isEqualTo("12");
        assertThat(read.get("part").asDouble()).isEqualTo(0.3);
        assertThat(read.get("none").isNull()).isTrue();
        assertThat(read.get("endless").isNull()).isTrue();
        assertThat(read.get("large").asDouble()).isEqualTo(1e300);
        assertThat(json).doesNotContain("</script>");
    }

    @Test
    void theTextFormHasALinePerSeriesInColumns() {
        PerformanceMonitor monitor =
                PerformanceMonitor.builder().platform(Duration.ZERO).build();
        monitor.latency("end-to-end").record(1_500_000);
        monitor.counter("stream.delivered", () -> 1234567);
        monitor.gauge("queue.depth", () -> -3);
        String text = monitor.report().toText();
        assertThat(text.lines()
                        .filter(line -> line.startsWith("end-to-end"))
                        .findFirst()
                        .orElseThrow())
                .containsPattern("end-to-end +1 +- +1500 +1500 +1500 +1500 +1500 +-$");
        assertThat(text).containsPattern("stream.delivered +1234567");
        assertThat(text).containsPattern("queue.depth +-3");
    }

    @Test
    void theOwnThreadTicksAndEnds() {
        PerformanceMonitor monitor = PerformanceMonitor.builder()
                .tick(Duration.ofMillis(10))
                .window(Duration.ofMillis(50))
                .build();
        monitor.start().start();
        monitor.latency("stage").record(5);
        long deadlineNs = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (monitor.snapshot().latency("stage").isEmpty()) {
            assertThat(System.nanoTime()).isLessThan(deadlineNs);
            Thread.onSpinWait();
        }
        monitor.close();
        monitor.close();
        assertThat(monitor.tick()).isZero();
        assertThat(monitor.report().latency("stage").orElseThrow().total().count())
                .isOne();
    }
}

package io.trenchbot.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.runner.options.TimeValue;

class MeasurementTest {
    private static final Effort EFFORT = new Effort(3, 1, 1, TimeValue.milliseconds(50));

    private static Measurement measured(double goal, List<Double> ours, List<Double> peer) {
        Claim claim = new Claim(
                "a-claim",
                "queue",
                "a sentence",
                "ns a thing",
                Bench.of("A.ours", 1),
                "a peer",
                Bench.of("A.peer", 1),
                goal);
        return new Measurement(claim, "a JDK", List.of("ours: x", "peer: y"), ours, peer);
    }

    @Test
    void ratioIsOfMediansAndItsRangeOfNeighbours() {
        Measurement m = measured(2.0, List.of(10.0, 40.0, 20.0), List.of(40.0, 44.0, 10.0));
        assertThat(m.ours()).isEqualTo(20);
        assertThat(m.peer()).isEqualTo(40);
        assertThat(m.ratio()).isEqualTo(2);
        assertThat(m.ratioRange()).containsExactly(0.5, 4.0);
        assertThat(m.pass()).isTrue();
        assertThat(measured(2.01, m.oursByRound(), m.peerByRound()).pass()).isFalse();
        assertThat(Measurement.median(List.of(4.0, 1.0, 3.0, 2.0))).isEqualTo(2.5);
    }

    @Test
    void quickFitsIntoFiveMinutesHoweverManyClaims() {
        Effort all = Effort.quick(Claims.all());
        long perFork = (all.warmups() + all.iterations()) * ms(all);
        assertThat(perFork * Claim.SIDES * all.rounds() * Claims.all().size()).isLessThan(300_000);
        assertThat(ms(Effort.quick(Claims.all().subList(0, 1)))).isGreaterThan(ms(all));
        List<Claim> many = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            many.addAll(Claims.all());
        }
        assertThat(ms(Effort.quick(many))).isPositive();
    }

    private static long ms(Effort effort) {
        return effort.iteration().convertTo(java.util.concurrent.TimeUnit.MILLISECONDS);
    }

    @Test
    void namesOfClaimsAreUniqueAndEveryLeafHasOne() {
        List<Claim> claims = Claims.all();
        assertThat(new HashSet<>(claims.stream().map(Claim::name).toList())).hasSameSizeAs(claims);
        assertThat(claims.stream().map(Claim::module))
                .contains("streaming", "queue", "sigverify", "buffer", "pool", "monitor");
        assertThat(Claims.select(List.of("monitor-record"), false)).hasSize(1);
        assertThat(Claims.select(List.of("queue"), false)).hasSizeGreaterThan(1);
    }

    @Test
    void theJsonHoldsWhatTheTableSays(@TempDir Path folder) throws Exception {
        Measurement m = measured(2.5, List.of(10.0, 20.0, 20.0), List.of(40.0, 40.0, 40.0));
        List<LeftOut> leftOut = List.of(new LeftOut("other-claim", 17, "no data"));
        Path file = folder.resolve("result.json");
        Report.writeJson(file, List.of(m), leftOut, EFFORT);
        JsonNode json = new ObjectMapper().readTree(file.toFile());
        assertThat(json.fieldNames()).toIterable().contains("date", "machine", "jdks", "jvmFlags", "claims", "leftOut");
        JsonNode claim = json.get("claims").get(0);
        assertThat(claim.get("claim").textValue()).isEqualTo("a-claim");
        assertThat(claim.get("module").textValue()).isEqualTo("queue");
        assertThat(claim.get("metric").textValue()).isEqualTo("ns a thing");
        assertThat(claim.get("ours").doubleValue()).isEqualTo(20);
        assertThat(claim.get("peer").textValue()).isEqualTo("a peer");
        assertThat(claim.get("peerValue").doubleValue()).isEqualTo(40);
        assertThat(claim.get("ratio").doubleValue()).isEqualTo(2);
        assertThat(claim.get("ratioLow").doubleValue()).isEqualTo(2);
        assertThat(claim.get("ratioHigh").doubleValue()).isEqualTo(4);
        assertThat(claim.get("goal").doubleValue()).isEqualTo(2.5);
        assertThat(claim.get("pass").booleanValue()).isFalse();
        assertThat(claim.get("jdk").textValue()).isEqualTo("a JDK");
        assertThat(json.get("leftOut").get(0).get("why").textValue()).isEqualTo("no data");
        assertThat(Report.table(List.of(m), leftOut, EFFORT)).contains("a-claim", "2.00..4.00", "NO", "no data");
    }
}

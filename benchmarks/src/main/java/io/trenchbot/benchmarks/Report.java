package io.trenchbot.benchmarks;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/** The result as a table for a reader and as JSON for a machine. */
final class Report {
    private Report() {}

    static String table(List<Measurement> measurements, List<LeftOut> leftOut, Effort effort) {
        StringBuilder out = new StringBuilder();
        String row = "%-26s %-10s %12s %12s %8s %15s %6s %-5s  %s%n";
        out.append(String.format(
                Locale.ROOT, row, "claim", "module", "ours", "peer", "ratio", "range", "goal", "pass", "metric, peer"));
        for (Measurement m : measurements) {
            double[] range = m.ratioRange();
            out.append(String.format(
                    Locale.ROOT,
                    row,
                    m.claim().name(),
                    m.claim().module(),
                    number(m.ours()),
                    number(m.peer()),
                    String.format(Locale.ROOT, "%.2f", m.ratio()),
                    String.format(Locale.ROOT, "%.2f..%.2f", range[0], range[1]),
                    String.format(Locale.ROOT, "%.2f", m.claim().goal()),
                    m.pass() ? "yes" : "NO",
                    m.claim().metric() + ", " + m.claim().peerName()));
        }
        for (LeftOut missing : leftOut) {
            out.append(String.format(
                    Locale.ROOT, "%-26s left out on JDK %d: %s%n", missing.claim(), missing.jdk(), missing.why()));
        }
        out.append(String.format(
                Locale.ROOT,
                "%nMedians of %d alternating rounds, a fresh JVM each; ratio = the peer's time to ours, above 1 ours is better; range = worst and best round.%n%s; %s%n",
                effort.rounds(),
                Machine.describe(),
                measurements.stream().map(Measurement::jdk).distinct().toList()));
        return out.toString();
    }

    private static String number(double value) {
        return value >= 1000 ? String.format(Locale.ROOT, "%,.0f", value) : String.format(Locale.ROOT, "%.4g", value);
    }

    static void writeJson(Path file, List<Measurement> measurements, List<LeftOut> leftOut, Effort effort)
            throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        try (JsonGenerator json = new JsonFactory()
                .createGenerator(file.toFile(), JsonEncoding.UTF8)
                .useDefaultPrettyPrinter()) {
            json.writeStartObject();
            json.writeStringField(
                    "date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
            json.writeStringField("machine", Machine.describe());
            strings(
                    json,
                    "jdks",
                    measurements.stream().map(Measurement::jdk).distinct().toList());
            strings(json, "jvmFlags", Fork.COMMON_FLAGS);
            json.writeNumberField("rounds", effort.rounds());
            json.writeNumberField(
                    "iterationMs", effort.iteration().convertTo(java.util.concurrent.TimeUnit.MILLISECONDS));
            json.writeArrayFieldStart("claims");
            for (Measurement m : measurements) {
                write(json, m);
            }
            json.writeEndArray();
            json.writeArrayFieldStart("leftOut");
            for (LeftOut missing : leftOut) {
                write(json, missing);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    private static void write(JsonGenerator json, LeftOut missing) throws IOException {
        json.writeStartObject();
        json.writeStringField("claim", missing.claim());
        json.writeNumberField("jdk", missing.jdk());
        json.writeStringField("why", missing.why());
        json.writeEndObject();
    }

    private static void strings(JsonGenerator json, String name, List<String> values) throws IOException {
        json.writeArrayFieldStart(name);
        for (String value : values) {
            json.writeString(value);
        }
        json.writeEndArray();
    }

    private static void write(JsonGenerator json, Measurement m) throws IOException {
        double[] range = m.ratioRange();
        json.writeStartObject();
        json.writeStringField("claim", m.claim().name());
        json.writeStringField("sentence", m.claim().sentence());
        json.writeStringField("module", m.claim().module());
        json.writeStringField("metric", m.claim().metric());
        json.writeNumberField("ours", m.ours());
        json.writeStringField("peer", m.claim().peerName());
        json.writeNumberField("peerValue", m.peer());
        json.writeNumberField("ratio", m.ratio());
        json.writeNumberField("ratioLow", range[0]);
        json.writeNumberField("ratioHigh", range[1]);
        json.writeNumberField("goal", m.claim().goal());
        json.writeBooleanField("pass", m.pass());
        json.writeStringField("jdk", m.jdk());
        strings(json, "jvmFlags", m.jvmFlags());
        json.writeEndObject();
    }
}

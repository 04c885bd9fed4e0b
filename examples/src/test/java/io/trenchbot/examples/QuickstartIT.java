package io.trenchbot.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trenchbot.JournalRecord;
import io.trenchbot.TransactionVerdict;
import io.trenchbot.buffer.BufferReader;
import io.trenchbot.buffer.ReadFrom;
import io.trenchbot.buffer.TransactionBuffer;
import java.io.File;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main job as a user starts it: a process of its own, without a JVM flag. */
class QuickstartIT {
    private static final String BLOCK = "mainnet-block/getBlock.json.zip";

    private final ObjectMapper json = new ObjectMapper();

    @TempDir
    private Path folder;

    @Test
    void theGeneratedChainSurvivesTheDeathOfItsPrimaryNode() throws Exception {
        JsonNode report = quickstart("--seconds", "8");

        assertThat(report.get("transactionsDelivered").asLong()).isGreaterThan(1_000);
        assertThat(report.get("transactionsLost").asLong()).isZero();
        assertThat(report.get("signaturesRejected").asLong()).isZero();
        assertThat(report.get("signaturesAccepted").asLong())
                .isGreaterThanOrEqualTo(report.get("transactionsDelivered").asLong());
        assertThat(report.get("journalMatches").asBoolean()).isTrue();
        assertThat(report.get("journalRecords")).isEqualTo(report.get("transactionsDelivered"));
        assertThat(report.get("endToEndP99Micros").asDouble()).isPositive();
        assertThat(report.get("reconnects").asLong()).isPositive();
        assertThat(report.get("backfilled").asLong()).isPositive();
        assertThat(report.get("failovers").asLong()).isPositive();
        assertThat(report.get("rugPullsFound").asLong()).isPositive();
        assertThat(report.get("transactionsSent").asLong()).isPositive();
        assertThat(report.get("transactionsLanded")).isEqualTo(report.get("transactionsSent"));
        assertThat(report.get("verifierEngine").asText()).isNotEmpty();
    }

    @Test
    void aRecordedBlockArrivesWholeAndIsJournalledToTheByte() throws Exception {
        Path journal = folder.resolve("journal");
        JsonNode report = quickstart(
                "--block", SharedData.file(BLOCK).toString(), "--journal", journal.toString(), "--rate", "2000");

        assertThat(report.get("transactionsDelivered").asLong()).isEqualTo(1_790);
        assertThat(report.get("transactionsLost").asLong()).isZero();
        assertThat(report.get("signaturesAccepted").asLong()).isEqualTo(1_810);
        assertThat(report.get("signaturesRejected").asLong()).isZero();
        assertThat(report.get("journalRecords").asLong()).isEqualTo(1_790);
        assertThat(report.get("journalMatches").asBoolean()).isTrue();
        List<JournalRecord> records = read(journal);
        assertThat(records.stream().map(JournalRecord::wire)).containsExactlyElementsOf(recorded());
        assertThat(records).allMatch(each -> each.verdict() == TransactionVerdict.ACCEPTED);
    }

    @Test
    void flippedBitsAreFoundInExactlyTheirTransactions() throws Exception {
        Path journal = folder.resolve("journal");
        JsonNode report = quickstart(
                "--block",
                SharedData.file(BLOCK).toString(),
                "--corrupt",
                "25",
                "--journal",
                journal.toString(),
                "--rate",
                "2000");

        assertThat(report.get("transactionsDelivered").asLong()).isEqualTo(1_790);
        assertThat(report.get("transactionsRejected").asLong()).isEqualTo(25);
        List<byte[]> original = recorded();
        List<JournalRecord> records = read(journal);
        Set<Integer> changed = Stream.iterate(0, i -> i + 1)
                .limit(1_790)
                .filter(i ->
                        !java.util.Arrays.equals(original.get(i), records.get(i).wire()))
                .collect(Collectors.toSet());
        Set<Integer> refused = Stream.iterate(0, i -> i + 1)
                .limit(1_790)
                .filter(i -> records.get(i).verdict() != TransactionVerdict.ACCEPTED)
                .collect(Collectors.toSet());
        assertThat(changed).hasSize(25);
        assertThat(refused).isEqualTo(changed);
    }

    @Test
    void anUnknownOptionGivesTheUsageAndExitCodeTwo() throws Exception {
        Maven.Result result = Maven.java(command("--fast"));

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains("unknown option --fast").contains("usage:");
    }

    private JsonNode quickstart(String... options) throws Exception {
        List<String> command = command(options);
        command.add("--json");
        Maven.Result result = Maven.java(command);
        assertThat(result.exitCode()).as(result.out() + result.err()).isZero();
        assertThat(result.err()).doesNotContain("WARNING:");
        assertThat(result.out().lines()).as("stdout is the one line").hasSize(1);
        return json.readTree(result.out());
    }

    private static List<String> command(String... options) {
        List<String> command = new ArrayList<>(List.of(
                "-cp",
                Path.of("target/classes") + File.pathSeparator + Path.of("target/lib") + File.separator + "*",
                "io.trenchbot.examples.Main",
                "quickstart"));
        command.addAll(List.of(options));
        return command;
    }

    private static List<JournalRecord> read(Path directory) {
        List<JournalRecord> records = new ArrayList<>();
        try (TransactionBuffer journal = TransactionBuffer.builder(directory).open();
                BufferReader reader = journal.reader(ReadFrom.earliest())) {
            while (reader.poll(
                            (buffer, offset, length, position, stamp) ->
                                    records.add(JournalRecord.read(buffer, offset, length)),
                            1_000)
                    > 0) {
                // Until the end of the journal.
            }
        }
        return records;
    }

    /** Straight out of the recorded reply, through nothing of ours. */
    private List<byte[]> recorded() throws Exception {
        try (ZipFile zip = new ZipFile(SharedData.file(BLOCK).toFile());
                InputStream in = zip.getInputStream(zip.entries().nextElement())) {
            JsonNode reply = json.readTree(in);
            JsonNode block = reply.has("result") ? reply.get("result") : reply;
            List<byte[]> wires = new ArrayList<>();
            block.get("transactions")
                    .forEach(each -> wires.add(Base64.getDecoder()
                            .decode(each.get("transaction").get(0).asText())));
            return wires;
        }
    }
}

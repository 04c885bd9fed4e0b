package io.trenchbot.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trenchbot.JournalRecord;
import io.trenchbot.buffer.BufferReader;
import io.trenchbot.buffer.ReadFrom;
import io.trenchbot.buffer.TransactionBuffer;
import io.trenchbot.streaming.Commitment;
import io.trenchbot.streaming.SolanaStream;
import io.trenchbot.streaming.Subscription;
import io.trenchbot.streaming.TransactionFilter;
import io.trenchbot.streaming.TransactionView;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A journal that the quickstart wrote, looked at and replayed by processes of their own. */
@Timeout(180)
class JournalIT {
    private static final long PATIENCE_S = 60;

    @TempDir
    private static Path folder;

    private static Path journal;
    private static List<Told> written;

    private final ObjectMapper json = new ObjectMapper();

    /** A record of the journal, or an event of a stream. */
    private record Told(long position, long slot, boolean failed, String wireHex) {
        String event() {
            return slot + " " + failed + " " + wireHex;
        }
    }

    @BeforeAll
    static void quickstart() throws Exception {
        journal = folder.resolve("journal");
        Maven.Result result = Maven.java(
                command("quickstart", "--seconds", "4", "--rate", "500", "--json", "--journal", journal.toString()));
        assertThat(result.exitCode()).as(result.out() + result.err()).isZero();
        written = read(journal);
        assertThat(written).hasSizeGreaterThan(600);
    }

    private static List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                "-cp",
                Path.of("target/classes") + File.pathSeparator + Path.of("target/lib") + File.separator + "*",
                "io.trenchbot.examples.Main"));
        command.addAll(List.of(arguments));
        return command;
    }

    private static Maven.Result journal(String action, Path directory, String... options) throws Exception {
        List<String> command = command("journal", action, directory.toString());
        command.addAll(List.of(options));
        Maven.Result result = Maven.java(command);
        assertThat(result.err()).doesNotContain("WARNING:");
        return result;
    }

    private static List<Told> read(Path directory) {
        List<Told> records = new ArrayList<>();
        try (BufferReader reader = BufferReader.open(directory, ReadFrom.earliest())) {
            while (reader.poll(
                            (buffer, offset, length, position, stamp) -> {
                                JournalRecord record = JournalRecord.read(buffer, offset, length);
                                String wire = HexFormat.of().formatHex(record.wire());
                                records.add(new Told(position, record.slot(), record.failed(), wire));
                            },
                            1_000)
                    > 0) {
                // Until the end of the journal.
            }
        }
        return records;
    }

    private static TreeMap<String, String> state(Path directory) throws IOException {
        TreeMap<String, String> state = new TreeMap<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                state.put(
                        file.getFileName().toString(),
                        Arrays.hashCode(Files.readAllBytes(file)) + " " + Files.getLastModifiedTime(file));
            }
        }
        return state;
    }

    @Test
    void infoTellsWhatThereIsAndChangesNothing() throws Exception {
        TreeMap<String, String> before = state(journal);

        Maven.Result info = journal("info", journal);

        assertThat(info.exitCode()).as(info.err()).isZero();
        assertThat(info.out())
                .contains("records      " + written.size() + "\n")
                .contains("left         closed in order\n")
                .contains("0000000000000000.seg  from 0, 67108864 bytes, checksums\n")
                .containsPattern("first        20\\d\\d-\\d\\d-\\d\\dT")
                .contains("readers      0\n");
        assertThat(state(journal)).isEqualTo(before);
    }

    @Test
    void catWritesEveryRecordWithItsTransactionsSummary() throws Exception {
        Maven.Result cat = journal("cat", journal);

        assertThat(cat.exitCode()).as(cat.err()).isZero();
        List<String> lines = cat.out().lines().toList();
        assertThat(lines).hasSize(written.size());
        TransactionView view = new TransactionView();
        for (int i = 0; i < lines.size(); i++) {
            JsonNode line = json.readTree(lines.get(i));
            Told record = written.get(i);
            byte[] wire = HexFormat.of().parseHex(record.wireHex());
            assertThat(view.wrap(wire, 0, wire.length)).isEqualTo(TransactionView.Status.OK);
            assertThat(line.get("position").asLong()).isEqualTo(record.position());
            assertThat(line.get("slot").asLong()).isEqualTo(record.slot());
            assertThat(line.get("verdict").asText()).isEqualTo("accepted");
            assertThat(line.get("failed").asBoolean()).isEqualTo(record.failed());
            assertThat(line.get("bytes").asInt()).isEqualTo(wire.length);
            assertThat(line.get("signature").asText()).isEqualTo(view.signature(0));
            assertThat(line.get("feePayer").asText()).isEqualTo(view.key(0));
            assertThat(line.get("instructions").asInt()).isEqualTo(view.instructionCount());
            assertThat(line.get("programs").get(0).asText()).isEqualTo(view.key(view.programIndex(0)));
            assertThat(Base64.getDecoder().decode(line.get("transaction").asText()))
                    .isEqualTo(wire);
        }
    }

    @Test
    void catWritesARangeInHexAndBase64() throws Exception {
        String from = Long.toString(written.get(10).position());
        String to = Long.toString(written.get(19).position());

        List<String> hex = journal("cat", journal, "--from", from, "--to", to, "--format", "hex")
                .out()
                .lines()
                .toList();
        List<String> base64 = journal("cat", journal, "--from", from, "--limit", "3", "--format", "base64")
                .out()
                .lines()
                .toList();

        assertThat(hex).hasSize(10);
        assertThat(hex.get(0)).startsWith(from + " ").endsWith(written.get(10).wireHex());
        assertThat(hex.get(9)).startsWith(to + " ").endsWith(written.get(19).wireHex());
        assertThat(base64).hasSize(3);
        byte[] payload = Base64.getDecoder().decode(base64.get(2).split(" ")[1]);
        assertThat(HexFormat.of().formatHex(payload, JournalRecord.HEAD_BYTES, payload.length))
                .isEqualTo(written.get(12).wireHex());
    }

    @Test
    void verifyFindsEveryByteInItsPlaceAndADamagedOneWhereItIs() throws Exception {
        Maven.Result whole = journal("verify", journal);
        assertThat(whole.exitCode()).as(whole.err()).isZero();
        assertThat(whole.out()).startsWith("whole: " + written.size() + " records");

        Path copy = Files.createDirectory(folder.resolve("damaged"));
        try (Stream<Path> files = Files.list(journal)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        Told hit = written.get(written.size() / 2);
        Path segment = copy.resolve("0000000000000000.seg");
        byte[] bytes = Files.readAllBytes(segment);
        bytes[(int) hit.position() + 40] ^= 1;
        Files.write(segment, bytes);
        TreeMap<String, String> before = state(copy);

        Maven.Result damaged = journal("verify", copy);

        assertThat(damaged.exitCode()).isEqualTo(1);
        assertThat(damaged.err()).contains("damaged at " + hit.position() + ": CHECKSUM");
        assertThat(journal("info", copy).out()).contains("left         damaged at " + hit.position());
        Maven.Result cat = journal("cat", copy, "--format", "hex");
        assertThat(cat.exitCode()).isEqualTo(1);
        assertThat(cat.out().lines()).hasSize(written.size() / 2);
        assertThat(cat.err()).contains("CORRUPT").contains(Long.toString(hit.position()));
        assertThat(state(copy)).isEqualTo(before);

        bytes[0] = 'X';
        Files.write(segment, bytes);
        Maven.Result header = journal("verify", copy);
        assertThat(header.exitCode()).isEqualTo(1);
        assertThat(header.err()).contains("WRONG_MAGIC").contains("0000000000000000.seg");
    }

    @Test
    void aJournalThatIsBeingWrittenIsLookedAtWithoutDisturbingItsWriter() throws Exception {
        Path live = folder.resolve("live");
        try (TransactionBuffer buffer =
                TransactionBuffer.builder(live).segmentBytes(1 << 20).open()) {
            byte[] payload = new byte[1_000];
            for (int i = 0; i < 500; i++) {
                assertThat(buffer.append(payload, 0, payload.length)).isPositive();
            }
            assertThat(journal("verify", live).out()).startsWith("whole: 500 records");
            assertThat(journal("info", live).out())
                    .contains("open, or its writer died")
                    .contains("prepared");
            assertThat(journal("cat", live, "--limit", "1").out()).contains("\"verdict\":\"unverified\"");
            assertThat(buffer.append(payload, 0, payload.length)).isPositive();
        }
        try (TransactionBuffer again = TransactionBuffer.builder(live).open()) {
            assertThat(again.recovery().isClean()).isTrue();
            assertThat(again.recovery().orderlyClose()).isTrue();
        }
    }

    @Test
    void aReplayGivesAStreamTheRecordedTransactionsByteForByte() throws Exception {
        replayTo(Commitment.PROCESSED, written, "--speed", "max");
    }

    @Test
    void aReplayOfARangeAtAPaceServesASlowerCommitmentToo() throws Exception {
        List<Told> range = written.subList(100, 600);
        replayTo(
                Commitment.CONFIRMED,
                range,
                "--speed",
                "4",
                "--from",
                Long.toString(range.get(0).position()),
                "--limit",
                "500");
    }

    private static void replayTo(Commitment commitment, List<Told> expected, String... options) throws Exception {
        List<String> command = command("journal", "replay", journal.toString());
        command.addAll(List.of(options));
        command.add(0, Path.of(System.getProperty("java.home"), "bin", "java").toString());
        Process replay = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(replay.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(out.readLine()).startsWith("JSON-RPC at http://127.0.0.1:");
            URI pubSub = URI.create(out.readLine().replace("PubSub at ", ""));
            assertThat(out.readLine()).contains("waiting");
            BlockingQueue<String> received = new LinkedBlockingQueue<>();
            Subscription all = Subscription.transactions(TransactionFilter.all(), transaction -> {
                byte[] wire = new byte[TransactionView.MAX_WIRE_BYTES];
                int length = transaction.decodeWire(wire, 0);
                received.add(transaction.slot() + " " + transaction.failed() + " "
                        + HexFormat.of().formatHex(wire, 0, length));
            });
            try (SolanaStream stream = SolanaStream.builder()
                    .endpoint(pubSub)
                    .subscribe(all.commitment(commitment))
                    .build()
                    .start()) {
                for (int i = 0; i < expected.size(); i++) {
                    assertThat(received.poll(PATIENCE_S, TimeUnit.SECONDS))
                            .as("transaction %d of %d, %s", i, expected.size(), stream.stats())
                            .isEqualTo(expected.get(i).event());
                }
                assertThat(out.readLine()).startsWith("replayed " + expected.size() + " records in ");
                assertThat(received).isEmpty();
            }
            assertThat(replay.waitFor(PATIENCE_S, TimeUnit.SECONDS)).isTrue();
            assertThat(replay.exitValue()).isZero();
        } finally {
            replay.destroyForcibly();
        }
    }

    @Test
    void aWrongCommandLineGivesTheUsageAndExitCodeTwo() throws Exception {
        Maven.Result nothing = Maven.java(command("journal"));
        assertThat(nothing.exitCode()).isEqualTo(2);
        assertThat(nothing.out()).isEmpty();
        assertThat(nothing.err()).contains("usage: examples/run journal");

        Maven.Result option = journal("verify", journal, "--fast", "1");
        assertThat(option.exitCode()).isEqualTo(2);
        assertThat(option.err()).contains("--fast").contains("usage:");

        Maven.Result empty = journal("info", Files.createDirectory(folder.resolve("empty")));
        assertThat(empty.exitCode()).isEqualTo(2);
        assertThat(empty.err()).contains("holds no journal");

        Maven.Result range = journal("replay", journal, "--from", Long.toString(Long.MAX_VALUE));
        assertThat(range.exitCode()).isEqualTo(2);
        assertThat(range.err()).contains("no such record");
    }
}

package io.trenchbot.streaming;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Assumptions;

/** Recorded mainnet data; where the folder is missing a test is skipped, in CI it fails. */
final class SharedData {
    static final ObjectMapper MAPPER = new ObjectMapper();

    private SharedData() {}

    static Path folder() {
        String set = System.getProperty("trenchbot.shared");
        Path path = set != null ? Path.of(set) : Path.of("").toAbsolutePath().resolveSibling("shared");
        for (Path up = Path.of("").toAbsolutePath(); !Files.isDirectory(path) && up != null; up = up.getParent()) {
            path = up.resolveSibling("shared");
        }
        if (!Files.isDirectory(path.resolve("data"))) {
            if ("true".equals(System.getenv("CI"))) {
                throw new IllegalStateException("recorded data not found at " + path);
            }
            Assumptions.abort("SKIPPED: recorded data not found at " + path + ", set -Dtrenchbot.shared");
        }
        return path.resolve("data");
    }

    static List<byte[]> frames(String name) {
        List<byte[]> frames = new ArrayList<>();
        try (InputStream in =
                        Files.newInputStream(folder().resolve("notifications").resolve(name + ".jsonl.gz"));
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(new GZIPInputStream(in), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                frames.add(line.getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return frames;
    }

    static List<byte[]> verbatimFrames() {
        List<byte[]> frames = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(folder().resolve("notifications/verbatim-frames.jsonl"))) {
                frames.add(MAPPER.readTree(line).get("frame").asText().getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return frames;
    }

    static List<byte[]> allFrames() {
        List<byte[]> frames = new ArrayList<>(verbatimFrames());
        frames.addAll(frames("logs-nonvote"));
        frames.addAll(frames("logs-votes"));
        frames.addAll(frames("transaction-nonvote"));
        frames.addAll(frames("block"));
        return frames;
    }

    /** The {@code result} of the recorded getBlock reply. */
    static JsonNode block() {
        try (InputStream in = Files.newInputStream(folder().resolve("mainnet-block/getBlock.json.zip"));
                ZipInputStream zip = new ZipInputStream(in)) {
            zip.getNextEntry();
            return MAPPER.readTree(zip.readAllBytes()).get("result");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<byte[]> wires() {
        List<byte[]> wires = new ArrayList<>();
        for (JsonNode transaction : block().get("transactions")) {
            wires.add(Base64.getDecoder()
                    .decode(transaction.get("transaction").get(0).asText()));
        }
        return wires;
    }
}

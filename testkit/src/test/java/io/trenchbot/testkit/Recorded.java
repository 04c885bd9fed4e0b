package io.trenchbot.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Assumptions;

/** The recorded mainnet block, read with Jackson's data binding and not with the code under test. */
final class Recorded {
    private Recorded() {}

    static Path shared() {
        String named = System.getProperty("trenchbot.shared");
        Path folder = named == null ? null : Path.of(named);
        for (Path up = Path.of("").toAbsolutePath(); folder == null && up != null; up = up.getParent()) {
            Path sibling = up.resolve("shared");
            folder = Files.isDirectory(sibling.resolve("data")) ? sibling : null;
        }
        boolean there = folder != null && Files.isDirectory(folder.resolve("data"));
        if (!there && "true".equals(System.getenv("CI"))) {
            throw new AssertionError("no shared data folder: set the system property trenchbot.shared");
        }
        Assumptions.assumeTrue(there, "SKIPPED: no shared data folder, set the system property trenchbot.shared");
        return folder;
    }

    static JsonNode block() {
        Path zip = shared().resolve("data/mainnet-block/getBlock.json.zip");
        try (InputStream in = Files.newInputStream(zip);
                ZipInputStream entries = new ZipInputStream(in)) {
            while (!entries.getNextEntry().getName().equals("getBlock.json")) {}
            JsonNode reply = new ObjectMapper().readTree(entries.readAllBytes());
            return reply.has("result") ? reply.get("result") : reply;
        } catch (java.io.IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<byte[]> wires() {
        List<byte[]> wires = new ArrayList<>();
        for (JsonNode transaction : block().get("transactions")) {
            wires.add(
                    Base64.getDecoder().decode(transaction.at("/transaction/0").asText()));
        }
        return wires;
    }
}

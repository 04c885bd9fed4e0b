package io.trenchbot.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** What is recorded of one kind of notification, and how to subscribe to it. */
public enum Recording {
    /** The logs of a block's transactions but votes. */
    LOGS("logs", "logs-nonvote.jsonl.gz", "logsSubscribe", "[\"all\",{\"commitment\":\"confirmed\"}]", 4_000),
    /** The transactions themselves, with their meta. */
    TRANSACTIONS(
            "transactions",
            "transaction-nonvote.jsonl.gz",
            "transactionSubscribe",
            "[{\"vote\":false},{\"commitment\":\"confirmed\",\"encoding\":\"base64\"}]",
            1_000),
    /** One whole block, counted by its transactions. */
    BLOCK(
            "blocks",
            "block.jsonl.gz",
            "blockSubscribe",
            "[\"all\",{\"commitment\":\"confirmed\",\"encoding\":\"base64\"}]",
            1_790);

    final String what;
    final String file;
    final String method;
    final String params;
    /** Messages of one call of a benchmark: some milliseconds. */
    final int window;

    Recording(String what, String file, String method, String params, int window) {
        this.what = what;
        this.file = file;
        this.method = method;
        this.params = params;
        this.window = window;
    }

    List<String> frames(Path shared) throws IOException {
        Path path = shared.resolve("data").resolve("notifications").resolve(file);
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(path)), StandardCharsets.UTF_8))) {
            return lines.lines().filter(line -> !line.isEmpty()).toList();
        }
    }

    String request() {
        return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":" + params + "}";
    }
}

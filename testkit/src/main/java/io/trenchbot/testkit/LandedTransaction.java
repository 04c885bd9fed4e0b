package io.trenchbot.testkit;

import java.util.List;

/**
 * A transaction in a block.
 *
 * @param wire its serialized form (signatures and message)
 * @param signature its first signature, base58
 * @param version {@code "legacy"} (with quotes) or {@code 0}, as JSON
 * @param accountKeys static keys, then loaded writable, then loaded read-only ones, base58
 * @param vote whether it is a simple vote
 * @param errJson the error as JSON, {@code null} (the JSON word) on success
 * @param logs the log lines
 * @param metaJson the whole {@code meta} object as JSON text
 */
@SuppressWarnings("ArrayRecordComponent") // shared and never written to; nobody compares these records
record LandedTransaction(
        byte[] wire,
        String signature,
        String version,
        List<String> accountKeys,
        boolean vote,
        String errJson,
        List<String> logs,
        String metaJson) {}

package io.trenchbot.testkit;

import java.util.List;

/**
 * What executing a transaction did.
 *
 * @param errJson the error as JSON, {@code null} (the JSON word) on success; a rejected signature or an unknown blockhash is an error here too
 * @param logs the log lines
 * @param unitsConsumed compute units
 * @param accountsAfter states after it of the accounts it names, in the order of its keys
 */
record Execution(String errJson, List<String> logs, long unitsConsumed, List<AccountState> accountsAfter) {}

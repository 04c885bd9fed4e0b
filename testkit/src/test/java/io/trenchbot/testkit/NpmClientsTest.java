package io.trenchbot.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The clients that most of Solana's applications use, as they come from npm, against a node. */
@Tag("npm")
class NpmClientsTest {
    private static final Path SCRIPTS = Path.of("src/test/npm").toAbsolutePath();
    private static final Path LOG = Path.of("target/npm-clients.log").toAbsolutePath();
    private static final boolean CI = "true".equals(System.getenv("CI"));

    @Test
    void web3jsAndKitStreamReadSendAndConfirm() throws Exception {
        boolean node = run(List.of("node", "--version")) == 0;
        if (CI) {
            assertThat(node).as("node is on the PATH").isTrue();
        }
        Assumptions.assumeTrue(node, "SKIPPED: no node on the PATH, so web3.js and kit were not tried");
        install();
        try (LocalLedger ledger = LocalLedger.generated(11)
                        .transactionsPerSecond(200)
                        .slotDuration(Duration.ofMillis(200))
                        .build();
                LocalNode server = LocalNode.serve(ledger)) {
            ledger.start();
            for (String script : List.of("kit.mjs", "web3.mjs")) {
                int status = run(List.of(
                        "node",
                        script,
                        server.rpcUrl().toString(),
                        server.webSocketUrl().toString(),
                        ledger.genesisHash()));
                assertThat(status).as(script + ":\n" + Files.readString(LOG)).isZero();
                assertThat(Files.readString(LOG)).containsPattern("(?m)^[1-9][0-9]* passed$");
            }
        }
    }

    /** As the lock file has it; an installation that is newer than the lock file is kept. */
    private static void install() throws Exception {
        Path installed = SCRIPTS.resolve("node_modules/.package-lock.json");
        boolean current = Files.exists(installed)
                && Files.getLastModifiedTime(installed)
                                .compareTo(Files.getLastModifiedTime(SCRIPTS.resolve("package-lock.json")))
                        >= 0;
        if (current) {
            return;
        }
        String npm = System.getProperty("os.name").startsWith("Windows") ? "npm.cmd" : "npm";
        boolean done = run(List.of(npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund")) == 0;
        if (CI) {
            assertThat(done).as(() -> "npm ci: " + log()).isTrue();
        }
        Assumptions.assumeTrue(done, "SKIPPED: npm ci failed, so web3.js and kit were not tried");
    }

    private static String log() {
        try {
            return Files.readString(LOG);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static int run(List<String> command) throws Exception {
        Files.createDirectories(LOG.getParent());
        try {
            Process process = new ProcessBuilder(new ArrayList<>(command))
                    .directory(SCRIPTS.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(LOG.toFile())
                    .start();
            if (!process.waitFor(180, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return -1;
            }
            return process.exitValue();
        } catch (IOException e) {
            return -1; // there is no such program
        }
    }
}

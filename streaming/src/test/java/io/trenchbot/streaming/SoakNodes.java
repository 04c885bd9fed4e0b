package io.trenchbot.streaming;

import io.trenchbot.testkit.Faults;
import io.trenchbot.testkit.LocalLedger;
import io.trenchbot.testkit.LocalNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Two nodes to break and an archive, in a process of their own, so that what the chain keeps does not count as the stream's.
 * The process ends with its input.
 */
final class SoakNodes implements AutoCloseable {
    static final int BREAKABLE = 2;
    private static final int KEPT_TRANSACTIONS = 12_000;

    private static final Map<String, Consumer<Faults>> FAULTS = Map.of(
            "close", faults -> faults.drop(Faults.Drop.CLOSE_FRAME),
            "abrupt", faults -> faults.drop(Faults.Drop.ABRUPT),
            "reset", faults -> faults.drop(Faults.Drop.RESET),
            "garbage", Faults::garbageFrame,
            "truncated", Faults::truncatedFrame,
            "half-open", Faults::stallOpenConnections,
            "error",
                    faults -> {
                        faults.error("transactionSubscribe", -32603, "Internal error", 2);
                        faults.drop(Faults.Drop.RESET);
                    });

    private final Process process;
    private final BufferedReader said;
    final List<URI> webSocketUrls;
    final URI archive;

    SoakNodes() throws IOException {
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Nodes.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        said = process.inputReader(StandardCharsets.UTF_8);
        webSocketUrls = List.of(URI.create(line()), URI.create(line()));
        archive = URI.create(line());
    }

    private String line() throws IOException {
        String line = said.readLine();
        if (line == null) {
            throw new IOException("the nodes have ended");
        }
        return line;
    }

    static List<String> faults() {
        return FAULTS.keySet().stream().sorted().toList();
    }

    /** Returns once the fault is there. */
    void fault(int node, String name) throws IOException {
        process.getOutputStream().write((node + name + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
        line();
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        process.destroy();
    }

    /** The process. */
    static final class Nodes {
        private Nodes() {}

        public static void main(String[] args) throws Exception {
            try (LocalLedger ledger = LocalLedger.generated(7)
                            .transactionsPerSecond(600)
                            .slotDuration(Duration.ofMillis(100))
                            .keepTransactions(KEPT_TRANSACTIONS)
                            .build();
                    LocalNode first = LocalNode.serve(ledger);
                    LocalNode second = LocalNode.serve(ledger);
                    LocalNode archive = LocalNode.serve(ledger)) {
                ledger.start();
                System.out.println(first.webSocketUrl());
                System.out.println(second.webSocketUrl());
                System.out.println(archive.rpcUrl());
                obey(List.of(first, second));
            }
        }

        private static void obey(List<LocalNode> nodes) throws IOException {
            BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String order = orders.readLine(); order != null; order = orders.readLine()) {
                FAULTS.get(order.substring(1))
                        .accept(nodes.get(order.charAt(0) - '0').faults());
                System.out.println(order);
            }
        }
    }
}

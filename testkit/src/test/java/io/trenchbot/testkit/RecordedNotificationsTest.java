package io.trenchbot.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a node sends of a recorded block against frames that were made from the same recording by other means. */
class RecordedNotificationsTest {
    private static LocalLedger ledger;
    private static LocalNode agave;
    private static LocalNode helius;

    @BeforeAll
    static void serve() throws Exception {
        ledger = LocalLedger.recorded(Recorded.shared().resolve("data/mainnet-block/getBlock.json.zip"))
                .transactionsPerSecond(20_000)
                .slotDuration(Duration.ofMillis(100))
                .build();
        agave = LocalNode.serve(ledger);
        helius = LocalNode.builder(ledger).dialect(LocalNode.Dialect.HELIUS).build();
        receive();
    }

    @AfterAll
    static void close() {
        helius.close();
        agave.close();
        ledger.close();
    }

    private static final Map<String, List<String>> RECEIVED = new LinkedHashMap<>();

    private static void receive() throws Exception {
        TestClient logs = TestClient.connect(agave);
        TestClient all = TestClient.connect(agave);
        TestClient transactions = TestClient.connect(helius);
        TestClient blocks = TestClient.connect(agave);
        logs.subscribe("logsSubscribe", "[\"all\",{\"commitment\":\"processed\"}]");
        all.subscribe("logsSubscribe", "[\"allWithVotes\",{\"commitment\":\"confirmed\"}]");
        transactions.subscribe(
                "transactionSubscribe",
                "[{\"vote\":false},{\"commitment\":\"processed\",\"encoding\":\"base64\",\"transactionDetails\":\"full\","
                        + "\"maxSupportedTransactionVersion\":0}]");
        blocks.subscribe(
                "blockSubscribe",
                "[\"all\",{\"commitment\":\"confirmed\",\"encoding\":\"base64\",\"transactionDetails\":\"full\","
                        + "\"maxSupportedTransactionVersion\":0,\"showRewards\":true}]");
        ledger.start();
        String block = blocks.await(frame -> frame.length() > 1_000_000);
        RECEIVED.put("block", List.of(block));
        RECEIVED.put("logs", take(logs, 755));
        RECEIVED.put("transactions", take(transactions, 755));
        RECEIVED.put("all", take(all, 1_790));
        for (TestClient client : List.of(logs, all, transactions, blocks)) {
            client.closeBlocking();
        }
    }

    private static List<String> take(TestClient client, int count) throws InterruptedException {
        List<String> frames = new ArrayList<>();
        while (frames.size() < count) {
            frames.add(client.await(frame -> true));
        }
        assertThat(client.frames).isEmpty();
        return frames;
    }

    @Test
    void logsOfNonVotesEqualTheRecordedFrames() throws Exception {
        assertSame("logs", expected("logs-nonvote"));
    }

    @Test
    void transactionsEqualTheRecordedFramesInHeliusOrder() throws Exception {
        assertSame("transactions", expected("transaction-nonvote"));
    }

    @Test
    void theBlockEqualsTheRecordedFrame() throws Exception {
        assertSame("block", expected("block"));
    }

    @Test
    void logsWithVotesHoldEachRecordedFrameOnce() throws Exception {
        List<JsonNode> expected = expected("logs-nonvote");
        expected.addAll(expected("logs-votes"));
        assertThat(trees(RECEIVED.get("all"))).containsExactlyInAnyOrderElementsOf(expected);
    }

    /** Equal as trees, in the same order, and with the members written in the same order down to the deepest one. */
    private static void assertSame(String kind, List<JsonNode> expected) throws Exception {
        List<JsonNode> received = trees(RECEIVED.get(kind));
        assertThat(received).isEqualTo(expected);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(received.get(i).toString()).isEqualTo(expected.get(i).toString());
        }
    }

    private static List<JsonNode> expected(String name) throws Exception {
        Path path = Recorded.shared().resolve("data/notifications/" + name + ".jsonl.gz");
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(path)), StandardCharsets.UTF_8))) {
            return trees(reader.lines().toList());
        }
    }

    /** Subscription ids are made equal: they are the node's own. */
    private static List<JsonNode> trees(List<String> frames) throws Exception {
        List<JsonNode> trees = new ArrayList<>();
        for (String frame : frames) {
            JsonNode tree = TestClient.JSON.readTree(frame);
            ((ObjectNode) tree.get("params")).put("subscription", 0L);
            trees.add(tree);
        }
        return trees;
    }
}

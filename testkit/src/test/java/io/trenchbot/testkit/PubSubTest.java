package io.trenchbot.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PubSubTest {
    private static LocalLedger ledger;
    private static LocalNode agave;
    private static LocalNode helius;

    @BeforeAll
    static void serve() throws Exception {
        ledger = LocalLedger.generated(5)
                .transactionsPerSecond(400)
                .slotDuration(Duration.ofMillis(50))
                .finalizedAfterSlots(4)
                .build();
        agave = LocalNode.builder(ledger)
                .without("voteSubscribe", "voteUnsubscribe")
                .build();
        helius = LocalNode.builder(ledger)
                .dialect(LocalNode.Dialect.HELIUS)
                .maxSubscriptions(40)
                .build();
        ledger.start();
    }

    @AfterAll
    static void close() {
        helius.close();
        agave.close();
        ledger.close();
    }

    @Test
    void agaveGivesEqualParametersOneIdAndOneUnsubscribeEndsIt() throws Exception {
        TestClient client = TestClient.connect(agave);
        TestClient other = TestClient.connect(agave);
        String params = "[\"all\",{\"commitment\":\"processed\"}]";
        long first = client.subscribe("logsSubscribe", params);
        assertThat(client.subscribe("logsSubscribe", params)).isEqualTo(first);
        assertThat(other.subscribe("logsSubscribe", params)).isEqualTo(first);
        assertThat(client.subscribe("logsSubscribe", "[\"all\",{\"commitment\":\"confirmed\"}]"))
                .isNotEqualTo(first);
        assertThat(client.request("logsUnsubscribe", "[" + first + "]")).endsWith("\"result\":true,\"id\":4}");
        assertThat(client.request("logsUnsubscribe", "[" + first + "]"))
                .isEqualTo(
                        "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32602,\"message\":\"Invalid subscription id.\"},\"id\":5}");
        other.notification("logsNotification");
        other.closeBlocking();
        client.closeBlocking();
    }

    @Test
    void heliusGivesEverySubscriptionItsOwnIdAndLife() throws Exception {
        TestClient client = TestClient.connect(helius);
        String params = "[\"all\",{\"commitment\":\"processed\"}]";
        long first = client.subscribe("logsSubscribe", params);
        long second = client.subscribe("logsSubscribe", params);
        assertThat(second).isNotEqualTo(first).isGreaterThan(Integer.MAX_VALUE);
        assertThat(client.request("logsUnsubscribe", "[" + first + "]"))
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":3,\"result\":true}");
        assertThat(client.request("logsUnsubscribe", "[" + first + "]"))
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":4,\"result\":false}");
        client.frames.clear();
        String frame = client.await(text -> text.contains("Notification"));
        assertThat(frame)
                .startsWith("{\"jsonrpc\":\"2.0\",\"method\":\"logsNotification\",\"params\":{\"subscription\":"
                        + second + ",\"result\":{");
        client.closeBlocking();
    }

    @Test
    void subscriptionsBeyondTheLimitAreRefused() throws Exception {
        TestClient client = TestClient.connect(helius);
        String reply = "";
        for (int i = 0; i <= 40; i++) {
            reply = client.request("rootSubscribe", "[]");
        }
        assertThat(reply).contains("-32603").contains("Subscription refused. Node subscription limit reached");
        client.closeBlocking();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "voteSubscribe | [] | -32601 | Method not found",
                "fooSubscribe | [] | -32601 | Method not found",
                "getSlot | [] | -32601 | Method not found",
                "logsSubscribe | [] | -32602 | at least 1 argument",
                "logsSubscribe | [\"some\"] | -32602 | unknown variant `some`",
                "logsSubscribe | [{\"mentions\":[]}] | -32602 | Invalid Request: Only 1 address supported",
                "logsSubscribe | [{\"mentions\":[\"11111111111111111111111111111111\",\"11111111111111111111111111111111\"]}] | -32602 | Only 1 address",
                "logsSubscribe | [{\"mentions\":[\"0O\"]}] | -32602 | Invalid mentions provided",
                "logsSubscribe | [\"all\",{\"commitment\":\"soon\"}] | -32602 | unknown variant `soon`",
                "accountSubscribe | [\"abc\"] | -32602 | Invalid pubkey provided",
                "accountSubscribe | [5] | -32602 | invalid type: 5, expected a string",
                "accountSubscribe | [\"11111111111111111111111111111111\",{\"encoding\":\"morse\"}] | -32602 | unknown variant `morse`",
                "programSubscribe | [\"11111111111111111111111111111111\",{\"filters\":[{\"dataSize\":1},{\"dataSize\":2},{\"dataSize\":3},{\"dataSize\":4},{\"dataSize\":5}]}] | -32602 | max 4",
                "signatureSubscribe | [\"abc\"] | -32602 | Invalid signature provided",
                "blockSubscribe | [\"all\",{\"commitment\":\"processed\"}] | -32602 | below `confirmed`",
                "transactionSubscribe | [{},{}] | -32602 | maxSupportedTransactionVersion is required",
                "slotUnsubscribe | [18446744073709551615] | -32602 | u64",
            })
    void falseRequestsAreErrors(String method, String params, int code, String message) throws Exception {
        TestClient client = TestClient.connect(agave);
        JsonNode error =
                TestClient.JSON.readTree(client.request(method, params)).get("error");
        assertThat(error.get("code").asInt()).isEqualTo(code);
        assertThat(error.get("message").asText()).contains(message);
        client.closeBlocking();
    }

    @Test
    void messagesUpTo4096BytesAreReadAndLargerOnesBreakTheConnectionWithoutACloseFrame() throws Exception {
        TestClient client = TestClient.connect(agave);
        String request = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"slotSubscribe\"}";
        client.send(request + " ".repeat(4_096 - request.length()));
        assertThat(client.await(frame -> true)).contains("result");
        client.send(request + " ".repeat(4_097 - request.length()));
        assertThat(client.closeCode()).isEqualTo(1006);
    }

    @Test
    void fragmentsMakeOneMessageAndTogetherObeyTheLimit() throws Exception {
        TestClient client = TestClient.connect(agave);
        client.sendFragmentedFrame(org.java_websocket.enums.Opcode.TEXT, ascii("{\"jsonrpc\":\"2.0\","), false);
        client.sendFragmentedFrame(
                org.java_websocket.enums.Opcode.TEXT, ascii("\"id\":1,\"method\":\"rootSubscribe\"}"), true);
        assertThat(client.await(frame -> true)).contains("\"id\":1");
        client.sendFragmentedFrame(org.java_websocket.enums.Opcode.TEXT, ascii(" ".repeat(4_000)), false);
        client.sendFragmentedFrame(org.java_websocket.enums.Opcode.TEXT, ascii(" ".repeat(97)), false);
        assertThat(client.closeCode()).isEqualTo(1006);
    }

    private static java.nio.ByteBuffer ascii(String text) {
        return java.nio.ByteBuffer.wrap(text.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }

    @Test
    void pingsAreAnsweredAndRequestsWithoutAnIdAreNot() throws Exception {
        TestClient client = TestClient.connect(agave);
        client.send("{\"jsonrpc\":\"2.0\",\"method\":\"ping\"}");
        client.send("no json");
        client.send("[]");
        client.send(
                "[{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"method\":\"rootSubscribe\"},{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"x\"}]");
        client.sendPing();
        assertThat(client.await(frame -> true)).contains("-32700").contains("\"id\":null");
        assertThat(client.await(frame -> true)).contains("-32600");
        assertThat(client.await(frame -> frame.startsWith("[")))
                .contains("\"id\":\"a\"")
                .contains("-32601");
        assertThat(client.pongs.poll(10, java.util.concurrent.TimeUnit.SECONDS)).isNotNull();
        client.closeBlocking();
    }

    @Test
    void noExtensionIsAgreedOn() throws Exception {
        TestClient client = TestClient.connect(agave);
        assertThat(client.getDraft().toString()).doesNotContain("permessage-deflate");
        client.closeBlocking();
    }

    /** Frames that were captured from mainnet: the same members in the same order with the same JSON types. */
    @Test
    void notificationsHaveTheShapeOfCapturedFrames() throws Exception {
        TestClient client = TestClient.connect(agave);
        client.subscribe("slotSubscribe", "[]");
        client.subscribe("rootSubscribe", "[]");
        client.subscribe("slotsUpdatesSubscribe", "[]");
        client.subscribe("logsSubscribe", "[\"allWithVotes\",{\"commitment\":\"confirmed\"}]");
        client.subscribe(
                "accountSubscribe", "[\"SysvarC1ock11111111111111111111111111111111\",{\"encoding\":\"base64\"}]");
        client.subscribe(
                "programSubscribe", "[\"Sysvar1111111111111111111111111111111111111\",{\"encoding\":\"base64\"}]");
        List<String> compared = new ArrayList<>();
        for (String line : Files.readAllLines(Recorded.shared().resolve("data/notifications/verbatim-frames.jsonl"))) {
            JsonNode captured = TestClient.JSON.readTree(line);
            JsonNode frame = TestClient.JSON.readTree(captured.get("frame").asText());
            if (captured.get("server").asText().equals("mainnet-beta") && frame.has("method")) {
                JsonNode ours = matching(client, frame);
                assertThat(shape(ours)).isEqualTo(shape(frame));
                compared.add(frame.get("method").asText());
            }
        }
        assertThat(compared)
                .contains(
                        "accountNotification",
                        "programNotification",
                        "slotNotification",
                        "rootNotification",
                        "logsNotification",
                        "slotsUpdatesNotification");
        client.closeBlocking();
    }

    /** A slots update has members that depend on its type; a log's error depends on its fate. */
    private static JsonNode matching(TestClient client, JsonNode captured) throws Exception {
        while (true) {
            JsonNode ours = client.notification(captured.get("method").asText());
            boolean sameType = ours.at("/params/result/type").equals(captured.at("/params/result/type"));
            boolean sameFate = ours.at("/params/result/value/err").isNull()
                    == captured.at("/params/result/value/err").isNull();
            if (sameType && sameFate) {
                return ours;
            }
        }
    }

    private static String shape(JsonNode node) {
        StringBuilder out = new StringBuilder(
                node.getNodeType() == JsonNodeType.NUMBER
                        ? "N"
                        : node.getNodeType().name());
        if (node.isObject()) {
            for (Map.Entry<String, JsonNode> member : node.properties()) {
                out.append(' ').append(member.getKey()).append(':').append(shape(member.getValue()));
            }
        } else if (node.isArray() && node.size() > 0) {
            out.append('[').append(shape(node.get(0))).append(']');
        }
        return out.append(';').toString();
    }

    @Test
    void slotsUpdatesComeInTheOrderOfASlotsLife() throws Exception {
        TestClient client = TestClient.connect(agave);
        client.subscribe("slotsUpdatesSubscribe", "[]");
        long slot = client.notification("slotsUpdatesNotification")
                        .at("/params/result/slot")
                        .asLong()
                + 2;
        List<String> life = new ArrayList<>();
        while (!life.contains("root")) {
            JsonNode update = client.notification("slotsUpdatesNotification").at("/params/result");
            if (update.get("slot").asLong() == slot) {
                life.add(update.get("type").asText());
            }
        }
        assertThat(life)
                .containsExactly(
                        "firstShredReceived", "createdBank", "completed", "frozen", "optimisticConfirmation", "root");
        client.closeBlocking();
    }

    @Test
    void votesAreReadOutOfTheirTransactions() throws Exception {
        TestClient client = TestClient.connect(helius);
        client.subscribe("voteSubscribe", "[]");
        JsonNode vote = client.notification("voteNotification").at("/params/result");
        assertThat(vote.fieldNames())
                .toIterable()
                .containsExactly("votePubkey", "slots", "hash", "timestamp", "signature");
        assertThat(vote.get("slots").size()).isEqualTo(31);
        long newest = vote.get("slots").get(30).asLong();
        assertThat(ledger.slot() - newest).isBetween(-3L, 40L);
        assertThat(Base58.decode(vote.get("hash").asText())).hasSize(32);
        client.closeBlocking();
    }

    @Test
    void transactionFiltersDoWhatTheySay() throws Exception {
        TestClient client = TestClient.connect(helius);
        String options =
                ",{\"commitment\":\"processed\",\"maxSupportedTransactionVersion\":0,\"transactionDetails\":\"full\"}]";
        client.subscribe("transactionSubscribe", "[{\"vote\":true}" + options);
        JsonNode vote = client.notification("transactionNotification").at("/params/result");
        assertThat(vote.at("/transaction/meta/logMessages/0").asText())
                .isEqualTo("Program Vote111111111111111111111111111111111111111 invoke [1]");
        client.closeBlocking();

        TestClient failed = TestClient.connect(helius);
        failed.subscribe("transactionSubscribe", "[{\"vote\":false,\"failed\":true}" + options);
        JsonNode failure = failed.notification("transactionNotification").at("/params/result");
        assertThat(failure.at("/transaction/meta/err").isNull()).isFalse();
        failed.closeBlocking();

        TestClient required = TestClient.connect(helius);
        required.subscribe(
                "transactionSubscribe",
                "[{\"accountRequired\":[\"TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA\"],\"accountExclude\":"
                        + "[\"Vote111111111111111111111111111111111111111\"]},{\"commitment\":\"processed\",\"transactionDetails\":"
                        + "\"accounts\",\"maxSupportedTransactionVersion\":0}]");
        JsonNode swap = required.notification("transactionNotification").at("/params/result");
        assertThat(swap.at("/transaction/transaction/accountKeys").findValuesAsText("pubkey"))
                .contains("TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA");
        required.closeBlocking();
    }
}

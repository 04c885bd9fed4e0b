package io.trenchbot.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** JSON-RPC over a recorded block: the recording is the oracle. */
class RpcTest {
    private static final long SLOT = 361_774_429;

    private static LocalLedger ledger;
    private static LocalNode node;
    private static TestRpc rpc;
    private static JsonNode recorded;

    @BeforeAll
    static void replay() throws Exception {
        ledger = LocalLedger.recorded(Recorded.shared().resolve("data/mainnet-block/getBlock.json.zip"))
                .transactionsPerSecond(50_000)
                .slotDuration(Duration.ofMillis(20))
                .finalizedAfterSlots(3)
                .build();
        node = LocalNode.builder(ledger).without("getBlockTime").build();
        rpc = new TestRpc(node);
        recorded = Recorded.block();
        ledger.start();
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (rpc.result("getSlot", "[]").asLong() < SLOT + 1) {
            assertThat(System.nanoTime()).isLessThan(deadlineNs);
            Thread.sleep(5);
        }
        assertThat(ledger.replayed()).isTrue();
    }

    @AfterAll
    static void close() {
        node.close();
        ledger.close();
    }

    @Test
    void theRecordedBlockIsServedAsItWasRecorded() throws Exception {
        JsonNode block =
                rpc.result("getBlock", "[" + SLOT + ",{\"encoding\":\"base64\",\"maxSupportedTransactionVersion\":0}]");
        assertThat(block).isEqualTo(recorded);
        assertThat(block.toString()).isEqualTo(recorded.toString());
    }

    @Test
    void blocksBySignaturesAccountsAndWithoutTransactions() throws Exception {
        String options = ",{\"maxSupportedTransactionVersion\":0,\"rewards\":false,\"transactionDetails\":\"";
        JsonNode signatures = rpc.result("getBlock", "[" + SLOT + options + "signatures\"}]");
        assertThat(signatures.has("transactions")).isFalse();
        assertThat(signatures.has("rewards")).isFalse();
        assertThat(signatures.get("signatures").size()).isEqualTo(1_790);
        JsonNode accounts =
                rpc.result("getBlock", "[" + SLOT + options + "accounts\"}]").at("/transactions/1");
        assertThat(accounts.at("/transaction/signatures/0")).isEqualTo(signatures.at("/signatures/1"));
        assertThat(accounts.at("/meta/err")).isEqualTo(recorded.at("/transactions/1/meta/err"));
        assertThat(accounts.get("meta").has("logMessages")).isFalse();
        int balances = recorded.at("/transactions/1/meta/postBalances").size();
        assertThat(accounts.at("/transaction/accountKeys").size()).isEqualTo(balances);
        JsonNode none = rpc.result("getBlock", "[" + SLOT + options + "none\"}]");
        assertThat(none.has("signatures") || none.has("transactions")).isFalse();
        assertThat(none.get("blockhash")).isEqualTo(recorded.get("blockhash"));
    }

    @Test
    void jsonTransactionsSayWhatTheBytesSay() throws Exception {
        JsonNode json =
                rpc.result("getBlock", "[" + SLOT + ",{\"encoding\":\"json\",\"maxSupportedTransactionVersion\":0}]");
        List<byte[]> wires = Recorded.wires();
        for (int i = 0; i < wires.size(); i++) {
            WireTransaction wire = WireTransaction.of(wires.get(i));
            JsonNode transaction = json.at("/transactions/" + i + "/transaction");
            assertThat(transaction.at("/signatures/0").asText()).isEqualTo(wire.signature());
            List<String> keys = new ArrayList<>();
            transaction.at("/message/accountKeys").forEach(key -> keys.add(key.asText()));
            assertThat(keys)
                    .isEqualTo(
                            wire.accountKeys().stream().map(Address::toString).toList());
            assertThat(transaction.get("message").has("addressTableLookups")).isEqualTo(wire.versioned());
        }
    }

    @Test
    void aTransactionHasTheShapeOfARecordedReply() throws Exception {
        JsonNode reply = TestClient.JSON
                .readTree(Files.readAllBytes(Recorded.shared().resolve("data/mainnet-block/getTransaction.json")))
                .get("result");
        String signature = WireTransaction.of(Recorded.wires().get(1)).signature();
        JsonNode ours = rpc.result(
                "getTransaction",
                "[\"" + signature + "\",{\"encoding\":\"base64\",\"maxSupportedTransactionVersion\":0}]");
        assertThat(ours.fieldNames()).toIterable().containsExactlyInAnyOrderElementsOf(reply::fieldNames);
        ((ObjectNode) ours).remove(List.of("slot", "blockTime"));
        assertThat(ours).isEqualTo(recorded.at("/transactions/1"));
    }

    @Test
    void versionsTheClientDoesNotReadAreAnError() throws Exception {
        JsonNode error = rpc.error("getBlock", "[" + SLOT + ",{\"encoding\":\"base64\"}]");
        assertThat(error.get("code").asInt()).isEqualTo(-32015);
        assertThat(error.get("message").asText())
                .startsWith("Transaction version (0) is not supported by the requesting client.");
    }

    @Test
    void skippedFutureAndForgottenBlocks() throws Exception {
        assertThat(rpc.error("getBlock", "[" + (SLOT - 100) + "]").get("code").asInt())
                .isEqualTo(-32009);
        assertThat(rpc.error("getBlock", "[" + (SLOT + 1_000_000) + "]")
                        .get("code")
                        .asInt())
                .isEqualTo(-32004);
        assertThat(rpc.error("getBlock", "[5]").get("code").asInt()).isEqualTo(-32001);
        JsonNode blocks = rpc.result("getBlocks", "[" + (SLOT - 100) + "," + (SLOT + 1) + "]");
        assertThat(blocks.toString()).isEqualTo("[" + (SLOT - 1) + "," + SLOT + "," + (SLOT + 1) + "]");
        assertThat(rpc.result("getBlocksWithLimit", "[" + (SLOT - 100) + ",2]").toString())
                .isEqualTo("[" + (SLOT - 1) + "," + SLOT + "]");
    }

    @Test
    void signaturesForAnAddressPageBackwardsThroughTheBlock() throws Exception {
        String program = "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA";
        List<String> expected = new ArrayList<>();
        for (JsonNode transaction : recorded.get("transactions")) {
            boolean loaded = transaction.at("/meta/loadedAddresses").toString().contains(program);
            WireTransaction wire = WireTransaction.of(java.util.Base64.getDecoder()
                    .decode(transaction.at("/transaction/0").asText()));
            if (loaded || wire.accountKeys().contains(Address.of(program))) {
                expected.add(0, wire.signature());
            }
        }
        List<String> paged = new ArrayList<>();
        String before = "";
        while (true) {
            JsonNode page =
                    rpc.result("getSignaturesForAddress", "[\"" + program + "\",{\"limit\":100" + before + "}]");
            page.forEach(entry -> paged.add(entry.get("signature").asText()));
            if (page.isEmpty()) {
                break;
            }
            before = ",\"before\":\"" + paged.get(paged.size() - 1) + "\"";
        }
        assertThat(paged).isEqualTo(expected).hasSizeGreaterThan(200);
        JsonNode until =
                rpc.result("getSignaturesForAddress", "[\"" + program + "\",{\"until\":\"" + expected.get(3) + "\"}]");
        assertThat(until.size()).isEqualTo(3);
    }

    @Test
    void statusesOfKnownAndUnknownSignatures() throws Exception {
        String known = WireTransaction.of(Recorded.wires().get(1)).signature();
        String unknown = Base58.encode(new byte[64]);
        JsonNode statuses = rpc.result("getSignatureStatuses", "[[\"" + known + "\",\"" + unknown + "\"]]")
                .get("value");
        assertThat(statuses.get(0).get("err")).isEqualTo(recorded.at("/transactions/1/meta/err"));
        assertThat(statuses.get(0).get("slot").asLong()).isEqualTo(SLOT);
        assertThat(statuses.get(0).get("confirmationStatus").asText()).isEqualTo("finalized");
        assertThat(statuses.get(1).isNull()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "getBlockTime | [] | -32601 | Method not found",
                "slotSubscribe | [] | -32601 | Method not found",
                "getBalance | [] | -32602 | `params` should have at least 1 argument(s)",
                "getBalance | [\"abc\"] | -32602 | Invalid param: WrongSize",
                "getBalance | [\"0\"] | -32602 | Invalid param: Invalid",
                "getBalance | {\"a\":1} | -32602 | expected an array",
                "getBalance | [\"11111111111111111111111111111111\",7] | -32602 | expected a configuration object",
                "getBlock | [1.5] | -32602 | invalid type: 1.5, expected u64",
                "getBlock | [-1] | -32602 | expected u64",
                "getBlock | [361774429,{\"commitment\":\"processed\"}] | -32602 | Method does not support commitment below `confirmed`",
                "getTransaction | [\"abc\"] | -32602 | Invalid param: WrongSize",
                "getBlocks | [0,500001] | -32602 | Slot range too large; max 500000",
                "getBlocksWithLimit | [0,500001] | -32602 | Limit too large; max 500000",
                "getSignaturesForAddress | [\"11111111111111111111111111111111\",{\"limit\":1001}] | -32602 | Invalid limit; max 1000",
                "getMinimumBalanceForRentExemption | [99999999999] | -32602 | at most 10485760",
                "getSlot | [{\"minContextSlot\":999999999999}] | -32016 | Minimum context slot has not been reached",
                "sendTransaction | [\"0\"] | -32602 | invalid base58 encoding",
                "sendTransaction | [\"%%\",{\"encoding\":\"base64\"}] | -32602 | invalid base64 encoding",
                "sendTransaction | [\"AQID\",{\"encoding\":\"base64\"}] | -32602 | failed to deserialize",
                "sendTransaction | [\"AQID\",{\"encoding\":\"json\"}] | -32602 | unsupported encoding: json",
                "simulateTransaction | [\"AQID\",{\"encoding\":\"base64\",\"sigVerify\":true,\"replaceRecentBlockhash\":true}] | -32602 | failed to deserialize",
                "getFeeForMessage | [\"AQID\"] | -32602 | failed to deserialize",
                "requestAirdrop | [\"11111111111111111111111111111111\",1] | -32600 | no faucet",
            })
    void falseRequestsAreErrors(String method, String params, int code, String message) throws Exception {
        JsonNode error = rpc.error(method, params);
        assertThat(error.get("code").asInt()).isEqualTo(code);
        assertThat(error.get("message").asText()).contains(message);
    }

    @Test
    void tooManyInputsAreRefused() throws Exception {
        String signatures = "[" + "\"x\",".repeat(256) + "\"x\"]";
        assertThat(rpc.error("getSignatureStatuses", "[" + signatures + "]")
                        .get("message")
                        .asText())
                .isEqualTo("Too many inputs provided; max 256");
        String addresses = "[" + "\"x\",".repeat(100) + "\"x\"]";
        assertThat(rpc.error("getMultipleAccounts", "[" + addresses + "]")
                        .get("message")
                        .asText())
                .isEqualTo("Too many inputs provided; max 100");
    }

    @Test
    void envelopes() throws Exception {
        assertThat(rpc.post("{\"jsonrpc\":").body())
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32700,\"message\":\"Parse error\"},\"id\":null}");
        assertThat(rpc.post("{\"jsonrpc\":\"2.0\",\"id\":1}").body())
                .contains("-32600")
                .contains("\"id\":1");
        assertThat(rpc.post("{\"id\":1,\"method\":\"getSlot\"}").body()).contains("-32600");
        assertThat(rpc.post("[]").body()).contains("-32600");
        assertThat(rpc.post("7").body()).contains("-32600");
        assertThat(rpc.post("{\"jsonrpc\":\"2.0\",\"method\":\"getSlot\"}").body())
                .isEmpty();
        assertThat(rpc.post("{\"jsonrpc\":\"2.0\",\"id\":18446744073709551615,\"method\":\"getHealth\"}")
                        .body())
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"result\":\"ok\",\"id\":18446744073709551615}");
        JsonNode batch = TestClient.JSON.readTree(rpc.post(
                        "[{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"method\":\"getSlot\"},"
                                + "{\"jsonrpc\":\"2.0\",\"id\":\"b\",\"method\":\"nope\"},{\"jsonrpc\":\"2.0\",\"method\":\"getSlot\"}]")
                .body());
        assertThat(batch.size()).isEqualTo(2);
        assertThat(batch.at("/0/id").asText()).isEqualTo("a");
        assertThat(batch.at("/1/error/code").asInt()).isEqualTo(-32601);
        assertThat(rpc.post("[".repeat(5_000)).body()).contains("-32700");
    }

    @Test
    void whatIsNoJsonRpcGetsAnHttpStatus() throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest.Builder request = HttpRequest.newBuilder(node.rpcUrl()).timeout(Duration.ofSeconds(10));
        assertThat(status(client, request.GET())).isEqualTo(405);
        assertThat(status(
                        client,
                        request.header("Content-Type", "text/plain").POST(HttpRequest.BodyPublishers.ofString("{}"))))
                .isEqualTo(415);
        assertThat(rpc.post(" ".repeat((50 << 10) + 1)).statusCode()).isEqualTo(413);
        HttpResponse<String> health = client.send(
                HttpRequest.newBuilder(URI.create(node.rpcUrl() + "/health")).build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(health.body()).isEqualTo("ok");
    }

    private static int status(HttpClient client, HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    @Test
    void aWholeNumberOfRequestsOnOneConnectionIsNotSlowedByNagle() throws Exception {
        rpc.result("getSlot", "[]");
        long startNs = System.nanoTime();
        for (int i = 0; i < 200; i++) {
            rpc.result("getSlot", "[]");
        }
        // with delayed acknowledgements each would take 40 ms
        assertThat(System.nanoTime() - startNs).isLessThan(TimeUnit.SECONDS.toNanos(4));
    }
}

package io.trenchbot.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SubmissionTest {
    private static final Address SYSTEM = Address.of("11111111111111111111111111111111");
    private static final byte[] SEED = new byte[32];
    private static final Address PAYER = Address.ofSeed(SEED);
    private static final Address RECEIVER = Address.of("SysvarC1ock11111111111111111111111111111112");

    private static LocalLedger.Builder generated() {
        return LocalLedger.generated(9)
                .transactionsPerSecond(100)
                .slotDuration(Duration.ofMillis(50))
                .finalizedAfterSlots(3)
                .balance(PAYER, 5_000_000_000L);
    }

    private static String transfer(TestRpc rpc, long lamports) throws Exception {
        String blockhash =
                rpc.result("getLatestBlockhash", "[]").at("/value/blockhash").asText();
        byte[] data = ByteBuffer.allocate(12)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(2)
                .putLong(lamports)
                .array();
        Instruction instruction = new Instruction(
                SYSTEM,
                List.of(Instruction.Account.writableSigner(PAYER), Instruction.Account.writable(RECEIVER)),
                data);
        byte[] wire = WireTransaction.legacy(PAYER)
                .add(instruction)
                .recentBlockhash(blockhash)
                .build()
                .sign(SEED)
                .bytes();
        return Base64.getEncoder().encodeToString(wire);
    }

    @Test
    void aSentTransactionLandsOnceWithTheSignatureThatWasReturned() throws Exception {
        try (LocalLedger ledger = generated().build();
                LocalNode node = LocalNode.serve(ledger)) {
            TestRpc rpc = new TestRpc(node);
            ledger.start();
            String transfer = transfer(rpc, 2_000_000_000L);
            String options = "\",{\"encoding\":\"base64\"}]";
            String signature =
                    rpc.result("sendTransaction", "[\"" + transfer + options).asText();
            JsonNode status = status(rpc, signature);
            assertThat(status.get("err").isNull()).isTrue();
            assertThat(rpc.result("getBalance", "[\"" + RECEIVER + "\",{\"commitment\":\"confirmed\"}]")
                            .get("value")
                            .asLong())
                    .isEqualTo(2_000_000_000L);
            assertThat(rpc.result("getBalance", "[\"" + PAYER + "\",{\"commitment\":\"confirmed\"}]")
                            .get("value")
                            .asLong())
                    .isEqualTo(2_999_995_000L);

            JsonNode again = rpc.error("sendTransaction", "[\"" + transfer + options);
            assertThat(again.get("code").asInt()).isEqualTo(-32002);
            assertThat(again.at("/data/err").asText()).isEqualTo("AlreadyProcessed");
            assertThat(again.get("message").asText())
                    .isEqualTo("Transaction simulation failed: This transaction has already been processed");
            rpc.result("sendTransaction", "[\"" + transfer + "\",{\"encoding\":\"base64\",\"skipPreflight\":true}]");
            long slot = ledger.slot();
            await(() -> ledger.slot() > slot + 4);
            assertThat(ledger.submittedCount()).isEqualTo(2);
            assertThat(ledger.submittedLandedCount()).isEqualTo(1);
            assertThat(rpc.result("getSignaturesForAddress", "[\"" + RECEIVER + "\"]")
                            .size())
                    .isEqualTo(1);
        }
    }

    @Test
    void aTransactionThatCannotPayFailsInPreflightWithItsLogs() throws Exception {
        try (LocalLedger ledger = generated().build();
                LocalNode node = LocalNode.serve(ledger)) {
            TestRpc rpc = new TestRpc(node);
            JsonNode error = rpc.error(
                    "sendTransaction", "[\"" + transfer(rpc, 6_000_000_000L) + "\",{\"encoding\":\"base64\"}]");
            assertThat(error.get("code").asInt()).isEqualTo(-32002);
            assertThat(error.get("message").asText())
                    .isEqualTo(
                            "Transaction simulation failed: Error processing Instruction 0: custom program error: 0x1");
            assertThat(error.at("/data/err").toString()).isEqualTo("{\"InstructionError\":[0,{\"Custom\":1}]}");
            assertThat(error.at("/data/logs/1").asText()).contains("insufficient lamports");
            byte[] forged = Base64.getDecoder().decode(transfer(rpc, 1));
            forged[5] ^= 1;
            JsonNode unsigned = rpc.error(
                    "sendTransaction",
                    "[\"" + Base64.getEncoder().encodeToString(forged) + "\",{\"encoding\":\"base64\"}]");
            assertThat(unsigned.get("code").asInt()).isEqualTo(-32003);
        }
    }

    @Test
    void onARecordedLedgerASignedTransactionLandsToo() throws Exception {
        try (LocalLedger ledger = LocalLedger.recorded(
                                Recorded.shared().resolve("data/mainnet-block/getBlock.json.zip"))
                        .slotDuration(Duration.ofMillis(30))
                        .finalizedAfterSlots(3)
                        .build();
                LocalNode node = LocalNode.serve(ledger)) {
            TestRpc rpc = new TestRpc(node);
            String signature = rpc.result("sendTransaction", "[\"" + transfer(rpc, 1) + "\",{\"encoding\":\"base64\"}]")
                    .asText();
            assertThat(status(rpc, signature).get("err").isNull()).isTrue();
            assertThat(ledger.submittedLandedCount()).isEqualTo(1);
        }
    }

    @Test
    void allNodesOfALedgerShowTheSame() throws Exception {
        try (LocalLedger ledger = generated().build();
                LocalNode primary = LocalNode.serve(ledger);
                LocalNode backup = LocalNode.serve(ledger)) {
            TestRpc one = new TestRpc(primary);
            TestRpc two = new TestRpc(backup);
            String signature = one.result(
                            "sendTransaction", "[\"" + transfer(one, 1_000_000) + "\",{\"encoding\":\"base64\"}]")
                    .asText();
            long slot = status(two, signature).get("slot").asLong();
            String params = "[" + slot + ",{\"commitment\":\"confirmed\"}]";
            assertThat(one.result("getBlock", params)).isEqualTo(two.result("getBlock", params));
            assertThat(one.result("getGenesisHash", "[]")).isEqualTo(two.result("getGenesisHash", "[]"));
        }
    }

    private static JsonNode status(TestRpc rpc, String signature) throws Exception {
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (true) {
            JsonNode status = rpc.result("getSignatureStatuses", "[[\"" + signature + "\"]]")
                    .at("/value/0");
            if (status.has("confirmationStatus")
                    && !status.get("confirmationStatus").asText().equals("processed")) {
                return status;
            }
            assertThat(System.nanoTime()).as("it lands within 20 s").isLessThan(deadlineNs);
            Thread.sleep(5);
        }
    }

    private static void await(java.util.function.BooleanSupplier condition) throws InterruptedException {
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadlineNs);
            Thread.sleep(2);
        }
    }
}

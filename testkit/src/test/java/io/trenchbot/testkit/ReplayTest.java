package io.trenchbot.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What somebody received goes out again: the same bytes, order, slots and pace. */
class ReplayTest {
    private static final long SLOT_NS = 400_000_000;
    private static final byte[] WIRE = wire();

    private static byte[] wire() {
        return signed(Address.of(new byte[32]).toString(), "replayed");
    }

    private static byte[] signed(String blockhash, String memo) {
        byte[] seed = new byte[32];
        return WireTransaction.legacy(Address.ofSeed(seed))
                .add(Programs.memo(memo))
                .recentBlockhash(blockhash)
                .build()
                .sign(seed)
                .bytes();
    }

    private static RecordedTransaction at(long slot, long receivedNs) {
        return new RecordedTransaction(WIRE, slot, receivedNs, false);
    }

    private static List<Block> blocks(double speed, RecordedTransaction... transactions) {
        List<Block> blocks = new ArrayList<>();
        new RecordedBlocks(List.of(transactions).iterator(), speed, SLOT_NS).forEachRemaining(blocks::add);
        return blocks;
    }

    private static long[] toldSlots(Block block) {
        return IntStream.range(0, block.transactions().size())
                .mapToLong(block::toldSlot)
                .toArray();
    }

    @Test
    void aBlockBeginsWhereTheSlotRisesAndEndsWhereTheNextOneBegins() {
        List<Block> blocks = blocks(2, at(10, 1_000), at(10, 1_400), at(12, 3_000), at(13, 9_000));

        assertThat(blocks).extracting(Block::slot).containsExactly(10L, 12L, 13L);
        assertThat(blocks).extracting(Block::parentSlot).containsExactly(9L, 10L, 12L);
        assertThat(blocks).extracting(block -> block.durationNs(1)).containsExactly(1_000L, 3_000L, 0L);
        assertThat(blocks.get(0).dueNs(0, 77)).isZero();
        assertThat(blocks.get(0).dueNs(1, 77)).isEqualTo(200);
        assertThat(blocks.get(1).previousBlockhash()).isEqualTo(blocks.get(0).blockhash());
    }

    @Test
    void whatCameLateKeepsItsPlaceInTheOrderAndItsSlot() {
        List<Block> blocks = blocks(1, at(10, 0), at(12, 10), at(11, 20), at(12, 15), at(10, 30), at(13, 40));

        assertThat(blocks).extracting(Block::slot).containsExactly(10L, 12L, 13L);
        assertThat(toldSlots(blocks.get(1))).containsExactly(12, 11, 12, 10);
        // A clock that was set back sends nothing back.
        assertThat(IntStream.range(0, 4).mapToLong(i -> blocks.get(1).dueNs(i, 0)))
                .containsExactly(0L, 10L, 10L, 20L);
    }

    @Test
    void aRecordingWithoutSlotsIsCutByCountAndByTime() {
        RecordedTransaction[] crowd = Collections.nCopies(RecordedBlocks.MAX_TRANSACTIONS + 5, at(0, 0))
                .toArray(RecordedTransaction[]::new);
        assertThat(blocks(1, crowd))
                .extracting(block -> block.transactions().size())
                .containsExactly(RecordedBlocks.MAX_TRANSACTIONS, 5);

        List<Block> sparse = blocks(1, at(0, 0), at(0, 900_000_000), at(0, 1_900_000_000));
        assertThat(sparse).extracting(Block::slot).containsExactly(1L, 2L);
        assertThat(toldSlots(sparse.get(0))).containsExactly(0, 0);
    }

    @Test
    void aPauseIsFilledWithEmptySlotsAsFarAsThereAreAnyAndAlwaysWhenItIsLong() {
        List<Block> blocks =
                blocks(1, at(10, 0), at(13, 1_500_000_000L), at(14, 3_000_000_000L), at(15, 6_000_000_000L));

        assertThat(blocks)
                .extracting(block ->
                        block.slot() + " " + block.transactions().size() + " " + block.durationNs(1) / 1_000_000)
                .startsWith("10 1 400", "11 0 400", "12 0 700", "13 1 1500", "14 1 400", "15 0 400", "16 0 400");
        Block last = blocks.get(blocks.size() - 1);
        assertThat(last.transactions()).hasSize(1);
        assertThat(last.toldSlot(0)).isEqualTo(15);
        assertThat(blocks.stream().mapToLong(block -> block.durationNs(1)).sum())
                .isEqualTo(6_000_000_000L);
    }

    @Test
    void withoutLimitOfSpeedEverythingIsDueAtOnce() {
        for (Block block : blocks(Double.POSITIVE_INFINITY, at(1, 0), at(1, 1L << 50), at(2, 1L << 60))) {
            assertThat(block.durationNs(400)).isZero();
            assertThat(block.dueNs(0, 400)).isZero();
        }
    }

    @Test
    void subscribersGetTheSameBytesInTheSameOrderUnderTheSameSlots() throws Exception {
        List<RecordedTransaction> recording = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            byte[] wire = WIRE.clone();
            wire[1 + i % 60] ^= (byte) (1 + i / 60);
            long slot = 500_000_000L + i / 100 - (i % 97 == 96 ? 40 : 0);
            recording.add(new RecordedTransaction(wire, slot, i * 1_000_000L, i % 5 == 0));
        }
        recording.set(1_234, new RecordedTransaction(new byte[] {1, 2, 3}, 500_000_012L, 1_234_000_000L, false));
        try (LocalLedger ledger = replayed(recording.iterator());
                LocalNode node = LocalNode.builder(ledger)
                        .dialect(LocalNode.Dialect.HELIUS)
                        .build()) {
            TestClient processed = TestClient.connect(node);
            TestClient confirmed = TestClient.connect(node);
            TestClient parsed = TestClient.connect(node);
            processed.subscribe("transactionSubscribe", subscription("processed", "base64"));
            confirmed.subscribe("transactionSubscribe", subscription("confirmed", "base64"));
            parsed.subscribe("transactionSubscribe", subscription("processed", "jsonParsed"));
            ledger.start();
            sameAs(recording, processed);
            sameAs(recording, confirmed);
            for (RecordedTransaction each : recording) {
                JsonNode result = parsed.notification("transactionNotification")
                        .get("params")
                        .get("result");
                assertThat(result.get("slot").asLong()).isEqualTo(each.slot());
                assertThat(result.get("transaction").get("transaction").isArray())
                        .isEqualTo(each.wire().length == 3);
            }
            while (!ledger.replayed() || node.stats().bytesQueued() > 0) {
                Thread.onSpinWait();
            }
            assertThat(node.stats().transactionsTold()).isEqualTo(3_000);
        }
    }

    private static LocalLedger replayed(Iterator<RecordedTransaction> recording) {
        return LocalLedger.replayed(recording)
                .speed(Double.POSITIVE_INFINITY)
                .slotDuration(Duration.ofMillis(20))
                .build();
    }

    private static String subscription(String commitment, String encoding) {
        return "[{},{\"commitment\":\"" + commitment + "\",\"encoding\":\"" + encoding
                + "\",\"transactionDetails\":\"full\",\"maxSupportedTransactionVersion\":0}]";
    }

    private static void sameAs(List<RecordedTransaction> recording, TestClient client) throws Exception {
        for (RecordedTransaction each : recording) {
            JsonNode result =
                    client.notification("transactionNotification").get("params").get("result");
            JsonNode transaction = result.get("transaction");
            assertThat(Base64.getDecoder()
                            .decode(transaction.get("transaction").get(0).asText()))
                    .isEqualTo(each.wire());
            assertThat(result.get("slot").asLong()).isEqualTo(each.slot());
            assertThat(transaction.get("meta").get("err").isNull()).isEqualTo(!each.failed());
        }
    }

    @Test
    void whatABotSubmitsMeanwhileLands() throws Exception {
        Iterator<RecordedTransaction> recording = IntStream.iterate(0, i -> i + 1)
                .mapToObj(i -> at(1_000 + i, i * 5_000_000L))
                .iterator();
        try (LocalLedger ledger = LocalLedger.replayed(recording)
                        .slotDuration(Duration.ofMillis(20))
                        .build();
                LocalNode node = LocalNode.serve(ledger)) {
            ledger.start();
            TestRpc rpc = new TestRpc(node);
            while (ledger.slot() < 1_010) {
                Thread.onSpinWait();
            }
            String blockhash = rpc.result("getLatestBlockhash", "[{\"commitment\":\"processed\"}]")
                    .get("value")
                    .get("blockhash")
                    .asText();
            byte[] wire = signed(blockhash, "answer");
            rpc.result(
                    "sendTransaction",
                    "[\"" + Base64.getEncoder().encodeToString(wire)
                            + "\",{\"encoding\":\"base64\",\"preflightCommitment\":\"processed\"}]");
            while (ledger.submittedLandedCount() == 0) {
                Thread.onSpinWait();
            }
            assertThat(ledger.replayed()).isFalse();
        }
    }

    @Test
    void nothingToReplayAndNoSpeedAreRefused() {
        assertThatThrownBy(() -> LocalLedger.replayed(Collections.emptyIterator()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nothing");
        for (double speed : new double[] {0, -1, Double.NaN}) {
            assertThatThrownBy(() ->
                            LocalLedger.replayed(List.of(at(1, 1)).iterator()).speed(speed))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(Double.toString(speed));
        }
    }
}

package io.trenchbot.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import io.trenchbot.testkit.LocalLedger;
import io.trenchbot.testkit.LocalNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class SolanaStreamTest {
    private static final Duration SOON = Duration.ofSeconds(15);

    private static Path block() {
        return SharedData.folder().resolve("mainnet-block/getBlock.json.zip");
    }

    @Test
    void deliversTheRecordedBlockInOrder() throws Exception {
        List<String> signatures = new CopyOnWriteArrayList<>();
        Recorder recorder = new Recorder();
        try (LocalLedger ledger = LocalLedger.recorded(block())
                        .transactionsPerSecond(2_000)
                        .build();
                LocalNode node = LocalNode.serve(ledger);
                SolanaStream stream = SolanaStream.builder()
                        .endpoint(node.webSocketUrl())
                        .listener(recorder)
                        .commitment(Commitment.PROCESSED)
                        .backfill(new HttpBackfill(node.rpcUrl()))
                        .subscribe(Subscription.transactions(
                                TransactionFilter.all(), transaction -> signatures.add(transaction.signature())))
                        .build()
                        .start()) {
            Recorder.await(
                    "live",
                    SOON,
                    () -> stream.state() == StreamState.LIVE && stream.stats().slot() > 0);
            ledger.start();
            Recorder.await("all transactions", SOON, () -> signatures.size() >= 1_790);
        }
        List<String> expected = SharedData.wires().stream()
                .map(wire -> Base58.encode(wire, 1, 64))
                .toList();
        assertThat(signatures).isEqualTo(expected);
    }
}

package io.trenchbot;

import static org.assertj.core.api.Assertions.assertThat;

import io.trenchbot.buffer.TransactionBuffer;
import io.trenchbot.monitor.PerformanceMonitor;
import io.trenchbot.monitor.PerformanceReport;
import io.trenchbot.pool.SolanaConnectionPool;
import io.trenchbot.sigverify.SignatureVerifier;
import io.trenchbot.streaming.Commitment;
import io.trenchbot.streaming.StreamListener;
import io.trenchbot.streaming.StreamState;
import io.trenchbot.streaming.TransactionFilter;
import io.trenchbot.testkit.Faults;
import io.trenchbot.testkit.LocalLedger;
import io.trenchbot.testkit.LocalNode;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The whole bot, or some of its parts, on a node of the testkit over real sockets. */
@Timeout(60)
@SuppressWarnings("try") // closing the ledger early ends its traffic
class TrenchBotTest {
    private final Set<String> signatures = Collections.synchronizedSet(new HashSet<>());
    private final CountDownLatch live = new CountDownLatch(1);
    private long repeated;

    private final Strategy collect = new Strategy() {
        @Override
        public void onTransaction(ReceivedTransaction transaction, TransactionExecutor executor) {
            repeated += signatures.add(transaction.view().signature(0)) ? 0 : 1;
        }
    };

    private final StreamListener listener = new StreamListener() {
        @Override
        public void onState(String endpoint, StreamState state, String reason) {
            if (state == StreamState.LIVE) {
                live.countDown();
            }
        }
    };

    @Test
    void cutsOfThePrimaryLoseAndRepeatNothing() throws Exception {
        try (LocalLedger ledger = ledger();
                LocalNode primary = LocalNode.serve(ledger);
                LocalNode backup = LocalNode.serve(ledger);
                TrenchBot bot = TrenchBot.builder().stream(primary.webSocketUrl())
                        .streamSettings(stream ->
                                stream.commitment(Commitment.PROCESSED).listener(listener))
                        .pool(SolanaConnectionPool.builder()
                                .primary(primary.rpcUrl().toString())
                                .backup(backup.rpcUrl().toString())
                                .build())
                        .verifier(SignatureVerifier.create())
                        .journal(TransactionBuffer.inMemory().open())
                        .monitor(PerformanceMonitor.builder().build())
                        .strategy(collect)
                        .build()
                        .start()) {
            assertThat(live.await(10, TimeUnit.SECONDS)).isTrue();
            ledger.start();
            for (Faults.Drop how : Faults.Drop.values()) {
                Thread.sleep(700);
                primary.faults().drop(how);
            }
            Thread.sleep(1_000);
            await(() -> bot.stream().orElseThrow().stats().openGapCount() == 0);
            ledger.close();
            await(() -> bot.stats().transactionsDelivered() >= ledger.transactionCount());

            BotStats stats = bot.stats();
            assertThat(signatures).hasSize((int) ledger.transactionCount());
            assertThat(repeated).isZero();
            assertThat(stats.transactionsAccepted()).isEqualTo(ledger.transactionCount());
            assertThat(stats.journalRecords()).isEqualTo(ledger.transactionCount());
            assertThat(bot.stream().orElseThrow().stats().filledGapCount()).isPositive();
            PerformanceReport report = bot.monitor().orElseThrow().report();
            assertThat(report.latency("endToEnd").orElseThrow().total().count())
                    .isEqualTo(stats.transactionsDelivered());
        }
    }

    @Test
    void aStreamAloneIsABot() throws Exception {
        try (LocalLedger ledger = ledger();
                LocalNode node = LocalNode.serve(ledger);
                TrenchBot bot = TrenchBot.builder().stream(node.webSocketUrl())
                        .transactions(TransactionFilter.all().withoutVotes())
                        .streamSettings(stream -> stream.listener(listener))
                        .strategy(collect)
                        .build()
                        .start()) {
            assertThat(live.await(10, TimeUnit.SECONDS)).isTrue();
            ledger.start();
            await(() -> signatures.size() > 100);

            assertThat(bot.stats().transactionsAccepted()).isZero();
            assertThat(bot.journal()).isEmpty();
            assertThat(bot.pool()).isEmpty();
            assertThat(bot.monitor()).isEmpty();
            assertThat(bot.verifier()).isEmpty();
        }
    }

    @Test
    void closingClosesThePartsAndTwiceIsOnce() {
        TransactionBuffer journal = TransactionBuffer.inMemory().open();
        TrenchBot bot = TrenchBot.builder()
                .warmUp(Duration.ZERO)
                .journal(journal)
                .build()
                .start();
        bot.close();
        bot.close();

        assertThat(journal.append(new byte[8], 0, 8)).isEqualTo(TransactionBuffer.CLOSED);
        assertThat(Thread.getAllStackTraces().keySet().stream().map(Thread::getName))
                .noneMatch(name -> name.equals("trenchbot-strategy"));
    }

    private static LocalLedger ledger() {
        return LocalLedger.generated(3)
                .transactionsPerSecond(500)
                .slotDuration(Duration.ofMillis(200))
                .build();
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        for (int i = 0; i < 300 && !condition.getAsBoolean(); i++) {
            Thread.sleep(50);
        }
    }
}

package io.trenchbot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trenchbot.sigverify.SignatureVerifier;
import io.trenchbot.testkit.Address;
import io.trenchbot.testkit.Programs;
import io.trenchbot.testkit.WireTransaction;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Transactions of the application's own feed through the bot, without a network. */
@Timeout(30)
class PipelineTest {
    private final List<String> events = new ArrayList<>();

    @Test
    void eachTransactionMeetsItsVerdictInOrder() throws Exception {
        byte[] good = transaction(1);
        byte[] bad = transaction(2);
        bad[10] ^= 1;
        byte[] garbage = {0, 1, 2};

        BotStats stats = run(bot -> {
            for (byte[] each : List.of(good, bad, garbage, good)) {
                assertThat(bot.offer(each, 0, each.length, 7)).isTrue();
            }
        });

        assertThat(events)
                .containsExactly(
                        "analyzed ACCEPTED",
                        "decided ACCEPTED",
                        "decided REJECTED",
                        "analyzed ACCEPTED",
                        "decided ACCEPTED");
        assertThat(stats.transactionsDelivered()).isEqualTo(4);
        assertThat(stats.transactionsAccepted()).isEqualTo(2);
        assertThat(stats.transactionsRejected()).isEqualTo(1);
        assertThat(stats.transactionsMalformed()).isEqualTo(1);
    }

    @Test
    @SuppressWarnings("try") // closing early delivers what was offered
    void anAnalyzerThatThrowsHoldsNothingUp() throws Exception {
        byte[] wire = transaction(1);
        TransactionAnalyzer broken = transaction -> {
            throw new IllegalStateException("broken");
        };
        List<Analysis> found = new ArrayList<>();
        Strategy strategy = new Strategy() {
            @Override
            public void onAnalysis(Analysis analysis, ReceivedTransaction transaction, TransactionExecutor executor) {
                found.add(analysis);
            }

            @Override
            public void onTransaction(ReceivedTransaction transaction, TransactionExecutor executor) {
                throw new IllegalStateException("broken too");
            }
        };
        BotStats stats;
        try (TrenchBot bot = TrenchBot.builder()
                .warmUp(Duration.ZERO)
                .analyzer(broken)
                .analyzer(transaction -> new Analysis("seen", "x", 1, List.of("because")))
                .strategy(strategy)
                .build()
                .start()) {
            for (int i = 0; i < 1_000; i++) {
                bot.offer(wire, 0, wire.length, i);
            }
            bot.close();
            stats = bot.stats();
        }

        assertThat(found).hasSize(1_000);
        assertThat(stats.userErrors()).isEqualTo(2_000);
        assertThat(stats.findings()).isEqualTo(1_000);
        assertThat(stats.transactionsDelivered()).isEqualTo(1_000);
        assertThat(stats.transactionsAccepted()).as("no verifier, so none").isZero();
    }

    @Test
    void whatWasOfferedBeforeCloseIsDelivered() throws Exception {
        byte[] wire = transaction(1);
        CountDownLatch go = new CountDownLatch(1);
        Strategy slow = new Strategy() {
            @Override
            public void onTransaction(ReceivedTransaction transaction, TransactionExecutor executor) {
                try {
                    go.await(10, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        };
        TrenchBot bot =
                TrenchBot.builder().warmUp(Duration.ZERO).strategy(slow).build().start();
        for (int i = 0; i < 500; i++) {
            bot.offer(wire, 0, wire.length, i);
        }
        go.countDown();
        bot.close();

        assertThat(bot.stats().transactionsDelivered()).isEqualTo(500);
        assertThat(bot.offer(wire, 0, wire.length, 1)).as("after close").isFalse();
    }

    @Test
    void misuseIsAnErrorThatSaysWhat() {
        try (TrenchBot bot = TrenchBot.builder().warmUp(Duration.ZERO).build()) {
            assertThatThrownBy(() -> bot.offer(new byte[2_000], 0, 2_000, 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("2000");
            bot.start();
            assertThatThrownBy(bot::start).isInstanceOf(IllegalStateException.class);
        }
        try (TrenchBot streaming =
                TrenchBot.builder().stream(URI.create("ws://127.0.0.1:9")).build()) {
            assertThatThrownBy(() -> streaming.offer(new byte[1], 0, 1, 1)).isInstanceOf(IllegalStateException.class);
        }
        assertThatThrownBy(() -> new Analysis("x", "", 1.5, List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1.5");
    }

    private interface Feed {
        void into(TrenchBot bot) throws Exception;
    }

    private BotStats run(Feed feed) throws Exception {
        Strategy strategy = new Strategy() {
            @Override
            public void onTransaction(ReceivedTransaction transaction, TransactionExecutor executor) {
                assertThat(transaction.slot()).isEqualTo(7);
                events.add("decided " + transaction.verdict());
            }
        };
        TransactionAnalyzer analyzer = transaction -> {
            events.add("analyzed " + transaction.verdict());
            return Analysis.NOTHING;
        };
        TrenchBot bot = TrenchBot.builder()
                .warmUp(Duration.ZERO)
                .verifier(SignatureVerifier.create())
                .analyzer(analyzer)
                .strategy(strategy)
                .build()
                .start();
        feed.into(bot);
        bot.close();
        return bot.stats();
    }

    private static byte[] transaction(int number) {
        byte[] seed = new byte[32];
        seed[0] = (byte) number;
        Address payer = Address.ofSeed(seed);
        return WireTransaction.legacy(payer)
                .add(Programs.memo("number " + number, payer))
                .recentBlockhash(payer.toString())
                .build()
                .sign(seed)
                .bytes();
    }
}

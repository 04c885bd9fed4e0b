package io.trenchbot.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import io.trenchbot.testkit.Faults.Drop;
import io.trenchbot.testkit.LocalNode;
import org.junit.jupiter.api.Test;

class FallbackTest {
    @Test
    void takesBlocksWhereThereIsNoTransactionSubscribe() throws Exception {
        deliversAllBy(TransactionSource.BLOCKS, "transactionSubscribe");
    }

    @Test
    void takesLogsAndFetchesWhereThereAreNoBlocksEither() throws Exception {
        deliversAllBy(TransactionSource.LOGS, "transactionSubscribe", "blockSubscribe");
    }

    private static void deliversAllBy(TransactionSource source, String... missing) throws Exception {
        try (Feed feed = new Feed(1, builder -> builder.without(missing))) {
            SolanaStream stream = feed.start(feed.builder().subscribe(feed.transactions()));
            feed.awaitDelivered(200);
            assertThat(feed.recorder.sources).endsWith(source);
            assertThat(feed.recorder.refusals).isEmpty();
            feed.node().faults().drop(Drop.RESET);
            feed.awaitSettledGaps(1);
            feed.awaitDelivered(100);
            int told = feed.recorder.sources.size();
            assertThat(told).as("the way is remembered over a reconnect").isEqualTo(missing.length);
            Recorder.await("the fetches", Feed.SOON, () -> feed.delivered.size() > 400);
            Thread.sleep(500);
            feed.assertEachExactlyOnce();
            assertThat(stream.stats().unfillableGapCount()).isZero();
        }
    }

    @Test
    void refusesWhereNothingIsLeft() throws Exception {
        try (Feed feed = new Feed(
                1,
                builder -> builder.dialect(LocalNode.Dialect.HELIUS)
                        .without("transactionSubscribe", "blockSubscribe", "logsSubscribe"))) {
            feed.start(feed.builder().subscribe(feed.transactions()));
            Recorder.await("the refusal", Feed.SOON, () -> !feed.recorder.refusals.isEmpty());
            assertThat(feed.recorder.refusals.get(0).code()).isEqualTo(StreamException.METHOD_NOT_FOUND);
        }
    }

    @Test
    void takesAnotherWayWhereAFilterIsLongerThanTheServerReads() throws Exception {
        try (Feed feed = new Feed(1)) {
            String[] accounts = new String[200];
            for (int i = 0; i < accounts.length; i++) {
                byte[] key = new byte[32];
                key[3] = (byte) (i + 1);
                accounts[i] = Base58.encode(key, 0, 32);
            }
            accounts[7] = "Vote111111111111111111111111111111111111111";
            feed.start(feed.builder()
                    .subscribe(Subscription.transactions(
                            TransactionFilter.all().include(accounts), t -> feed.take(t.signature(), t.slot()))));
            feed.awaitDelivered(50);
            assertThat(feed.recorder.sources).containsExactly(TransactionSource.BLOCKS);
        }
    }
}

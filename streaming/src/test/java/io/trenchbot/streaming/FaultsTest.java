package io.trenchbot.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import io.trenchbot.testkit.Faults;
import io.trenchbot.testkit.Faults.Drop;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class FaultsTest {
    /** What happens to the node, and what ends it; all of them lose notifications. */
    private static final Map<String, Consumer<Faults>> FAULTS = Map.of(
            "closed with a close frame", faults -> faults.drop(Drop.CLOSE_FRAME),
            "end of stream without a close frame", faults -> faults.drop(Drop.ABRUPT),
            "reset", faults -> faults.drop(Drop.RESET),
            "garbage frame", Faults::garbageFrame,
            "frame cut in the middle", Faults::truncatedFrame,
            "half-open connection", Faults::stallOpenConnections,
            "node that refuses for a while",
                    faults -> {
                        faults.refuse(true);
                        faults.drop(Drop.RESET);
                        sleep(400);
                        faults.refuse(false);
                    },
            "node that accepts slowly",
                    faults -> {
                        faults.acceptDelay(Duration.ofMillis(300));
                        faults.drop(Drop.RESET);
                    },
            "subscribing fails for a while",
                    faults -> {
                        faults.error("transactionSubscribe", -32603, "Internal error", 2);
                        faults.drop(Drop.RESET);
                    });

    @TestFactory
    Stream<DynamicTest> nothingIsLostOrRepeatedThrough() {
        return FAULTS.entrySet().stream()
                .map(fault -> DynamicTest.dynamicTest(fault.getKey(), () -> loseNothing(fault.getValue())));
    }

    private static void loseNothing(Consumer<Faults> fault) throws Exception {
        try (Feed feed = new Feed(1)) {
            SolanaStream stream = feed.start(
                    feed.builder().stallTimeout(Duration.ofMillis(700)).subscribe(feed.transactions()));
            feed.awaitDelivered(100);
            fault.accept(feed.node().faults());
            feed.awaitSettledGaps(1);
            feed.awaitDelivered(100);
            // Awaited, since a busy machine may stall the connection once more.
            Recorder.await("live", Feed.SOON, () -> stream.state() == StreamState.LIVE);
            Recorder.await(
                    "as many gaps filled as opened: " + feed.recorder.gaps,
                    Feed.SOON,
                    () -> feed.recorder.gaps(Gap.State.OPEN).size()
                            == feed.recorder.gaps(Gap.State.FILLED).size());
            assertThat(feed.recorder.gaps(Gap.State.UNFILLABLE)).isEmpty();
            feed.assertEachExactlyOnce();
        }
    }

    /** Two seconds without a slot and one round of the control thread: by the stream's clock, which no busy machine delays. */
    @Test
    void findsASilentConnectionAtTheSettingsTime() throws Exception {
        AtomicLong clock = new AtomicLong(1);
        try (ScriptServer server = new ScriptServer();
                SolanaStream stream = SolanaStream.builder()
                        .endpoint(server.url())
                        .nanoClock(clock::get)
                        .subscribe(Subscription.logs(e -> {}))
                        .build()
                        .start()) {
            server.begin(10);
            Recorder.await("the slot", Feed.SOON, () -> stream.stats().slot() == 10);
            clock.addAndGet(TimeUnit.SECONDS.toNanos(2));
            // Rounds of the control thread pass, and it leaves the connection alone.
            Thread.sleep(100);
            assertThat(stream.stats().endpoints().get(0).stallCount()).isZero();
            // Goes on, since a reader that the machine has interrupted in the slot's frame begins the time anew.
            Recorder.await("the stall", Feed.SOON, () -> {
                clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(1));
                return stream.stats().endpoints().get(0).stallCount() == 1;
            });
        }
    }

    /** The same in the machine's own time, which a busy machine may stretch. */
    @Test
    @Tag("slow")
    void findsAHalfOpenStallInLessThanThreeSeconds() throws Exception {
        try (Feed feed = new Feed(1)) {
            SolanaStream stream = feed.start(
                    feed.builder().stallTimeout(Duration.ofSeconds(2)).subscribe(feed.transactions()));
            feed.awaitDelivered(50);
            long startNs = System.nanoTime();
            feed.node().faults().stallOpenConnections();
            Recorder.await(
                    "the stall",
                    Feed.SOON,
                    () -> stream.stats().endpoints().get(0).stallCount() == 1);
            assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs))
                    .isBetween(1_500L, 3_000L);
            feed.awaitSettledGaps(1);
            assertThat(feed.recorder.gaps.get(0).cause()).isEqualTo(Gap.Cause.STALLED);
        }
    }

    @Test
    void reportsEveryGapThatBackfillRefusesToFill() throws Exception {
        try (Feed feed = new Feed(1)) {
            feed.start(feed.builder()
                    .settings(TestSettings.quick())
                    .backfill((method, params) -> {
                        throw new java.io.IOException("refused");
                    })
                    .subscribe(feed.transactions()));
            feed.awaitDelivered(50);
            feed.node().faults().drop(Drop.RESET);
            Recorder.await(
                    "a reported gap",
                    Duration.ofSeconds(40),
                    () -> !feed.recorder.gaps(Gap.State.UNFILLABLE).isEmpty());
            Gap gap = feed.recorder.gaps(Gap.State.UNFILLABLE).get(0);
            assertThat(gap.detail()).contains("refused");
            assertThat(gap.firstSlot()).isGreaterThanOrEqualTo(gap.lastSlot());
            assertThat(feed.recorder.gaps.get(0).state()).isEqualTo(Gap.State.OPEN);
            assertThat(feed.recorder.gaps.get(0).id()).isEqualTo(gap.id());
        }
    }

    /** Live is what is told of from a slot on: a cut before the next slot must not go unnoticed. */
    @Test
    void aCutBetweenTheLastConfirmationAndTheNextSlotIsAGap() throws Exception {
        Recorder recorder = new Recorder();
        try (ScriptServer server = new ScriptServer()) {
            server.hold("logsSubscribe");
            try (SolanaStream stream = SolanaStream.builder()
                    .endpoint(server.url())
                    .stallTimeout(Duration.ofMinutes(5))
                    .listener(recorder)
                    .subscribe(Subscription.logs(e -> {}))
                    .build()
                    .start()) {
                server.begin(10);
                Recorder.await("the slot", Feed.SOON, () -> stream.stats().slot() == 10);
                assertThat(stream.state()).isEqualTo(StreamState.SUBSCRIBING);
                server.release();
                Recorder.await("live", Feed.SOON, () -> stream.state() == StreamState.LIVE);
                server.cut();
                Recorder.await("the gap", Feed.SOON, () -> !recorder.gaps.isEmpty());
                assertThat(recorder.gaps.get(0).lastSlot()).isEqualTo(10);
                assertThat(recorder.gaps.get(0).state()).isEqualTo(Gap.State.OPEN);
            }
        }
    }

    @Test
    void nothingIsLiveBeforeASlot() throws Exception {
        try (ScriptServer server = new ScriptServer();
                SolanaStream stream = SolanaStream.builder()
                        .endpoint(server.url())
                        .stallTimeout(Duration.ofMinutes(5))
                        .subscribe(Subscription.logs(e -> {}))
                        .build()
                        .start()) {
            Recorder.await("confirmed", Feed.SOON, () -> server.subscribed("logsSubscribe"));
            server.send("logs", "{\"context\":{\"slot\":7},\"value\":{\"err\":null,\"logs\":[]}}");
            Recorder.await("an event", Feed.SOON, () -> stream.stats().deliveredCount() == 1);
            assertThat(stream.state()).isEqualTo(StreamState.SUBSCRIBING);
            server.begin(7);
            Recorder.await("live", Feed.SOON, () -> stream.state() == StreamState.LIVE);
        }
    }

    private static void sleep(long ms) {
        try {
            Thread.sleep(ms);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}

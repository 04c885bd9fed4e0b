package io.trenchbot.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import io.trenchbot.testkit.LocalNode;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class RacingTest {
    @TestFactory
    Stream<DynamicTest> losesNothingWhereTwoOfThreeDieAndTheThirdIs() {
        return IntStream.range(0, 3)
                .mapToObj(survivor -> DynamicTest.dynamicTest("node " + survivor, () -> {
                    try (Feed feed = new Feed(3)) {
                        SolanaStream stream = feed.start(
                                feed.builder().settings(TestSettings.quick()).subscribe(feed.transactions()));
                        Recorder.await(
                                "all live",
                                Feed.SOON,
                                () -> stream.stats().endpoints().stream()
                                        .allMatch(endpoint ->
                                                endpoint.state() == StreamState.LIVE && endpoint.slot() > 0));
                        for (LocalNode node : feed.nodes) {
                            boolean survives = node == feed.nodes.get(survivor);
                            node.faults().lag(survives ? 2 : 0);
                            node.faults().lose(survives ? 0 : 0.3);
                            node.faults().duplicate(0.3);
                            node.faults().reorder(survives ? 0 : 0.3);
                        }
                        feed.awaitDelivered(300);
                        for (int i = 0; i < 3; i++) {
                            if (i != survivor) {
                                feed.nodes.get(i).close();
                                feed.awaitDelivered(150);
                            }
                        }
                        feed.awaitDelivered(150);
                        feed.assertEachExactlyOnce();
                        assertThat(stream.stats().unfillableGapCount()).isZero();
                        assertThat(stream.stats().duplicateCount()).isPositive();
                    }
                }));
    }

    @Test
    void fillsWhatWasMissedWhileTheOnlyLiveFeedWasSilentWithoutASign() throws Exception {
        try (Feed feed = new Feed(2)) {
            SolanaStream stream =
                    feed.start(feed.builder().settings(TestSettings.quick()).subscribe(feed.transactions()));
            Recorder.await(
                    "both live",
                    Feed.SOON,
                    () -> stream.stats().endpoints().stream()
                            .allMatch(endpoint -> endpoint.state() == StreamState.LIVE && endpoint.slot() > 0));
            feed.awaitDelivered(200);
            feed.nodes.get(1).faults().stallOpenConnections();
            feed.nodes.get(0).faults().refuse(true);
            feed.nodes.get(0).faults().drop(io.trenchbot.testkit.Faults.Drop.RESET);
            Thread.sleep(200);
            feed.nodes.get(0).faults().refuse(false);
            feed.awaitSettledGaps(1);
            feed.awaitDelivered(100);
            feed.assertEachExactlyOnce();
        }
    }
}

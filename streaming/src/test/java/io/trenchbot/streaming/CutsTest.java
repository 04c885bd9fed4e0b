package io.trenchbot.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import io.trenchbot.testkit.Faults.Drop;
import io.trenchbot.testkit.LocalLedger;
import io.trenchbot.testkit.LocalNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The recorded block, replayed at full rate while the connection is cut again and again. */
class CutsTest {
    private static final String JUPITER = "JUP6LkbZbjS1jKKwapdHNy74zcZ3tLUZoi5QNyVTaV4";
    private static final Duration LIMIT = Duration.ofSeconds(40);

    private final Map<String, ConcurrentLinkedQueue<String>> delivered = new ConcurrentHashMap<>();
    private final List<byte[]> wires = SharedData.wires();
    private final List<String> signatures =
            wires.stream().map(wire -> Base58.encode(wire, 1, 64)).toList();

    @Test
    void nothingIsLostOrRepeatedThroughTwoHundredCuts() throws Exception {
        replay(200, 17);
    }

    @Tag("slow")
    @RepeatedTest(20)
    void nothingIsLostOrRepeatedThroughManyCuts() throws Exception {
        replay(400, System.nanoTime());
    }

    private void replay(int cuts, long seed) throws Exception {
        Random random = new Random(seed);
        Recorder recorder = new Recorder();
        Path block = SharedData.folder().resolve("mainnet-block/getBlock.json.zip");
        try (LocalLedger ledger = LocalLedger.recorded(block)
                        .transactionsPerSecond(450)
                        .slotDuration(Duration.ofMillis(40))
                        .build();
                LocalNode node = LocalNode.serve(ledger);
                LocalNode archive = LocalNode.serve(ledger);
                SolanaStream stream = stream(node, archive, recorder).start()) {
            Recorder.await(
                    "live",
                    LIMIT,
                    () -> stream.state() == StreamState.LIVE && stream.stats().slot() > 0);
            ledger.start();
            for (int i = 0; i < cuts; i++) {
                Thread.sleep(random.nextInt(40));
                node.faults().drop(Drop.values()[random.nextInt(Drop.values().length)]);
            }
            Recorder.await("the replay", LIMIT, ledger::replayed);
            try {
                Recorder.await(
                        "all of it", LIMIT, () -> complete() && stream.stats().openGapCount() == 0);
            } catch (AssertionError late) {
                throw new AssertionError(
                        stream.stats() + " all " + count("all") + " jupiter " + count("jupiter") + " of "
                                + mentioning(JUPITER).size() + " logs " + count("logs") + " "
                                + recorder.gaps(Gap.State.UNFILLABLE),
                        late);
            }
            assertThat(stream.stats().endpoints().get(0).connectCount()).isGreaterThan(cuts / 20);
            assertThat(stream.stats().backfilledCount()).isPositive();
            assertThat(stream.stats().endpoints().get(0).winCount()).isPositive();
            assertThat(stream.stats().unfillableGapCount())
                    .as("seed %d %s", seed, recorder.gaps)
                    .isZero();
            Thread.sleep(200);
        }
        assertSame("all", signatures);
        assertSame("jupiter", mentioning(JUPITER));
        assertSame(
                "logs",
                SharedData.frames("logs-nonvote").stream()
                        .map(CutsTest::signature)
                        .toList());
        for (int i = 0; i < signatures.size(); i += 179) {
            assertThat(delivered.get("signature " + i))
                    .as("signature %d, seed %d", i, seed)
                    .hasSize(1);
        }
    }

    private SolanaStream stream(LocalNode node, LocalNode archive, Recorder recorder) {
        SolanaStream.Builder builder = SolanaStream.builder()
                .endpoint(node.webSocketUrl())
                .listener(recorder)
                .commitment(Commitment.PROCESSED)
                .settings(TestSettings.quick())
                .backfill(new HttpBackfill(archive.rpcUrl()))
                .subscribe(Subscription.transactions(TransactionFilter.all(), t -> take("all", t.signature())))
                .subscribe(Subscription.transactions(
                        TransactionFilter.all().include(JUPITER), t -> take("jupiter", t.signature())))
                .subscribe(Subscription.logs(logs -> take("logs", logs.signature())));
        for (int i = 0; i < signatures.size(); i += 179) {
            String name = "signature " + i;
            builder.subscribe(Subscription.signature(signatures.get(i), s -> take(name, s.signature())));
        }
        return builder.build();
    }

    private void take(String name, String signature) {
        delivered.computeIfAbsent(name, n -> new ConcurrentLinkedQueue<>()).add(signature);
    }

    private int count(String name) {
        return delivered.getOrDefault(name, new ConcurrentLinkedQueue<>()).size();
    }

    private boolean complete() {
        boolean complete =
                count("all") >= 1_790 && count("jupiter") >= mentioning(JUPITER).size() && count("logs") >= 755;
        for (int i = 0; i < signatures.size(); i += 179) {
            complete &= count("signature " + i) > 0;
        }
        return complete;
    }

    private static String signature(byte[] frame) {
        FrameScanner scanner = new FrameScanner();
        scanner.scan(frame, 0, frame.length);
        return scanner.notification.signature.text();
    }

    private List<String> mentioning;

    /** By the recording's own lists of keys, those loaded from tables among them. */
    private List<String> mentioning(String account) {
        if (mentioning == null) {
            var transactions = SharedData.block().get("transactions");
            mentioning = new java.util.ArrayList<>();
            for (int i = 0; i < wires.size(); i++) {
                SlowTransaction slow = SlowTransaction.parse(wires.get(i));
                boolean named = slow.keys.stream()
                                .anyMatch(key -> Base58.encode(key, 0, 32).equals(account))
                        || transactions
                                .get(i)
                                .get("meta")
                                .get("loadedAddresses")
                                .toString()
                                .contains(account);
                if (named) {
                    mentioning.add(signatures.get(i));
                }
            }
        }
        return mentioning;
    }

    private void assertSame(String name, List<String> expected) {
        List<String> got = List.copyOf(delivered.get(name));
        Set<String> missing = expected.stream().filter(s -> !got.contains(s)).collect(Collectors.toSet());
        assertThat(missing).as("missing of %s", name).isEmpty();
        assertThat(got).as(name).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(expected);
    }
}

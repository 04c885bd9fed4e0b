package io.trenchbot.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.trenchbot.testkit.Faults;
import io.trenchbot.testkit.LocalLedger;
import io.trenchbot.testkit.LocalNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Two raced nodes of an endless chain, and a stream whose deliveries are compared slot by slot and then forgotten. */
final class SoakFeed implements AutoCloseable {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int KEPT_TRANSACTIONS = 12_000;
    /** Slots from the newest on that may still be incomplete. */
    private static final int UNSETTLED_SLOTS = 6;

    private static final Map<String, Consumer<Faults>> FAULTS = Map.of(
            "close", faults -> faults.drop(Faults.Drop.CLOSE_FRAME),
            "abrupt", faults -> faults.drop(Faults.Drop.ABRUPT),
            "reset", faults -> faults.drop(Faults.Drop.RESET),
            "garbage", Faults::garbageFrame,
            "truncated", Faults::truncatedFrame,
            "half-open", Faults::stallOpenConnections,
            "error",
                    faults -> {
                        faults.error("transactionSubscribe", -32603, "Internal error", 2);
                        faults.drop(Faults.Drop.RESET);
                    });

    private final LocalLedger ledger = LocalLedger.generated(7)
            .transactionsPerSecond(600)
            .slotDuration(Duration.ofMillis(100))
            .keepTransactions(KEPT_TRANSACTIONS)
            .build();
    private final List<LocalNode> nodes = new ArrayList<>();
    private final HttpBackfill backfill;
    private final ConcurrentSkipListMap<Long, Set<String>> delivered = new ConcurrentSkipListMap<>();
    private final AtomicLong deliveredCount = new AtomicLong();
    private final AtomicLong repeated = new AtomicLong();
    private volatile long verified;
    private long verifiedCount;
    final SolanaStream stream;

    SoakFeed() throws IOException {
        nodes.add(LocalNode.serve(ledger));
        nodes.add(LocalNode.serve(ledger));
        nodes.add(LocalNode.serve(ledger));
        backfill = new HttpBackfill(nodes.get(2).rpcUrl());
        ledger.start();
        stream = SolanaStream.builder()
                .endpoint(nodes.get(0).webSocketUrl())
                .endpoint(nodes.get(1).webSocketUrl())
                .settings(TestSettings.quick())
                .backfill(backfill)
                .identities(1 << 14)
                .subscribe(Subscription.transactions(TransactionFilter.all(), this::take))
                .build()
                .start();
        Recorder.await("live", SOON, this::live);
        Recorder.await("a slot", SOON, () -> delivered.size() > 2);
        verified = delivered.firstKey();
    }

    private boolean live() {
        return stream.stats().endpoints().stream().allMatch(e -> e.state() == StreamState.LIVE && e.slot() > 0);
    }

    private void take(TransactionEvent event) {
        deliveredCount.incrementAndGet();
        boolean fresh = delivered
                .computeIfAbsent(event.slot(), slot -> ConcurrentHashMap.newKeySet())
                .add(event.signature());
        if (!fresh || event.slot() <= verified) {
            repeated.incrementAndGet();
        }
    }

    void awaitTransactions(int count) {
        long goal = deliveredCount.get() + count;
        Recorder.await("transactions", SOON, () -> deliveredCount.get() >= goal);
    }

    /** On one node mostly, on both now and then, which is what opens a gap. */
    String fault(Random random) {
        List<String> names = FAULTS.keySet().stream().sorted().toList();
        String name = names.get(random.nextInt(names.size()));
        int victim = random.nextInt(3);
        for (int i = 0; i < 2; i++) {
            if (victim == 2 || victim == i) {
                FAULTS.get(name).accept(nodes.get(i).faults());
            }
        }
        return name + " of " + victim;
    }

    void awaitRecovery(String what) {
        long slot = stream.stats().slot() + 3;
        Recorder.await(
                what,
                SOON,
                () -> live()
                        && stream.stats().openGapCount() == 0
                        && stream.stats().endpoints().stream().allMatch(e -> e.slot() > slot));
    }

    /** Each transaction of each settled slot exactly once; then forgets them. */
    void verify() throws Exception {
        long to = stream.stats().slot() - UNSETTLED_SLOTS;
        long from = verified + 1;
        JsonNode slots = SharedData.MAPPER.readTree(
                backfill.call("getBlocks", "[" + from + "," + to + ",{\"commitment\":\"confirmed\"}]"));
        for (JsonNode slot : slots) {
            Set<String> truth = new HashSet<>();
            SharedData.MAPPER
                    .readTree(
                            backfill.call(
                                    "getBlock",
                                    "[" + slot
                                            + ",{\"transactionDetails\":\"signatures\",\"commitment\":\"confirmed\",\"rewards\":false}]"))
                    .get("signatures")
                    .forEach(signature -> truth.add(signature.asText()));
            Set<String> got = delivered.getOrDefault(slot.asLong(), Set.of());
            assertThat(got).as("slot %s", slot).isEqualTo(truth);
            verifiedCount += truth.size();
        }
        assertThat(repeated).hasValue(0);
        verified = Math.max(verified, to);
        delivered.headMap(to, true).clear();
    }

    String summary() {
        StreamStats stats = stream.stats();
        return verifiedCount + " transactions each once, " + stats.gapCount() + " gaps of which "
                + stats.filledGapCount() + " filled, " + stats.backfilledCount() + " backfilled, "
                + stats.endpoints().stream()
                        .mapToLong(StreamStats.EndpointStats::connectCount)
                        .sum()
                + " connections, " + stats.duplicateCount() + " repeats removed";
    }

    @Override
    public void close() {
        stream.close();
        nodes.forEach(LocalNode::close);
        ledger.close();
    }
}

package io.trenchbot.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.trenchbot.testkit.LocalLedger;
import io.trenchbot.testkit.LocalNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** A fast generated chain, a node or more, and a stream whose deliveries are compared with what the chain's blocks hold. */
final class Feed implements AutoCloseable {
    static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration SLOT = Duration.ofMillis(100);

    final LocalLedger ledger;
    final List<LocalNode> nodes = new ArrayList<>();
    final Recorder recorder = new Recorder();
    private final LocalNode archive;
    final HttpBackfill backfill;
    /** Slot and count of each delivered signature. */
    final Map<String, AtomicInteger> delivered = new ConcurrentHashMap<>();

    final Map<Long, AtomicInteger> deliveredBySlot = new ConcurrentHashMap<>();
    private SolanaStream stream;

    Feed(int nodeCount, UnaryOperator<LocalNode.Builder> settings) throws IOException {
        ledger = LocalLedger.generated(42)
                .transactionsPerSecond(600)
                .slotDuration(SLOT)
                .build();
        for (int i = 0; i < nodeCount; i++) {
            nodes.add(settings.apply(LocalNode.builder(ledger)).build());
        }
        archive = LocalNode.serve(ledger);
        backfill = new HttpBackfill(archive.rpcUrl());
        ledger.start();
    }

    Feed(int nodeCount) throws IOException {
        this(nodeCount, builder -> builder);
    }

    LocalNode node() {
        return nodes.get(0);
    }

    SolanaStream.Builder builder() {
        SolanaStream.Builder builder = SolanaStream.builder()
                .listener(recorder)
                .commitment(Commitment.CONFIRMED)
                // A busy machine is no stall.
                .stallTimeout(SOON)
                .backfill(backfill);
        nodes.forEach(node -> builder.endpoint(node.webSocketUrl()));
        return builder;
    }

    SolanaStream start(SolanaStream.Builder builder) {
        stream = builder.build().start();
        Recorder.await(
                "live",
                SOON,
                () -> stream.state() == StreamState.LIVE && stream.stats().slot() > 0);
        return stream;
    }

    void take(String signature, long slot) {
        delivered.computeIfAbsent(signature, s -> new AtomicInteger()).incrementAndGet();
        deliveredBySlot.computeIfAbsent(slot, s -> new AtomicInteger()).incrementAndGet();
    }

    Subscription transactions() {
        return Subscription.transactions(TransactionFilter.all(), t -> take(t.signature(), t.slot()));
    }

    void awaitDelivered(int count) {
        int goal = delivered.size() + count;
        Recorder.await("events", SOON, () -> delivered.size() >= goal);
    }

    void awaitSettledGaps(int atLeast) {
        Recorder.await(
                "gaps settled of " + recorder.gaps + recorder.states,
                SOON,
                () -> stream.stats().gapCount() >= atLeast && stream.stats().openGapCount() == 0);
    }

    /** Every transaction of every block between two slots, by what the node says over RPC. */
    Map<String, Long> truth(long from, long to) throws Exception {
        Recorder.await("the ledger to reach " + to, SOON, () -> ledger.slot() > to + 3);
        Map<String, Long> truth = new HashMap<>();
        JsonNode slots = SharedData.MAPPER.readTree(
                backfill.call("getBlocks", "[" + from + "," + to + ",{\"commitment\":\"confirmed\"}]"));
        for (JsonNode slot : slots) {
            JsonNode block = SharedData.MAPPER.readTree(
                    backfill.call(
                            "getBlock",
                            "[" + slot
                                    + ",{\"transactionDetails\":\"signatures\",\"commitment\":\"confirmed\",\"rewards\":false}]"));
            block.get("signatures").forEach(signature -> truth.put(signature.asText(), slot.asLong()));
        }
        return truth;
    }

    /** From the first slot delivered but one to the newest delivered but one: every transaction exactly once. */
    void assertEachExactlyOnce() throws Exception {
        TreeMap<Long, AtomicInteger> slots = new TreeMap<>(deliveredBySlot);
        long from = slots.firstKey() + 1;
        long to = slots.lastKey() - 1;
        Map<String, Long> truth = truth(from, to);
        List<String> missing = truth.entrySet().stream()
                .filter(entry -> !delivered.containsKey(entry.getKey()))
                .map(entry -> entry.getValue() + " " + entry.getKey())
                .sorted()
                .toList();
        assertThat(missing)
                .as("missing of %d in %d..%d, gaps %s", truth.size(), from, to, recorder.gaps)
                .isEmpty();
        assertThat(delivered.values()).allMatch(count -> count.get() == 1);
        assertThat(truth).isNotEmpty();
    }

    @Override
    public void close() {
        if (stream != null) {
            stream.close();
        }
        nodes.forEach(LocalNode::close);
        archive.close();
        ledger.close();
    }
}

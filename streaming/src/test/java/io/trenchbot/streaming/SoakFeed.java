package io.trenchbot.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/** A stream of two raced nodes whose deliveries are compared slot by slot with what the chain holds, and then forgotten. */
final class SoakFeed implements AutoCloseable {
    private static final Duration SOON = Duration.ofSeconds(60);
    /** Slots from the newest on that may still be incomplete. */
    private static final int UNSETTLED_SLOTS = 6;

    private final HttpBackfill backfill;
    private final ConcurrentSkipListMap<Long, Set<String>> delivered = new ConcurrentSkipListMap<>();
    private final AtomicLong deliveredCount = new AtomicLong();
    private final AtomicLong repeated = new AtomicLong();
    private volatile long verified;
    private long verifiedCount;
    final SolanaStream stream;

    SoakFeed(SoakNodes nodes, HttpBackfill backfill) {
        this.backfill = backfill;
        SolanaStream.Builder builder = SolanaStream.builder();
        nodes.webSocketUrls.forEach(builder::endpoint);
        stream = builder.settings(TestSettings.quick())
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
    static String fault(SoakNodes nodes, Random random) throws IOException {
        List<String> names = SoakNodes.faults();
        String name = names.get(random.nextInt(names.size()));
        int victim = random.nextInt(SoakNodes.BREAKABLE + 1);
        for (int i = 0; i < SoakNodes.BREAKABLE; i++) {
            if (victim == SoakNodes.BREAKABLE || victim == i) {
                nodes.fault(i, name);
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
    }
}

package io.trenchbot.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import io.trenchbot.testkit.LocalNode;
import java.util.EnumSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** All ten subscriptions on one connection, in both dialects of servers. */
class KindsTest {
    private static final String VOTE = "Vote111111111111111111111111111111111111111";

    @ParameterizedTest
    @EnumSource(LocalNode.Dialect.class)
    void allTenArriveTyped(LocalNode.Dialect dialect) throws Exception {
        Set<String> seen = ConcurrentHashMap.newKeySet();
        Set<SlotUpdateEvent.Kind> steps = ConcurrentHashMap.newKeySet();
        Set<Long> slots = new ConcurrentSkipListSet<>();
        AtomicReference<String> someSignature = new AtomicReference<>();
        try (Feed feed = new Feed(1, builder -> builder.dialect(dialect))) {
            SolanaStream stream = feed.start(feed.builder()
                    .subscribe(feed.transactions())
                    .subscribe(Subscription.logs(e -> {
                        assertThat(e.signature()).hasSizeBetween(64, 88);
                        seen.add("logs");
                    }))
                    .subscribe(Subscription.logs(VOTE, e -> seen.add("logs of an account")))
                    .subscribe(Subscription.program(VOTE, e -> {
                        byte[] data = new byte[e.dataLength()];
                        assertThat(e.decodeData(data, 0)).isEqualTo(data.length);
                        assertThat(e.spaceBytes()).isEqualTo(data.length);
                        assertThat(e.owner()).isEqualTo(VOTE);
                        assertThat(e.address()).isNotEmpty();
                        seen.add("program");
                    }))
                    .subscribe(Subscription.slot(e -> {
                        assertThat(e.parent()).isLessThan(e.slot());
                        slots.add(e.slot());
                        seen.add("slot");
                    }))
                    .subscribe(Subscription.slotsUpdates(e -> {
                        assertThat(e.timestampMs()).isPositive();
                        steps.add(e.kind());
                        seen.add("slotsUpdates");
                    }))
                    .subscribe(Subscription.root(e -> {
                        assertThat(e.slot()).isNotNegative();
                        seen.add("root");
                    }))
                    .subscribe(Subscription.block(e -> {
                        AtomicInteger count = new AtomicInteger();
                        assertThat(e.transactions(t -> {
                                    someSignature.set(t.signature());
                                    count.incrementAndGet();
                                }))
                                .isEqualTo(count.get());
                        assertThat(e.blockhash()).isNotEmpty();
                        assertThat(e.parentSlot()).isEqualTo(e.slot() - 1);
                        seen.add("block");
                    }))
                    .subscribe(Subscription.vote(e -> {
                        assertThat(e.voteAccount()).isNotEmpty();
                        seen.add("vote");
                    })));
            Recorder.await("kinds " + seen, Feed.SOON, () -> someSignature.get() != null && feed.delivered.size() > 50);
            String awaited = someSignature.get();
            stream.subscribe(Subscription.signature(awaited, e -> {
                assertThat(e.failed() ? e.errorJson() : "").isNotNull();
                assertThat(e.signature()).isEqualTo(awaited);
                seen.add("signature");
            }));
            String account = account(feed);
            stream.subscribe(Subscription.account(account, e -> {
                assertThat(e.address()).isEqualTo(account);
                seen.add("account");
            }));
            Set<String> all = Set.of(
                    "logs",
                    "logs of an account",
                    "program",
                    "slot",
                    "slotsUpdates",
                    "root",
                    "block",
                    "vote",
                    "signature",
                    "account");
            try {
                Recorder.await("all kinds", Feed.SOON, () -> seen.containsAll(all));
            } catch (AssertionError e) {
                throw new AssertionError("only " + seen + " " + feed.recorder.refusals + feed.recorder.failures, e);
            }
            assertThat(feed.recorder.failures).isEmpty();
            assertThat(feed.recorder.garbage).isEmpty();
            assertThat(feed.recorder.gaps).isEmpty();
            assertThat(EnumSet.copyOf(steps))
                    .contains(
                            SlotUpdateEvent.Kind.CREATED_BANK, SlotUpdateEvent.Kind.FROZEN, SlotUpdateEvent.Kind.ROOT);
            assertThat(new TreeSet<>(slots)).hasSizeGreaterThan(5);
            feed.assertEachExactlyOnce();
        }
    }

    /** A vote account, which changes every slot. */
    private static String account(Feed feed) throws Exception {
        byte[] reply = feed.backfill.call("getProgramAccounts", "[\"" + VOTE + "\",{\"encoding\":\"base64\"}]");
        return SharedData.MAPPER.readTree(reply).get(0).get("pubkey").asText();
    }
}

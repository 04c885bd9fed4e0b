package io.trenchbot.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OverflowTest {
    private static final int CAPACITY = 10 * 1_100;

    @Test
    void dropsTheOldestOrTheNewest() throws Exception {
        OverflowBuffer oldest = new OverflowBuffer(Overflow.DROP_OLDEST, CAPACITY);
        OverflowBuffer newest = new OverflowBuffer(Overflow.DROP_NEWEST, CAPACITY);
        for (int i = 0; i < 25; i++) {
            oldest.put(account("a" + i, 100 + i));
            newest.put(account("a" + i, 100 + i));
        }
        assertThat(slots(newest, 10)).startsWith(100L, 101L).endsWith(109L);
        assertThat(slots(oldest, 10)).startsWith(115L).endsWith(124L);
        assertThat(oldest.dropped()).isEqualTo(new OverflowBuffer.Dropped(15, 100, 114));
        assertThat(newest.dropped()).isEqualTo(new OverflowBuffer.Dropped(15, 110, 124));
        assertThat(newest.dropped()).isNull();
    }

    @Test
    void keepsTheNewestStateOfEachAccount() throws Exception {
        OverflowBuffer buffer = new OverflowBuffer(Overflow.CONFLATE, CAPACITY);
        for (int i = 0; i < 50; i++) {
            buffer.put(account("a" + i % 5, 100 + i));
        }
        assertThat(slots(buffer, 5)).containsExactly(145L, 146L, 147L, 148L, 149L);
        assertThat(buffer.replaced()).isEqualTo(45);
        assertThat(buffer.dropped()).isNull();
        for (int i = 0; i < 12; i++) {
            buffer.put(account("b" + i, 200 + i));
        }
        assertThat(buffer.dropped()).isEqualTo(new OverflowBuffer.Dropped(2, 200, 201));
    }

    @Test
    void neverDropsWhereItDisconnects() throws Exception {
        OverflowBuffer buffer = new OverflowBuffer(Overflow.DISCONNECT, CAPACITY);
        for (int i = 0; i < 11; i++) {
            assertThat(buffer.room(account("a" + i, i))).isEqualTo(i < 10);
            buffer.put(account("a" + i, i));
        }
        assertThat(slots(buffer, 11)).endsWith(10L);
        assertThat(buffer.dropped()).isNull();
    }

    @Test
    void holdsCopiesThatOutliveTheFrame() throws Exception {
        byte[] frame = SharedData.frames("logs-nonvote").get(3);
        FrameScanner scanner = new FrameScanner();
        scanner.scan(frame, 0, frame.length);
        LogsEvent live = new LogsEvent(scanner.notification);
        List<String> expected = lines(live);
        String signature = live.signature();
        OverflowBuffer buffer = new OverflowBuffer(Overflow.DROP_OLDEST, 1 << 20);
        buffer.put(scanner.notification);
        java.util.Arrays.fill(frame, (byte) 'x');
        Notification assigned = new Notification();
        assigned.assign(buffer.take());
        LogsEvent copy = new LogsEvent(assigned);
        assertThat(copy.signature()).isEqualTo(signature);
        assertThat(lines(copy)).isEqualTo(expected).isNotEmpty();
        assertThat(copy.slot()).isEqualTo(361774429);
    }

    private static List<String> lines(LogsEvent event) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < event.logCount(); i++) {
            lines.add(event.log(i));
        }
        return lines;
    }

    private static Notification account(String key, long slot) {
        Notification fields = new Notification();
        fields.pubkey.set(key.getBytes(java.nio.charset.StandardCharsets.US_ASCII), 0, key.length());
        fields.contextSlot = slot;
        return fields;
    }

    private static List<Long> slots(OverflowBuffer buffer, int count) throws InterruptedException {
        List<Long> slots = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            slots.add(buffer.take().contextSlot);
        }
        return slots;
    }

    @Test
    void aSlowHandlerThatDropsDoesNotHoldUpTheOthersAndEveryDropIsReported() throws Exception {
        try (Feed feed = new Feed(1)) {
            CountDownLatch release = new CountDownLatch(1);
            AtomicInteger slow = new AtomicInteger();
            SolanaStream stream = feed.start(feed.builder()
                    .subscribe(feed.transactions())
                    .subscribe(Subscription.transactions(TransactionFilter.all(), t -> {
                                await(release);
                                slow.incrementAndGet();
                            })
                            .overflow(Overflow.DROP_OLDEST, 1 << 16)));
            feed.awaitDelivered(300);
            assertThat(slow).hasValue(0);
            assertThat(stream.stats().droppedCount()).isPositive();
            release.countDown();
            Recorder.await("the slow one", Feed.SOON, () -> slow.get() > 20);
            Recorder.await(
                    "the reports",
                    Feed.SOON,
                    () -> feed.recorder.gaps(Gap.State.UNFILLABLE).stream()
                            .anyMatch(gap -> gap.cause() == Gap.Cause.OVERFLOW));
            feed.assertEachExactlyOnce();
        }
    }

    @Test
    void aFullBufferThatDisconnectsLosesNothing() throws Exception {
        CountDownLatch full = new CountDownLatch(1);
        try (Feed feed = new Feed(1)) {
            SolanaStream stream = feed.start(feed.builder()
                    .settings(TestSettings.quick())
                    .subscribe(Subscription.transactions(TransactionFilter.all(), t -> {
                                feed.take(t.signature(), t.slot());
                                if (feed.delivered.size() == 50) {
                                    await(full);
                                }
                            })
                            .overflow(Overflow.DISCONNECT, 1 << 18)));
            Recorder.await(
                    "an overflow",
                    Feed.SOON,
                    () -> feed.recorder.gaps.stream().anyMatch(gap -> gap.cause() == Gap.Cause.OVERFLOW));
            full.countDown();
            feed.awaitSettledGaps(1);
            feed.awaitDelivered(200);
            feed.awaitSettledGaps(1);
            feed.assertEachExactlyOnce();
            assertThat(stream.stats().droppedCount()).isZero();
            assertThat(stream.stats().unfillableGapCount()).isZero();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

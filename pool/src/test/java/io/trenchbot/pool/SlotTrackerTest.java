package io.trenchbot.pool;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SlotTrackerTest {
    private static final long MS = 1_000_000L;
    private static final Commitment C = Commitment.CONFIRMED;

    private final SlotTracker tracker = new SlotTracker(8, 150);
    private long nowNs = 1_000 * MS;

    @Test
    void lagIsCountedFromTheHighestNode() {
        SlotTracker.Marks a = tracker.join();
        SlotTracker.Marks b = tracker.join();
        tracker.observe(a, C, 1000, nowNs);
        tracker.observe(b, C, 950, nowNs);
        assertThat(a.lagSlots(nowNs)).isZero();
        assertThat(b.lagSlots(nowNs)).isEqualTo(50);
    }

    @Test
    void theOrderOfObservationsDoesNotMatter() {
        SlotTracker.Marks behind = tracker.join();
        SlotTracker.Marks ahead = tracker.join();
        tracker.observe(behind, C, 950, nowNs);
        assertThat(behind.lagSlots(nowNs)).isZero();
        tracker.observe(ahead, C, 1000, nowNs);
        assertThat(behind.lagSlots(nowNs)).isEqualTo(50);
    }

    @Test
    void aNodeThatIsMerelyNotObservedIsNotBehind() {
        SlotTracker.Marks busy = tracker.join();
        SlotTracker.Marks idle = tracker.join();
        tracker.observe(idle, C, 1000, nowNs);
        for (int i = 0; i <= 40; i++) {
            tracker.observe(busy, C, 1000 + i, nowNs);
            nowNs += 400 * MS;
        }
        assertThat(idle.lagSlots(nowNs)).isLessThanOrEqualTo(1);
    }

    @Test
    void aNodeThatStandsStillFallsBehind() {
        SlotTracker.Marks moving = tracker.join();
        SlotTracker.Marks still = tracker.join();
        for (int i = 0; i <= 20; i++) {
            tracker.observe(moving, C, 1000 + i, nowNs);
            tracker.observe(still, C, 1000, nowNs);
            nowNs += 400 * MS;
        }
        assertThat(still.lagSlots(nowNs)).isBetween(19, 20);
    }

    @Test
    void oneLiarFarAheadExcludesNobody() {
        SlotTracker.Marks a = tracker.join();
        SlotTracker.Marks b = tracker.join();
        SlotTracker.Marks liar = tracker.join();
        tracker.observe(a, C, 1000, nowNs);
        tracker.observe(b, C, 998, nowNs);
        tracker.observe(liar, C, 1_000_000, nowNs);
        assertThat(a.lagSlots(nowNs)).isZero();
        assertThat(b.lagSlots(nowNs)).isEqualTo(2);
    }

    @Test
    void oneLiarAgainstOneHonestNodeExcludesNobody() {
        SlotTracker.Marks honest = tracker.join();
        SlotTracker.Marks liar = tracker.join();
        tracker.observe(honest, C, 1000, nowNs);
        tracker.observe(liar, C, 1_000_000, nowNs);
        assertThat(honest.lagSlots(nowNs)).isZero();
    }

    @Test
    void aReplyThatWasOvertakenDoesNotSetANodeBack() {
        SlotTracker.Marks a = tracker.join();
        tracker.observe(a, C, 1000, nowNs);
        assertThat(tracker.observe(a, C, 990, nowNs + 10 * MS)).isZero();
        assertThat(a.slot(C)).isEqualTo(1000);
    }

    @Test
    void aNodeThatWentBackIsBehind() {
        SlotTracker.Marks a = tracker.join();
        SlotTracker.Marks b = tracker.join();
        tracker.observe(a, C, 1000, nowNs);
        tracker.observe(b, C, 1000, nowNs);
        nowNs += 4000 * MS;
        tracker.observe(a, C, 1010, nowNs);
        assertThat(tracker.observe(b, C, 910, nowNs)).isZero();
        assertThat(b.lagSlots(nowNs)).isEqualTo(100);
    }

    @Test
    void aLongWayBackIsReported() {
        SlotTracker.Marks a = tracker.join();
        tracker.observe(a, C, 10_000, nowNs);
        nowNs += 4000 * MS;
        assertThat(tracker.observe(a, C, 5_000, nowNs)).isEqualTo(5_000);
    }

    @Test
    void theSlotTimeIsMeasured() {
        SlotTracker.Marks a = tracker.join();
        SlotTracker.Marks b = tracker.join();
        for (int i = 0; i < 100; i++) {
            tracker.observe(a, C, 1000 + i, nowNs);
            tracker.observe(b, C, 1000 + i, nowNs);
            nowNs += 200 * MS;
        }
        assertThat(tracker.slotNs()).isBetween(190 * MS, 215 * MS);
    }

    @Test
    void whatLiesBetweenTwoNodesIsNoTimeThatPassed() {
        SlotTracker.Marks behind = tracker.join();
        SlotTracker.Marks[] others = {tracker.join(), tracker.join(), tracker.join()};
        tracker.observe(behind, C, 980, nowNs);
        for (int i = 0; i <= 20; i++) {
            for (int k = 0; k < others.length; k++) {
                tracker.observe(others[k], C, 1000 - 2 * k + i, nowNs);
            }
            assertThat(tracker.slotNs()).isBetween(380 * MS, 420 * MS);
            assertThat(behind.lagSlots(nowNs)).isBetween(18, 20);
            nowNs += 400 * MS;
        }
    }

    @Test
    void aNodeThatCatchesUpDoesNotSetThePace() {
        SlotTracker.Marks[] nodes = {tracker.join(), tracker.join(), tracker.join()};
        for (int i = 0; i <= 100; i++) {
            tracker.observe(nodes[0], C, 10_000 + i, nowNs);
            tracker.observe(nodes[1], C, 10_000 + i, nowNs);
            tracker.observe(nodes[2], C, 1_000 + 5 * i, nowNs);
            nowNs += 400 * MS;
        }
        assertThat(tracker.slotNs()).isBetween(380 * MS, 420 * MS);
    }

    @Test
    void aLagThatANodeReportsHoldsUntilItIsSeenAtASlot() {
        SlotTracker.Marks a = tracker.join();
        a.reportLag(nowNs, 64, 2000 * MS);
        assertThat(a.lagSlots(nowNs + MS)).isEqualTo(64);
        assertThat(a.lagSlots(nowNs + 2001 * MS)).isZero();
        a.reportLag(nowNs, 64, 2000 * MS);
        tracker.observe(a, Commitment.PROCESSED, 1000, nowNs + MS);
        assertThat(a.lagSlots(nowNs + MS)).isZero();
    }
}

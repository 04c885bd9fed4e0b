package io.trenchbot.streaming;

import org.jspecify.annotations.Nullable;

/**
 * Opens gaps, hands over those whose end is known, and tells how they end.
 *
 * <p>Threading: {@link #settle} is called by any thread; the rest is guarded by the lock of the deliveries.
 */
final class GapLedger {
    /** What is told when a gap's end is known. */
    @FunctionalInterface
    interface GapSink {
        void onGap(Group group, Gap gap, long fromSlot);
    }

    private final Counters counters;
    private final Notifier notifier;
    private final StreamListener listener;
    private final GapSink fillable;
    private long gapCount;

    GapLedger(Counters counters, Notifier notifier, StreamListener listener, GapSink fillable) {
        this.counters = counters;
        this.notifier = notifier;
        this.listener = listener;
        this.fillable = fillable;
    }

    /** Writes down what a change of coverage means. */
    void change(Group group, Coverage.Change change, Gap.Cause cause, String detail) {
        if (change == Coverage.Change.NOTHING || group.finished || group.members.isEmpty()) {
            return;
        }
        Gap known = group.openGap;
        if (change != Coverage.Change.ENDED || known == null) {
            known = opened(group.subscription(), group.coverage.gapLast(), group.coverage.gapFirst(), cause, detail);
        }
        group.openGap = null;
        if (change == Coverage.Change.OPENED) {
            group.openGap = known;
            return;
        }
        Gap ended = new Gap(
                known.id(),
                known.subscription(),
                known.lastSlot(),
                group.coverage.gapFirst(),
                Gap.State.OPEN,
                known.cause(),
                0,
                known.detail());
        fillable.onGap(group, ended, firstMissing(group, ended.lastSlot()));
    }

    /** Events come in slot order but for a slot or two, so what came live bounds the missing ones better than the lag. */
    private static long firstMissing(Group group, long lastSlot) {
        long byLag = lastSlot - group.commitment.lagSlots;
        long byEvents = Math.min(group.lastEventSlot, lastSlot) - 2;
        return Math.max(0, Math.max(byLag, byEvents));
    }

    private Gap opened(Subscription subscription, long last, long first, Gap.Cause cause, String detail) {
        Gap gap = new Gap(++gapCount, subscription, last, first, Gap.State.OPEN, cause, 0, detail);
        Counters.count(counters.gaps);
        notifier.tell(() -> listener.onGap(gap));
        return gap;
    }

    /** Closes a gap and tells so. */
    void settle(Gap gap, Gap.State state, long backfilledCount, String detail) {
        Gap settled = new Gap(
                gap.id(),
                gap.subscription(),
                gap.lastSlot(),
                gap.firstSlot(),
                state,
                gap.cause(),
                backfilledCount,
                detail);
        (state == Gap.State.FILLED ? counters.filledGaps : counters.unfillableGaps).incrementAndGet();
        notifier.tell(() -> listener.onGap(settled));
    }

    /** Closes the gap that a group has open, if it has. */
    void settleOpen(Group group, Gap.State state, long backfilledCount, String detail) {
        @Nullable Gap gap = group.openGap;
        if (gap != null) {
            group.openGap = null;
            settle(gap, state, backfilledCount, detail);
        }
    }

    /** Events of a slot range are known to be missing and will not be fetched. */
    void missed(Subscription subscription, long fromSlot, long toSlot, Gap.Cause cause, String detail) {
        settle(opened(subscription, fromSlot, toSlot, cause, detail), Gap.State.UNFILLABLE, 0, detail);
    }
}

package io.trenchbot.streaming;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands events to handlers: from whichever connection or backfill, one at a time, each identity once. Keeps the gap ledger
 * under the same lock, so that what was delivered and what is known to be missing always agree.
 *
 * <p>Threading: called by readers, the control thread and the backfill; one lock. No other lock is taken under it, and user
 * code runs under it, so nothing may wait for it that user code may wait for.
 */
final class Deliveries {
    private static final Logger LOG = LoggerFactory.getLogger(SolanaStream.class);
    private static final long CLOSE_WAIT_MS = 2_000;

    /** What is told when a gap's end is known. */
    @FunctionalInterface
    interface GapSink {
        void onGap(Group group, Gap gap, long fromSlot);
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final IdentityFilter identities;
    private final Counters counters;
    private final Notifier notifier;
    private final StreamListener listener;
    private final boolean racing;
    private final GapSink fillable;
    private volatile boolean closed;
    private long gapCount;

    Deliveries(
            IdentityFilter identities,
            Counters counters,
            Notifier notifier,
            StreamListener listener,
            boolean racing,
            GapSink fillable) {
        this.identities = identities;
        this.counters = counters;
        this.notifier = notifier;
        this.listener = listener;
        this.racing = racing;
        this.fillable = fillable;
    }

    /** What became of an event. */
    enum Outcome {
        DELIVERED,
        /** Its identity was delivered before. */
        REPEATED,
        /** The handler's buffer is full and the event must come again later. */
        FULL,
        /** Nobody waits for it any more. */
        ENDED
    }

    /** Delivers an event unless its identity was delivered before. */
    Outcome deliver(Group group, StreamEvent event) {
        lock.lock();
        try {
            if (closed || group.finished) {
                return Outcome.ENDED;
            }
            if (!group.room(event.fields)) {
                return Outcome.FULL;
            }
            Notification fields = event.fields;
            if (group.kind == Kind.ACCOUNT) {
                fields.pubkey.set(group.target, 0, group.target.length);
            } else if (group.kind == Kind.SIGNATURE) {
                fields.signature.set(group.target, 0, group.target.length);
                finish(group, fields);
            }
            if (!fresh(group, event)) {
                Counters.count(counters.duplicates);
                return Outcome.REPEATED;
            }
            note(group, fields);
            hand(group, event);
            return Outcome.DELIVERED;
        } finally {
            lock.unlock();
        }
    }

    /** A signature's fate closes whatever gap there was. */
    private void finish(Group group, Notification fields) {
        group.finished = !fields.text.present();
        Gap gap = group.openGap;
        if (group.finished && gap != null) {
            group.openGap = null;
            settle(gap, Gap.State.FILLED, fields.backfilled ? 1 : 0, "the last event came");
        }
    }

    private boolean fresh(Group group, StreamEvent event) {
        Notification fields = event.fields;
        long salt = group.index;
        return switch (group.kind) {
            case TRANSACTIONS -> text(salt, ((TransactionEvent) event).signatureText());
            case LOGS, VOTE -> text(salt, fields.signature);
            // The same state of the same slot; a fork's reversal repeats an older one, which only racing can confuse.
            case ACCOUNT, PROGRAM -> !racing || text(salt ^ fields.eventSlot() << 16, fields.value);
            case SIGNATURE -> text(salt, fields.text);
            case SLOTS_UPDATES -> text(salt ^ fields.eventSlot() << 16, fields.type);
            case SLOT, ROOT -> identities.add(salt, fields.eventSlot());
            case BLOCK -> fields.err.present() || identities.add(salt, fields.eventSlot());
        };
    }

    /** What has no signature cannot be told apart, and is delivered. */
    private boolean text(long salt, Slice text) {
        return identities.add(salt, text.bytes, text.offset, Math.max(0, text.length));
    }

    private void note(Group group, Notification fields) {
        Counters.count(counters.delivered);
        if (fields.backfilled) {
            Counters.count(counters.backfilled);
        } else {
            counters.wins.lazySet(fields.endpoint, counters.wins.getPlain(fields.endpoint) + 1);
            group.lastEventSlot = Math.max(group.lastEventSlot, fields.eventSlot());
        }
    }

    private void hand(Group group, StreamEvent event) {
        for (Member member : group.members) {
            member.accept(event);
            OverflowBuffer buffer = member.buffer;
            if (buffer != null) {
                overflowed(member.subscription, buffer);
            }
        }
    }

    private void overflowed(Subscription subscription, OverflowBuffer buffer) {
        counters.dropped.addAndGet(buffer.replaced());
        OverflowBuffer.Dropped dropped = buffer.dropped();
        if (dropped != null) {
            String detail = dropped.count() + " events were dropped because the handler was too slow";
            counters.dropped.addAndGet(dropped.count());
            missed(subscription, dropped.fromSlot(), dropped.toSlot(), Gap.Cause.OVERFLOW, detail);
        }
    }

    /** A handler threw; it may be one on a thread of its own. */
    void threw(Subscription subscription, Throwable failure) {
        counters.handlerFailures.incrementAndGet();
        LOG.debug("handler of {} threw", subscription, failure);
        notifier.tell(() -> listener.onHandlerFailure(subscription, failure));
    }

    /** Delivers an event that was fetched, waiting for a handler whose buffer is full. */
    Outcome deliverPatiently(Group group, StreamEvent event) {
        Outcome outcome = deliver(group, event);
        while (outcome == Outcome.FULL) {
            try {
                group.awaitRoom(event.fields);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Outcome.ENDED;
            }
            outcome = deliver(group, event);
        }
        return outcome;
    }

    /** Whether a transaction was delivered to the group before. */
    boolean knows(Group group, String signature) {
        byte[] text = signature.getBytes(StandardCharsets.US_ASCII);
        lock.lock();
        try {
            return identities.contains(group.index, text, 0, text.length);
        } finally {
            lock.unlock();
        }
    }

    /** Whether the caller is the first that wants to fetch this transaction for the group. */
    boolean claim(Group group, Slice signature) {
        lock.lock();
        try {
            return text(~(long) group.index, signature);
        } finally {
            lock.unlock();
        }
    }

    /** An endpoint that is live for the group told of a slot; nothing where its connection has ended meanwhile. */
    void heard(Group group, int endpoint, long slot, BooleanSupplier alive) {
        lock.lock();
        try {
            if (!alive.getAsBoolean()) {
                return;
            }
            ledger(group, group.coverage.heard(endpoint, slot), Gap.Cause.DISCONNECTED, "connections did not overlap");
        } finally {
            lock.unlock();
        }
    }

    /** An endpoint is not live for the group any more. */
    void lost(Group group, int endpoint, Gap.Cause cause, String detail) {
        lock.lock();
        try {
            ledger(group, group.coverage.lost(endpoint), cause, detail);
        } finally {
            lock.unlock();
        }
    }

    private void ledger(Group group, Coverage.Change change, Gap.Cause cause, String detail) {
        if (change == Coverage.Change.NOTHING || group.finished || group.members.isEmpty() || closed) {
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

    /** Closes a gap in the ledger and tells so. */
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

    /** Events of a slot range are known to be missing and will not be fetched. */
    void missed(Subscription subscription, long fromSlot, long toSlot, Gap.Cause cause, String detail) {
        lock.lock();
        try {
            settle(opened(subscription, fromSlot, toSlot, cause, detail), Gap.State.UNFILLABLE, 0, detail);
        } finally {
            lock.unlock();
        }
    }

    /** Reports the gaps still open, and delivers nothing any more: waits for a handler that runs, but not for ever. */
    void close(Iterable<Group> groups) {
        closed = true;
        boolean locked = false;
        try {
            locked = lock.tryLock(CLOSE_WAIT_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Group group : groups) {
            @Nullable Gap gap = group.openGap;
            if (gap != null) {
                settle(gap, Gap.State.UNFILLABLE, 0, "the stream was closed");
                group.openGap = null;
            }
        }
        if (locked) {
            lock.unlock();
        }
    }

    boolean closed() {
        return closed;
    }
}

package io.trenchbot.streaming;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
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

    private final ReentrantLock lock = new ReentrantLock();
    private final Identities identities;
    private final Counters counters;
    private final Notifier notifier;
    private final StreamListener listener;
    private final GapLedger ledger;
    private final List<Group> groups;
    private final Forks forks = new Forks();
    private final AccountEvent reversal = new AccountEvent(new Notification());
    private volatile boolean closed;

    Deliveries(
            IdentityFilter filter,
            Counters counters,
            Notifier notifier,
            StreamListener listener,
            GapLedger ledger,
            List<Group> groups) {
        identities = new Identities(filter, counters);
        this.counters = counters;
        this.notifier = notifier;
        this.listener = listener;
        this.ledger = ledger;
        this.groups = groups;
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
            if (!identities.fresh(group, event)) {
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
        if (group.finished) {
            ledger.settleOpen(group, Gap.State.FILLED, fields.backfilled ? 1 : 0, "the last event came");
        }
    }

    private void note(Group group, Notification fields) {
        Counters.count(counters.delivered);
        if (fields.backfilled) {
            Counters.count(counters.backfilled);
        } else {
            counters.wins.lazySet(fields.endpoint, counters.wins.getPlain(fields.endpoint) + 1);
            group.lastEventSlot = Math.max(group.lastEventSlot, fields.eventSlot());
            group.told(fields.eventSlot());
        }
    }

    /** A slot was announced, and with it the newest root. */
    void announced(long slot, long parent, long root) {
        lock.lock();
        try {
            for (long left : forks.add(slot, parent, root)) {
                abandon(left, "root " + root + " does not build on it");
            }
        } finally {
            lock.unlock();
        }
    }

    /** A slot is dead. */
    void dead(long slot, String reason) {
        lock.lock();
        try {
            abandon(slot, reason);
        } finally {
            lock.unlock();
        }
    }

    /** What was told of a slot at commitment PROCESSED is void. */
    private void abandon(long slot, String reason) {
        if (closed || !identities.abandon(slot)) {
            return;
        }
        Counters.count(counters.abandonedSlots);
        notifier.tell(() -> listener.onAbandonedSlot(slot, reason));
        for (Group group : groups) {
            boolean accounts = group.kind == Kind.ACCOUNT || group.kind == Kind.PROGRAM;
            if (accounts && group.commitment == Commitment.PROCESSED && group.hasTold(slot)) {
                revert(group, slot);
            }
        }
    }

    private void revert(Group group, long slot) {
        Notification fields = reversal.fields;
        fields.clear();
        fields.slot = slot;
        fields.reverted = true;
        if (group.kind == Kind.ACCOUNT) {
            fields.pubkey.set(group.target, 0, group.target.length);
        }
        Counters.count(counters.delivered);
        hand(group, reversal);
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
            return identities.known(group, text);
        } finally {
            lock.unlock();
        }
    }

    /** Whether the caller is the first that wants to fetch this transaction for the group. */
    boolean claim(Group group, Slice signature) {
        lock.lock();
        try {
            return identities.claim(group, signature);
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
            change(group, group.coverage.heard(endpoint, slot), Gap.Cause.DISCONNECTED, "connections did not overlap");
        } finally {
            lock.unlock();
        }
    }

    /** An endpoint confirmed a group, where that was the first to do so: what comes after its newest slot is owed from here on. */
    void began(Group group, int endpoint, long newestSlot, BooleanSupplier alive) {
        lock.lock();
        try {
            if (group.coverage.frontier() == Coverage.NONE) {
                heard(group, endpoint, newestSlot, alive);
            }
        } finally {
            lock.unlock();
        }
    }

    /** An endpoint is not live for the group any more. */
    void lost(Group group, int endpoint, Gap.Cause cause, String detail) {
        lock.lock();
        try {
            change(group, group.coverage.lost(endpoint), cause, detail);
        } finally {
            lock.unlock();
        }
    }

    private void change(Group group, Coverage.Change change, Gap.Cause cause, String detail) {
        if (!closed) {
            ledger.change(group, change, cause, detail);
        }
    }

    /** Closes a gap in the ledger and tells so. */
    void settle(Gap gap, Gap.State state, long backfilledCount, String detail) {
        ledger.settle(gap, state, backfilledCount, detail);
    }

    /** Events of a slot range are known to be missing and will not be fetched. */
    void missed(Subscription subscription, long fromSlot, long toSlot, Gap.Cause cause, String detail) {
        lock.lock();
        try {
            ledger.missed(subscription, fromSlot, toSlot, cause, detail);
        } finally {
            lock.unlock();
        }
    }

    /** Reports the gaps still open, and delivers nothing any more: waits for a handler that runs, but not for ever. */
    void close() {
        closed = true;
        boolean locked = false;
        try {
            locked = lock.tryLock(CLOSE_WAIT_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Group group : groups) {
            ledger.settleOpen(group, Gap.State.UNFILLABLE, 0, "the stream was closed");
        }
        if (locked) {
            lock.unlock();
        }
    }

    boolean closed() {
        return closed;
    }
}

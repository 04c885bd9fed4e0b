package io.trenchbot.streaming;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Subscriptions that ask servers for the same, so that they share one subscription there.
 *
 * <p>Threading: the members may change at any time; what follows them is guarded by the lock of the deliveries.
 */
final class Group {
    private static final int TOLD_SLOTS = 256;

    final int index;
    final Kind kind;
    final Commitment commitment;
    /** Stands for all members in what it asks for. */
    final Subscription model;

    final String params;
    final List<Member> members = new CopyOnWriteArrayList<>();
    final byte[] target;

    final Coverage coverage;

    @Nullable
    Gap openGap;
    /** Slot of the newest event delivered live, {@link Coverage#NONE} before the first. */
    long lastEventSlot = Coverage.NONE;
    /** Slots that events were delivered of, a ring: a fork is left long before it comes round. */
    private final long[] toldSlots = new long[TOLD_SLOTS];

    private int toldCount;
    /** A signature's fate is known; nothing more will come. */
    volatile boolean finished;

    Group(int index, Subscription model, Commitment commitment, int endpoints) {
        this.index = index;
        this.model = model;
        this.commitment = commitment;
        kind = model.kind;
        Arrays.fill(toldSlots, Coverage.NONE);
        params = Requests.params(model, commitment);
        target = model.target.getBytes(StandardCharsets.US_ASCII);
        coverage = new Coverage(endpoints, commitment.lagSlots);
    }

    /** An event of a slot was delivered. */
    void told(long slot) {
        if (toldSlots[(toldCount + TOLD_SLOTS - 1) % TOLD_SLOTS] != slot) {
            toldSlots[toldCount % TOLD_SLOTS] = slot;
            toldCount = (toldCount + 1) % TOLD_SLOTS;
        }
    }

    boolean hasTold(long slot) {
        for (long told : toldSlots) {
            if (told == slot) {
                return true;
            }
        }
        return false;
    }

    boolean accepts(Subscription subscription, Commitment at) {
        // One that disconnects when it is full decides for itself alone.
        return subscription.kind == kind
                && subscription.overflow != Overflow.DISCONNECT
                && model.overflow != Overflow.DISCONNECT
                && Requests.params(subscription, at).equals(params);
    }

    /** Whose events a gap of this group is told of. */
    Subscription subscription() {
        return members.isEmpty() ? model : members.get(0).subscription;
    }

    /** Whether the handler's buffer takes another event, where being full ends the connection. */
    boolean room(Notification fields) {
        if (model.overflow != Overflow.DISCONNECT) {
            return true;
        }
        OverflowBuffer buffer = members.isEmpty() ? null : members.get(0).buffer;
        return buffer == null || buffer.room(fields);
    }

    /** Waits until the handler's buffer takes another event. */
    void awaitRoom(Notification fields) throws InterruptedException {
        OverflowBuffer buffer = members.isEmpty() ? null : members.get(0).buffer;
        if (buffer != null) {
            buffer.awaitRoom(fields);
        }
    }

    /** The condition on transactions that come in blocks or one by one. */
    TransactionFilter filter() {
        if (kind != Kind.LOGS || model.target.equals("allWithVotes")) {
            return model.filter;
        }
        TransactionFilter all = TransactionFilter.all();
        return model.target.equals("all") ? all.withoutVotes() : all.include(model.target);
    }
}

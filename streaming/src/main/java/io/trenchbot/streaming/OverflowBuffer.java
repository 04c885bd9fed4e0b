package io.trenchbot.streaming;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Holds copies of events for one subscription whose handler runs on a thread of its own, within a number of bytes. Pure: who
 * owns the thread calls {@link #take}.
 *
 * <p>Threading: guarded by itself; events go in under the lock of the deliveries and come out on the buffer's thread.
 */
final class OverflowBuffer {
    /** What an event costs beside its text. */
    private static final int EVENT_BYTES = 1_024;

    private final Overflow policy;
    private final long capacityBytes;
    private final ArrayDeque<Notification> queue = new ArrayDeque<>();
    /** For CONFLATE: the newest state of each account, oldest change first. */
    private final Map<String, Notification> states = new LinkedHashMap<>();

    private long heldBytes;
    private boolean closed;
    private long droppedCount;
    private long droppedFrom;
    private long droppedTo;
    private long replacedCount;

    OverflowBuffer(Overflow policy, long capacityBytes) {
        this.policy = policy;
        this.capacityBytes = capacityBytes;
    }

    /** Events dropped in a row. */
    record Dropped(long count, long fromSlot, long toSlot) {}

    /** Whether an event of this size can go in without another one leaving. */
    synchronized boolean room(Notification fields) {
        return fits(size(fields)) || closed;
    }

    private boolean fits(long bytes) {
        return heldBytes + bytes <= capacityBytes || heldBytes == 0;
    }

    private static long size(Notification fields) {
        return fields.textBytes() + EVENT_BYTES;
    }

    /** Copies an event in, as the policy has it. */
    synchronized void put(Notification fields) {
        long bytes = size(fields);
        if (policy == Overflow.CONFLATE) {
            Notification older = states.remove(fields.pubkey.text());
            if (older != null) {
                heldBytes -= size(older);
                replacedCount++;
            }
        }
        if (policy == Overflow.DROP_NEWEST && !fits(bytes)) {
            drop(fields);
            return;
        }
        // DISCONNECT asked for room before, and its event is never dropped.
        while (policy != Overflow.DISCONNECT && !fits(bytes)) {
            drop(oldest());
        }
        heldBytes += bytes;
        Notification copy = fields.copy();
        if (policy == Overflow.CONFLATE) {
            states.put(copy.pubkey.text(), copy);
        } else {
            queue.addLast(copy);
        }
        notifyAll();
    }

    private Notification oldest() {
        Notification oldest =
                policy == Overflow.CONFLATE ? states.values().iterator().next() : queue.removeFirst();
        states.remove(oldest.pubkey.text());
        heldBytes -= size(oldest);
        return oldest;
    }

    private void drop(Notification fields) {
        long slot = fields.eventSlot();
        droppedFrom = droppedCount == 0 ? slot : Math.min(droppedFrom, slot);
        droppedTo = droppedCount == 0 ? slot : Math.max(droppedTo, slot);
        droppedCount++;
    }

    /** Waits for the next event; null at the end. */
    synchronized @Nullable Notification take() throws InterruptedException {
        while (heldBytes == 0 && !closed) {
            wait();
        }
        if (closed) {
            return null;
        }
        Notification next = oldest();
        notifyAll();
        return next;
    }

    /** Waits until an event of this size can go in, or nothing will come out any more. */
    synchronized void awaitRoom(Notification fields) throws InterruptedException {
        while (!room(fields)) {
            wait();
        }
    }

    /** The events dropped since the last call, null where none were. */
    synchronized @Nullable Dropped dropped() {
        if (droppedCount == 0) {
            return null;
        }
        Dropped dropped = new Dropped(droppedCount, droppedFrom, droppedTo);
        droppedCount = 0;
        return dropped;
    }

    /** States that a newer one of the same account replaced since the last call. */
    synchronized long replaced() {
        long count = replacedCount;
        replacedCount = 0;
        return count;
    }

    synchronized void close() {
        closed = true;
        notifyAll();
    }
}

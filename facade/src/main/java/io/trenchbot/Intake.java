package io.trenchbot;

import io.trenchbot.queue.EntryRing;
import io.trenchbot.streaming.TransactionEvent;
import java.util.function.LongSupplier;

/**
 * The stream thread's part: decodes a transaction from the frame straight into a claimed entry and publishes it.
 *
 * <p>Threading: one thread at a time, which the stream guarantees; the counts by any thread.
 */
final class Intake {
    /** What an event without a slot says. */
    private static final long NO_SLOT = -1;

    /** Is told of each slot that is newer than all before, and by which endpoint of the stream. */
    @FunctionalInterface
    interface SlotWitness {
        void onSlot(int endpoint, long slot);
    }

    private final EntryRing<Entry> ring;
    private final StageLatencies latencies;
    private final LongSupplier nanoClock;
    private final SlotWitness newSlot;
    private long slotSeen;
    final Count received = new Count();
    final Count undecodable = new Count();

    /**
     * The way in.
     *
     * @param ring where entries go
     * @param latencies where the decoding time goes
     * @param nanoClock the bot's clock
     * @param newSlot is told of each slot that is newer than all before
     */
    Intake(EntryRing<Entry> ring, StageLatencies latencies, LongSupplier nanoClock, SlotWitness newSlot) {
        this.ring = ring;
        this.latencies = latencies;
        this.nanoClock = nanoClock;
        this.newSlot = newSlot;
    }

    void onTransaction(TransactionEvent event) {
        received.increment();
        Entry entry = ring.claim();
        if (entry == null) {
            return;
        }
        int bytes = event.decodeWire(entry.wire, 0);
        if (bytes < 0) {
            // The claim stays open and is handed out again by the next one.
            undecodable.increment();
            return;
        }
        entry.wireBytes = bytes;
        entry.failed = event.failed();
        entry.backfilled = event.backfilled();
        publish(entry, event.slot(), event.receivedNs());
        if (!entry.backfilled) {
            witness(event.endpoint(), entry.slot);
        }
    }

    private void witness(int endpoint, long slot) {
        if (slot != NO_SLOT && Long.compareUnsigned(slot, slotSeen) > 0) {
            slotSeen = slot;
            newSlot.onSlot(endpoint, slot);
        }
    }

    /** Returns false where the ring had no room. */
    boolean offer(byte[] wire, int offset, int length, long slot, long receivedNs) {
        received.increment();
        Entry entry = ring.claim();
        if (entry == null) {
            return false;
        }
        System.arraycopy(wire, offset, entry.wire, 0, length);
        entry.wireBytes = length;
        entry.failed = false;
        entry.backfilled = false;
        publish(entry, slot, receivedNs);
        return true;
    }

    private void publish(Entry entry, long slot, long receivedNs) {
        entry.slot = slot;
        entry.receivedNs = receivedNs;
        long nowNs = nanoClock.getAsLong();
        entry.enqueuedNs = nowNs;
        ring.publish();
        latencies.decode().accept(nowNs - receivedNs);
    }
}

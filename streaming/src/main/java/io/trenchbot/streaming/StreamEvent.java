package io.trenchbot.streaming;

import org.jspecify.annotations.Nullable;

/**
 * What all events of a stream tell: the slot, the time of receipt and the way they came.
 *
 * <p>An event is a view of the frame that the bytes arrived in. It is valid during the handler's call only; copy what must
 * outlive it.
 *
 * <p>Threading: confined to the thread that calls the handler, for the length of that call.
 */
public abstract sealed class StreamEvent
        permits TransactionEvent,
                LogsEvent,
                AccountEvent,
                SignatureEvent,
                SlotEvent,
                SlotUpdateEvent,
                BlockEvent,
                VoteEvent {
    final Notification fields;

    StreamEvent(Notification fields) {
        this.fields = fields;
    }

    /**
     * The slot of the event.
     *
     * @return an unsigned number, -1 where the server sent none
     */
    public long slot() {
        return fields.eventSlot();
    }

    /**
     * When the frame was taken from the socket, or the backfill's reply read.
     *
     * @return nanoseconds of the stream's clock
     */
    public long receivedNs() {
        return fields.receivedNs;
    }

    /**
     * Whether the event was fetched to fill a gap rather than received live.
     *
     * @return true for a fetched one
     */
    public boolean backfilled() {
        return fields.backfilled;
    }

    /**
     * The endpoint that was first with it.
     *
     * @return its index in the order they were given to the builder
     */
    public int endpoint() {
        return fields.endpoint;
    }

    static @Nullable String textOrNull(Slice slice) {
        return slice.present() ? slice.text() : null;
    }
}

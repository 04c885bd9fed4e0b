package io.trenchbot.streaming;

/**
 * Slots for which a subscription may have missed events. Every gap is reported OPEN when it is found, and once more as
 * FILLED or UNFILLABLE.
 *
 * @param id counts the gaps of a stream from 1
 * @param subscription whose events are missing
 * @param lastSlot the newest slot heard of before the gap; events of the slots just before it may be missing too
 * @param firstSlot the first slot heard of after the gap, whose earlier part may be missing; -1 while no connection is back
 * @param state how far the filling is
 * @param cause why events may be missing
 * @param backfilledCount events that filling it has delivered, without those that had come live
 * @param detail why it cannot be filled, else what was seen; one sentence
 */
public record Gap(
        long id,
        Subscription subscription,
        long lastSlot,
        long firstSlot,
        State state,
        Cause cause,
        long backfilledCount,
        String detail) {
    /** The life of a gap. */
    public enum State {
        /** Found; filled as soon as the end is known, where that is possible. */
        OPEN,
        /** Every event that the nodes have of these slots was delivered. */
        FILLED,
        /** Some events may be lost for good. */
        UNFILLABLE
    }

    /** Why events may be missing. */
    public enum Cause {
        /** The connection ended. */
        DISCONNECTED,
        /** The connection was open but silent. */
        STALLED,
        /** A slot came whose parent was never announced. */
        MISSING_SLOT,
        /** A frame could not be read. */
        GARBAGE,
        /** The handler was too slow and events were dropped. */
        OVERFLOW
    }
}

package io.trenchbot.queue;

/**
 * What {@link TransactionQueue#push(Object)} and {@link EntryRing#claim()} do when there is no room.
 *
 * <p>Threading: immutable.
 */
public enum OverflowPolicy {
    /** The new element is refused at once and counted in {@link QueueStats#rejectedCount()}. */
    REJECT,

    /**
     * The oldest waiting element is thrown away for the new one and counted in {@link QueueStats#droppedCount()}. Only a
     * {@link TransactionQueue} of one producer offers it: with many producers "the oldest" would be decided by a race, and
     * the oldest entry of an {@link EntryRing} may be in the hands of the consumer.
     */
    DROP_OLDEST,

    /** The producer waits with the queue's idle strategy until there is room, the queue is closed or it is interrupted. */
    BLOCK
}

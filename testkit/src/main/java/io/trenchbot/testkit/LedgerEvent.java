package io.trenchbot.testkit;

/** What happens on a ledger, in the order in which a node that is up to date learns of it. All events are immutable. */
sealed interface LedgerEvent {
    /** How many slots the ledger had started when it happened: slot numbers may skip, ticks do not. */
    long tick();

    /**
     * The bank of a slot was created; its transactions follow.
     *
     * @param tick as above
     * @param slot the slot
     * @param parent its parent's slot
     */
    record SlotStarted(long tick, long slot, long parent) implements LedgerEvent {}

    /**
     * A transaction was executed.
     *
     * @param tick as above
     * @param entry the transaction and its place
     */
    record Executed(long tick, TransactionEntry entry) implements LedgerEvent {}

    /**
     * A block is complete: processed.
     *
     * @param tick as above
     * @param block the block
     */
    record Frozen(long tick, Block block) implements LedgerEvent {}

    /**
     * The cluster voted for a block: confirmed.
     *
     * @param tick as above
     * @param block the block
     */
    record Confirmed(long tick, Block block) implements LedgerEvent {}

    /**
     * A block became a root: finalized.
     *
     * @param tick as above
     * @param block the block
     */
    record Rooted(long tick, Block block) implements LedgerEvent {}
}

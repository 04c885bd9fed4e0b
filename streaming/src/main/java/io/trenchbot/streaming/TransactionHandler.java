package io.trenchbot.streaming;

/**
 * Takes transactions as they arrive.
 *
 * <p>Threading: called by one thread at a time, a reader of a connection or the backfill; unless the subscription has an
 * {@link Overflow} other than BLOCK, no other handler of the stream runs meanwhile.
 */
@FunctionalInterface
public interface TransactionHandler {
    /**
     * A transaction arrived. An exception from here is counted and reported to the {@link StreamListener}; the stream goes
     * on.
     *
     * @param transaction valid during this call only
     */
    void onTransaction(TransactionEvent transaction);
}

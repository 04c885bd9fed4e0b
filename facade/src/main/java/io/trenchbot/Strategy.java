package io.trenchbot;

/**
 * Decides. What it wants on the chain it hands to the executor, which does not make it wait.
 *
 * <p>Threading: called by the strategy thread only. An exception is counted and logged; the next transaction follows.
 */
public interface Strategy {
    /**
     * A transaction arrived, was verified, journalled and analyzed. Not called for malformed ones.
     *
     * @param transaction valid during the call only; look at its verdict first
     * @param executor sends transactions; refuses all where the bot has no pool
     */
    default void onTransaction(ReceivedTransaction transaction, TransactionExecutor executor) {}

    /**
     * An analyzer found something in a transaction. Called before {@link #onTransaction} for the same one.
     *
     * @param analysis the finding
     * @param transaction valid during the call only
     * @param executor sends transactions; refuses all where the bot has no pool
     */
    default void onAnalysis(Analysis analysis, ReceivedTransaction transaction, TransactionExecutor executor) {}
}

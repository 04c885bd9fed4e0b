package io.trenchbot.streaming;

/** The server method that a subscription to transactions ended up with on an endpoint, best first. */
public enum TransactionSource {
    /** {@code transactionSubscribe}: the server filters, one transaction a notification. */
    TRANSACTIONS,
    /** {@code blockSubscribe}: whole blocks, filtered here. */
    BLOCKS,
    /** {@code logsSubscribe} for the signatures and {@code getTransaction} through {@link Backfill} for the bytes. */
    LOGS
}

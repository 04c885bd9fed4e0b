package io.trenchbot;

/**
 * Counts of a bot since its start.
 *
 * <p>Threading: immutable.
 *
 * @param transactionsReceived taken from the stream or offered, before the queue
 * @param transactionsUndecodable events whose bytes were no base64 or too long for a transaction
 * @param transactionsRefused found the queue full under a policy that does not wait
 * @param transactionsDelivered through verification, journal and strategy
 * @param transactionsAccepted of those, with all signatures valid
 * @param transactionsRejected of those, with at least one signature that is not
 * @param transactionsMalformed of those, whose bytes are no transaction
 * @param journalRecords written to the journal
 * @param journalMissing not written, because the journal took nothing
 * @param findings analyses that found something
 * @param userErrors exceptions out of analyzers and the strategy
 */
public record BotStats(
        long transactionsReceived,
        long transactionsUndecodable,
        long transactionsRefused,
        long transactionsDelivered,
        long transactionsAccepted,
        long transactionsRejected,
        long transactionsMalformed,
        long journalRecords,
        long journalMissing,
        long findings,
        long userErrors) {}

package io.trenchbot;

/**
 * Looks at every accepted transaction and says what it found, such as a rug pull.
 *
 * <p>Threading: called by the strategy thread only, one transaction after another in the order of their arrival, so an
 * analyzer may keep state without locks. It holds up everything behind it: what takes longer than some microseconds belongs
 * on a thread of its own.
 */
@FunctionalInterface
public interface TransactionAnalyzer {
    /**
     * Looks at one transaction. An exception is counted and logged; the transaction then goes on to the next analyzer.
     *
     * @param transaction valid during the call only
     * @return what was found, {@link Analysis#NOTHING} for almost every transaction
     */
    Analysis analyze(ReceivedTransaction transaction);
}

package io.trenchbot.testkit;

/**
 * A transaction and its place.
 *
 * @param landed the transaction
 * @param block its block, which may not be complete yet
 * @param index its index in the block
 */
record TransactionEntry(LandedTransaction landed, Block block, int index) {
    long slot() {
        return block.slot();
    }
}

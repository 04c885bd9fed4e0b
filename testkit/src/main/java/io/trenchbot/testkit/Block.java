package io.trenchbot.testkit;

import java.util.List;

/**
 * One block as the chain made it.
 *
 * @param slot its slot
 * @param parentSlot the slot of its parent
 * @param blockHeight the count of blocks below it
 * @param blockTimeSeconds its time, seconds since the epoch
 * @param blockhash its hash, base58
 * @param previousBlockhash its parent's hash, base58
 * @param transactions what landed in it, in order
 * @param changedAccounts states after the block of the accounts that it wrote
 * @param rewardsJson its rewards, a JSON array
 */
record Block(
        long slot,
        long parentSlot,
        long blockHeight,
        long blockTimeSeconds,
        String blockhash,
        String previousBlockhash,
        List<LandedTransaction> transactions,
        List<AccountState> changedAccounts,
        String rewardsJson) {

    /** A block without rewards. */
    Block(
            long slot,
            long parentSlot,
            long blockHeight,
            long blockTimeSeconds,
            String blockhash,
            String previousBlockhash,
            List<LandedTransaction> transactions,
            List<AccountState> changedAccounts) {
        this(
                slot,
                parentSlot,
                blockHeight,
                blockTimeSeconds,
                blockhash,
                previousBlockhash,
                transactions,
                changedAccounts,
                "[]");
    }
}

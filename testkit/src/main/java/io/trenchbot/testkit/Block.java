package io.trenchbot.testkit;

import java.util.List;
import org.jspecify.annotations.Nullable;

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
 * @param timing when its transactions go out; null where they are spread evenly
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
        String rewardsJson,
        @Nullable Timing timing) {

    /** A block that is spread evenly. */
    Block(
            long slot,
            long parentSlot,
            long blockHeight,
            long blockTimeSeconds,
            String blockhash,
            String previousBlockhash,
            List<LandedTransaction> transactions,
            List<AccountState> changedAccounts,
            String rewardsJson) {
        this(
                slot,
                parentSlot,
                blockHeight,
                blockTimeSeconds,
                blockhash,
                previousBlockhash,
                transactions,
                changedAccounts,
                rewardsJson,
                null);
    }

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

    /** How long it takes where a slot takes that long. */
    long durationNs(long slotNs) {
        return timing == null ? slotNs : timing.durationNs();
    }

    /** When a transaction is due after the start; what was not recorded comes at the end. */
    long dueNs(int index, long evenNs) {
        if (timing == null) {
            return index * evenNs;
        }
        return index < timing.dueNs().length ? timing.dueNs()[index] : timing.durationNs();
    }

    /** The slot that subscribers are told with a transaction. */
    long toldSlot(int index) {
        return timing == null || index >= timing.slots().length ? slot : timing.slots()[index];
    }
}

package io.trenchbot.testkit;

/**
 * How far somebody has followed a ledger.
 *
 * <p>Threading: confined to its owner; {@link #copy} under the owner's lock.
 */
final class Head {
    private long tick;
    private Block processed;
    private Block confirmed;
    private Block finalized;
    private long executingSlot;
    private int executedCount;

    /** At a root: the same block at every commitment. */
    Head(Block root) {
        processed = root;
        confirmed = root;
        finalized = root;
        executingSlot = root.slot();
    }

    Head copy() {
        Head copy = new Head(processed);
        copy.tick = tick;
        copy.confirmed = confirmed;
        copy.finalized = finalized;
        copy.executingSlot = executingSlot;
        copy.executedCount = executedCount;
        return copy;
    }

    void apply(LedgerEvent event) {
        tick = event.tick();
        if (event instanceof LedgerEvent.Executed executed) {
            executingSlot = executed.entry().slot();
            executedCount = executed.entry().index() + 1;
        } else if (event instanceof LedgerEvent.Frozen frozen) {
            processed = frozen.block();
        } else if (event instanceof LedgerEvent.Confirmed voted) {
            confirmed = voted.block();
        } else if (event instanceof LedgerEvent.Rooted rooted) {
            finalized = rooted.block();
        }
    }

    long tick() {
        return tick;
    }

    Block block(Commitment commitment) {
        return switch (commitment) {
            case PROCESSED -> processed;
            case CONFIRMED -> confirmed;
            case FINALIZED -> finalized;
        };
    }

    long slot(Commitment commitment) {
        return block(commitment).slot();
    }

    /** Whether the transaction has been executed, be its block complete or not. */
    boolean seen(TransactionEntry entry) {
        return entry.slot() <= processed.slot() || (entry.slot() == executingSlot && entry.index() < executedCount);
    }

    /** The commitment that a seen transaction has reached. */
    Commitment reached(TransactionEntry entry) {
        if (entry.slot() <= finalized.slot()) {
            return Commitment.FINALIZED;
        }
        return entry.slot() <= confirmed.slot() ? Commitment.CONFIRMED : Commitment.PROCESSED;
    }
}

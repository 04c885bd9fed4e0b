package io.trenchbot.testkit;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a recording into blocks: a new one where the slot rises. A transaction that was received late, after one of a later slot,
 * stays in its place in the order, in that later slot's block, and is told under its own slot. A long pause is filled with empty
 * blocks, because a client takes a node without slots for dead.
 *
 * <p>Threading: for one thread at a time.
 */
final class RecordedBlocks implements Iterator<Block> {
    /** A recording without slots is cut too: a block is built as a whole, and ahead of time. */
    static final int MAX_TRANSACTIONS = 4_096;

    static final long MAX_RECORDED_NS = 1_000_000_000;

    /** Longer pauses get empty blocks even if no slot number is left for them between the recorded ones. */
    static final long MAX_SILENCE_NS = 2_000_000_000;

    private static final long NS_PER_S = 1_000_000_000;
    private static final long[] NONE = new long[0];

    private final Iterator<RecordedTransaction> transactions;
    private final double speed;
    private final long slotNs;
    private @Nullable RecordedTransaction ahead;
    private long gapNs;
    private long slot;
    private long height;

    /**
     * @param speed how many times faster than recorded
     * @param slotNs how long an empty block takes
     */
    RecordedBlocks(Iterator<RecordedTransaction> transactions, double speed, long slotNs) {
        this.transactions = transactions;
        this.speed = speed;
        this.slotNs = slotNs;
        advance();
    }

    private void advance() {
        ahead = transactions.hasNext() ? transactions.next() : null;
    }

    @Override
    public boolean hasNext() {
        return ahead != null;
    }

    @Override
    public Block next() {
        RecordedTransaction first = ahead;
        if (first == null) {
            throw new NoSuchElementException();
        }
        boolean earliest = slot == 0;
        long parent = slot;
        slot = gapNs > 0 ? slot + 1 : Math.max(first.slot(), slot + 1);
        height = earliest ? slot : height + 1;
        List<RecordedTransaction> taken = gapNs > 0 ? List.of() : take(first);
        Timing timing = gapNs > 0 ? new Timing(NONE, NONE, takeGap()) : timing(taken, first.receivedNs());
        return new Block(
                slot,
                earliest ? slot - 1 : parent,
                height,
                Math.floorDiv(first.receivedNs(), NS_PER_S),
                RecordedChain.hash(slot),
                RecordedChain.hash(earliest ? slot - 1 : parent),
                taken.stream().map(RecordedBlocks::landed).toList(),
                List.of(),
                "[]",
                timing);
    }

    private List<RecordedTransaction> take(RecordedTransaction first) {
        List<RecordedTransaction> taken = new ArrayList<>();
        RecordedTransaction next = first;
        while (next != null
                && next.slot() <= slot
                && taken.size() < MAX_TRANSACTIONS
                && next.receivedNs() - first.receivedNs() <= MAX_RECORDED_NS) {
            taken.add(next);
            advance();
            next = ahead;
        }
        return taken;
    }

    private Timing timing(List<RecordedTransaction> taken, long startNs) {
        long[] dueNs = new long[taken.size()];
        long[] slots = new long[taken.size()];
        long latestNs = 0;
        for (int i = 0; i < dueNs.length; i++) {
            latestNs = Math.max(latestNs, faster(taken.get(i).receivedNs() - startNs));
            dueNs[i] = latestNs;
            slots[i] = taken.get(i).slot();
        }
        RecordedTransaction next = ahead;
        gapNs = next == null ? 0 : Math.max(0, faster(next.receivedNs() - startNs) - latestNs);
        return new Timing(dueNs, slots, latestNs + takeGap());
    }

    /** What the block at hand lasts of the time to the next transaction. */
    private long takeGap() {
        RecordedTransaction next = ahead;
        boolean room = next != null && (slot + 1 < next.slot() || gapNs > MAX_SILENCE_NS);
        long takenNs = room ? Math.min(gapNs, slotNs) : gapNs;
        gapNs -= takenNs;
        return takenNs;
    }

    private long faster(long recordedNs) {
        return (long) (recordedNs / speed);
    }

    private static LandedTransaction landed(RecordedTransaction recorded) {
        return RecordedChain.landed(recorded.wire(), Message.parse(recorded.wire()), recorded.failed());
    }
}

package io.trenchbot.testkit;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * When things happen on a ledger: every slot a block begins, its transactions are executed one by one over the slot's time, and
 * the block is complete when its time is over and its last transaction is executed. A block that takes longer than its slot (a
 * recorded one at a low rate) does not hold up the slots after it: they begin in time, and complete after it. A block with times
 * of its own goes by these.
 *
 * <p>Knows no thread and no clock: whoever owns it passes the time in and waits as long as it says.
 */
final class Pacer {
    /** Where blocks come from; they may be built ahead. */
    interface Source {
        /** Begins to build the next block, if that has not begun. */
        void prepare();

        /** The next block; waits for it where it is still being built. */
        Block take();
    }

    /** What is due. */
    interface Sink {
        void started(Block block);

        void executed(Block block, int index);

        void completed(Block block);
    }

    /** No schedule is caught up further than this after a pause of the process. */
    private static final int MAX_SLOTS_BEHIND = 10;

    /** So that whoever owns it comes back in time to end it, however much is due at once. */
    private static final int MAX_EVENTS = 4_096;

    private final Source source;
    private final Sink sink;
    private final long slotNs;
    private final long transactionNs;
    private final Deque<Running> running = new ArrayDeque<>();
    private long nextSlotNs;

    /**
     * @param transactionNs the time from one transaction to the next; 0 spreads a block's transactions over its slot
     */
    Pacer(Source source, Sink sink, long slotNs, long transactionNs, long nowNs) {
        this.source = source;
        this.sink = sink;
        this.slotNs = slotNs;
        this.transactionNs = transactionNs;
        this.nextSlotNs = nowNs + slotNs;
    }

    /** Does what is due, up to a limit, and returns how many ns later there may be more. */
    long poll(long nowNs) {
        for (int i = 0; i < MAX_EVENTS && (executeOrComplete(nowNs) || start(nowNs)); i++) {
            // until nothing is due
        }
        long prepareNs = nextSlotNs - slotNs / 2; // late, so that what was just submitted can still land
        if (nowNs - prepareNs >= 0) {
            source.prepare();
        }
        return nextDueNs(prepareNs - nowNs > 0 ? prepareNs : nextSlotNs, nowNs) - nowNs;
    }

    /** A slot that is overdue waits for the transactions before it. */
    private long nextDueNs(long slotEventNs, long nowNs) {
        Running first = running.peekFirst();
        if (first == null) {
            return slotEventNs;
        }
        boolean slotFirst = slotEventNs - nowNs > 0 && slotEventNs - first.dueNs() < 0;
        return slotFirst ? slotEventNs : first.dueNs();
    }

    private boolean executeOrComplete(long nowNs) {
        Running first = running.peekFirst();
        if (first == null || first.dueNs() - nowNs > 0) {
            return false;
        }
        if (first.pending()) {
            sink.executed(first.block, first.next++);
        } else {
            running.removeFirst();
            sink.completed(first.block);
        }
        return true;
    }

    private boolean start(long nowNs) {
        boolean crowded = running.size() > 1 && running.getLast().pending();
        if (nowNs - nextSlotNs < 0 || crowded) {
            return false;
        }
        source.prepare();
        Block block = source.take();
        long intervalNs = transactionNs > 0
                ? transactionNs
                : slotNs / Math.max(1, block.transactions().size());
        long endNs = nextSlotNs + block.durationNs(slotNs);
        running.addLast(new Running(block, nextSlotNs, endNs, intervalNs));
        nextSlotNs = endNs;
        if (nowNs - nextSlotNs > MAX_SLOTS_BEHIND * slotNs) {
            nextSlotNs = nowNs;
        }
        sink.started(block);
        return true;
    }

    private static final class Running {
        private final Block block;
        private final long startNs;
        private final long endNs;
        private final long intervalNs;
        private int next;

        Running(Block block, long startNs, long endNs, long intervalNs) {
            this.block = block;
            this.startNs = startNs;
            this.endNs = endNs;
            this.intervalNs = intervalNs;
        }

        boolean pending() {
            return next < block.transactions().size();
        }

        /** When its next transaction, or its end, is due. */
        long dueNs() {
            return pending() ? startNs + block.dueNs(next, intervalNs) : endNs;
        }
    }
}

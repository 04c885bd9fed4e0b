package io.trenchbot.testkit;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * A chain's history, commitments and observers; what {@link LocalLedger} runs and nodes serve.
 *
 * <p>Threading: driven by the clock thread through {@link Pacer.Sink}; observers attach and detach from any thread, and get their
 * events on the clock thread, each after the history holds what it tells.
 */
final class Ledger implements Pacer.Sink {
    /** A submitted transaction that has not landed by then is forgotten: its blockhash has expired long before. */
    private static final int MAX_AWAITED = 100_000;

    private final History history;
    private final ChainThread chain;
    private final String genesisHash;
    private final int confirmedAfterSlots;
    private final int finalizedAfterSlots;
    private final Deque<Block> unrooted = new ArrayDeque<>();
    private final List<Consumer<LedgerEvent>> observers = new CopyOnWriteArrayList<>();
    private final Object lock = new Object();
    private final Head head;
    private final Set<String> awaited = ConcurrentHashMap.newKeySet();
    private final AtomicLong submittedCount = new AtomicLong();
    private final AtomicLong submittedLandedCount = new AtomicLong();
    private volatile long tick;
    private volatile long processedSlot;

    Ledger(ChainThread chain, int maxTransactions, int confirmedAfterSlots, int finalizedAfterSlots) {
        this.chain = chain;
        this.confirmedAfterSlots = confirmedAfterSlots;
        this.finalizedAfterSlots = finalizedAfterSlots;
        this.genesisHash = chain.ask(Chain::genesisHash).join();
        List<AccountState> genesis = chain.ask(Chain::accounts).join();
        Block root = chain.take();
        this.history = new History(maxTransactions, genesis, root);
        for (int i = 0; i < root.transactions().size(); i++) {
            history.add(new TransactionEntry(root.transactions().get(i), root, i));
        }
        this.head = new Head(root);
        this.processedSlot = root.slot();
        unrooted.add(root);
    }

    @Override
    public void started(Block block) {
        long next = head.tick() + 1;
        tick = next;
        publish(new LedgerEvent.SlotStarted(next, block.slot(), block.parentSlot()));
    }

    @Override
    public void executed(Block block, int index) {
        TransactionEntry entry = new TransactionEntry(block.transactions().get(index), block, index);
        history.add(entry);
        if (awaited.remove(entry.landed().signature())) {
            submittedLandedCount.incrementAndGet();
        }
        publish(new LedgerEvent.Executed(tick, entry));
    }

    @Override
    public void completed(Block block) {
        history.add(block);
        processedSlot = block.slot();
        unrooted.addFirst(block);
        publish(new LedgerEvent.Frozen(tick, block));
        settle(confirmedAfterSlots, false);
        settle(finalizedAfterSlots, true);
    }

    /** The block that many below the newest one has reached its next commitment. */
    private void settle(int depth, boolean root) {
        if (unrooted.size() <= depth) {
            return;
        }
        Block block = unrooted.stream().skip(depth).findFirst().orElseThrow();
        if (block.slot() == head.slot(root ? Commitment.FINALIZED : Commitment.CONFIRMED)) {
            return;
        }
        publish(root ? new LedgerEvent.Rooted(tick, block) : new LedgerEvent.Confirmed(tick, block));
        if (root) {
            unrooted.removeLast();
        }
    }

    private void publish(LedgerEvent event) {
        synchronized (lock) {
            head.apply(event);
            for (Consumer<LedgerEvent> observer : observers) {
                observer.accept(event);
            }
        }
    }

    /** From now on the observer gets every event; the head returned is that of the moment before the first of them. */
    Head attach(Consumer<LedgerEvent> observer) {
        synchronized (lock) {
            observers.add(observer);
            return head.copy();
        }
    }

    void detach(Consumer<LedgerEvent> observer) {
        synchronized (lock) {
            observers.remove(observer);
        }
    }

    void submit(byte[] wire, String signature) {
        submittedCount.incrementAndGet();
        if (awaited.size() < MAX_AWAITED) {
            awaited.add(signature);
        }
        chain.tell(c -> c.submit(wire));
    }

    /** Queues a transfer from the chain's faucet; its signature, none where there is no faucet. */
    CompletableFuture<Optional<String>> airdrop(String address, long lamports) {
        return chain.ask(c -> Optional.ofNullable(c.airdrop(address, lamports)));
    }

    History history() {
        return history;
    }

    ChainThread chain() {
        return chain;
    }

    String genesisHash() {
        return genesisHash;
    }

    long tick() {
        return tick;
    }

    long processedSlot() {
        return processedSlot;
    }

    long submittedCount() {
        return submittedCount.get();
    }

    long submittedLandedCount() {
        return submittedLandedCount.get();
    }
}

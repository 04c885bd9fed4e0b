package io.trenchbot.testkit;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The past of a ledger: complete blocks, executed transactions, and each account's states of the last slots. The oldest blocks
 * go when the transactions are too many.
 *
 * <p>Threading: written by the ledger's clock thread, read by any; a reader asks by slot for what it has been told of, and that is
 * in place before the event that tells.
 */
final class History {
    /** How far a node may lag and still find the accounts as they were: more than the slots between two root changes. */
    static final int ACCOUNT_SLOTS = 640;

    /** Blocks that stay however many transactions they hold: every commitment lies within them. */
    static final int MIN_BLOCKS = 64;

    private final int maxTransactions;
    private final NavigableMap<Long, Block> blocks = new ConcurrentSkipListMap<>();
    private final Map<String, TransactionEntry> transactions = new ConcurrentHashMap<>();
    private final Map<String, NavigableMap<Long, AccountState>> accounts = new ConcurrentHashMap<>();
    private final Map<String, Collection<String>> addressesByOwner = new ConcurrentHashMap<>();
    private volatile long firstSlot;
    private final AtomicLong executedCount = new AtomicLong();

    History(int maxTransactions, Collection<AccountState> genesis, Block root) {
        this.maxTransactions = maxTransactions;
        genesis.forEach(state -> put(0, state));
        firstSlot = root.slot();
        add(root);
    }

    void add(TransactionEntry entry) {
        transactions.put(entry.landed().signature(), entry);
        executedCount.incrementAndGet();
    }

    void add(Block block) {
        for (AccountState state : block.changedAccounts()) {
            put(block.slot(), state);
        }
        blocks.put(block.slot(), block);
        while (transactions.size() > maxTransactions && blocks.size() > MIN_BLOCKS) {
            evict();
        }
    }

    private void put(long slot, AccountState state) {
        NavigableMap<Long, AccountState> states =
                accounts.computeIfAbsent(state.address(), address -> new ConcurrentSkipListMap<>());
        states.put(slot, state);
        Long oldestNeeded = states.floorKey(slot - ACCOUNT_SLOTS);
        if (oldestNeeded != null) {
            states.headMap(oldestNeeded, false).clear();
        }
        addressesByOwner
                .computeIfAbsent(state.owner(), owner -> new ConcurrentSkipListSet<>())
                .add(state.address());
    }

    private void evict() {
        Map.Entry<Long, Block> oldest = blocks.firstEntry();
        blocks.remove(oldest.getKey());
        oldest.getValue().transactions().forEach(landed -> transactions.remove(landed.signature()));
        firstSlot = blocks.firstKey();
    }

    @Nullable
    Block block(long slot) {
        return blocks.get(slot);
    }

    /** Blocks of a range of slots, both inclusive, in order. */
    Collection<Block> blocks(long fromSlot, long toSlot) {
        return fromSlot > toSlot
                ? List.of()
                : blocks.subMap(fromSlot, true, toSlot, true).values();
    }

    /** Blocks up to a slot, newest first. */
    Collection<Block> newestFirst(long toSlot) {
        return blocks.headMap(toSlot, true).descendingMap().values();
    }

    /** The oldest slot whose block is kept. */
    long firstSlot() {
        return firstSlot;
    }

    @Nullable
    TransactionEntry transaction(String signature) {
        return transactions.get(signature);
    }

    /** The account as the newest block up to a slot left it, null where it did not exist. */
    @Nullable
    AccountState account(String address, long slot) {
        NavigableMap<Long, AccountState> states = accounts.get(address);
        Map.Entry<Long, AccountState> state = states == null ? null : states.floorEntry(slot);
        return state == null || state.getValue().lamports() == 0 ? null : state.getValue();
    }

    /** Addresses of all accounts that the program ever owned. */
    Collection<String> ownedBy(String program) {
        return addressesByOwner.getOrDefault(program, List.of());
    }

    /** How many transactions were executed since the beginning. */
    long executedCount() {
        return executedCount.get();
    }
}

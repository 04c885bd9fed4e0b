package io.trenchbot.streaming;

import io.trenchbot.streaming.BackfillReader.Mention;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Fills one gap: asks the nodes what happened in its slots and delivers what had not come live. Can be run again after a
 * fault; it goes on with the first slot not done, and the filter of identities takes care of the rest.
 *
 * <ul>
 *   <li>transactions and logs of certain accounts: getSignaturesForAddress backwards, then getTransaction forwards;
 *   <li>all transactions, logs, and blocks: getBlocks, then getBlock;
 *   <li>a signature: getSignatureStatuses;
 *   <li>an account: its present state, which leaves the gap unfillable, since the states between are lost;
 *   <li>programs, slots, roots and votes cannot be asked for afterwards.
 * </ul>
 *
 * <p>Threading: confined to one task at a time.
 */
final class GapTask {
    /** Pages of getSignaturesForAddress are this long at most. */
    private static final int PAGE = 1_000;

    private static final int MAX_MENTIONS = 100_000;
    private static final int MAX_ACCOUNTS = 8;
    /** About half a slot. */
    private static final long SLOT_WAIT_MS = 200;

    final Gap gap;
    private final BackfillReader reader;
    private final StreamBase base;
    private final Group group;
    private final TransactionMatcher matcher;
    private final List<String> accounts;
    private long nextSlot;
    private boolean ended;
    private final AtomicLong backfilledCount = new AtomicLong();

    /** The events cannot be had any more. */
    static final class Unfillable extends Exception {
        private static final long serialVersionUID = 1L;

        Unfillable(String message) {
            super(message);
        }
    }

    GapTask(BackfillReader reader, StreamBase base, Group group, Gap gap, long fromSlot) {
        this.reader = reader;
        this.base = base;
        this.group = group;
        this.gap = gap;
        matcher = new TransactionMatcher(group.filter());
        accounts = EndpointSession.accounts(group.filter());
        nextSlot = fromSlot;
    }

    long backfilledCount() {
        return backfilledCount.get();
    }

    /** Returns the delay until it must be run again, or -1 when the gap is filled. */
    long run() throws Exception {
        return switch (group.kind) {
            case TRANSACTIONS, LOGS, BLOCK -> history();
            case SIGNATURE -> {
                SignatureStatus.deliver(reader, base, group);
                yield -1;
            }
            case ACCOUNT -> {
                account();
                throw new Unfillable("the present state was fetched, those between are lost");
            }
            case PROGRAM, SLOT, SLOTS_UPDATES, ROOT, VOTE ->
                throw new Unfillable(group.kind.subscribe + " has no history to fetch");
        };
    }

    private long history() throws Exception {
        long lastSlot = Math.max(gap.firstSlot(), gap.lastSlot());
        if (lastSlot - nextSlot > base.settings().maxGapSlots()) {
            throw new Unfillable("a gap of " + (lastSlot - nextSlot) + " slots is above the limit of "
                    + base.settings().maxGapSlots());
        }
        // The nodes of the backfill may be behind the stream.
        if (reader.number("getSlot", Requests.slot(group.commitment)) < lastSlot) {
            return SLOT_WAIT_MS;
        }
        if (accounts.isEmpty() || accounts.size() > MAX_ACCOUNTS || group.kind == Kind.BLOCK) {
            blocks(lastSlot);
        } else {
            mentions(lastSlot);
        }
        if (ended) {
            throw new Unfillable("the stream was closed");
        }
        return -1;
    }

    private void blocks(long lastSlot) throws Exception {
        for (long slot : reader.slots(nextSlot, lastSlot, group.commitment)) {
            if (slot < nextSlot || slot > lastSlot) {
                throw new BackfillReader.BadReply("getBlocks");
            }
            block(slot);
            nextSlot = slot + 1;
        }
    }

    private void block(long slot) throws Exception {
        Notification fields = reader.read("getBlock", Requests.block(slot, group.commitment));
        if (!fields.transactions.present()) {
            throw new BackfillReader.BadReply("getBlock");
        }
        fields.slot = slot;
        arrived(fields);
        if (group.kind == Kind.BLOCK) {
            deliver(reader.events.block);
            return;
        }
        int count = reader.events.block.transactions(transaction -> {
            if (matcher.wants(transaction)) {
                deliver(transaction);
            }
        });
        if (count < 0) {
            throw new BackfillReader.BadReply("getBlock");
        }
    }

    private void arrived(Notification fields) {
        fields.receivedNs = base.clock().getAsLong();
        fields.backfilled = true;
        fields.source = TransactionSource.BLOCKS;
    }

    private void deliver(StreamEvent event) {
        StreamEvent wanted = event;
        if (group.kind == Kind.LOGS && event instanceof TransactionEvent transaction) {
            // Logs are told apart by the signature, which a block holds in the wire bytes only.
            transaction.signatureText();
            wanted = new LogsEvent(transaction.fields);
        }
        Deliveries.Outcome outcome = base.deliveries().deliverPatiently(group, wanted);
        if (outcome == Deliveries.Outcome.DELIVERED) {
            Counters.count(backfilledCount);
        }
        ended |= outcome == Deliveries.Outcome.ENDED;
    }

    private void mentions(long lastSlot) throws Exception {
        List<Mention> missing = new ArrayList<>();
        for (String account : accounts) {
            collect(account, lastSlot, missing);
        }
        for (int i = missing.size() - 1; i >= 0; i--) {
            String signature = missing.get(i).signature();
            if (base.deliveries().knows(group, signature)) {
                continue;
            }
            Notification fields = reader.read("getTransaction", Requests.transaction(signature, group.commitment));
            if (fields.slot == Notification.NONE) {
                throw new BackfillReader.BadReply("getTransaction");
            }
            arrived(fields);
            if (matcher.wants(reader.events.transaction)) {
                deliver(reader.events.transaction);
            }
        }
    }

    /** Adds the account's signatures in the gap, newest first. */
    private void collect(String account, long lastSlot, List<Mention> into) throws Exception {
        String before = "";
        while (true) {
            List<Mention> page = reader.mentions(account, PAGE, before, group.commitment);
            for (Mention mention : page) {
                if (mention.slot() >= nextSlot && mention.slot() <= lastSlot) {
                    into.add(mention);
                }
            }
            if (page.size() < PAGE || page.get(PAGE - 1).slot() < nextSlot) {
                return;
            }
            if (into.size() > MAX_MENTIONS) {
                throw new Unfillable("more than " + MAX_MENTIONS + " transactions name " + account + " in the gap");
            }
            before = page.get(PAGE - 1).signature();
        }
    }

    private void account() throws Exception {
        Notification fields = reader.read("getAccountInfo", Requests.account(group.model.target, group.commitment));
        if (fields.value.present()) {
            arrived(fields);
            deliver(reader.events.of(Kind.ACCOUNT));
        }
    }
}

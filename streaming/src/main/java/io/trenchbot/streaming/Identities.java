package io.trenchbot.streaming;

/**
 * What makes two events the same, for each kind; and how far the second of two lay behind the first.
 *
 * <p>Threading: guarded by the lock of the deliveries.
 */
final class Identities {
    /** Sets the slots that were left apart from the identities of groups, which count from 0. */
    private static final long ABANDONED = -1L << 48;

    private final IdentityFilter filter;
    private final Counters counters;
    private final boolean racing;

    Identities(IdentityFilter filter, Counters counters) {
        this.filter = filter;
        this.counters = counters;
        racing = counters.leads.length > 1;
    }

    /** Whether nothing of the event's identity was delivered before; if so, it counts as delivered from here on. */
    boolean fresh(Group group, StreamEvent event) {
        Notification fields = event.fields;
        filter.forget();
        boolean fresh = added(group, event);
        if (fresh) {
            filter.arrived(fields.backfilled ? IdentityFilter.NOBODY : fields.endpoint, fields.receivedNs);
        } else if (!fields.backfilled) {
            lead(fields);
        }
        return fresh;
    }

    private void lead(Notification later) {
        int winner = filter.origin();
        if (winner != IdentityFilter.NOBODY && winner != later.endpoint) {
            counters.leads[winner].record(later.receivedNs - filter.arrivedNs());
        }
    }

    private boolean added(Group group, StreamEvent event) {
        Notification fields = event.fields;
        long salt = group.index;
        return switch (group.kind) {
            case TRANSACTIONS -> signature(salt, ((TransactionEvent) event).signatureText());
            case LOGS, VOTE -> signature(salt, fields.signature);
            // The same state of the same slot; a fork's reversal repeats an older one, which only racing can confuse.
            case ACCOUNT, PROGRAM -> !racing || text(salt ^ fields.eventSlot() << 16, fields.value);
            case SIGNATURE -> text(salt, fields.text);
            case SLOTS_UPDATES -> text(salt ^ fields.eventSlot() << 16, fields.type);
            case SLOT, ROOT -> filter.add(salt, fields.eventSlot());
            case BLOCK -> fields.err.present() || filter.add(salt, fields.eventSlot());
        };
    }

    /** What has no signature cannot be told apart, and is delivered. */
    private boolean signature(long salt, Slice signature) {
        return signature.length <= 0 || text(salt, signature);
    }

    private boolean text(long salt, Slice text) {
        return filter.add(salt, text.bytes, text.offset, Math.max(0, text.length));
    }

    /** Whether a transaction was delivered to the group before. */
    boolean known(Group group, byte[] signature) {
        return filter.contains(group.index, signature, 0, signature.length);
    }

    /** Whether the caller is the first that wants to fetch this transaction for the group. */
    boolean claim(Group group, Slice signature) {
        return signature(~(long) group.index, signature);
    }

    /** Whether the slot was not told to be left before. */
    boolean abandon(long slot) {
        return filter.add(ABANDONED, slot);
    }
}

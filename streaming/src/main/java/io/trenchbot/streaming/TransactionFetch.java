package io.trenchbot.streaming;

/** Fetches one transaction whose signature is known. */
final class TransactionFetch {
    private static final String METHOD = "getTransaction";
    /** A transaction is announced when it is processed and can be fetched when it is confirmed, about half a second later. */
    private static final long NOT_YET_MS = 150;

    private static final int MAX_TRIES = 200;

    private final BackfillReader reader;
    private final StreamBase base;
    private final Group group;
    private final String signature;
    private final int endpoint;
    private int tries;

    TransactionFetch(Backfill backfill, StreamBase base, Group group, String signature, int endpoint) {
        this.reader = new BackfillReader(backfill);
        this.base = base;
        this.group = group;
        this.signature = signature;
        this.endpoint = endpoint;
    }

    /** Returns the delay until the next try, or -1 when it was delivered or is not wanted. */
    long run() throws Exception {
        Notification fields = reader.read(METHOD, Requests.transaction(signature, group.commitment));
        if (fields.slot == Notification.NONE) {
            if (++tries > MAX_TRIES) {
                throw new BackfillReader.BadReply(METHOD);
            }
            return NOT_YET_MS;
        }
        fields.receivedNs = base.clock().getAsLong();
        fields.endpoint = endpoint;
        fields.source = TransactionSource.LOGS;
        if (new TransactionMatcher(group.filter()).wants(reader.events.transaction)) {
            base.deliveries().deliverPatiently(group, reader.events.transaction);
        }
        return -1;
    }
}

package io.trenchbot.streaming;

/** The views of one set of fields, one for each kind. */
final class Events {
    final Notification fields;
    final TransactionEvent transaction;
    private final LogsEvent logs;
    private final AccountEvent account;
    private final SignatureEvent signature;
    private final SlotEvent slot;
    private final SlotUpdateEvent slotUpdate;
    final BlockEvent block;
    private final VoteEvent vote;

    Events(Notification fields) {
        this.fields = fields;
        transaction = new TransactionEvent(fields);
        logs = new LogsEvent(fields);
        account = new AccountEvent(fields);
        signature = new SignatureEvent(fields);
        slot = new SlotEvent(fields);
        slotUpdate = new SlotUpdateEvent(fields);
        block = new BlockEvent(fields);
        vote = new VoteEvent(fields);
    }

    StreamEvent of(Kind kind) {
        return switch (kind) {
            case TRANSACTIONS -> transaction;
            case LOGS -> logs;
            case ACCOUNT, PROGRAM -> account;
            case SIGNATURE -> signature;
            case SLOT, ROOT -> slot;
            case SLOTS_UPDATES -> slotUpdate;
            case BLOCK -> block;
            case VOTE -> vote;
        };
    }
}

package io.trenchbot.streaming;

import org.jspecify.annotations.Nullable;

/**
 * A block, or the server's failure to read one.
 *
 * <p>Threading: confined to the thread that calls the handler, for the length of that call.
 */
public final class BlockEvent extends StreamEvent {
    private final JsonCursor cursor = new JsonCursor();
    private final NotificationScanner scanner = new NotificationScanner(cursor);
    private final TransactionEvent transaction = new TransactionEvent(new Notification());

    BlockEvent(Notification fields) {
        super(fields);
    }

    /**
     * The slot of the block that this one builds on.
     *
     * @return an unsigned number, -1 where there is no block
     */
    public long parentSlot() {
        return fields.parentSlot;
    }

    /**
     * Blocks below this one.
     *
     * @return an unsigned number, -1 where it is not known
     */
    public long blockHeight() {
        return fields.blockHeight;
    }

    /**
     * When the block was made.
     *
     * @return seconds since the epoch, -1 where it is not known
     */
    public long blockTimeSeconds() {
        return fields.blockTime;
    }

    /**
     * The hash that names the block.
     *
     * @return base58, empty where there is no block
     */
    public String blockhash() {
        return fields.blockhash.text();
    }

    /**
     * Why there is no block; the server repeats the notification until it has one.
     *
     * @return JSON text or null
     */
    public @Nullable String errorJson() {
        return textOrNull(fields.err);
    }

    /**
     * Hands over the block's transactions in their order, out of the frame.
     *
     * @param handler called once a transaction, on this thread
     * @return how many there were; -1 where their text is not what a block holds, after those that were read
     */
    public int transactions(TransactionHandler handler) {
        Slice list = fields.transactions;
        if (!list.present()) {
            return 0;
        }
        cursor.reset(list.bytes, list.offset, list.length);
        int count = 0;
        int p = cursor.openArray(list.offset);
        for (; cursor.at(p) == '{'; p = cursor.nextElement(p)) {
            transaction.fields.clear();
            p = scanner.object(p, transaction.fields, 0);
            if (p < 0 || cursor.unexpected) {
                return -1;
            }
            transaction.fields.slot = slot();
            transaction.fields.arrivedAs(fields);
            handler.onTransaction(transaction);
            count++;
        }
        return cursor.at(p) == ']' ? count : -1;
    }
}

package io.trenchbot;

import io.trenchbot.streaming.TransactionView;

/**
 * A transaction on its way through the bot: its wire bytes as offsets, and what is known of it.
 *
 * <p>Threading: belongs to the strategy thread, during the call that hands it out; it is reused afterwards. Copy what must
 * live longer.
 */
public final class ReceivedTransaction {
    private final TransactionView view = new TransactionView();
    private TransactionVerdict verdict = TransactionVerdict.UNVERIFIED;
    private Entry entry = Entry.NONE;

    ReceivedTransaction() {}

    TransactionView.Status wrap(Entry newEntry) {
        entry = newEntry;
        return view.wrap(newEntry.wire, 0, newEntry.wireBytes);
    }

    void verdict(TransactionVerdict newVerdict) {
        verdict = newVerdict;
    }

    Entry entry() {
        return entry;
    }

    /**
     * The transaction's bytes as offsets.
     *
     * @return a view whose bounds are proven
     */
    public TransactionView view() {
        return view;
    }

    /**
     * What verification said.
     *
     * @return the verdict over all signatures
     */
    public TransactionVerdict verdict() {
        return verdict;
    }

    /**
     * The slot that the node reported it in.
     *
     * @return an unsigned slot number
     */
    public long slot() {
        return entry.slot;
    }

    /**
     * When its last byte was read from the socket.
     *
     * @return nanoseconds of the bot's clock
     */
    public long receivedNs() {
        return entry.receivedNs;
    }

    /**
     * Whether the network executed it with an error.
     *
     * @return true if the node reported an error
     */
    public boolean failed() {
        return entry.failed;
    }

    /**
     * Whether it was fetched later to fill a gap of the stream.
     *
     * @return true if it did not come live
     */
    public boolean backfilled() {
        return entry.backfilled;
    }
}

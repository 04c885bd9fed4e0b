package io.trenchbot.streaming;

/**
 * The members of one notification, or of one transaction of a block, as they lie in the bytes. One set of fields serves
 * all kinds, since no two kinds give one name two meanings; the events are views of it.
 */
final class Notification {
    static final long NONE = -1;

    long slot = NONE;
    long contextSlot = NONE;
    long parent = NONE;
    long root = NONE;
    /** The value where the result is a bare number. */
    long number = NONE;

    long timestamp = NONE;
    long lamports;
    long rentEpoch;
    long space;
    long blockHeight = NONE;
    long blockTime = NONE;
    long parentSlot = NONE;
    long version = NONE;
    boolean executable;
    final Slice text = new Slice();
    final Slice value = new Slice();
    final Slice type = new Slice();
    final Slice err = new Slice();
    final Slice stats = new Slice();
    final Slice signature = new Slice();
    final Slice wire = new Slice();
    final Slice wireEncoding = new Slice();
    final Slice data = new Slice();
    final Slice dataEncoding = new Slice();
    final Slice owner = new Slice();
    final Slice pubkey = new Slice();
    final Slice votePubkey = new Slice();
    final Slice slots = new Slice();
    final Slice hash = new Slice();
    final Slice blockhash = new Slice();
    final Slice previousBlockhash = new Slice();
    final Slice transactions = new Slice();
    final Slice loadedWritable = new Slice();
    final Slice loadedReadonly = new Slice();
    final Slice confirmationStatus = new Slice();
    final LogLines logs = new LogLines();

    long receivedNs;
    boolean backfilled;
    int endpoint;
    TransactionSource source = TransactionSource.TRANSACTIONS;

    private final Slice[] slices = {
        text,
        value,
        type,
        err,
        stats,
        signature,
        wire,
        wireEncoding,
        data,
        dataEncoding,
        owner,
        pubkey,
        votePubkey,
        slots,
        hash,
        blockhash,
        previousBlockhash,
        transactions,
        loadedWritable,
        loadedReadonly,
        confirmationStatus
    };

    void clear() {
        slot = contextSlot = parent = root = number = timestamp = NONE;
        blockHeight = blockTime = parentSlot = version = NONE;
        lamports = rentEpoch = space = 0;
        executable = false;
        for (Slice slice : slices) {
            slice.clear();
        }
        logs.clear();
        backfilled = false;
    }

    /** The slot that the event belongs to: its own, else that of its context, else the bare number. */
    long eventSlot() {
        return slot != NONE ? slot : contextSlot != NONE ? contextSlot : number;
    }

    /** Takes over how another one arrived. */
    void arrivedAs(Notification other) {
        receivedNs = other.receivedNs;
        backfilled = other.backfilled;
        endpoint = other.endpoint;
        source = other.source;
    }
}

package io.trenchbot.streaming;

import java.util.Arrays;

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
    boolean reverted;
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
        reverted = false;
    }

    /** The slot that the event belongs to: its own, else that of its context, else the bare number. */
    long eventSlot() {
        return slot != NONE ? slot : contextSlot != NONE ? contextSlot : number;
    }

    /** Bytes of all texts. */
    long textBytes() {
        long bytes = logs.textBytes();
        for (Slice slice : slices) {
            bytes += Math.max(0, slice.length);
        }
        return bytes;
    }

    /** A copy that does not point into the frame. */
    Notification copy() {
        Notification copy = new Notification();
        copy.assign(this);
        copy.logs.copy(logs);
        for (Slice slice : copy.slices) {
            if (slice.present()) {
                slice.set(Arrays.copyOfRange(slice.bytes, slice.offset, slice.offset + slice.length), 0, slice.length);
            }
        }
        return copy;
    }

    /** Takes over all fields of another one, pointing where that points. */
    void assign(Notification other) {
        slot = other.slot;
        contextSlot = other.contextSlot;
        parent = other.parent;
        root = other.root;
        number = other.number;
        timestamp = other.timestamp;
        lamports = other.lamports;
        rentEpoch = other.rentEpoch;
        space = other.space;
        blockHeight = other.blockHeight;
        blockTime = other.blockTime;
        parentSlot = other.parentSlot;
        version = other.version;
        executable = other.executable;
        for (int i = 0; i < slices.length; i++) {
            slices[i].set(other.slices[i].bytes, other.slices[i].offset, other.slices[i].length);
        }
        logs.assign(other.logs);
        arrivedAs(other);
    }

    /** Takes over how another one arrived. */
    void arrivedAs(Notification other) {
        receivedNs = other.receivedNs;
        backfilled = other.backfilled;
        reverted = other.reverted;
        endpoint = other.endpoint;
        source = other.source;
    }
}

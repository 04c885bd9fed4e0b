package io.trenchbot;

import io.trenchbot.streaming.TransactionView;

/** A cell of the ring between the stream thread and the strategy thread, allocated once and filled again and again. */
final class Entry {
    /** What a view of nothing shows. */
    static final Entry NONE = new Entry(0);

    final byte[] wire;
    int wireBytes;
    long slot;
    long receivedNs;
    long enqueuedNs;
    boolean failed;
    boolean backfilled;

    Entry() {
        this(TransactionView.MAX_WIRE_BYTES);
    }

    private Entry(int capacityBytes) {
        wire = new byte[capacityBytes];
    }
}

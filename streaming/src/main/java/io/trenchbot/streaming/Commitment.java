package io.trenchbot.streaming;

import java.util.Locale;

/** How settled a slot must be before its events are sent. */
public enum Commitment {
    /** Executed by the node; its fork may still die. */
    PROCESSED(2),
    /** Voted for by a supermajority. */
    CONFIRMED(4),
    /** Rooted: 31 blocks or more on top. */
    FINALIZED(40);

    /** Slots that events may come behind the newest slot; a gap reaches that far back. Above what a healthy node shows. */
    final int lagSlots;

    Commitment(int lagSlots) {
        this.lagSlots = lagSlots;
    }

    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}

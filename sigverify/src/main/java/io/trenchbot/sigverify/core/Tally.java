package io.trenchbot.sigverify.core;

/** What a kernel counts while it works; its owner takes the numbers and sets them back to zero. */
public final class Tally {
    /** Lanes computed, those among them included that had no signature of their own. */
    public long laneSlots;
    /** Keys found prepared. */
    public long keyHits;
    /** Keys that had to be prepared. */
    public long keyMisses;

    /** All zero. */
    public Tally() {}

    /** Sets all numbers to zero. */
    public void clear() {
        laneSlots = 0;
        keyHits = 0;
        keyMisses = 0;
    }
}

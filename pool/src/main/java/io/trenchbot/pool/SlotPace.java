package io.trenchbot.pool;

/**
 * How long a slot takes, from the progress of one witness at one commitment. Never from two of them: one that is behind and
 * one that is not would make the slots between them look like progress.
 *
 * <p>Guarded by the tracker that it belongs to; pure: the clock is an argument.
 */
final class SlotPace {
    /** What no chain of this kind has: a witness that stood still, or that caught up. */
    private static final long SLOT_NS_MIN = 50_000_000L;

    private static final long SLOT_NS_MAX = 2_000_000_000L;

    /** Ten slots of today: the end of a span is uncertain by one. */
    private static final long FIRST_SPAN_NS = 4_000_000_000L;

    private static final long SPAN_NS = 10_000_000_000L;

    private long fromSlot = -1;
    private long fromNs;
    private long slotNs;

    /** The measured time; 0 if there is none yet. */
    long slotNs() {
        return slotNs;
    }

    /** Takes a slot; true if it ended a span that tells the slot time. */
    boolean observe(long slot, long nowNs) {
        long spanNs = nowNs - fromNs;
        if (fromSlot < 0 || slot < fromSlot) {
            begin(slot, nowNs);
            return false;
        }
        if (slot == fromSlot || spanNs < (slotNs == 0 ? FIRST_SPAN_NS : SPAN_NS)) {
            return false;
        }
        long measuredNs = spanNs / (slot - fromSlot);
        begin(slot, nowNs);
        if (measuredNs < SLOT_NS_MIN || measuredNs > SLOT_NS_MAX) {
            return false;
        }
        slotNs = slotNs == 0 ? measuredNs : (slotNs + measuredNs) / 2;
        return true;
    }

    private void begin(long slot, long nowNs) {
        fromSlot = slot;
        fromNs = nowNs;
    }
}

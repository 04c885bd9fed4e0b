package io.trenchbot.streaming;

/**
 * The slots that one connection announced, to see whether a slot's parent was among them: where it was not, the server has
 * left announcements out.
 *
 * <p>Threading: confined to the reader of the connection.
 */
final class SlotChain {
    /** Slots remembered; forks reach back some tens at most. */
    private static final int REMEMBERED = 256;

    private final long[] slots = new long[REMEMBERED];
    private int count;
    private long first = Notification.NONE;

    /** Takes an announcement; false where its parent should have come before and did not. */
    boolean add(long slot, long parent) {
        boolean known = count == 0 || parent < first || contains(parent);
        slots[count++ % REMEMBERED] = slot;
        if (count > REMEMBERED) {
            first = slots[count % REMEMBERED];
        } else if (count == 1) {
            first = slot;
        }
        return known;
    }

    private boolean contains(long slot) {
        int held = Math.min(count, REMEMBERED);
        for (int i = 1; i <= held; i++) {
            if (slots[(count - i) % REMEMBERED] == slot) {
                return true;
            }
        }
        return false;
    }
}

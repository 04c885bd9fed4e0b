package io.trenchbot.streaming;

import java.util.Arrays;

/**
 * Which slots of one subscription the endpoints have covered between them. Every slot up to the frontier was covered by a
 * connection that was alive; it moves on with whichever endpoint reaches it. Where no live endpoint reaches the frontier
 * any more, there is a gap from it to the first slot that a live one covers.
 *
 * <p>So an endpoint that dies opens no gap while another one carries on; and where that other one turns out to have been
 * silent for some time, the gap reaches back to the slot it was last heard of.
 *
 * <p>Threading: guarded by the lock of the deliveries.
 */
final class Coverage {
    static final long NONE = -1;

    /** What changed; read {@link #gapLast} and {@link #gapFirst} then. */
    enum Change {
        NOTHING,
        /** A gap began whose end is not known. */
        OPENED,
        /** The end of the gap that was open is known. */
        ENDED,
        /** A gap began and ended. */
        HOLE
    }

    private final long marginSlots;
    private final long[] from;
    private final long[] through;
    /** Whether an endpoint was live long enough before the frontier to carry on from it. */
    private final boolean[] joined;

    private long frontier = NONE;
    private boolean open;
    private long gapLast;
    private long gapFirst;

    /** The margin is how far events may come behind the newest slot: two endpoints must overlap by that much. */
    Coverage(int endpoints, long marginSlots) {
        this.marginSlots = marginSlots;
        from = new long[endpoints];
        through = new long[endpoints];
        joined = new boolean[endpoints];
        Arrays.fill(from, NONE);
    }

    /** An endpoint whose subscription is live told of a slot. */
    Change heard(int endpoint, long slot) {
        if (from[endpoint] == NONE) {
            from[endpoint] = slot;
            through[endpoint] = slot;
        } else {
            through[endpoint] = Math.max(through[endpoint], slot);
        }
        if (frontier == NONE) {
            frontier = slot;
            joined[endpoint] = true;
        }
        return settle();
    }

    /** An endpoint covers nothing from here on, until it is heard again. */
    Change lost(int endpoint) {
        from[endpoint] = NONE;
        joined[endpoint] = false;
        return frontier == NONE ? Change.NOTHING : settle();
    }

    private Change settle() {
        if (advance()) {
            return Change.NOTHING;
        }
        int earliest = earliest();
        if (earliest < 0) {
            return open();
        }
        Change change = open ? Change.ENDED : Change.HOLE;
        gapLast = open ? gapLast : frontier;
        gapFirst = from[earliest];
        open = false;
        joined[earliest] = true;
        advance();
        return change;
    }

    /** Moves the frontier as far as the endpoints that reach it have come; false where none reaches it. */
    private boolean advance() {
        boolean reached = false;
        for (boolean moved = true; moved; ) {
            moved = false;
            for (int e = 0; e < from.length; e++) {
                joined[e] |= from[e] != NONE && from[e] <= frontier - marginSlots;
                reached |= joined[e];
                if (joined[e] && through[e] > frontier) {
                    frontier = through[e];
                    moved = true;
                }
            }
        }
        return reached;
    }

    private int earliest() {
        int earliest = -1;
        for (int e = 0; e < from.length; e++) {
            if (from[e] != NONE && (earliest < 0 || from[e] < from[earliest])) {
                earliest = e;
            }
        }
        return earliest;
    }

    private Change open() {
        if (open) {
            return Change.NOTHING;
        }
        open = true;
        gapLast = frontier;
        gapFirst = NONE;
        return Change.OPENED;
    }

    long gapLast() {
        return gapLast;
    }

    long gapFirst() {
        return gapFirst;
    }

    /** The newest slot covered, {@link #NONE} before the first. */
    long frontier() {
        return frontier;
    }
}

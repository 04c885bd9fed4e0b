package io.trenchbot.streaming;

import java.util.Arrays;

/**
 * Which of the slots that were announced are no part of the chain. A root is final, and so are its ancestors; a slot that the
 * root has passed without being one of them was left, and what was told of it at commitment PROCESSED is void.
 *
 * <p>Says nothing of slots below the oldest ancestor that was announced: what was not heard of cannot be judged.
 *
 * <p>Threading: guarded by the lock of the deliveries.
 */
final class Forks {
    /** The root is some 32 slots behind; a cluster in trouble falls behind further. */
    private static final int REMEMBERED = 1 << 10;

    private static final long[] NONE = {};

    private final long[] slots = new long[REMEMBERED];
    private final long[] parents = new long[REMEMBERED];
    private int count;
    private long root = Notification.NONE;

    /** Takes an announcement of any endpoint; returns the slots that turned out to be left. */
    long[] add(long slot, long parent, long newRoot) {
        if (find(slot) < 0) {
            slots[count % REMEMBERED] = slot;
            parents[count++ % REMEMBERED] = parent;
        }
        if (newRoot <= root) {
            return NONE;
        }
        long[] left = left(newRoot);
        root = newRoot;
        return left;
    }

    private int find(long slot) {
        int held = Math.min(count, REMEMBERED);
        for (int i = 1; i <= held; i++) {
            int cell = (count - i) % REMEMBERED;
            if (slots[cell] == slot) {
                return cell;
            }
        }
        return -1;
    }

    private long[] left(long newRoot) {
        long[] chain = new long[REMEMBERED];
        int length = 0;
        long ancestor = newRoot;
        for (int cell = find(ancestor); cell >= 0 && ancestor > root && length < REMEMBERED; cell = find(ancestor)) {
            chain[length++] = ancestor;
            ancestor = parents[cell];
        }
        long oldest = Math.max(ancestor, root);
        long[] held = Arrays.copyOf(slots, Math.min(count, REMEMBERED));
        long[] ancestors = Arrays.copyOf(chain, length);
        return Arrays.stream(held)
                .filter(slot -> slot > oldest && slot < newRoot)
                .filter(slot -> Arrays.stream(ancestors).noneMatch(a -> a == slot))
                .sorted()
                .toArray();
    }
}

package io.trenchbot.sigverify.vector;

import io.trenchbot.sigverify.core.Encoding;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Prepared keys of signers that come again, bounded, shared by all kernels of a verifier.
 *
 * <p>Sets of four entries. A key may be in either of two sets, so that a handful of signers that share a set do not evict
 * each other for ever; if both are full, a new one takes the place that its first set's hand points at. A key is worth preparing
 * when it comes the second time, which a table of short marks remembers without a promise: a mark lost or mistaken
 * costs time, never a verdict, because an entry is only used after its 32 bytes were compared. Keys chosen to collide
 * only evict each other.
 *
 * <p>Threading: any; lock-free.
 */
public final class KeyCache {
    private static final int WAYS = 4;
    private static final int MARKS_PER_ENTRY = 4;

    private final AtomicReferenceArray<@Nullable PreparedKey> entries;
    private final AtomicIntegerArray hands;
    private final AtomicIntegerArray marks;

    /**
     * An empty cache.
     *
     * @param capacity most keys it holds, rounded up to a power of two; one takes 14 kB, 36 kB with four lanes
     */
    public KeyCache(int capacity) {
        int size = Math.max(WAYS, Integer.highestOneBit(Math.max(1, capacity - 1)) << 1);
        entries = new AtomicReferenceArray<>(size);
        hands = new AtomicIntegerArray(size / WAYS);
        marks = new AtomicIntegerArray(size * MARKS_PER_ENTRY);
    }

    static int hash(long word0, long word3) {
        return (int) (((word0 ^ Long.rotateLeft(word3, 17)) * 0x9E3779B97F4A7C15L) >>> 32);
    }

    private static int hash(byte[] key, int offset) {
        return hash(Encoding.word(key, offset), Encoding.word(key, offset + 24));
    }

    @Nullable
    PreparedKey find(byte[] key, int offset) {
        int hash = hash(key, offset);
        PreparedKey found = find(firstSet(hash), key, offset);
        return found != null ? found : find(secondSet(hash), key, offset);
    }

    @Nullable
    private PreparedKey find(int set, byte[] key, int offset) {
        for (int i = set * WAYS; i < (set + 1) * WAYS; i++) {
            PreparedKey prepared = entries.get(i);
            if (prepared != null && prepared.isOf(key, offset)) {
                return prepared;
            }
        }
        return null;
    }

    private int firstSet(int hash) {
        return hash & (hands.length() - 1);
    }

    private int secondSet(int hash) {
        return hash >>> 16 & (hands.length() - 1);
    }

    /** Remembers that the key was seen; true if it seems to have been seen before. */
    boolean seenBefore(byte[] key, int offset) {
        int hash = hash(key, offset);
        int mark = (int) Encoding.word(key, offset + 8) | 1;
        int slot = hash & (marks.length() - 1);
        int first = marks.getPlain(slot);
        // Two places, the last seen first: two keys of the same slot do not wipe each other out.
        if (first == mark || marks.getPlain(slot ^ 1) == mark) {
            return true;
        }
        marks.setPlain(slot ^ 1, first);
        marks.setPlain(slot, mark);
        return false;
    }

    void put(PreparedKey prepared) {
        int set = firstSet(prepared.hash());
        if (!putWhereFree(set, prepared) && !putWhereFree(secondSet(prepared.hash()), prepared)) {
            entries.set(set * WAYS + (hands.getAndIncrement(set) & (WAYS - 1)), prepared);
        }
    }

    private boolean putWhereFree(int set, PreparedKey prepared) {
        for (int i = set * WAYS; i < (set + 1) * WAYS; i++) {
            if (entries.compareAndSet(i, null, prepared)) {
                return true;
            }
        }
        return false;
    }
}

package io.trenchbot.sigverify.vector;

import io.trenchbot.sigverify.core.Outcome;
import io.trenchbot.sigverify.core.Signatures;
import org.jspecify.annotations.Nullable;

/** Entries of a batch that are verified in one go, with what belongs to each. Threading: one thread. */
final class Chunk {
    final int[] entries;
    final long[] hashes;
    final boolean[] keyValid;
    final @Nullable PreparedKey[] keys;
    int count;

    Chunk(int capacity) {
        entries = new int[capacity];
        hashes = new long[8 * capacity];
        keyValid = new boolean[capacity];
        keys = new PreparedKey[capacity];
    }

    void add(int entry, @Nullable PreparedKey key) {
        entries[count] = entry;
        keys[count++] = key;
    }

    int removeLast() {
        return entries[--count];
    }

    boolean isFull() {
        return count == entries.length;
    }

    /** Gives the verdict of an entry whose key was looked at. */
    void settle(Signatures batch, int slot, boolean equationHolds) {
        byte outcome = equationHolds ? Outcome.ACCEPTED : Outcome.MISMATCH;
        batch.outcomes[entries[slot]] = keyValid[slot] ? outcome : Outcome.KEY_INVALID;
    }
}

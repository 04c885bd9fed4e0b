package io.trenchbot.streaming;

import java.util.random.RandomGenerator;

/**
 * Remembers the newest identities in fixed memory and tells a repeated one: a ring of 128-bit hashes in order of arrival,
 * and a table of positions in the ring, probed linearly and without tombstones.
 *
 * <p>The hash is keyed with random numbers of the stream, so nobody can choose two transactions that look the same to it;
 * two different ones do so by chance once in 2^128 / capacity.
 *
 * <p>Threading: guarded by the lock of the deliveries.
 */
final class IdentityFilter {
    static final short NOBODY = -1;
    private static final long WORD_FACTOR = 0x9e3779b97f4a7c15L;
    private static final long SECOND_FACTOR = 0xc2b2ae3d27d4eb4fL;

    private final long firstSeed;
    private final long secondSeed;
    private final long[] first;
    private final long[] second;
    /** When each came first, and from which endpoint. */
    private final long[] arrivedNs;

    private final short[] origin;
    /** Ring position + 1, 0 for an empty cell. */
    private final int[] table;

    private int next;
    private int count;
    private long hash;
    private long otherHash;
    /** Of the identity added last, or found instead; -1 after {@link #forget}. */
    private int position = -1;

    IdentityFilter(int capacity, RandomGenerator random) {
        firstSeed = random.nextLong();
        secondSeed = random.nextLong();
        first = new long[capacity];
        second = new long[capacity];
        arrivedNs = new long[capacity];
        origin = new short[capacity];
        table = new int[Integer.highestOneBit(capacity) * 4];
    }

    /** Notes an identity of text; false where it was there already. */
    boolean add(long salt, byte[] bytes, int offset, int length) {
        hash(salt, bytes, offset, length);
        return insert();
    }

    /** Whether an identity of text is there. */
    boolean contains(long salt, byte[] bytes, int offset, int length) {
        hash(salt, bytes, offset, length);
        return table[find()] != 0;
    }

    private void hash(long salt, byte[] bytes, int offset, int length) {
        begin(salt);
        int p = offset;
        int end = offset + length;
        for (; p + Long.BYTES <= end; p += Long.BYTES) {
            mix((long) JsonWords.WORDS.get(bytes, p));
        }
        long tail = length;
        for (; p < end; p++) {
            tail = (tail << 8) | (bytes[p] & 0xff);
        }
        mix(tail);
    }

    /** Notes an identity of a number; false where it was there already. */
    boolean add(long salt, long number) {
        begin(salt);
        mix(number);
        return insert();
    }

    void forget() {
        position = -1;
    }

    /** Notes how the identity just added came, where one was. */
    void arrived(int endpoint, long nowNs) {
        if (position >= 0) {
            origin[position] = (short) endpoint;
            arrivedNs[position] = nowNs;
        }
    }

    /** The endpoint that brought the identity that was found to be there, or {@link #NOBODY}. */
    int origin() {
        return position < 0 ? NOBODY : origin[position];
    }

    /** When {@link #origin} brought it. */
    long arrivedNs() {
        return arrivedNs[position];
    }

    private void begin(long salt) {
        hash = firstSeed;
        otherHash = secondSeed;
        mix(salt);
    }

    private void mix(long word) {
        hash = (hash ^ word) * WORD_FACTOR;
        hash ^= hash >>> 29;
        otherHash = (otherHash + word) * SECOND_FACTOR;
        otherHash ^= otherHash >>> 32;
    }

    /** The cell of the identity just hashed, or the empty one where it belongs. */
    private int find() {
        int cell = cell(hash);
        while (table[cell] != 0 && (first[table[cell] - 1] != hash || second[table[cell] - 1] != otherHash)) {
            cell = following(cell);
        }
        return cell;
    }

    private boolean insert() {
        int cell = find();
        if (table[cell] != 0) {
            position = table[cell] - 1;
            return false;
        }
        if (count == first.length) {
            remove(next);
            // The removal may have moved an empty cell in front of the one that was found.
            cell = find();
        } else {
            count++;
        }
        first[next] = hash;
        second[next] = otherHash;
        origin[next] = NOBODY;
        position = next;
        table[cell] = next + 1;
        next = next + 1 == first.length ? 0 : next + 1;
        return true;
    }

    private void remove(int position) {
        int hole = cell(first[position]);
        while (table[hole] != position + 1) {
            hole = following(hole);
        }
        // Pull back every later entry of the run that may sit at the hole.
        for (int cell = following(hole); table[cell] != 0; cell = following(cell)) {
            int home = cell(first[table[cell] - 1]);
            if (((cell - home) & (table.length - 1)) >= ((cell - hole) & (table.length - 1))) {
                table[hole] = table[cell];
                hole = cell;
            }
        }
        table[hole] = 0;
    }

    private int cell(long hash) {
        return (int) (hash >>> 7) & (table.length - 1);
    }

    private int following(int cell) {
        return (cell + 1) & (table.length - 1);
    }
}

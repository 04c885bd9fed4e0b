package io.trenchbot.streaming;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Remembers the newest identities in fixed memory and tells a repeated one: a ring of 128-bit hashes in order of arrival, and
 * a table of the newest of those that share a cell, each of which knows the one before it. An identity is only ever
 * overwritten by the one a whole ring later: a chain ends where it reaches one that is that old, so nothing is removed from
 * the table.
 *
 * <p>The filter is far larger than a core's cache, and its misses are what it costs: a new identity has one in the table, and
 * now and then one in a chain, while the ring is written in order.
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
    private static final int CELLS_PER_IDENTITY = 4;
    /** Of an entry: two words of hash, when it came, and the origin above the serial number of the one before it. */
    private static final int ENTRY_WORDS = 4;

    private static final int SECOND = 1;
    private static final int ARRIVED = 2;
    private static final int ORIGIN_AND_OLDER = 3;

    private final long firstSeed;
    private final long secondSeed;
    private final int capacity;
    private final long[] ring;
    private final int ringMask;
    /** Serial numbers, which wrap around: one that seems to live after that leads to a stranger, whose hash tells. */
    private final int[] newest;

    /** Of the identity that comes next. */
    private int serial;

    private long hash;
    private long otherHash;
    /** In the ring, of the identity added last, or found instead; -1 after {@link #forget}. */
    private int position = -1;

    IdentityFilter(int capacity, RandomGenerator random) {
        this(capacity, random, 0);
    }

    /** Begins with any serial number. */
    IdentityFilter(int capacity, RandomGenerator random, int serial) {
        firstSeed = random.nextLong();
        secondSeed = random.nextLong();
        this.capacity = capacity;
        this.serial = serial;
        int slots = Integer.highestOneBit(2 * capacity - 1);
        ringMask = slots - 1;
        ring = new long[slots * ENTRY_WORDS];
        newest = new int[slots * CELLS_PER_IDENTITY];
        Arrays.fill(newest, dead());
    }

    /** Notes an identity of text; false where it was there already. */
    boolean add(long salt, byte[] bytes, int offset, int length) {
        hash(salt, bytes, offset, length);
        return insert();
    }

    /** Whether an identity of text is there. */
    boolean contains(long salt, byte[] bytes, int offset, int length) {
        hash(salt, bytes, offset, length);
        return find(newest[cell()]);
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
            ring[position + ARRIVED] = nowNs;
            ring[position + ORIGIN_AND_OLDER] =
                    (long) endpoint << Integer.SIZE | Integer.toUnsignedLong((int) ring[position + ORIGIN_AND_OLDER]);
        }
    }

    /** The endpoint that brought the identity that was found to be there, or {@link #NOBODY}. */
    int origin() {
        return position < 0 ? NOBODY : (short) (ring[position + ORIGIN_AND_OLDER] >> Integer.SIZE);
    }

    /** When {@link #origin} brought it. */
    long arrivedNs() {
        return ring[position + ARRIVED];
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

    /** Looks for the identity just hashed among the newest of a cell and those before it. */
    private boolean find(int from) {
        for (int at = from; lives(at); at = (int) ring[position + ORIGIN_AND_OLDER]) {
            position = (at & ringMask) * ENTRY_WORDS;
            if (ring[position] == hash && ring[position + SECOND] == otherHash) {
                return true;
            }
        }
        return false;
    }

    private boolean insert() {
        int cell = cell();
        int older = newest[cell];
        if (find(older)) {
            return false;
        }
        position = (serial & ringMask) * ENTRY_WORDS;
        ring[position] = hash;
        ring[position + SECOND] = otherHash;
        // One that is too old already must not come to life again when the numbers have wrapped around.
        ring[position + ORIGIN_AND_OLDER] =
                (long) NOBODY << Integer.SIZE | Integer.toUnsignedLong(lives(older) ? older : dead());
        newest[cell] = serial++;
        return true;
    }

    /** Whether a serial number is one of the newest. */
    private boolean lives(int number) {
        return Integer.compareUnsigned(serial - 1 - number, capacity) < 0;
    }

    /** A number that does not live, and not before all that live now are gone. */
    private int dead() {
        return serial - 1 - capacity;
    }

    private int cell() {
        return (int) (hash >>> 7) & (newest.length - 1);
    }
}

package io.trenchbot.sigverify.vector;

import static io.trenchbot.sigverify.vector.Field.LANES;
import static io.trenchbot.sigverify.vector.Field.STRIDE;

import java.util.Arrays;

/**
 * Prepares keys, one in each lane, for the price of two or three verifications each: all multiples of all tables in
 * projective form, then one inversion for the lot.
 *
 * <p>Threading: one thread.
 */
final class KeyTables {
    private static final int KEY_BYTES = 32;
    private static final int POINTS = PreparedKey.TABLES * (PreparedKey.MULTIPLES - 1);

    /** X, Y, Z, and the product of all Z so far. */
    private static final int RESULT = 4 * STRIDE;

    private static final int BASE = Points.END;
    private static final int NIELS = BASE + 4 * STRIDE;
    private static final int RESULTS = NIELS + 3 * STRIDE;

    /** Waiting keys that came up this often together are prepared though they do not fill a group. */
    private static final int PATIENCE = 8;

    /**
     * What finding a key prepared is worth, and what not finding one is, in 1/32 of a verification: most of what hits
     * save stays saved, and signers who come round in greater numbers than the cache holds cost a few per cent of the
     * time instead of more than all of it.
     */
    private static final int WORTH_OF_HIT = 2;

    private static final int WORTH_OF_MISS = 1;
    /** Keys prepared on trust at the start. */
    private static final int FIRST_KEYS = 64;

    private static final int MAX_CREDIT = 1024 * PreparedKey.PRICE;

    private final KeyCache cache;
    private final Points points = new Points(RESULTS + POINTS * RESULT);
    private final Decoding decoding = new Decoding(points);
    private final byte[] waiting = new byte[LANES * KEY_BYTES];
    private int waitingCount;
    private int impatience;
    private int credit = FIRST_KEYS * PreparedKey.PRICE;

    KeyTables(KeyCache cache) {
        this.cache = cache;
    }

    /** Takes notice of signatures verified with prepared keys and without. */
    void ran(int hits, int misses) {
        credit = Math.min(MAX_CREDIT, credit + WORTH_OF_HIT * hits + WORTH_OF_MISS * misses);
    }

    /** Takes a key that decodes and is not in the cache; prepares it, now or when a group is full, or never. */
    void want(byte[] key, int offset) {
        for (int i = 0; i < waitingCount; i++) {
            if (Arrays.equals(waiting, i * KEY_BYTES, (i + 1) * KEY_BYTES, key, offset, offset + KEY_BYTES)) {
                impatience++;
                if (impatience >= PATIENCE) {
                    prepare();
                }
                return;
            }
        }
        if (credit < PreparedKey.PRICE) {
            return;
        }
        credit -= PreparedKey.PRICE;
        System.arraycopy(key, offset, waiting, waitingCount++ * KEY_BYTES, KEY_BYTES);
        if (waitingCount == LANES) {
            prepare();
        }
    }

    private void prepare() {
        for (int lane = 0; lane < LANES; lane++) {
            decoding.load(lane, waiting, Math.min(lane, waitingCount - 1) * KEY_BYTES);
        }
        decoding.decode(true);
        for (int table = 0; table < PreparedKey.TABLES; table++) {
            multiples(table * (PreparedKey.MULTIPLES - 1));
        }
        PreparedKey[] keys = new PreparedKey[waitingCount];
        for (int lane = 0; lane < waitingCount; lane++) {
            keys[lane] = new PreparedKey(waiting, lane * KEY_BYTES);
        }
        normalize(keys);
        for (PreparedKey key : keys) {
            cache.put(key);
        }
        waitingCount = 0;
        impatience = 0;
    }

    /** Keeps the multiples of the point at work, and leaves what the next table is of. */
    private void multiples(int first) {
        points.toCached(BASE);
        keep(first);
        points.twice(true);
        keep(first + 1);
        for (int i = 2; i < PreparedKey.MULTIPLES - 1; i++) {
            points.addCached(BASE, true);
            keep(first + i);
        }
        // The last multiple is half a digit: so many doublings are done.
        int doublings = PreparedKey.TABLE_BITS - (PreparedKey.DIGIT_BITS - 1);
        for (int i = 1; i <= doublings; i++) {
            points.twice(i == doublings);
        }
    }

    private void keep(int index) {
        double[] w = points.w;
        int result = RESULTS + index * RESULT;
        Field.copy(w, result, Points.X);
        Field.copy(w, result + STRIDE, Points.Y);
        Field.copy(w, result + 2 * STRIDE, Points.Z);
        if (index == 0) {
            Field.copy(w, result + 3 * STRIDE, Points.Z);
        } else {
            Field.multiply(w, result + 3 * STRIDE, result - STRIDE, Points.Z, points.s);
        }
    }

    private void normalize(PreparedKey[] keys) {
        double[] w = points.w;
        long[] s = points.s;
        int inverse = Points.T0;
        int own = Points.T1;
        points.invert(inverse, RESULTS + POINTS * RESULT - STRIDE);
        for (int i = POINTS - 1; i >= 0; i--) {
            int result = RESULTS + i * RESULT;
            if (i > 0) {
                Field.multiply(w, own, inverse, result - STRIDE, s);
                Field.multiply(w, inverse, inverse, result + 2 * STRIDE, s);
            } else {
                Field.copy(w, own, inverse);
            }
            Field.multiply(w, Points.X, result, own, s);
            Field.multiply(w, Points.Y, result + STRIDE, own, s);
            Field.multiply(w, Points.T, Points.X, Points.Y, s);
            points.toNiels(NIELS);
            int table = i / (PreparedKey.MULTIPLES - 1);
            int multiple = i % (PreparedKey.MULTIPLES - 1) + 1;
            int at = (table * PreparedKey.MULTIPLES + multiple) * PreparedKey.ENTRY;
            for (int lane = 0; lane < keys.length; lane++) {
                for (int limb = 0; limb < PreparedKey.ENTRY; limb++) {
                    keys[lane].table[at + limb] = w[NIELS + limb * LANES + lane];
                }
            }
        }
    }
}

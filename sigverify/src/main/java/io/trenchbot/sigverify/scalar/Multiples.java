package io.trenchbot.sigverify.scalar;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Tables of consecutive multiples of the base point, computed from the definition. */
public final class Multiples {
    private static final int WORDS = 4;

    private Multiples() {}

    /**
     * The encoding of B times a power of two.
     *
     * @param bits the power of two
     * @return 32 bytes
     */
    public static byte[] encodingOfBase(int bits) {
        Point point = BaseTable.base();
        for (int i = 0; i < bits; i++) {
            point.twice(false);
        }
        FieldElement inverse = new FieldElement();
        new Chains().invert(inverse, point.z);
        long[] words = new long[WORDS];
        point.x.multiply(point.x, inverse);
        point.x.canonicalWords(words);
        long sign = words[0] << 63;
        point.y.multiply(point.y, inverse);
        point.y.canonicalWords(words);
        words[3] |= sign;
        byte[] encoding = new byte[WORDS * Long.BYTES];
        ByteBuffer.wrap(encoding).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().put(words);
        return encoding;
    }

    /**
     * The multiples 0 to {@code last} of B times a power of two.
     *
     * @param bits the power of two
     * @param last the last multiple, at least 1
     * @return for each multiple 12 words: y + x, y - x and 2 d x y, each canonical, low word first
     */
    public static long[] ofBase(int bits, int last) {
        Point base = BaseTable.base();
        for (int i = 1; i <= bits; i++) {
            base.twice(i == bits);
        }
        CachedPoint step = new CachedPoint();
        step.set(base);
        Point[] multiples = new Point[last];
        multiples[0] = base;
        for (int i = 1; i < last; i++) {
            multiples[i] = new Point();
            multiples[i].set(multiples[i - 1]);
            multiples[i].add(step, false, true);
        }
        NielsPoint[] points = BaseTable.normalize(multiples);
        long[] words = new long[(last + 1) * 3 * WORDS];
        // The neutral point (0, 1): y + x = y - x = 1, x y = 0.
        words[0] = 1;
        words[WORDS] = 1;
        long[] element = new long[WORDS];
        for (int i = 0; i < last; i++) {
            int at = (i + 1) * 3 * WORDS;
            points[i].yPlusX.canonicalWords(element);
            System.arraycopy(element, 0, words, at, WORDS);
            points[i].yMinusX.canonicalWords(element);
            System.arraycopy(element, 0, words, at + WORDS, WORDS);
            points[i].t2d.canonicalWords(element);
            System.arraycopy(element, 0, words, at + 2 * WORDS, WORDS);
        }
        return words;
    }
}

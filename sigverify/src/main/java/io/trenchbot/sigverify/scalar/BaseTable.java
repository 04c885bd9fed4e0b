package io.trenchbot.sigverify.scalar;

/**
 * Odd multiples of the base point B and of 2^127 B, computed from the definition when the engine is first used: a few
 * milliseconds in a cold JVM, no resource to read and nothing to trust but the curve's constants.
 */
final class BaseTable {
    /** Digits of a scalar of B are odd and below 2^8 in size. */
    static final int DIGIT_BITS = 9;
    /** Where a scalar of B is cut in two, so that both halves run along with the half-size scalars. */
    static final int SPLIT_BITS = 127;

    private static final int ENTRIES = 1 << (DIGIT_BITS - 2);

    /** B, 3B, 5B, ... */
    static final NielsPoint[] LOW;
    /** The same multiples of 2^127 B. */
    static final NielsPoint[] HIGH;

    static {
        Point base = base();
        LOW = oddMultiples(base);
        for (int i = 0; i < SPLIT_BITS; i++) {
            base.twice(i == SPLIT_BITS - 1);
        }
        HIGH = oddMultiples(base);
    }

    private BaseTable() {}

    static Point base() {
        Point base = new Point();
        base.x.set(Curve.BASE_X);
        base.y.set(Curve.BASE_Y);
        base.z.setSmall(1);
        base.t.multiply(base.x, base.y);
        return base;
    }

    private static NielsPoint[] oddMultiples(Point first) {
        Point[] multiples = new Point[ENTRIES];
        Point twice = new Point();
        twice.set(first);
        twice.twice(true);
        CachedPoint step = new CachedPoint();
        step.set(twice);
        multiples[0] = first;
        for (int i = 1; i < ENTRIES; i++) {
            multiples[i] = new Point();
            multiples[i].set(multiples[i - 1]);
            multiples[i].add(step, false, true);
        }
        return normalize(multiples);
    }

    /** Divides by Z with one inversion for all: the running products give each its inverse on the way back. */
    static NielsPoint[] normalize(Point[] points) {
        FieldElement[] products = new FieldElement[points.length];
        for (int i = 0; i < points.length; i++) {
            products[i] = new FieldElement();
            products[i].set(points[i].z);
            if (i > 0) {
                products[i].multiply(products[i - 1], points[i].z);
            }
        }
        FieldElement inverse = new FieldElement();
        new Chains().invert(inverse, products[points.length - 1]);
        NielsPoint[] result = new NielsPoint[points.length];
        FieldElement x = new FieldElement();
        FieldElement y = new FieldElement();
        FieldElement own = new FieldElement();
        for (int i = points.length - 1; i >= 0; i--) {
            own.set(inverse);
            if (i > 0) {
                own.multiply(inverse, products[i - 1]);
            }
            inverse.multiply(inverse, points[i].z);
            x.multiply(points[i].x, own);
            y.multiply(points[i].y, own);
            result[i] = new NielsPoint(x, y);
        }
        return result;
    }
}

package io.trenchbot.sigverify.scalar;

/**
 * A point in extended coordinates, x = X/Z, y = Y/Z, x y = T/Z, all carried but for the loose X of a decoded one, with
 * scratch of its own. The formulas are those of Hisil, Wong, Carter and Dawson 2008 for a = -1, complete on the whole
 * curve, so that points of small order need no case of their own.
 *
 * <p>T is only needed by an addition, so operations leave it out unless asked.
 *
 * <p>Threading: one thread.
 */
final class Point {
    final FieldElement x = new FieldElement();
    final FieldElement y = new FieldElement();
    final FieldElement z = new FieldElement();
    final FieldElement t = new FieldElement();

    private final FieldElement a = new FieldElement();
    private final FieldElement b = new FieldElement();
    private final FieldElement c = new FieldElement();
    private final FieldElement e = new FieldElement();
    private final FieldElement f = new FieldElement();
    private final FieldElement g = new FieldElement();
    private final FieldElement h = new FieldElement();

    Point() {}

    void setIdentity() {
        x.setSmall(0);
        y.setSmall(1);
        z.setSmall(1);
        t.setSmall(0);
    }

    void set(Point other) {
        x.set(other.x);
        y.set(other.y);
        z.set(other.z);
        t.set(other.t);
    }

    void twice(boolean withT) {
        a.square(x);
        b.square(y);
        c.square(z);
        e.add(x, y);
        e.square(e);
        h.add(a, b);
        e.subtractLoose(e, h); // 2 X Y
        g.subtract(b, a);
        c.add(c, c);
        f.subtractLoose(c, g); // wide
        finish(withT);
    }

    /** Adds a point of the table of a key, or its negative. */
    void add(CachedPoint point, boolean negative, boolean withT) {
        c.multiply(t, point.t2d);
        f.multiply(z, point.z);
        f.add(f, f);
        addParts(point.yPlusX, point.yMinusX, negative, withT);
    }

    /** Adds a point of the table of B, whose Z is 1, or its negative. */
    void add(NielsPoint point, boolean negative, boolean withT) {
        c.multiply(t, point.t2d);
        f.add(z, z);
        addParts(point.yPlusX, point.yMinusX, negative, withT);
    }

    /** With c = 2 d T T' and f = 2 Z Z'; the negative point has its sums swapped and its T negated. */
    private void addParts(FieldElement yPlusX, FieldElement yMinusX, boolean negative, boolean withT) {
        a.subtract(y, x);
        a.multiply(a, negative ? yPlusX : yMinusX);
        b.add(y, x);
        b.multiply(b, negative ? yMinusX : yPlusX);
        e.subtract(b, a);
        h.add(b, a);
        if (negative) {
            g.subtract(f, c);
            f.add(f, c);
        } else {
            g.add(f, c);
            f.subtract(f, c);
        }
        finish(withT);
    }

    /** X = E F, Y = G H, Z = F G, T = E H; f may be wide, the others loose. */
    private void finish(boolean withT) {
        x.multiply(f, e);
        y.multiply(g, h);
        z.multiply(f, g);
        if (withT) {
            t.multiply(e, h);
        }
    }
}

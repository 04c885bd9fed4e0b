package io.trenchbot.sigverify.scalar;

/** A point to be added: Y + X, Y - X (both loose), Z and 2 d T. Threading: one thread. */
final class CachedPoint {
    final FieldElement yPlusX = new FieldElement();
    final FieldElement yMinusX = new FieldElement();
    final FieldElement z = new FieldElement();
    final FieldElement t2d = new FieldElement();

    CachedPoint() {}

    void set(Point point) {
        yPlusX.add(point.y, point.x);
        yMinusX.subtractLoose(point.y, point.x);
        z.set(point.z);
        t2d.multiply(point.t, Curve.TWO_D);
    }
}

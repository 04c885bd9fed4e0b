package io.trenchbot.sigverify.scalar;

/** A point with Z = 1 to be added: y + x, y - x (both loose) and 2 d x y. Threading: immutable once published. */
final class NielsPoint {
    final FieldElement yPlusX = new FieldElement();
    final FieldElement yMinusX = new FieldElement();
    final FieldElement t2d = new FieldElement();

    /** From affine coordinates, carried. */
    NielsPoint(FieldElement x, FieldElement y) {
        yPlusX.add(y, x);
        yMinusX.subtract(y, x);
        t2d.multiply(x, y);
        t2d.multiply(t2d, Curve.TWO_D);
    }
}

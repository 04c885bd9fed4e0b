package io.trenchbot.sigverify.reference;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** Multiples of the base point on big integers, to hold the tables of the fast engines against. */
public final class MultiplesOfBase {
    private static final BigInteger TWO_D = Point.D.shiftLeft(1);

    private MultiplesOfBase() {}

    /** A point as tables have it, each number from 0 to p - 1. */
    public record Entry(BigInteger yPlusX, BigInteger yMinusX, BigInteger twoDXY) {}

    /** The multiples 0 to {@code last} of 2^bits B. */
    public static List<Entry> of(int bits, int last) {
        Point step = Point.BASE;
        for (int i = 0; i < bits; i++) {
            step = step.plus(step);
        }
        List<Entry> entries = new ArrayList<>();
        Point point = Point.IDENTITY;
        for (int i = 0; i <= last; i++) {
            entries.add(entry(point));
            point = point.plus(step);
        }
        return entries;
    }

    private static Entry entry(Point point) {
        BigInteger inverse = point.z().modInverse(Point.P);
        BigInteger x = point.x().multiply(inverse).mod(Point.P);
        BigInteger y = point.y().multiply(inverse).mod(Point.P);
        return new Entry(
                y.add(x).mod(Point.P),
                y.subtract(x).mod(Point.P),
                TWO_D.multiply(x).multiply(y).mod(Point.P));
    }
}

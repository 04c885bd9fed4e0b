package io.trenchbot.sigverify.reference;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * A point of edwards25519, {@code -x^2 + y^2 = 1 + d x^2 y^2}, in the extended coordinates of RFC 8032 section 5.1.4:
 * x = X/Z, y = Y/Z, x y = T/Z.
 *
 * @param x X
 * @param y Y
 * @param z Z
 * @param t T
 */
record Point(BigInteger x, BigInteger y, BigInteger z, BigInteger t) {
    static final BigInteger P = BigInteger.ONE.shiftLeft(255).subtract(BigInteger.valueOf(19));
    static final BigInteger ORDER =
            BigInteger.ONE.shiftLeft(252).add(new BigInteger("27742317777372353535851937790883648493"));
    static final BigInteger D = BigInteger.valueOf(-121665)
            .multiply(BigInteger.valueOf(121666).modInverse(P))
            .mod(P);
    static final Point IDENTITY = affine(BigInteger.ZERO, BigInteger.ONE);
    static final Point BASE = base();

    private static final BigInteger SQRT_OF_MINUS_ONE =
            BigInteger.TWO.modPow(P.subtract(BigInteger.ONE).shiftRight(2), P);

    static Point affine(BigInteger x, BigInteger y) {
        return new Point(x, y, BigInteger.ONE, x.multiply(y).mod(P));
    }

    private static Point base() {
        BigInteger y = BigInteger.valueOf(4)
                .multiply(BigInteger.valueOf(5).modInverse(P))
                .mod(P);
        BigInteger x = new BigInteger("15112221349535400772501151409588531511454012693041857206046113283949847762202");
        return affine(x, y);
    }

    /** RFC 8032 section 5.1.4. */
    Point plus(Point other) {
        BigInteger a = y.subtract(x).multiply(other.y.subtract(other.x)).mod(P);
        BigInteger b = y.add(x).multiply(other.y.add(other.x)).mod(P);
        BigInteger c = t.multiply(D).mod(P).multiply(other.t).shiftLeft(1).mod(P);
        BigInteger d = z.multiply(other.z).shiftLeft(1).mod(P);
        return fromParts(b.subtract(a), d.subtract(c), d.add(c), b.add(a));
    }

    private static Point fromParts(BigInteger e, BigInteger f, BigInteger g, BigInteger h) {
        return new Point(
                e.multiply(f).mod(P),
                g.multiply(h).mod(P),
                f.multiply(g).mod(P),
                e.multiply(h).mod(P));
    }

    Point negate() {
        return new Point(P.subtract(x).mod(P), y, z, P.subtract(t).mod(P));
    }

    Point timesEight() {
        Point two = plus(this);
        Point four = two.plus(two);
        return four.plus(four);
    }

    /** The sum of two multiples, sharing the doublings. */
    static Point sumOfMultiples(BigInteger m, Point a, BigInteger n, Point b) {
        Point sum = IDENTITY;
        Point both = a.plus(b);
        for (int bit = Math.max(m.bitLength(), n.bitLength()) - 1; bit >= 0; bit--) {
            sum = sum.plus(sum);
            if (m.testBit(bit) || n.testBit(bit)) {
                sum = sum.plus(m.testBit(bit) ? n.testBit(bit) ? both : a : b);
            }
        }
        return sum;
    }

    boolean isIdentity() {
        return x.signum() == 0 && y.equals(z);
    }

    boolean isSmallOrder() {
        return timesEight().isIdentity();
    }

    /** The canonical encoding, RFC 8032 section 5.1.2. */
    byte[] encode() {
        BigInteger inverse = z.modInverse(P);
        BigInteger affineX = x.multiply(inverse).mod(P);
        BigInteger affineY = y.multiply(inverse).mod(P);
        return littleEndian(affineX.testBit(0) ? affineY.setBit(255) : affineY);
    }

    private static byte[] littleEndian(BigInteger value) {
        byte[] bytes = new byte[32];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = value.shiftRight(8 * i).byteValue();
        }
        return bytes;
    }

    static BigInteger integer(byte[] bytes, int offset, int length) {
        byte[] bigEndian = new byte[length];
        for (int i = 0; i < length; i++) {
            bigEndian[length - 1 - i] = bytes[offset + i];
        }
        return new BigInteger(1, bigEndian);
    }

    /**
     * Decodes as the network does, departing from RFC 8032 section 5.1.3 in two points: a y of p or above is taken mod
     * p (step 1 would fail), and the sign bit is ignored where x = 0 (step 4 would fail). Rules that want canonical
     * encodings ask {@link #encode()} for a difference.
     *
     * @return null if no point of the curve has this y
     */
    static @Nullable Point decode(byte[] bytes, int offset) {
        BigInteger encoded = integer(bytes, offset, 32);
        BigInteger y = encoded.clearBit(255).mod(P);
        BigInteger y2 = y.multiply(y).mod(P);
        BigInteger v = D.multiply(y2).add(BigInteger.ONE).mod(P);
        BigInteger x2 = y2.subtract(BigInteger.ONE).multiply(v.modInverse(P)).mod(P);
        BigInteger x = squareRoot(x2);
        if (x == null) {
            return null;
        }
        return affine(x.testBit(0) == encoded.testBit(255) ? x : P.subtract(x).mod(P), y);
    }

    private static @Nullable BigInteger squareRoot(BigInteger square) {
        BigInteger root = square.modPow(P.add(BigInteger.valueOf(3)).shiftRight(3), P);
        if (!root.multiply(root).mod(P).equals(square)) {
            root = root.multiply(SQRT_OF_MINUS_ONE).mod(P);
        }
        return root.multiply(root).mod(P).equals(square) ? root : null;
    }
}

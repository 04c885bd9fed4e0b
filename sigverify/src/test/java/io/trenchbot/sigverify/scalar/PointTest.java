package io.trenchbot.sigverify.scalar;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The point formulas against themselves on big integers, with limbs at the bounds: the states of {@link FieldElement} are
 * bounds of single operations, here they are seen to hold along the way from one operation to the next. The coordinates
 * are no points of the curve, which the formulas do not mind.
 */
class PointTest {
    private static final BigInteger P = BigInteger.ONE.shiftLeft(255).subtract(BigInteger.valueOf(19));
    private static final BigInteger TWO_D = BigInteger.valueOf(-121665)
            .multiply(BigInteger.valueOf(121666).modInverse(P))
            .shiftLeft(1)
            .mod(P);
    private static final long CARRIED = (1L << 51) + (1L << 16);
    /** The X of a decoded point may be a negative: 2p less something carried. */
    private static final long NEGATED = 2 * ((1L << 51) - 19);

    private static final int ROUNDS = 3000;

    private final Random random = new Random(3);

    private FieldElement draw(long bound) {
        long[] limbs = new long[5];
        int kind = random.nextInt(4);
        for (int i = 0; i < limbs.length; i++) {
            limbs[i] = switch (kind) {
                case 0 -> bound;
                case 1 -> random.nextBoolean() ? bound : 0;
                case 2 -> random.nextLong(bound + 1);
                default -> 0;
            };
        }
        return new FieldElement().set(limbs[0], limbs[1], limbs[2], limbs[3], limbs[4]);
    }

    private Point drawPoint() {
        Point point = new Point();
        point.x.set(draw(NEGATED));
        point.y.set(draw(CARRIED));
        point.z.set(draw(CARRIED));
        point.t.set(draw(CARRIED));
        return point;
    }

    private static BigInteger value(FieldElement element) {
        long[] words = new long[4];
        element.canonicalWords(words);
        BigInteger value = BigInteger.ZERO;
        for (int i = 3; i >= 0; i--) {
            value = value.shiftLeft(64).add(new BigInteger(Long.toUnsignedString(words[i])));
        }
        return value;
    }

    /** X = E F, Y = G H, Z = F G, T = E H, and all of it carried. */
    private static void assertFinished(Point point, BigInteger e, BigInteger f, BigInteger g, BigInteger h) {
        assertThat(value(point.x)).isEqualTo(e.multiply(f).mod(P));
        assertThat(value(point.y)).isEqualTo(g.multiply(h).mod(P));
        assertThat(value(point.z)).isEqualTo(f.multiply(g).mod(P));
        assertThat(value(point.t)).isEqualTo(e.multiply(h).mod(P));
        for (FieldElement coordinate : new FieldElement[] {point.x, point.y, point.z, point.t}) {
            assertThat(coordinate.largestLimb()).isBetween(0L, CARRIED);
        }
    }

    @Test
    void twice() {
        for (int i = 0; i < ROUNDS; i++) {
            Point point = drawPoint();
            BigInteger x = value(point.x);
            BigInteger y = value(point.y);
            BigInteger z = value(point.z);
            point.twice(true);
            BigInteger g = y.pow(2).subtract(x.pow(2));
            assertFinished(
                    point,
                    x.multiply(y).shiftLeft(1),
                    z.pow(2).shiftLeft(1).subtract(g),
                    g,
                    x.pow(2).add(y.pow(2)));
        }
    }

    @Test
    void additionOfACachedPointAndOfItsNegative() {
        for (int i = 0; i < ROUNDS; i++) {
            Point point = drawPoint();
            Point other = drawPoint();
            CachedPoint cached = new CachedPoint();
            cached.set(other);
            assertSum(point, other, value(other.z), i % 2 == 0, negative -> point.add(cached, negative, true));
        }
    }

    @Test
    void additionOfAPointOfATableAndOfItsNegative() {
        for (int i = 0; i < ROUNDS; i++) {
            Point point = drawPoint();
            Point other = new Point();
            other.x.set(draw(CARRIED));
            other.y.set(draw(CARRIED));
            other.t.multiply(other.x, other.y);
            NielsPoint niels = new NielsPoint(other.x, other.y);
            assertSum(point, other, BigInteger.ONE, i % 2 == 0, negative -> point.add(niels, negative, true));
        }
    }

    private interface Addition {
        void run(boolean negative);
    }

    /** Hisil, Wong, Carter and Dawson 2008, section 3.1, for a = -1, on big integers. */
    private static void assertSum(Point point, Point other, BigInteger otherZ, boolean negative, Addition addition) {
        BigInteger x = value(point.x);
        BigInteger y = value(point.y);
        BigInteger otherX = negative ? value(other.x).negate() : value(other.x);
        BigInteger otherT = negative ? value(other.t).negate() : value(other.t);
        BigInteger otherY = value(other.y);
        BigInteger a = y.subtract(x).multiply(otherY.subtract(otherX));
        BigInteger b = y.add(x).multiply(otherY.add(otherX));
        BigInteger c = value(point.t).multiply(TWO_D).multiply(otherT);
        BigInteger d = value(point.z).multiply(otherZ).shiftLeft(1);
        addition.run(negative);
        assertFinished(point, b.subtract(a), d.subtract(c), d.add(c), b.add(a));
    }
}

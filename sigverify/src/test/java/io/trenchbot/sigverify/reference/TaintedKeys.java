package io.trenchbot.sigverify.reference;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Random;

/**
 * Signatures whose key and R carry a component of small order, made from scalars that are known: with A = [a]B + T and
 * R = [r]B + U, S = r + h a satisfies the equation but for [h]T + U, which is sometimes the neutral point.
 *
 * <p>Threading: any number of threads may sign, each with its own source of randomness.
 */
public final class TaintedKeys {
    private static final int POOL = 40;

    private final Point[] torsion = torsion();
    private final BigInteger[] scalars = new BigInteger[POOL];
    private final byte[][] encodings = new byte[POOL][];

    public TaintedKeys(Random random) {
        for (int i = 0; i < POOL; i++) {
            scalars[i] = new BigInteger(252, random);
            Point clean = Point.sumOfMultiples(scalars[i], Point.BASE, BigInteger.ZERO, Point.BASE);
            encodings[i] = clean.plus(torsion[i % torsion.length]).encode();
        }
    }

    /** The multiples 0 to 7 of a point of order 8. */
    static Point[] torsion() {
        Point eighth = pointOfOrderEight();
        Point[] torsion = new Point[8];
        torsion[0] = Point.IDENTITY;
        for (int i = 1; i < torsion.length; i++) {
            torsion[i] = torsion[i - 1].plus(eighth);
        }
        return torsion;
    }

    private static Point pointOfOrderEight() {
        for (int y = 2; ; y++) {
            byte[] encoded = new byte[32];
            encoded[0] = (byte) y;
            Point point = Point.decode(encoded, 0);
            if (point != null) {
                Point small = Point.sumOfMultiples(Point.ORDER, point, BigInteger.ZERO, point);
                Point four = small.plus(small).plus(small.plus(small));
                if (!four.isIdentity()) {
                    return small;
                }
            }
        }
    }

    /** Fills key (32 bytes) and signature (64 bytes) for a message. */
    public void sign(Random random, byte[] key, byte[] signature, byte[] message) {
        int a = random.nextInt(POOL);
        int r = random.nextInt(POOL);
        System.arraycopy(encodings[a], 0, key, 0, 32);
        System.arraycopy(encodings[r], 0, signature, 0, 32);
        BigInteger s = scalars[r]
                .add(hash(encodings[r], key, message).multiply(scalars[a]))
                .mod(Point.ORDER);
        for (int i = 0; i < 32; i++) {
            signature[32 + i] = s.shiftRight(8 * i).byteValue();
        }
    }

    static BigInteger hash(byte[] r, byte[] key, byte[] message) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-512");
            digest.update(r);
            digest.update(key);
            return Point.integer(digest.digest(message), 0, 64).mod(Point.ORDER);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}

package io.trenchbot.sigverify.reference;

import io.trenchbot.sigverify.core.Checks;
import io.trenchbot.sigverify.core.Encoding;
import io.trenchbot.sigverify.core.EncodingTest;
import io.trenchbot.sigverify.core.Outcome;
import io.trenchbot.sigverify.scalar.HalfScalars;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Every kind of key with every kind of R, made from known scalars, so that what is true of each is known without
 * verifying it: large and small order, clean and tainted, canonical or not, on the curve or not, the equation true as
 * it stands, true times eight, or false.
 */
public final class CraftedCases {
    private static final BigInteger EIGHT = BigInteger.valueOf(8);
    private static final int TRIES = 64;
    /** As many as the digits of the lanes hold. */
    private static final int DIGIT_BITS = 134;

    private static final int LARGE_SCALARS = 3;

    private CraftedCases() {}

    /** An encoded {@code [scalar]B + torsion T}; scalar and torsion mean nothing where {@code known} is false. */
    private record Encoded(
            byte[] bytes,
            BigInteger scalar,
            int torsion,
            boolean known,
            boolean onCurve,
            boolean canonical,
            boolean signOnZero) {
        boolean small() {
            return onCurve && known && scalar.signum() == 0;
        }
    }

    /** A signature and what is true of it; special if it was looked for, not met with among keys and Rs of every kind. */
    public record Case(byte[] key, byte[] signature, byte[] message, Truth truth, boolean signOnZero, boolean special) {
        @Override
        public String toString() {
            return truth + ", key " + Arrays.toString(key) + ", signature " + Arrays.toString(signature);
        }
    }

    /** What is true of a signature. */
    public record Truth(
            boolean sBelowOrder,
            boolean keyOnCurve,
            boolean keyCanonical,
            boolean rOnCurve,
            boolean rCanonical,
            boolean anySmall,
            boolean holds,
            boolean holdsTimesEight) {
        /** The rule, once more, in the words of {@link Checks}. */
        public byte outcome(Checks checks) {
            if (!sBelowOrder) {
                return Outcome.S_OUT_OF_RANGE;
            }
            if (checks.rejectSmallOrder() && anySmall) {
                return Outcome.SMALL_ORDER;
            }
            if (!keyOnCurve || (checks.canonicalEncodings() && !keyCanonical)) {
                return Outcome.KEY_INVALID;
            }
            boolean rAllowed = rOnCurve && (rCanonical || (checks.cofactored() && !checks.canonicalEncodings()));
            return rAllowed && (checks.cofactored() ? holdsTimesEight : holds) ? Outcome.ACCEPTED : Outcome.MISMATCH;
        }
    }

    public static List<Case> all() {
        Random random = new Random(21);
        List<Encoded> keys = encodings(random);
        List<Encoded> rs = encodings(random);
        List<Case> cases = new ArrayList<>();
        for (Encoded key : keys) {
            for (Encoded r : rs) {
                addBoth(cases, key, r);
            }
        }
        for (Case one : List.copyOf(cases.subList(0, 8))) {
            cases.add(withS(one, BigInteger.ONE));
            cases.add(withS(one, Point.ORDER));
        }
        addLargeScalars(cases, keys.get(0), rs.get(0));
        // L itself.
        cases.add(withS(make(smallOrder(keys), smallOrder(rs), new byte[1]), Point.ORDER));
        return cases;
    }

    private static Encoded smallOrder(List<Encoded> encodings) {
        return encodings.stream().filter(Encoded::small).findFirst().orElseThrow();
    }

    /** Where torsion lets a message decide: one for which the equation is true, and one for which it is not. */
    private static void addBoth(List<Case> cases, Encoded key, Encoded r) {
        boolean[] found = new boolean[2];
        int tries = key.known && r.known && key.torsion != 0 ? TRIES : 1;
        for (int i = 0; i < tries && !(found[0] && found[1]); i++) {
            Case made = make(key, r, new byte[] {(byte) i, (byte) cases.size()});
            int which = made.truth().holds() ? 1 : 0;
            if (!found[which]) {
                found[which] = true;
                cases.add(made);
            }
        }
    }

    /**
     * Hashes, one in thousands, whose scalars at half size are not small enough for the digits of the lanes, by so much
     * that digits would lose some of them.
     */
    private static void addLargeScalars(List<Case> cases, Encoded key, Encoded r) {
        HalfScalars half = new HalfScalars();
        int found = 0;
        for (int i = 0; found < LARGE_SCALARS; i++) {
            byte[] message = {(byte) i, (byte) (i >> 8), (byte) (i >> 16), 0};
            half.splitVar(words(TaintedKeys.hash(r.bytes, key.bytes, message)));
            if (half.bits() > DIGIT_BITS) {
                found++;
                Case made = make(key, r, message);
                cases.add(withS(made, BigInteger.ZERO));
                cases.add(withS(made, BigInteger.ONE));
            }
        }
    }

    private static long[] words(BigInteger value) {
        byte[] bytes = EncodingTest.littleEndian(value, 0);
        return IntStream.range(0, 4).mapToLong(i -> Encoding.word(bytes, 8 * i)).toArray();
    }

    private static Case make(Encoded key, Encoded r, byte[] message) {
        BigInteger h = TaintedKeys.hash(r.bytes, key.bytes, message);
        BigInteger s = r.scalar.add(h.multiply(key.scalar)).mod(Point.ORDER);
        boolean known = key.known && r.known;
        int torsion = h.mod(EIGHT).intValue() * key.torsion + r.torsion;
        Truth truth = new Truth(
                true,
                key.onCurve,
                key.canonical,
                r.onCurve,
                r.canonical,
                key.small() || r.small(),
                known && torsion % 8 == 0,
                known);
        byte[] signature = Arrays.copyOf(r.bytes, 64);
        System.arraycopy(EncodingTest.littleEndian(s, 0), 0, signature, 32, 32);
        return new Case(key.bytes, signature, message, truth, key.signOnZero || r.signOnZero, false);
    }

    /** With another S: by nothing more, one more, which is wrong, or L more, which is out of range. */
    private static Case withS(Case one, BigInteger more) {
        byte[] signature = one.signature.clone();
        BigInteger s = Point.integer(signature, 32, 32).add(more);
        System.arraycopy(EncodingTest.littleEndian(s, 0), 0, signature, 32, 32);
        Truth was = one.truth;
        Truth truth = new Truth(
                s.compareTo(Point.ORDER) < 0,
                was.keyOnCurve,
                was.keyCanonical,
                was.rOnCurve,
                was.rCanonical,
                was.anySmall,
                was.holds && more.signum() == 0,
                was.holdsTimesEight && more.signum() == 0);
        return new Case(one.key, signature, one.message, truth, one.signOnZero, true);
    }

    private static List<Encoded> encodings(Random random) {
        Point[] torsion = TaintedKeys.torsion();
        List<Encoded> encodings = new ArrayList<>();
        for (int t : new int[] {0, 1, 4}) {
            BigInteger scalar = new BigInteger(252, random);
            Point point = Point.sumOfMultiples(scalar, Point.BASE, BigInteger.ZERO, Point.BASE);
            encodings.add(new Encoded(point.plus(torsion[t]).encode(), scalar, t, true, true, true, false));
        }
        for (int t : new int[] {0, 1, 2, 4}) {
            addSmall(encodings, torsion[t].encode(), t);
        }
        // Without a known scalar, the point or no point: small y as it is and with p added.
        for (int y = 2; y < 19; y++) {
            boolean onCurve = Point.decode(EncodingTest.littleEndian(BigInteger.valueOf(y), 0), 0) != null;
            if (y < 8) {
                encodings.add(unknown(BigInteger.valueOf(y), onCurve, true));
                encodings.add(unknown(BigInteger.valueOf(y).add(Point.P), onCurve, false));
            }
        }
        return encodings;
    }

    private static Encoded unknown(BigInteger encoded, boolean onCurve, boolean canonical) {
        return new Encoded(EncodingTest.littleEndian(encoded, 0), BigInteger.ZERO, 0, false, onCurve, canonical, false);
    }

    /** A point of small order in every encoding that decodes to it. */
    private static void addSmall(List<Encoded> encodings, byte[] canonical, int torsion) {
        BigInteger value = Point.integer(canonical, 0, 32);
        boolean zeroX = torsion % 4 == 0;
        BigInteger y = value.clearBit(255);
        boolean secondForm = y.add(Point.P).bitLength() <= 255;
        for (int form = 0; form < 4; form++) {
            if ((form & 1) == 0 || zeroX) {
                if ((form & 2) == 0 || secondForm) {
                    BigInteger encoded = (form & 2) == 0 ? value : value.add(Point.P);
                    encoded = (form & 1) == 0 ? encoded : encoded.flipBit(255);
                    byte[] bytes = EncodingTest.littleEndian(encoded, 0);
                    encodings.add(new Encoded(bytes, BigInteger.ZERO, torsion, true, true, form == 0, (form & 1) != 0));
                }
            }
        }
    }
}

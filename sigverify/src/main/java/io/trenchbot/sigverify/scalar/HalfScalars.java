package io.trenchbot.sigverify.scalar;

import io.trenchbot.sigverify.core.ScalarModL;

/**
 * Finds, for a hash h, numbers rho and tau of about half its size with {@code rho = tau * h mod 8L} and tau odd.
 *
 * <p>Then {@code [tau]([S]B - [h]A - R) = [tau S]B - [rho]A - [tau]R} exactly, because the order of every point divides
 * 8L; and as tau is odd and no multiple of L, the left side is O only if the bracket is. So the equation with half-size
 * scalars gives the verdict of the original for every A and R, those with a component of small order included. Reducing
 * mod L, as Antipa et al. 2005 and Pornin 2020 do, would not: it drops that component.
 *
 * <p>Euclid's algorithm on (8L, h) keeps {@code r = t * h mod 8L} for two pairs (r, t). It leaps (Lehmer 1938): the top
 * bits of the remainders give the quotients of some fifteen steps, which go over the long numbers in one pass. It
 * stops when the smaller remainder has 128 bits. Of two neighbouring t at most one is even; if it is the wanted one, the
 * pair before it serves, or the one after it, whose t is odd as well, whichever has the smaller numbers. Where both are
 * above 2^150, which no hash has been seen to be, (h, 1) serves: the same equation at full size.
 *
 * <p>Threading: one thread.
 */
public final class HalfScalars {
    private static final int GOAL_BITS = 128;
    private static final int ACCEPTABLE_BITS = 150;

    /** Bits of the two remainders that a leap looks at, and the limit of its factors: their products fit into 63 bits. */
    private static final int LEAP_BITS = 60;

    private static final long LEAP_FACTOR = 1L << (LEAP_BITS / 2);
    private static final long LOW_HALF = 0xFFFFFFFFL;
    /** Words of a factor that a leap multiplies: |t| stays below 2^130 until the smaller remainder has 128 bits. */
    private static final int FACTOR_WORDS = 3;

    /** rho, low word first; not negative. */
    public final long[] rho = new long[4];
    /** The size of tau, low word first. */
    public final long[] tau = new long[4];

    private boolean tauNegative;

    private final long[] spareRemainder = new long[4];
    private final long[] spareFactor = new long[4];

    /** Scratch for one split at a time. */
    public HalfScalars() {}

    /**
     * The sign of tau.
     *
     * @return whether tau is negative; its size is in {@link #tau}
     */
    public boolean tauNegative() {
        return tauNegative;
    }

    /**
     * The bits of the larger of rho and tau.
     *
     * @return about 128, and 253 where nothing smaller was found
     */
    public int bits() {
        return Math.max(bitLength(rho), bitLength(tau));
    }

    /**
     * Finds rho and tau. Variable time.
     *
     * @param h four words, low word first, below L
     */
    public void splitVar(long[] h) {
        // Remainders shrink, factors grow in size and alternate in sign: each pair is (r, t) with r = t h mod 8L.
        long[] large = spareRemainder;
        long[] largeFactor = spareFactor;
        long[] small = rho;
        long[] smallFactor = tau;
        setEightL(large);
        set(largeFactor, 0);
        System.arraycopy(h, 0, small, 0, 4);
        set(smallFactor, 1);
        boolean smallNegative = false;
        while (bitLength(small) > GOAL_BITS) {
            int steps = leapVar(large, largeFactor, small, smallFactor);
            if (steps > 0) {
                smallNegative ^= (steps & 1) != 0;
                continue;
            }
            reduceVar(large, largeFactor, small, smallFactor);
            long[] remainder = large;
            long[] factor = largeFactor;
            large = small;
            largeFactor = smallFactor;
            small = remainder;
            smallFactor = factor;
            smallNegative = !smallNegative;
        }
        tauNegative = smallNegative;
        if ((smallFactor[0] & 1) == 0) {
            int quotientBits = bitLength(large) - bitLength(small);
            if (bitLength(smallFactor) + quotientBits < bitLength(large)) {
                reduceVar(large, largeFactor, small, smallFactor);
            }
            small = large;
            smallFactor = largeFactor;
            tauNegative = !smallNegative;
        }
        if (Math.max(bitLength(small), bitLength(smallFactor)) > ACCEPTABLE_BITS) {
            System.arraycopy(h, 0, rho, 0, 4);
            set(tau, 1);
            tauNegative = false;
        } else if (small != rho) {
            System.arraycopy(small, 0, rho, 0, 4);
            System.arraycopy(smallFactor, 0, tau, 0, 4);
        }
    }

    private static void setEightL(long[] words) {
        words[0] = ScalarModL.ORDER_0 << 3;
        words[1] = ScalarModL.ORDER_1 << 3 | ScalarModL.ORDER_0 >>> 61;
        words[2] = ScalarModL.ORDER_1 >>> 61;
        words[3] = ScalarModL.ORDER_3 << 3;
    }

    private static void set(long[] words, long value) {
        words[0] = value;
        words[1] = 0;
        words[2] = 0;
        words[3] = 0;
    }

    /**
     * Steps of Euclid's algorithm as far as the top bits of the remainders prove their quotients; returns how many. The
     * pair becomes (u0 large - v0 small, v1 small - u1 large), or the negative of both after an odd number of steps.
     * Leaving out bits changes the two by less than v0 and v1 units, as u0 <= v0 and u1 <= v1 after the first step, so
     * a quotient is right if its remainder stays that far from 0 and from the divisor (Collins 1980).
     */
    private static int leapVar(long[] large, long[] largeFactor, long[] small, long[] smallFactor) {
        int shift = bitLength(large) - LEAP_BITS;
        long x = bitsFrom(large, shift);
        long y = bitsFrom(small, shift);
        long goal = shift < GOAL_BITS ? 1L << (GOAL_BITS - shift) : 1;
        long u0 = 1;
        long v0 = 0;
        long u1 = 0;
        long v1 = 1;
        int steps = 0;
        while (y >= goal) {
            long quotient = x / y;
            long rest = x - quotient * y;
            if (quotient >= LEAP_FACTOR) {
                break;
            }
            long u2 = u0 + quotient * u1;
            long v2 = v0 + quotient * v1;
            if (v2 >= LEAP_FACTOR || rest < v2 || y - rest < v1 + v2) {
                break;
            }
            x = y;
            y = rest;
            u0 = u1;
            v0 = v1;
            u1 = u2;
            v1 = v2;
            steps++;
        }
        if (steps > 0) {
            boolean odd = (steps & 1) != 0;
            transform(large, small, odd ? -u0 : u0, odd ? v0 : -v0, odd ? u1 : -u1, odd ? -v1 : v1, 4);
            // The factors alternate in sign, so their sizes add up.
            transform(largeFactor, smallFactor, u0, v0, u1, v1, FACTOR_WORDS);
        }
        return steps;
    }

    /** {@code (a, b) = (aa a + ab b, ba a + bb b)}, factors below 2^30 in size and results not negative. */
    private static void transform(long[] a, long[] b, long aa, long ab, long ba, long bb, int words) {
        long sumA = 0;
        long sumB = 0;
        for (int i = 0; i < words; i++) {
            long wordA = a[i];
            long wordB = b[i];
            sumA += aa * (wordA & LOW_HALF) + ab * (wordB & LOW_HALF);
            sumB += ba * (wordA & LOW_HALF) + bb * (wordB & LOW_HALF);
            long lowA = sumA & LOW_HALF;
            long lowB = sumB & LOW_HALF;
            sumA = (sumA >> 32) + aa * (wordA >>> 32) + ab * (wordB >>> 32);
            sumB = (sumB >> 32) + ba * (wordA >>> 32) + bb * (wordB >>> 32);
            a[i] = lowA | sumA << 32;
            b[i] = lowB | sumB << 32;
            sumA >>= 32;
            sumB >>= 32;
        }
    }

    /** The 64 bits from a position on. */
    private static long bitsFrom(long[] words, int bit) {
        int word = bit >>> 6;
        int shift = bit & 63;
        long high = word < 3 ? words[word + 1] : 0;
        return words[word] >>> shift | (high << 1) << (63 - shift);
    }

    /** Takes multiples of the small pair from the large one until its remainder is the smaller one. Needs small > 0. */
    private static void reduceVar(long[] large, long[] largeFactor, long[] small, long[] smallFactor) {
        int smallBits = bitLength(small);
        int shift = bitLength(large) - smallBits;
        while (shift >= 0) {
            if (!subtractShifted(large, small, shift)) {
                if (shift == 0) {
                    return;
                }
                subtractShifted(large, small, --shift);
            }
            addShifted(largeFactor, smallFactor, shift);
            shift = bitLength(large) - smallBits;
        }
    }

    static int bitLength(long[] words) {
        for (int i = 3; i > 0; i--) {
            if (words[i] != 0) {
                return 64 * i + 64 - Long.numberOfLeadingZeros(words[i]);
            }
        }
        return 64 - Long.numberOfLeadingZeros(words[0]);
    }

    /** One word of {@code words << shift}. */
    private static long shifted(long[] words, int shift, int index) {
        int from = index - (shift >>> 6);
        int bits = shift & 63;
        long high = from >= 0 ? words[from] << bits : 0;
        long low = from >= 1 ? (words[from - 1] >>> 1) >>> (63 - bits) : 0;
        return high | low;
    }

    /** {@code a -= b << shift} if that is not negative; else leaves a. */
    private static boolean subtractShifted(long[] a, long[] b, int shift) {
        long d0 = shifted(b, shift, 0);
        long d1 = shifted(b, shift, 1);
        long d2 = shifted(b, shift, 2);
        long d3 = shifted(b, shift, 3);
        long r0 = a[0] - d0;
        long borrow = borrow(a[0], d0, 0);
        long r1 = a[1] - d1 - borrow;
        borrow = borrow(a[1], d1, borrow);
        long r2 = a[2] - d2 - borrow;
        borrow = borrow(a[2], d2, borrow);
        long r3 = a[3] - d3 - borrow;
        if (borrow(a[3], d3, borrow) != 0) {
            return false;
        }
        a[0] = r0;
        a[1] = r1;
        a[2] = r2;
        a[3] = r3;
        return true;
    }

    private static long borrow(long a, long b, long borrow) {
        int order = Long.compareUnsigned(a, b);
        return order < 0 || (order == 0 && borrow != 0) ? 1 : 0;
    }

    private static void addShifted(long[] a, long[] b, int shift) {
        long carry = 0;
        for (int i = 0; i < 4; i++) {
            long d = shifted(b, shift, i);
            long sum = a[i] + d;
            long carryOut = Long.compareUnsigned(sum, d) < 0 ? 1 : 0;
            a[i] = sum + carry;
            carryOut += a[i] == 0 && carry != 0 ? 1 : 0;
            carry = carryOut;
        }
    }
}

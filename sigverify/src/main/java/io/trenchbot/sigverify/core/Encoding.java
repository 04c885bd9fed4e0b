package io.trenchbot.sigverify.core;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** What can be told about an encoded point or scalar from its bytes alone. */
public final class Encoding {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** Lowest word of p = 2^255 - 19; the next two are all ones, the highest is {@code Long.MAX_VALUE}. */
    private static final long P_0 = -19;

    private static final long WITHOUT_SIGN = Long.MAX_VALUE;

    /** The y of the points of order 8 and its negative, low word first. */
    private static final long EIGHT_0 = 0xb027b2c28f95e826L;

    private static final long EIGHT_1 = 0xf098eff289f4c345L;
    private static final long EIGHT_2 = 0x3933c6d305acdfd5L;
    private static final long EIGHT_3 = 0x05fc536d880238b1L;

    private Encoding() {}

    /**
     * Reads a little-endian word.
     *
     * @param bytes where from
     * @param offset of the first of its 8 bytes
     * @return the word
     */
    public static long word(byte[] bytes, int offset) {
        return (long) LONGS.get(bytes, offset);
    }

    /**
     * Whether the scalar is below the group order L.
     *
     * @param bytes holds the scalar
     * @param offset of its 32 bytes
     * @return true if it is the one canonical form of its residue
     */
    public static boolean belowOrder(byte[] bytes, int offset) {
        int high = Long.compareUnsigned(word(bytes, offset + 24), ScalarModL.ORDER_3);
        if (high != 0) {
            return high < 0;
        }
        if (word(bytes, offset + 16) != 0) {
            return false;
        }
        int middle = Long.compareUnsigned(word(bytes, offset + 8), ScalarModL.ORDER_1);
        return middle != 0 ? middle < 0 : Long.compareUnsigned(word(bytes, offset), ScalarModL.ORDER_0) < 0;
    }

    /**
     * Whether the y of an encoded point, without the sign bit, is below p.
     *
     * @param bytes holds the point
     * @param offset of its 32 bytes
     * @return false for the 19 values from p up to 2^255 - 1
     */
    public static boolean canonicalY(byte[] bytes, int offset) {
        return (word(bytes, offset + 24) & WITHOUT_SIGN) != WITHOUT_SIGN
                || (word(bytes, offset + 16) & word(bytes, offset + 8)) != -1
                || Long.compareUnsigned(word(bytes, offset), P_0) < 0;
    }

    /**
     * Whether an encoded point has order 1, 2, 4 or 8.
     *
     * <p>The y alone tells: the eight such points share five y (1; -1; 0 twice; two of order 8, twice each), each y is
     * on the curve with either sign, and any point with one of these y is one of the eight. Decoding is permissive, so
     * p and p + 1 count as 0 and 1; no other of the five has a second form below 2^255.
     *
     * @param bytes holds the point
     * @param offset of its 32 bytes
     * @return true if eight times the point is the identity
     */
    public static boolean smallOrder(byte[] bytes, int offset) {
        long w0 = word(bytes, offset);
        long w1 = word(bytes, offset + 8);
        long w2 = word(bytes, offset + 16);
        long w3 = word(bytes, offset + 24) & WITHOUT_SIGN;
        if ((w1 | w2 | w3) == 0) {
            return w0 == 0 || w0 == 1;
        }
        if ((w1 & w2) == -1 && w3 == WITHOUT_SIGN) {
            return w0 >= P_0 - 1 && w0 <= P_0 + 1;
        }
        boolean eight = w0 == EIGHT_0 && w1 == EIGHT_1 && w2 == EIGHT_2 && w3 == EIGHT_3;
        // p - y: no word borrows, so the upper ones complement.
        boolean minusEight = w0 == P_0 - EIGHT_0 && w1 == ~EIGHT_1 && w2 == ~EIGHT_2 && w3 == (WITHOUT_SIGN ^ EIGHT_3);
        return eight || minusEight;
    }
}

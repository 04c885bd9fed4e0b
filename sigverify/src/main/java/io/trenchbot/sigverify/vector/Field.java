package io.trenchbot.sigverify.vector;

import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * GF(2^255 - 19) in lanes: one element per lane, five limbs of radix 2^51 as centred integers in doubles.
 *
 * <p><b>Layout.</b> An element is {@link #STRIDE} doubles of an array, limb after limb, within a limb lane after lane;
 * operations name elements by the index of their first double. Input and output may coincide.
 *
 * <p><b>Exact products out of fused multiply-adds.</b> With SPLIT = 1.5 * 2^103, {@code h = fma(a, b, SPLIT)} rounds
 * {@code a b} to a multiple of 2^51 and keeps it beside SPLIT; with UNIT = 1.5 * 2^52,
 * {@code l = fma(a, b, (SPLIT + UNIT) - h)} is what the rounding left, beside UNIT, to the last bit. Both sums have a
 * fixed exponent, so their raw bits are integers plus a constant, and can be added up as 64-bit integers: l into its
 * column, h into the next. The constants are taken back by the value the columns start from. No number is ever converted
 * between double and long, which is why this needs no more than AVX2 and FMA.
 *
 * <p><b>Bounds.</b> A stored element is <i>tight</i>: every limb within 2^50 + 2^15 of zero. h and l are exact while
 * {@code |a b| <= 2^102 - 2^70}: tight times tight and (tight +- tight) times tight are; a product of two sums is not,
 * which is why sums and differences of products are formed on columns before the carry. A column adds up, the folded parts
 * counted 19-fold, at most 77 low parts, each within 2^50 of zero, and 95 high parts, each within about 2^49 (2^50 where
 * one factor is a sum): below 2^57 (2^58) in size. Each operation names the states it takes and gives, and how large its
 * columns become, at most 2^59. The start value POSITIVE = 2^62 + 2^50 keeps columns positive for the logical shift of the
 * carry, which goes once, in all limbs at the same time: from a column below 2^60 each limb takes at most 2^9 from below
 * (limb 0 19 times that) and ends tight again, centred by the constants that convert it back. <i>Raw</i> columns are left
 * uncarried in the long array.
 *
 * <p>After about 18,000 nodes the compiler inlines only the methods of the vector library, so each operation is one
 * method of straight calls; no vector lives across methods, hence nothing is allocated once compiled. Rows of products
 * loop with rotating columns because straight-line code spills registers. Raw columns never travel as doubles:
 * interpreters may change the bits of a NaN.
 *
 * <p>The long array is scratch of {@link #SCRATCH} longs; the first third belongs to the operation at work, raw columns
 * are named behind it.
 *
 * <p>Public data only. Threading: none shared; arrays belong to one thread.
 */
final class Field {
    static final VectorSpecies<Double> DOUBLES =
            DoubleVector.SPECIES_PREFERRED.length() >= 8 ? DoubleVector.SPECIES_512 : DoubleVector.SPECIES_256;
    static final VectorSpecies<Long> LONGS = DOUBLES.length() == 8 ? LongVector.SPECIES_512 : LongVector.SPECIES_256;

    /** Elements side by side. */
    static final int LANES = DOUBLES.length();
    /** Doubles of an element. */
    static final int STRIDE = 5 * LANES;
    /** Longs of scratch: columns at work, and two sets of raw columns. */
    static final int SCRATCH = 3 * STRIDE;
    /** Largest size of a limb of a tight element. */
    static final double TIGHT = 0x1p50 + 0x1p15;

    private static final int LIMB_BITS = 51;
    private static final long LIMB_MASK = (1L << LIMB_BITS) - 1;
    private static final double SPLIT = 0x1.8p103;
    private static final double UNIT = 0x1.8p52;
    private static final long SPLIT_BITS = Double.doubleToRawLongBits(SPLIT);
    private static final long UNIT_BITS = Double.doubleToRawLongBits(UNIT);
    private static final long POSITIVE = (1L << 62) + (1L << 50);
    private static final long TWICE_POSITIVE = POSITIVE << 1; // mod 2^64, as all columns are

    /** The bits of 2^52: or-ed onto an integer below 2^52 they make the double 2^52 + integer. */
    private static final long CONVERT_BITS = Double.doubleToRawLongBits(0x1p52);

    /** What a limb carries too much after the conversion: 2^52, half a limb, and POSITIVE's share from below. */
    private static final double CENTER = 0x1p52 + 0x1p50 + 0x1p11;

    private static final double CENTER_0 = 0x1p52 + 0x1p50 + 19 * 0x1p11;

    /** AVX-512 multiplies 64-bit lanes; AVX2 would emulate it, and shifts instead. */
    private static final boolean MULTIPLIES_LONGS = LANES == 8;

    /**
     * Whether the compiler may take two rows of a product at a time, which needs more than the 16 registers of AVX2: a
     * loop that does not count keeps it from that, and makes a product a fifth faster there. Older releases gain nothing.
     */
    private static final boolean UNROLLS = LANES == 8 || Runtime.version().feature() < 25;

    // Start values of the columns, by what an operation adds up in each: the number of low parts and of high parts, the
    // folded ones 19-fold. EXACT leaves the true sum, POSITIVE adds that constant, HALF half of it before a doubling.
    private static final long ROWS_EXACT_0 = 0 - 77 * UNIT_BITS - 95 * SPLIT_BITS;
    private static final long ROWS_EXACT_1 = 0 - 59 * UNIT_BITS - 77 * SPLIT_BITS;
    private static final long ROWS_EXACT_2 = 0 - 41 * UNIT_BITS - 59 * SPLIT_BITS;
    private static final long ROWS_EXACT_3 = 0 - 23 * UNIT_BITS - 41 * SPLIT_BITS;
    private static final long ROWS_EXACT_4 = 0 - 5 * UNIT_BITS - 23 * SPLIT_BITS;
    private static final long ROWS_POSITIVE_0 = POSITIVE - 77 * UNIT_BITS - 95 * SPLIT_BITS;
    private static final long ROWS_POSITIVE_1 = POSITIVE - 59 * UNIT_BITS - 77 * SPLIT_BITS;
    private static final long ROWS_POSITIVE_2 = POSITIVE - 41 * UNIT_BITS - 59 * SPLIT_BITS;
    private static final long ROWS_POSITIVE_3 = POSITIVE - 23 * UNIT_BITS - 41 * SPLIT_BITS;
    private static final long ROWS_POSITIVE_4 = POSITIVE - 5 * UNIT_BITS - 23 * SPLIT_BITS;
    private static final long ROWS_HALF_0 = POSITIVE / 2 - 77 * UNIT_BITS - 95 * SPLIT_BITS;
    private static final long ROWS_HALF_1 = POSITIVE / 2 - 59 * UNIT_BITS - 77 * SPLIT_BITS;
    private static final long ROWS_HALF_2 = POSITIVE / 2 - 41 * UNIT_BITS - 59 * SPLIT_BITS;
    private static final long ROWS_HALF_3 = POSITIVE / 2 - 23 * UNIT_BITS - 41 * SPLIT_BITS;
    private static final long ROWS_HALF_4 = POSITIVE / 2 - 5 * UNIT_BITS - 23 * SPLIT_BITS;
    private static final long SQUARE_EXACT_0 = 0 - 39 * UNIT_BITS - 38 * SPLIT_BITS;
    private static final long SQUARE_EXACT_1 = 0 - 20 * UNIT_BITS - 39 * SPLIT_BITS;
    private static final long SQUARE_EXACT_2 = 0 - 20 * UNIT_BITS - 20 * SPLIT_BITS;
    private static final long SQUARE_EXACT_3 = 0 - 21 * UNIT_BITS - 20 * SPLIT_BITS;
    private static final long SQUARE_EXACT_4 = 0 - 2 * UNIT_BITS - 21 * SPLIT_BITS;
    private static final long SQUARE_POSITIVE_0 = POSITIVE - 39 * UNIT_BITS - 38 * SPLIT_BITS;
    private static final long SQUARE_POSITIVE_1 = POSITIVE - 20 * UNIT_BITS - 39 * SPLIT_BITS;
    private static final long SQUARE_POSITIVE_2 = POSITIVE - 20 * UNIT_BITS - 20 * SPLIT_BITS;
    private static final long SQUARE_POSITIVE_3 = POSITIVE - 21 * UNIT_BITS - 20 * SPLIT_BITS;
    private static final long SQUARE_POSITIVE_4 = POSITIVE - 2 * UNIT_BITS - 21 * SPLIT_BITS;
    private static final long SQUARE_HALF_0 = ((POSITIVE + UNIT_BITS) >>> 1) - 39 * UNIT_BITS - 38 * SPLIT_BITS;
    private static final long SQUARE_HALF_1 = ((POSITIVE + UNIT_BITS) >>> 1) - 20 * UNIT_BITS - 39 * SPLIT_BITS;
    private static final long SQUARE_HALF_2 = ((POSITIVE + UNIT_BITS) >>> 1) - 20 * UNIT_BITS - 20 * SPLIT_BITS;
    private static final long SQUARE_HALF_3 = ((POSITIVE + UNIT_BITS) >>> 1) - 21 * UNIT_BITS - 20 * SPLIT_BITS;
    private static final long SQUARE_HALF_4 = ((POSITIVE + UNIT_BITS) >>> 1) - 2 * UNIT_BITS - 21 * SPLIT_BITS;

    private Field() {}

    /** {@code out = a b}. Tight * tight -> tight; columns below 2^57. */
    static void multiply(double[] w, int out, int a, int b, long[] s) {
        DoubleVector split = DoubleVector.broadcast(DOUBLES, SPLIT);
        DoubleVector rest = DoubleVector.broadcast(DOUBLES, SPLIT + UNIT);
        DoubleVector a0 = DoubleVector.fromArray(DOUBLES, w, a);
        DoubleVector a1 = DoubleVector.fromArray(DOUBLES, w, a + 1 * LANES);
        DoubleVector a2 = DoubleVector.fromArray(DOUBLES, w, a + 2 * LANES);
        DoubleVector a3 = DoubleVector.fromArray(DOUBLES, w, a + 3 * LANES);
        DoubleVector a4 = DoubleVector.fromArray(DOUBLES, w, a + 4 * LANES);
        LongVector c0 = LongVector.broadcast(LONGS, ROWS_POSITIVE_0);
        LongVector c1 = LongVector.broadcast(LONGS, ROWS_POSITIVE_1);
        LongVector c2 = LongVector.broadcast(LONGS, ROWS_POSITIVE_2);
        LongVector c3 = LongVector.broadcast(LONGS, ROWS_POSITIVE_3);
        LongVector c4 = LongVector.broadcast(LONGS, ROWS_POSITIVE_4);
        DoubleVector h;
        for (int i = 0, row = 1; UNROLLS ? i < 5 : row < 1 << 5; i++, row <<= 1) {
            DoubleVector x = DoubleVector.fromArray(DOUBLES, w, b + i * LANES);
            h = a0.fma(x, split);
            c0 = c0.add(a0.fma(x, rest.sub(h)).reinterpretAsLongs());
            c1 = c1.add(h.reinterpretAsLongs());
            h = a1.fma(x, split);
            c1 = c1.add(a1.fma(x, rest.sub(h)).reinterpretAsLongs());
            c2 = c2.add(h.reinterpretAsLongs());
            h = a2.fma(x, split);
            c2 = c2.add(a2.fma(x, rest.sub(h)).reinterpretAsLongs());
            c3 = c3.add(h.reinterpretAsLongs());
            h = a3.fma(x, split);
            c3 = c3.add(a3.fma(x, rest.sub(h)).reinterpretAsLongs());
            c4 = c4.add(h.reinterpretAsLongs());
            h = a4.fma(x, split);
            c4 = c4.add(a4.fma(x, rest.sub(h)).reinterpretAsLongs());
            c0.intoArray(s, i * LANES);
            c0 = c1;
            c1 = c2;
            c2 = c3;
            c3 = c4;
            c4 = h.reinterpretAsLongs();
        }
        LongVector e0 = LongVector.fromArray(LONGS, s, 0 * LANES)
                .add(
                        (MULTIPLIES_LONGS
                                ? c0.mul(19)
                                : c0.add(c0.lanewise(LSHL, 1)).add(c0.lanewise(LSHL, 4))));
        LongVector e1 = LongVector.fromArray(LONGS, s, 1 * LANES)
                .add(
                        (MULTIPLIES_LONGS
                                ? c1.mul(19)
                                : c1.add(c1.lanewise(LSHL, 1)).add(c1.lanewise(LSHL, 4))));
        LongVector e2 = LongVector.fromArray(LONGS, s, 2 * LANES)
                .add(
                        (MULTIPLIES_LONGS
                                ? c2.mul(19)
                                : c2.add(c2.lanewise(LSHL, 1)).add(c2.lanewise(LSHL, 4))));
        LongVector e3 = LongVector.fromArray(LONGS, s, 3 * LANES)
                .add(
                        (MULTIPLIES_LONGS
                                ? c3.mul(19)
                                : c3.add(c3.lanewise(LSHL, 1)).add(c3.lanewise(LSHL, 4))));
        LongVector e4 = LongVector.fromArray(LONGS, s, 4 * LANES)
                .add(
                        (MULTIPLIES_LONGS
                                ? c4.mul(19)
                                : c4.add(c4.lanewise(LSHL, 1)).add(c4.lanewise(LSHL, 4))));
        LongVector outTop = e4.lanewise(LSHR, LIMB_BITS);
        e4.and(LIMB_MASK)
                .or(CONVERT_BITS)
                .add(e3.lanewise(LSHR, LIMB_BITS))
                .reinterpretAsDoubles()
                .sub(CENTER)
                .intoArray(w, out + 4 * LANES);
        e3.and(LIMB_MASK)
                .or(CONVERT_BITS)
                .add(e2.lanewise(LSHR, LIMB_BITS))
                .reinterpretAsDoubles()
                .sub(CENTER)
                .intoArray(w, out + 3 * LANES);
        e2.and(LIMB_MASK)
                .or(CONVERT_BITS)
                .add(e1.lanewise(LSHR, LIMB_BITS))
                .reinterpretAsDoubles()
                .sub(CENTER)
                .intoArray(w, out + 2 * LANES);
        e1.and(LIMB_MASK)
                .or(CONVERT_BITS)
                .add(e0.lanewise(LSHR, LIMB_BITS))
                .reinterpretAsDoubles()
                .sub(CENTER)
                .intoArray(w, out + 1 * LANES);
        e0.and(LIMB_MASK)
                .or(CONVERT_BITS)
                .add(
                        (MULTIPLIES_LONGS
                                ? outTop.mul(19)
                                : outTop.add(outTop.lanewise(LSHL, 1)).add(outTop.lanewise(LSHL, 4))))
                .reinterpretAsDoubles()
                .sub(CENTER_0)
                .intoArray(w, out);
    }

    /** {@code out = 2 a b}. Tight * tight -> tight; columns below 2^58. */
    static void multiplyTwice(double[] w, int out, int a, int b, long[] s) {
        DoubleVector split = DoubleVector.broadcast(DOUBLES, SPLIT);
        DoubleVector rest = DoubleVector.broadcast(DOUBLES, SPLIT + UNIT);
        DoubleVector a0 = DoubleVector.fromArray(DOUBLES, w, a);
        DoubleVector a1 = DoubleVector.fromArray(DOUBLES, w, a + 1 * LANES);
        DoubleVector a2 = DoubleVector.fromArray(DOUBLES, w, a + 2 * LANES);
        DoubleVector a3 = DoubleVector.fromArray(DOUBLES, w, a + 3 * LANES);
        DoubleVector a4 = DoubleVector.fromArray(DOUBLES, w, a + 4 * LANES);
        LongVector c0 = LongVector.broadcast(LONGS, ROWS_HALF_0);
        LongVector c1 = LongVector.broadcast(LONGS, ROWS_HALF_1);
        LongVector c2 = LongVector.broadcast(LONGS, ROWS_HALF_2);
        LongVector c3 = LongVector.broadcast(LONGS, ROWS_HALF_3);
        LongVector c4 = LongVector.broadcast(LONGS, ROWS_HALF_4);
        DoubleVector h;
        for (int i = 0, row = 1; UNROLLS ? i < 5 : row < 1 << 5; i++, row <<= 1) {
            DoubleVector x = DoubleVector.fromArray(DOUBLES, w, b + i * LANES);
            h = a0.fma(x, split);
            c0 = c0.add(a0.fma(x, rest.sub(h)).reinterpretAsLongs());
            c1 = c1.add(h.reinterpretAsLongs());
            h = a1.fma(x, split);
            c1 = c1.add(a1.fma(x, rest.sub(h)).reinterpretAsLongs());
            c2 = c2.add(h.reinterpretAsLongs());
            h = a2.fma(x, split);
            c2 = c2.add(a2.fma(x, rest.sub(h)).reinterpretAsLongs());
            c3 = c3.add(h.reinterpretAsLongs());
            h = a3.fma(x, split);
            c3 = c3.add(a3.fma(x, rest.sub(h)).reinterpretAsLongs());
            c4 = c4.add(h.reinterpretAsLongs());
            h = a4.fma(x, split);
            c4 = c4.add(a4.fma(x, rest.sub(h)).reinterpretAsLongs());
            c0.intoArray(s, i * LANES);
            c0 = c1;
            c1 = c2;
            c2 = c3;
            c3 = c4;
            c4 = h.reinterpretAsLongs();
        }
        LongVector e0 = LongVector.fromArray(LONGS, s, 0 * LANES)
                .add(
                        (MULTIPLIES_LONGS
                                ? c0.mul(19)
                                : c0.add(c0.lanewise(LSHL, 1)).add(c0.lanewise(LSHL, 4))));
        LongVector e1 = LongVector.fromArray(LONGS, s, 1 * LANES)
                .add(
                        (MULTIPLIES_LONGS
                                ? c1.mul(19)
                                : c1.add(c1.lanewise(LSHL, 1)).add(c1.lanewise(LSHL, 4))));
        LongVector e2 = LongVector.fromArray(LONGS, s, 2 * LANES)
                .add(
                        (MULTIPLIES_LONGS
                                ? c2.mul(19)
                                : c2.add(c2.lanewise(LSHL, 1)).add(c2.lanewise(LSHL, 4))));
        LongVector e3 = LongVector.fromArray(LONGS, s, 3 * LANES)
                .add(
                        (MULTIPLIES_LONGS
                                ? c3.mul(19)
                                : c3.add(c3.lanewise(LSHL, 1)).add(c3.lanewise(LSHL, 4))));
        LongVector e4 = LongVector.fromArray(LONGS, s, 4 * LANES)
                .add(
                        (MULTIPLIES_LONGS
                                ? c4.mul(19)
                                : c4.add(c4.lanewise(LSHL, 1)).add(c4.lanewise(LSHL, 4))));
        e0 = e0.add(e0);
        e1 = e1.add(e1);
        e2 = e2.add(e2);
        e3 = e3.add(e3);
        e4 = e4.add(e4);
        LongVector outTop = e4.lanewise(LSHR, LIMB_BITS);
        e4.and(LIMB_MASK)
                .or(CONVERT_BITS)
                .add(e3.lanewise(LSHR, LIMB_BITS))
                .reinterpretAsDoubles()
                .sub(CENTER)
                .intoArray(w, out + 4 * LANES);
        e3.and(LIMB_MASK)
                .or(CONVERT_BITS)
                .add(e2.lanewise(LSHR, LIMB_BITS))
                .reinterpretAsDoubles()
                .sub(CENTER)
                .intoArray(w, out + 3 * LANES);
        e2.and(LIMB_MASK)
                .or(CONVERT_BITS)
                .add(e1.lanewise(LSHR, LIMB_BITS))
                .reinterpretAsDoubles()
                .sub(CENTER)
                .intoArray(w, out + 2 * LANES);
        e1.and(LIMB_MASK)
                .or(CONVERT_BITS)
                .add(e0.lanewise(LSHR, LIMB_BITS))
                .reinterpretAsDoubles()
                .sub(CENTER)
                .intoArray(w, out + 1 * LANES);
        e0.and(LIMB_MASK)
                .or(CONVERT_BITS)
                .add(
                        (MULTIPLIES_LONGS
                                ? outTop.mul(19)
                                : outTop.add(outTop.lanewise(LSHL, 1)).add(outTop.lanewise(LSHL, 4))))
                .reinterpretAsDoubles()
                .sub(CENTER_0)
                .intoArray(w, out);
    }

    /** {@code raw = (a - other) b}. (Tight - tight) * tight -> raw below 2^58. */
    static void differenceTimes(double[] w, int a, int other, int b, long[] s, int raw) {
        DoubleVector split = DoubleVector.broadcast(DOUBLES, SPLIT);
        DoubleVector rest = DoubleVector.broadcast(DOUBLES, SPLIT + UNIT);
        DoubleVector a0 = DoubleVector.fromArray(DOUBLES, w, a).sub(DoubleVector.fromArray(DOUBLES, w, other));
        DoubleVector a1 = DoubleVector.fromArray(DOUBLES, w, a + 1 * LANES)
                .sub(DoubleVector.fromArray(DOUBLES, w, other + 1 * LANES));
        DoubleVector a2 = DoubleVector.fromArray(DOUBLES, w, a + 2 * LANES)
                .sub(DoubleVector.fromArray(DOUBLES, w, other + 2 * LANES));
        DoubleVector a3 = DoubleVector.fromArray(DOUBLES, w, a + 3 * LANES)
                .sub(DoubleVector.fromArray(DOUBLES, w, other + 3 * LANES));
        DoubleVector a4 = DoubleVector.fromArray(DOUBLES, w, a + 4 * LANES)
                .sub(DoubleVector.fromArray(DOUBLES, w, other + 4 * LANES));
        LongVector c0 = LongVector.broadcast(LONGS, ROWS_EXACT_0);
        LongVector c1 = LongVector.broadcast(LONGS, ROWS_EXACT_1);
        LongVector c2 = LongVector.broadcast(LONGS, ROWS_EXACT_2);
        LongVector c3 = LongVector.broadcast(LONGS, ROWS_EXACT_3);
        LongVector c4 = LongVector.broadcast(LONGS, ROWS_EXACT_4);
        DoubleVector h;
        for (int i = 0, row = 1; UNROLLS ? i < 5 : row < 1 << 5; i++, row <<= 1) {
            DoubleVector x = DoubleVector.fromArray(DOUBLES, w, b + i * LANES);
            h = a0.fma(x, split);
            c0 = c0.add(a0.fma(x, rest.sub(h)).reinterpretAsLongs());
            c1 = c1.add(h.reinterpretAsLongs());
            h = a1.fma(x, split);
            c1 = c1.add(a1.fma(x, rest.sub(h)).reinterpretAsLongs());
            c2 = c2.add(h.reinterpretAsLongs());
            h = a2.fma(x, split);
            c2 = c2.add(a2.fma(x, rest.sub(h)).reinterpretAsLongs());
            c3 = c3.add(h.reinterpretAsLongs());
            h = a3.fma(x, split);
            c3 = c3.add(a3.fma(x, rest.sub(h)).reinterpretAsLongs());
            c4 = c4.add(h.reinterpretAsLongs());
            h = a4.fma(x, split);
            c4 = c4.add(a4.fma(x, rest.sub(h)).reinterpretAsLongs());
            c0.intoArray(s, i * LANES);
            c0 = c1;
            c1 = c2;
            c2 = c3;
            c3 = c4;
            c4 = h.reinterpretAsLongs();
        }
        LongVector e0 = LongVector.fromArray(LONGS, s, 0 * LANES)
                .add(
                        (MULTIPLIES_LONGS
                                ? c0.mul(19)
                                : c0.add(c0.lanewise(LSHL, 1)).add(c0.lanewise(LSHL, 4))));
        LongVector e1 = LongVector.fromArray(LONGS, s, 1 * LANES)
                .add(
                        (MULTIPLIES_LONGS
                                ? c1.mul(19)
                                : c1.add(c1.lanewise(LSHL, 1)).add(c1.lanewise(LSHL, 4))));
        LongVector e2 = LongVector.fromArray(LONGS, s, 2 * LANES)
                .add(
                        (MULTIPLIES_LONGS
                                ? c2.mul(19)
                                : c2.add(c2.lanewise(LSHL, 1)).add(c2.lanewise(LSHL, 4))));
        LongVector e3 = LongVector.fromArray(LONGS, s, 3 * LANES)
                .add(
                        (MULTIPLIES_LONGS
                                ? c3.mul(19)
                                : c3.add(c3.lanewise(LSHL, 1)).add(c3.lanewise(LSHL, 4))));
        LongVector e4 = LongVector.fromArray(LONGS, s, 4 * LANES)
                .add(
                        (MULTIPLIES_LONGS
                                ? c4.mul(19)
                                : c4.add(c4.lanewise(LSHL, 1)).add(c4.lanewise(LSHL, 4))));
        e0.intoArray(s, raw + 0 * LANES);
        e1.intoArray(s, raw + 1 * LANES);
        e2.intoArray(s, raw + 2 * LANES);
        e3.intoArray(s, raw + 3 * LANES);
        e4.intoArray(s, raw + 4 * LANES);
    }

    /** {@code raw = 2 a b}. Tight * tight -> raw below 2^58. */
    static void multiplyTwiceRaw(double[] w, int a, int b, long[] s, int raw) {
        DoubleVector split = DoubleVector.broadcast(DOUBLES, SPLIT);
        DoubleVector rest = DoubleVector.broadcast(DOUBLES, SPLIT + UNIT);
        DoubleVector a0 = DoubleVector.fromArray(DOUBLES, w, a);
        DoubleVector a1 = DoubleVector.fromArray(DOUBLES, w, a + 1 * LANES);
        DoubleVector a2 = DoubleVector.fromArray(DOUBLES, w, a + 2 * LANES);
        DoubleVector a3 = DoubleVector.fromArray(DOUBLES, w, a + 3 * LANES);
        DoubleVector a4 = DoubleVector.fromArray(DOUBLES, w, a + 4 * LANES);
        LongVector c0 = LongVector.broadcast(LONGS, ROWS_EXACT_0);
        LongVector c1 = LongVector.broadcast(LONGS, ROWS_EXACT_1);
        LongVector c2 = LongVector.broadcast(LONGS, ROWS_EXACT_2);
        LongVector c3 = LongVector.broadcast(LONGS, ROWS_EXACT_3);
        LongVector c4 = LongVector.broadcast(LONGS, ROWS_EXACT_4);
        DoubleVector h;
        for (int i = 0, row = 1; UNROLLS ? i < 5 : row < 1 << 5; i++, row <<= 1) {
            DoubleVector x = DoubleVector.fromArray(DOUBLES, w, b + i * LANES);
            h = a0.fma(x, split);
            c0 = c0.add(a0.fma(x, rest.sub(h)).reinterpretAsLongs());
            c1 = c1.add(h.reinterpretAsLongs());
            h = a1.fma(x, split);
            c1 = c1.add(a1.fma(x, rest.sub(h)).reinterpretAsLongs());
            c2 = c2.add(h.reinterpretAsLongs());
            h = a2.fma(x, split);
            c2 = c2.add(a2.fma(x, rest.sub(h)).reinterpretAsLongs());
            c3 = c3.add(h.reinterpretAsLongs());
            h = a3.fma(x, split);
            c3 = c3.add(a3.fma(x, rest.sub(h)).reinterpretAsLongs());
            c4 = c4.add(h.reinterpretAsLongs());
            h = a4.fma(x, split);
            c4 = c4.add(a4.fma(x, rest.sub(h)).reinterpretAsLongs());
            c0.intoArray(s, i * LANES);
            c0 = c1;
            c1 = c2;
            c2 = c3;
            c3 = c4;
            c4 = h.reinterpretAsLongs();
        }
        LongVector e0 = LongVector.fromArray(LONGS, s, 0 * LANES)
                .add(
                        (MULTIPLIES_LONGS
                                ? c0.mul(19)
                                : c0.add(c0.lanewise(LSHL, 1)).add(c0.lanewise(LSHL, 4))));
        LongVector e1 = LongVector.fromArray(LONGS, s, 1 * LANES)
                .add(
                        (MULTIPLIES_LONGS
                                ? c1.mul(19)
                                : c1.add(c1.lanewise(LSHL, 1)).add(c1.lanewise(LSHL, 4))));
        LongVector e2 = LongVector.fromArray(LONGS, s, 2 * LANES)
                .add(
                        (MULTIPLIES_LONGS
                                ? c2.mul(19)
                                : c2.add(c2.lanewise(LSHL, 1)).add(c2.lanewise(LSHL, 4))));
        LongVector e3 = LongVector.fromArray(LONGS, s, 3 * LANES)
                .add(
                        (MULTIPLIES_LONGS
                                ? c3.mul(19)
                                : c3.add(c3.lanewise(LSHL, 1)).add(c3.lanewise(LSHL, 4))));
        LongVector e4 = LongVector.fromArray(LONGS, s, 4 * LANES)
                .add(
                        (MULTIPLIES_LONGS
                                ? c4.mul(19)
                                : c4.add(c4.lanewise(LSHL, 1)).add(c4.lanewise(LSHL, 4))));
        e0 = e0.add(e0);
        e1 = e1.add(e1);
        e2 = e2.add(e2);
        e3 = e3.add(e3);
        e4 = e4.add(e4);
        e0.intoArray(s, raw + 0 * LANES);
        e1.intoArray(s, raw + 1 * LANES);
        e2.intoArray(s, raw + 2 * LANES);
        e3.intoArray(s, raw + 3 * LANES);
        e4.intoArray(s, raw + 4 * LANES);
    }

    /**
     * {@code minus = (a + other) b - raw, plus = (a + other) b + raw}.
     * (Tight + tight) * tight, raw below 2^58 -> tight; columns below 2^59.
     */
    static void sumTimes(double[] w, int minus, int plus, int a, int other, int b, long[] s, int raw) {
        DoubleVector split = DoubleVector.broadcast(DOUBLES, SPLIT);
        DoubleVector rest = DoubleVector.broadcast(DOUBLES, SPLIT + UNIT);
        DoubleVector a0 = DoubleVector.fromArray(DOUBLES, w, a).add(DoubleVector.fromArray(DOUBLES, w, other));
        DoubleVector a1 = DoubleVector.fromArray(DOUBLES, w, a + 1 * LANES)
                .add(DoubleVector.fromArray(DOUBLES, w, other + 1 * LANES));
        DoubleVector a2 = DoubleVector.fromArray(DOUBLES, w, a + 2 * LANES)
                .add(DoubleVector.fromArray(DOUBLES, w, other + 2 * LANES));
        DoubleVector a3 = DoubleVector.fromArray(DOUBLES, w, a + 3 * LANES)
                .add(DoubleVector.fromArray(DOUBLES, w, other + 3 * LANES));
        DoubleVector a4 = DoubleVector.fromArray(DOUBLES, w, a + 4 * LANES)
                .add(DoubleVector.fromArray(DOUBLES, w, other + 4 * LANES));
        LongVector c0 = LongVector.broadcast(LONGS, ROWS_POSITIVE_0);
        LongVector c1 = LongVector.broadcast(LONGS, ROWS_POSITIVE_1);
        LongVector c2 = LongVector.broadcast(LONGS, ROWS_POSITIVE_2);
        LongVector c3 = LongVector.broadcast(LONGS, ROWS_POSITIVE_3);
        LongVector c4 = LongVector.broadcast(LONGS, ROWS_POSITIVE_4);
        DoubleVector h;
        for (int i = 0, row = 1; UNROLLS ? i < 5 : row < 1 << 5; i++, row <<= 1) {
            DoubleVector x = DoubleVector.fromArray(DOUBLES, w, b + i * LANES);
            h = a0.fma(x, split);
            c0 = c0.add(a0.fma(x, rest.sub(h)).reinterpretAsLongs());
            c1 = c1.add(h.reinterpretAsLongs());
            h = a1.fma(x, split);
            c1 = c1.add(a1.fma(x, rest.sub(h)).reinterpretAsLongs());
            c2 = c2.add(h.reinterpretAsLongs());
            h = a2.fma(x, split);
            c2 = c2.add(a2.fma(x, rest.sub(h)).reinterpretAsLongs());
            c3 = c3.add(h.reinterpretAsLongs());
            h = a3.fma(x, split);
            c3 = c3.add(a3.fma(x, rest.sub(h)).reinterpretAsLongs());
            c4 = c4.add(h.reinterpretAsLongs());
            h = a4.fma(x, split);
            c4 = c4.add(a4.fma(x, rest.sub(h)).reinterpretAsLongs());
            c0.intoArray(s, i * LANES);
            c0 = c1;
            c1 = c2;
            c2 = c3;
            c3 = c4;
            c4 = h.reinterpretAsLongs();
        }
        LongVector e0 = LongVector.fromArray(LONGS, s, 0 * LANES)
                .add(
                        (MULTIPLIES_LONGS
                                ? c0.mul(19)
                                : c0.add(c0.lanewise(LSHL, 1)).add(c0.lanewise(LSHL, 4))));
        LongVector e1 = LongVector.fromArray(LONGS, s, 1 * LANES)
                .add(
                        (MULTIPLIES_LONGS
                                ? c1.mul(19)
                                : c1.add(c1.lanewise(LSHL, 1)).add(c1.lanewise(LSHL, 4))));
        LongVector e2 = LongVector.fromArray(LONGS, s, 2 * LANES)
                .add(
                        (MULTIPLIES_LONGS
                                ? c2.mul(19)
                                : c2.add(c2.lanewise(LSHL, 1)).add(c2.lanewise(LSHL, 4))));
        LongVector e3 = LongVector.fromArray(LONGS, s, 3 * LANES)
                .add(
                        (MULTIPLIES_LONGS
                                ? c3.mul(19)
                                : c3.add(c3.lanewise(LSHL, 1)).add(c3.lanewise(LSHL, 4))));
        LongVector e4 = LongVector.fromArray(LONGS, s, 4 * LANES)
                .add(
                        (MULTIPLIES_LONGS
                                ? c4.mul(19)
                                : c4.add(c4.lanewise(LSHL, 1)).add(c4.lanewise(LSHL, 4))));
        LongVector r0 = LongVector.fromArray(LONGS, s, raw + 0 * LANES);
        LongVector r1 = LongVector.fromArray(LONGS, s, raw + 1 * LANES);
        LongVector r2 = LongVector.fromArray(LONGS, s, raw + 2 * LANES);
        LongVector r3 = LongVector.fromArray(LONGS, s, raw + 3 * LANES);
        LongVector r4 = LongVector.fromArray(LONGS, s, raw + 4 * LANES);
        LongVector m0 = e0.sub(r0);
        LongVector m1 = e1.sub(r1);
        LongVector m2 = e2.sub(r2);
        LongVector m3 = e3.sub(r3);
        LongVector m4 = e4.sub(r4);
        LongVector p0 = e0.add(r0);
        LongVector p1 = e1.add(r1);
        LongVector p2 = e2.add(r2);
        LongVector p3 = e3.add(r3);
        LongVector p4 = e4.add(r4);
        LongVector minusTop = m4.lanewise(LSHR, LIMB_BITS);
        m4.and(LIMB_MASK)
                .or(CONVERT_BITS)
                .add(m3.lanewise(LSHR, LIMB_BITS))
                .reinterpretAsDoubles()
                .sub(CENTER)
                .intoArray(w, minus + 4 * LANES);
        m3.and(LIMB_MASK)
                .or(CONVERT_BITS)
                .add(m2.lanewise(LSHR, LIMB_BITS))
                .reinterpretAsDoubles()
                .sub(CENTER)
                .intoArray(w, minus + 3 * LANES);
        m2.and(LIMB_MASK)
                .or(CONVERT_BITS)
                .add(m1.lanewise(LSHR, LIMB_BITS))
                .reinterpretAsDoubles()
                .sub(CENTER)
                .intoArray(w, minus + 2 * LANES);
        m1.and(LIMB_MASK)
                .or(CONVERT_BITS)
                .add(m0.lanewise(LSHR, LIMB_BITS))
                .reinterpretAsDoubles()
                .sub(CENTER)
                .intoArray(w, minus + 1 * LANES);
        m0.and(LIMB_MASK)
                .or(CONVERT_BITS)
                .add(
                        (MULTIPLIES_LONGS
                                ? minusTop.mul(19)
                                : minusTop.add(minusTop.lanewise(LSHL, 1)).add(minusTop.lanewise(LSHL, 4))))
                .reinterpretAsDoubles()
                .sub(CENTER_0)
                .intoArray(w, minus);
        LongVector plusTop = p4.lanewise(LSHR, LIMB_BITS);
        p4.and(LIMB_MASK)
                .or(CONVERT_BITS)
                .add(p3.lanewise(LSHR, LIMB_BITS))
                .reinterpretAsDoubles()
                .sub(CENTER)
                .intoArray(w, plus + 4 * LANES);
        p3.and(LIMB_MASK)
                .or(CONVERT_BITS)
                .add(p2.lanewise(LSHR, LIMB_BITS))
                .reinterpretAsDoubles()
                .sub(CENTER)
                .intoArray(w, plus + 3 * LANES);
        p2.and(LIMB_MASK)
                .or(CONVERT_BITS)
                .add(p1.lanewise(LSHR, LIMB_BITS))
                .reinterpretAsDoubles()
                .sub(CENTER)
                .intoArray(w, plus + 2 * LANES);
        p1.and(LIMB_MASK)
                .or(CONVERT_BITS)
                .add(p0.lanewise(LSHR, LIMB_BITS))
                .reinterpretAsDoubles()
                .sub(CENTER)
                .intoArray(w, plus + 1 * LANES);
        p0.and(LIMB_MASK)
                .or(CONVERT_BITS)
                .add(
                        (MULTIPLIES_LONGS
                                ? plusTop.mul(19)
                                : plusTop.add(plusTop.lanewise(LSHL, 1)).add(plusTop.lanewise(LSHL, 4))))
                .reinterpretAsDoubles()
                .sub(CENTER_0)
                .intoArray(w, plus);
    }

    /** {@code minus = raw - a b, plus = raw + a b}. Tight * tight, raw below 2^58 -> tight; columns below 2^59. */
    static void multiplyAround(double[] w, int minus, int plus, int a, int b, long[] s, int raw) {
        DoubleVector split = DoubleVector.broadcast(DOUBLES, SPLIT);
        DoubleVector rest = DoubleVector.broadcast(DOUBLES, SPLIT + UNIT);
        DoubleVector a0 = DoubleVector.fromArray(DOUBLES, w, a);
        DoubleVector a1 = DoubleVector.fromArray(DOUBLES, w, a + 1 * LANES);
        DoubleVector a2 = DoubleVector.fromArray(DOUBLES, w, a + 2 * LANES);
        DoubleVector a3 = DoubleVector.fromArray(DOUBLES, w, a + 3 * LANES);
        DoubleVector a4 = DoubleVector.fromArray(DOUBLES, w, a + 4 * LANES);
        LongVector c0 = LongVector.broadcast(LONGS, ROWS_POSITIVE_0);
        LongVector c1 = LongVector.broadcast(LONGS, ROWS_POSITIVE_1);
        LongVector c2 = LongVector.broadcast(LONGS, ROWS_POSITIVE_2);
        LongVector c3 = LongVector.broadcast(LONGS, ROWS_POSITIVE_3);
        LongVector c4 = LongVector.broadcast(LONGS, ROWS_POSITIVE_4);
        DoubleVector h;
        for (int i = 0, row = 1; UNROLLS ? i < 5 : row < 1 << 5; i++, row <<= 1) {
            DoubleVector x = DoubleVector.fromArray(DOUBLES, w, b + i * LANES);
            h = a0.fma(x, split);
            c0 = c0.add(a0.fma(x, rest.sub(h)).reinterpretAsLongs());
            c1 = c1.add(h.reinterpretAsLongs());
            h = a1.fma(x, split);
            c1 = c1.add(a1.fma(x, rest.sub(h)).reinterpretAsLongs());
            c2 = c2.add(h.reinterpretAsLongs());
            h = a2.fma(x, split);
            c2 = c2.add(a2.fma(x, rest.sub(h)).reinterpretAsLongs());
            c3 = c3.add(h.reinterpretAsLongs());
            h = a3.fma(x, split);
            c3 = c3.add(a3.fma(x, rest.sub(h)).reinterpretAsLongs());
            c4 = c4.add(h.reinterpretAsLongs());
            h = a4.fma(x, split);
            c4 = c4.add(a4.fma(x, rest.sub(h)).reinterpretAsLongs());
            c0.intoArray(s, i * LANES);
            c0 = c1;
            c1 = c2;
            c2 = c3;
            c3 = c4;
            c4 = h.reinterpretAsLongs();
        }
        LongVector e0 = LongVector.fromArray(LONGS, s, 0 * LANES)
                .add(
                        (MULTIPLIES_LONGS
                                ? c0.mul(19)
                                : c0.add(c0.lanewise(LSHL, 1)).add(c0.lanewise(LSHL, 4))));
        LongVector e1 = LongVector.fromArray(LONGS, s, 1 * LANES)
                .add(
                        (MULTIPLIES_LONGS
                                ? c1.mul(19)
                                : c1.add(c1.lanewise(LSHL, 1)).add(c1.lanewise(LSHL, 4))));
        LongVector e2 = LongVector.fromArray(LONGS, s, 2 * LANES)
                .add(
                        (MULTIPLIES_LONGS
                                ? c2.mul(19)
                                : c2.add(c2.lanewise(LSHL, 1)).add(c2.lanewise(LSHL, 4))));
        LongVector e3 = LongVector.fromArray(LONGS, s, 3 * LANES)
                .add(
                        (MULTIPLIES_LONGS
                                ? c3.mul(19)
                                : c3.add(c3.lanewise(LSHL, 1)).add(c3.lanewise(LSHL, 4))));
        LongVector e4 = LongVector.fromArray(LONGS, s, 4 * LANES)
                .add(
                        (MULTIPLIES_LONGS
                                ? c4.mul(19)
                                : c4.add(c4.lanewise(LSHL, 1)).add(c4.lanewise(LSHL, 4))));
        LongVector r0 = LongVector.fromArray(LONGS, s, raw + 0 * LANES);
        LongVector r1 = LongVector.fromArray(LONGS, s, raw + 1 * LANES);
        LongVector r2 = LongVector.fromArray(LONGS, s, raw + 2 * LANES);
        LongVector r3 = LongVector.fromArray(LONGS, s, raw + 3 * LANES);
        LongVector r4 = LongVector.fromArray(LONGS, s, raw + 4 * LANES);
        LongVector m0 = r0.add(TWICE_POSITIVE).sub(e0);
        LongVector m1 = r1.add(TWICE_POSITIVE).sub(e1);
        LongVector m2 = r2.add(TWICE_POSITIVE).sub(e2);
        LongVector m3 = r3.add(TWICE_POSITIVE).sub(e3);
        LongVector m4 = r4.add(TWICE_POSITIVE).sub(e4);
        LongVector p0 = r0.add(e0);
        LongVector p1 = r1.add(e1);
        LongVector p2 = r2.add(e2);
        LongVector p3 = r3.add(e3);
        LongVector p4 = r4.add(e4);
        LongVector minusTop = m4.lanewise(LSHR, LIMB_BITS);
        m4.and(LIMB_MASK)
                .or(CONVERT_BITS)
                .add(m3.lanewise(LSHR, LIMB_BITS))
                .reinterpretAsDoubles()
                .sub(CENTER)
                .intoArray(w, minus + 4 * LANES);
        m3.and(LIMB_MASK)
                .or(CONVERT_BITS)
                .add(m2.lanewise(LSHR, LIMB_BITS))
                .reinterpretAsDoubles()
                .sub(CENTER)
                .intoArray(w, minus + 3 * LANES);
        m2.and(LIMB_MASK)
                .or(CONVERT_BITS)
                .add(m1.lanewise(LSHR, LIMB_BITS))
                .reinterpretAsDoubles()
                .sub(CENTER)
                .intoArray(w, minus + 2 * LANES);
        m1.and(LIMB_MASK)
                .or(CONVERT_BITS)
                .add(m0.lanewise(LSHR, LIMB_BITS))
                .reinterpretAsDoubles()
                .sub(CENTER)
                .intoArray(w, minus + 1 * LANES);
        m0.and(LIMB_MASK)
                .or(CONVERT_BITS)
                .add(
                        (MULTIPLIES_LONGS
                                ? minusTop.mul(19)
                                : minusTop.add(minusTop.lanewise(LSHL, 1)).add(minusTop.lanewise(LSHL, 4))))
                .reinterpretAsDoubles()
                .sub(CENTER_0)
                .intoArray(w, minus);
        LongVector plusTop = p4.lanewise(LSHR, LIMB_BITS);
        p4.and(LIMB_MASK)
                .or(CONVERT_BITS)
                .add(p3.lanewise(LSHR, LIMB_BITS))
                .reinterpretAsDoubles()
                .sub(CENTER)
                .intoArray(w, plus + 4 * LANES);
        p3.and(LIMB_MASK)
                .or(CONVERT_BITS)
                .add(p2.lanewise(LSHR, LIMB_BITS))
                .reinterpretAsDoubles()
                .sub(CENTER)
                .intoArray(w, plus + 3 * LANES);
        p2.and(LIMB_MASK)
                .or(CONVERT_BITS)
                .add(p1.lanewise(LSHR, LIMB_BITS))
                .reinterpretAsDoubles()
                .sub(CENTER)
                .intoArray(w, plus + 2 * LANES);
        p1.and(LIMB_MASK)
                .or(CONVERT_BITS)
                .add(p0.lanewise(LSHR, LIMB_BITS))
                .reinterpretAsDoubles()
                .sub(CENTER)
                .intoArray(w, plus + 1 * LANES);
        p0.and(LIMB_MASK)
                .or(CONVERT_BITS)
                .add(
                        (MULTIPLIES_LONGS
                                ? plusTop.mul(19)
                                : plusTop.add(plusTop.lanewise(LSHL, 1)).add(plusTop.lanewise(LSHL, 4))))
                .reinterpretAsDoubles()
                .sub(CENTER_0)
                .intoArray(w, plus);
    }

    /** {@code minus = 2 z - a b, plus = 2 z + a b}. Tight * tight, tight -> tight; columns below 2^58. */
    static void multiplyAroundTwice(double[] w, int minus, int plus, int a, int b, int z, long[] s) {
        DoubleVector split = DoubleVector.broadcast(DOUBLES, SPLIT);
        DoubleVector rest = DoubleVector.broadcast(DOUBLES, SPLIT + UNIT);
        DoubleVector a0 = DoubleVector.fromArray(DOUBLES, w, a);
        DoubleVector a1 = DoubleVector.fromArray(DOUBLES, w, a + 1 * LANES);
        DoubleVector a2 = DoubleVector.fromArray(DOUBLES, w, a + 2 * LANES);
        DoubleVector a3 = DoubleVector.fromArray(DOUBLES, w, a + 3 * LANES);
        DoubleVector a4 = DoubleVector.fromArray(DOUBLES, w, a + 4 * LANES);
        LongVector c0 = LongVector.broadcast(LONGS, ROWS_POSITIVE_0);
        LongVector c1 = LongVector.broadcast(LONGS, ROWS_POSITIVE_1);
        LongVector c2 = LongVector.broadcast(LONGS, ROWS_POSITIVE_2);
        LongVector c3 = LongVector.broadcast(LONGS, ROWS_POSITIVE_3);
        LongVector c4 = LongVector.broadcast(LONGS, ROWS_POSITIVE_4);
        DoubleVector h;
        for (int i = 0, row = 1; UNROLLS ? i < 5 : row < 1 << 5; i++, row <<= 1) {
            DoubleVector x = DoubleVector.fromArray(DOUBLES, w, b + i * LANES);
            h = a0.fma(x, split);
            c0 = c0.add(a0.fma(x, rest.sub(h)).reinterpretAsLongs());
            c1 = c1.add(h.reinterpretAsLongs());
            h = a1.fma(x, split);
            c1 = c1.add(a1.fma(x, rest.sub(h)).reinterpretAsLongs());
            c2 = c2.add(h.reinterpretAsLongs());
            h = a2.fma(x, split);
            c2 = c2.add(a2.fma(x, rest.sub(h)).reinterpretAsLongs());
            c3 = c3.add(h.reinterpretAsLongs());
            h = a3.fma(x, split);
            c3 = c3.add(a3.fma(x, rest.sub(h)).reinterpretAsLongs());
            c4 = c4.add(h.reinterpretAsLongs());
            h = a4.fma(x, split);
            c4 = c4.add(a4.fma(x, rest.sub(h)).reinterpretAsLongs());
            c0.intoArray(s, i * LANES);
            c0 = c1;
            c1 = c2;
            c2 = c3;
            c3 = c4;
            c4 = h.reinterpretAsLongs();
        }
        LongVector e0 = LongVector.fromArray(LONGS, s, 0 * LANES)
                .add(
                        (MULTIPLIES_LONGS
                                ? c0.mul(19)
                                : c0.add(c0.lanewise(LSHL, 1)).add(c0.lanewise(LSHL, 4))));
        LongVector e1 = LongVector.fromArray(LONGS, s, 1 * LANES)
                .add(
                        (MULTIPLIES_LONGS
                                ? c1.mul(19)
                                : c1.add(c1.lanewise(LSHL, 1)).add(c1.lanewise(LSHL, 4))));
        LongVector e2 = LongVector.fromArray(LONGS, s, 2 * LANES)
                .add(
                        (MULTIPLIES_LONGS
                                ? c2.mul(19)
                                : c2.add(c2.lanewise(LSHL, 1)).add(c2.lanewise(LSHL, 4))));
        LongVector e3 = LongVector.fromArray(LONGS, s, 3 * LANES)
                .add(
                        (MULTIPLIES_LONGS
                                ? c3.mul(19)
                                : c3.add(c3.lanewise(LSHL, 1)).add(c3.lanewise(LSHL, 4))));
        LongVector e4 = LongVector.fromArray(LONGS, s, 4 * LANES)
                .add(
                        (MULTIPLIES_LONGS
                                ? c4.mul(19)
                                : c4.add(c4.lanewise(LSHL, 1)).add(c4.lanewise(LSHL, 4))));
        LongVector z0 = DoubleVector.fromArray(DOUBLES, w, z).add(UNIT).reinterpretAsLongs();
        LongVector r0 = z0.add(z0).sub(2 * UNIT_BITS);
        LongVector m0 = r0.add(TWICE_POSITIVE).sub(e0);
        LongVector p0 = r0.add(e0);
        LongVector z1 =
                DoubleVector.fromArray(DOUBLES, w, z + 1 * LANES).add(UNIT).reinterpretAsLongs();
        LongVector r1 = z1.add(z1).sub(2 * UNIT_BITS);
        LongVector m1 = r1.add(TWICE_POSITIVE).sub(e1);
        LongVector p1 = r1.add(e1);
        LongVector z2 =
                DoubleVector.fromArray(DOUBLES, w, z + 2 * LANES).add(UNIT).reinterpretAsLongs();
        LongVector r2 = z2.add(z2).sub(2 * UNIT_BITS);
        LongVector m2 = r2.add(TWICE_POSITIVE).sub(e2);
        LongVector p2 = r2.add(e2);
        LongVector z3 =
                DoubleVector.fromArray(DOUBLES, w, z + 3 * LANES).add(UNIT).reinterpretAsLongs();
        LongVector r3 = z3.add(z3).sub(2 * UNIT_BITS);
        LongVector m3 = r3.add(TWICE_POSITIVE).sub(e3);
        LongVector p3 = r3.add(e3);
        LongVector z4 =
                DoubleVector.fromArray(DOUBLES, w, z + 4 * LANES).add(UNIT).reinterpretAsLongs();
        LongVector r4 = z4.add(z4).sub(2 * UNIT_BITS);
        LongVector m4 = r4.add(TWICE_POSITIVE).sub(e4);
        LongVector p4 = r4.add(e4);
        LongVector minusTop = m4.lanewise(LSHR, LIMB_BITS);
        m4.and(LIMB_MASK)
                .or(CONVERT_BITS)
                .add(m3.lanewise(LSHR, LIMB_BITS))
                .reinterpretAsDoubles()
                .sub(CENTER)
                .intoArray(w, minus + 4 * LANES);
        m3.and(LIMB_MASK)
                .or(CONVERT_BITS)
                .add(m2.lanewise(LSHR, LIMB_BITS))
                .reinterpretAsDoubles()
                .sub(CENTER)
                .intoArray(w, minus + 3 * LANES);
        m2.and(LIMB_MASK)
                .or(CONVERT_BITS)
                .add(m1.lanewise(LSHR, LIMB_BITS))
                .reinterpretAsDoubles()
                .sub(CENTER)
                .intoArray(w, minus + 2 * LANES);
        m1.and(LIMB_MASK)
                .or(CONVERT_BITS)
                .add(m0.lanewise(LSHR, LIMB_BITS))
                .reinterpretAsDoubles()
                .sub(CENTER)
                .intoArray(w, minus + 1 * LANES);
        m0.and(LIMB_MASK)
                .or(CONVERT_BITS)
                .add(
                        (MULTIPLIES_LONGS
                                ? minusTop.mul(19)
                                : minusTop.add(minusTop.lanewise(LSHL, 1)).add(minusTop.lanewise(LSHL, 4))))
                .reinterpretAsDoubles()
                .sub(CENTER_0)
                .intoArray(w, minus);
        LongVector plusTop = p4.lanewise(LSHR, LIMB_BITS);
        p4.and(LIMB_MASK)
                .or(CONVERT_BITS)
                .add(p3.lanewise(LSHR, LIMB_BITS))
                .reinterpretAsDoubles()
                .sub(CENTER)
                .intoArray(w, plus + 4 * LANES);
        p3.and(LIMB_MASK)
                .or(CONVERT_BITS)
                .add(p2.lanewise(LSHR, LIMB_BITS))
                .reinterpretAsDoubles()
                .sub(CENTER)
                .intoArray(w, plus + 3 * LANES);
        p2.and(LIMB_MASK)
                .or(CONVERT_BITS)
                .add(p1.lanewise(LSHR, LIMB_BITS))
                .reinterpretAsDoubles()
                .sub(CENTER)
                .intoArray(w, plus + 2 * LANES);
        p1.and(LIMB_MASK)
                .or(CONVERT_BITS)
                .add(p0.lanewise(LSHR, LIMB_BITS))
                .reinterpretAsDoubles()
                .sub(CENTER)
                .intoArray(w, plus + 1 * LANES);
        p0.and(LIMB_MASK)
                .or(CONVERT_BITS)
                .add(
                        (MULTIPLIES_LONGS
                                ? plusTop.mul(19)
                                : plusTop.add(plusTop.lanewise(LSHL, 1)).add(plusTop.lanewise(LSHL, 4))))
                .reinterpretAsDoubles()
                .sub(CENTER_0)
                .intoArray(w, plus);
    }

    /** {@code raw = a^2}. Tight -> raw below 2^57. */
    static void squareRaw(double[] w, int a, long[] s, int raw) {
        DoubleVector split = DoubleVector.broadcast(DOUBLES, SPLIT);
        DoubleVector rest = DoubleVector.broadcast(DOUBLES, SPLIT + UNIT);
        DoubleVector h;
        DoubleVector g;
        DoubleVector a0 = DoubleVector.fromArray(DOUBLES, w, a);
        DoubleVector a1 = DoubleVector.fromArray(DOUBLES, w, a + 1 * LANES);
        DoubleVector a2 = DoubleVector.fromArray(DOUBLES, w, a + 2 * LANES);
        DoubleVector a3 = DoubleVector.fromArray(DOUBLES, w, a + 3 * LANES);
        DoubleVector a4 = DoubleVector.fromArray(DOUBLES, w, a + 4 * LANES);
        DoubleVector d0 = a0.add(a0);
        DoubleVector d1 = a1.add(a1);
        DoubleVector d2 = a2.add(a2);
        DoubleVector d3 = a3.add(a3);
        h = a0.fma(a0, split);
        LongVector c0 = a0.fma(a0, rest.sub(h)).reinterpretAsLongs();
        LongVector c1 = h.reinterpretAsLongs();
        h = d0.fma(a1, split);
        c1 = c1.add(d0.fma(a1, rest.sub(h)).reinterpretAsLongs());
        LongVector c2 = h.reinterpretAsLongs();
        h = d0.fma(a2, split);
        g = a1.fma(a1, h);
        c2 = c2.add(d0.fma(a2, rest.sub(h)).add(a1.fma(a1, h.sub(g))).reinterpretAsLongs());
        LongVector c3 = g.reinterpretAsLongs();
        h = d0.fma(a3, split);
        c3 = c3.add(d0.fma(a3, rest.sub(h)).reinterpretAsLongs());
        LongVector c4 = h.reinterpretAsLongs();
        h = d1.fma(a2, split);
        c3 = c3.add(d1.fma(a2, rest.sub(h)).reinterpretAsLongs());
        c4 = c4.add(h.reinterpretAsLongs());
        h = d0.fma(a4, split);
        c4 = c4.add(d0.fma(a4, rest.sub(h)).reinterpretAsLongs());
        LongVector c5 = h.reinterpretAsLongs();
        h = d1.fma(a3, split);
        g = a2.fma(a2, h);
        c4 = c4.add(d1.fma(a3, rest.sub(h)).add(a2.fma(a2, h.sub(g))).reinterpretAsLongs());
        c5 = c5.add(g.reinterpretAsLongs());
        h = d1.fma(a4, split);
        c5 = c5.add(d1.fma(a4, rest.sub(h)).reinterpretAsLongs());
        LongVector c6 = h.reinterpretAsLongs();
        h = d2.fma(a3, split);
        c5 = c5.add(d2.fma(a3, rest.sub(h)).reinterpretAsLongs());
        c6 = c6.add(h.reinterpretAsLongs());
        h = d2.fma(a4, split);
        g = a3.fma(a3, h);
        c6 = c6.add(d2.fma(a4, rest.sub(h)).add(a3.fma(a3, h.sub(g))).reinterpretAsLongs());
        LongVector c7 = g.reinterpretAsLongs();
        h = d3.fma(a4, split);
        c7 = c7.add(d3.fma(a4, rest.sub(h)).reinterpretAsLongs());
        LongVector c8 = h.reinterpretAsLongs();
        h = a4.fma(a4, split);
        c8 = c8.add(a4.fma(a4, rest.sub(h)).reinterpretAsLongs());
        LongVector c9 = h.reinterpretAsLongs();
        LongVector e0 = c0.add(
                        (MULTIPLIES_LONGS
                                ? c5.mul(19)
                                : c5.add(c5.lanewise(LSHL, 1)).add(c5.lanewise(LSHL, 4))))
                .add(SQUARE_EXACT_0);
        LongVector e1 = c1.add(
                        (MULTIPLIES_LONGS
                                ? c6.mul(19)
                                : c6.add(c6.lanewise(LSHL, 1)).add(c6.lanewise(LSHL, 4))))
                .add(SQUARE_EXACT_1);
        LongVector e2 = c2.add(
                        (MULTIPLIES_LONGS
                                ? c7.mul(19)
                                : c7.add(c7.lanewise(LSHL, 1)).add(c7.lanewise(LSHL, 4))))
                .add(SQUARE_EXACT_2);
        LongVector e3 = c3.add(
                        (MULTIPLIES_LONGS
                                ? c8.mul(19)
                                : c8.add(c8.lanewise(LSHL, 1)).add(c8.lanewise(LSHL, 4))))
                .add(SQUARE_EXACT_3);
        LongVector e4 = c4.add(
                        (MULTIPLIES_LONGS
                                ? c9.mul(19)
                                : c9.add(c9.lanewise(LSHL, 1)).add(c9.lanewise(LSHL, 4))))
                .add(SQUARE_EXACT_4);
        e0.intoArray(s, raw + 0 * LANES);
        e1.intoArray(s, raw + 1 * LANES);
        e2.intoArray(s, raw + 2 * LANES);
        e3.intoArray(s, raw + 3 * LANES);
        e4.intoArray(s, raw + 4 * LANES);
    }

    /** {@code minus = a^2 - raw, plus = a^2 + raw}. Tight, raw below 2^57 -> tight; columns below 2^58. */
    static void squareAround(double[] w, int minus, int plus, int a, long[] s, int raw) {
        DoubleVector split = DoubleVector.broadcast(DOUBLES, SPLIT);
        DoubleVector rest = DoubleVector.broadcast(DOUBLES, SPLIT + UNIT);
        DoubleVector h;
        DoubleVector g;
        DoubleVector a0 = DoubleVector.fromArray(DOUBLES, w, a);
        DoubleVector a1 = DoubleVector.fromArray(DOUBLES, w, a + 1 * LANES);
        DoubleVector a2 = DoubleVector.fromArray(DOUBLES, w, a + 2 * LANES);
        DoubleVector a3 = DoubleVector.fromArray(DOUBLES, w, a + 3 * LANES);
        DoubleVector a4 = DoubleVector.fromArray(DOUBLES, w, a + 4 * LANES);
        DoubleVector d0 = a0.add(a0);
        DoubleVector d1 = a1.add(a1);
        DoubleVector d2 = a2.add(a2);
        DoubleVector d3 = a3.add(a3);
        h = a0.fma(a0, split);
        LongVector c0 = a0.fma(a0, rest.sub(h)).reinterpretAsLongs();
        LongVector c1 = h.reinterpretAsLongs();
        h = d0.fma(a1, split);
        c1 = c1.add(d0.fma(a1, rest.sub(h)).reinterpretAsLongs());
        LongVector c2 = h.reinterpretAsLongs();
        h = d0.fma(a2, split);
        g = a1.fma(a1, h);
        c2 = c2.add(d0.fma(a2, rest.sub(h)).add(a1.fma(a1, h.sub(g))).reinterpretAsLongs());
        LongVector c3 = g.reinterpretAsLongs();
        h = d0.fma(a3, split);
        c3 = c3.add(d0.fma(a3, rest.sub(h)).reinterpretAsLongs());
        LongVector c4 = h.reinterpretAsLongs();
        h = d1.fma(a2, split);
        c3 = c3.add(d1.fma(a2, rest.sub(h)).reinterpretAsLongs());
        c4 = c4.add(h.reinterpretAsLongs());
        h = d0.fma(a4, split);
        c4 = c4.add(d0.fma(a4, rest.sub(h)).reinterpretAsLongs());
        LongVector c5 = h.reinterpretAsLongs();
        h = d1.fma(a3, split);
        g = a2.fma(a2, h);
        c4 = c4.add(d1.fma(a3, rest.sub(h)).add(a2.fma(a2, h.sub(g))).reinterpretAsLongs());
        c5 = c5.add(g.reinterpretAsLongs());
        h = d1.fma(a4, split);
        c5 = c5.add(d1.fma(a4, rest.sub(h)).reinterpretAsLongs());
        LongVector c6 = h.reinterpretAsLongs();
        h = d2.fma(a3, split);
        c5 = c5.add(d2.fma(a3, rest.sub(h)).reinterpretAsLongs());
        c6 = c6.add(h.reinterpretAsLongs());
        h = d2.fma(a4, split);
        g = a3.fma(a3, h);
        c6 = c6.add(d2.fma(a4, rest.sub(h)).add(a3.fma(a3, h.sub(g))).reinterpretAsLongs());
        LongVector c7 = g.reinterpretAsLongs();
        h = d3.fma(a4, split);
        c7 = c7.add(d3.fma(a4, rest.sub(h)).reinterpretAsLongs());
        LongVector c8 = h.reinterpretAsLongs();
        h = a4.fma(a4, split);
        c8 = c8.add(a4.fma(a4, rest.sub(h)).reinterpretAsLongs());
        LongVector c9 = h.reinterpretAsLongs();
        LongVector e0 = c0.add(
                        (MULTIPLIES_LONGS
                                ? c5.mul(19)
                                : c5.add(c5.lanewise(LSHL, 1)).add(c5.lanewise(LSHL, 4))))
                .add(SQUARE_POSITIVE_0);
        LongVector e1 = c1.add(
                        (MULTIPLIES_LONGS
                                ? c6.mul(19)
                                : c6.add(c6.lanewise(LSHL, 1)).add(c6.lanewise(LSHL, 4))))
                .add(SQUARE_POSITIVE_1);
        LongVector e2 = c2.add(
                        (MULTIPLIES_LONGS
                                ? c7.mul(19)
                                : c7.add(c7.lanewise(LSHL, 1)).add(c7.lanewise(LSHL, 4))))
                .add(SQUARE_POSITIVE_2);
        LongVector e3 = c3.add(
                        (MULTIPLIES_LONGS
                                ? c8.mul(19)
                                : c8.add(c8.lanewise(LSHL, 1)).add(c8.lanewise(LSHL, 4))))
                .add(SQUARE_POSITIVE_3);
        LongVector e4 = c4.add(
                        (MULTIPLIES_LONGS
                                ? c9.mul(19)
                                : c9.add(c9.lanewise(LSHL, 1)).add(c9.lanewise(LSHL, 4))))
                .add(SQUARE_POSITIVE_4);
        LongVector r0 = LongVector.fromArray(LONGS, s, raw + 0 * LANES);
        LongVector r1 = LongVector.fromArray(LONGS, s, raw + 1 * LANES);
        LongVector r2 = LongVector.fromArray(LONGS, s, raw + 2 * LANES);
        LongVector r3 = LongVector.fromArray(LONGS, s, raw + 3 * LANES);
        LongVector r4 = LongVector.fromArray(LONGS, s, raw + 4 * LANES);
        LongVector m0 = e0.sub(r0);
        LongVector m1 = e1.sub(r1);
        LongVector m2 = e2.sub(r2);
        LongVector m3 = e3.sub(r3);
        LongVector m4 = e4.sub(r4);
        LongVector p0 = e0.add(r0);
        LongVector p1 = e1.add(r1);
        LongVector p2 = e2.add(r2);
        LongVector p3 = e3.add(r3);
        LongVector p4 = e4.add(r4);
        LongVector minusTop = m4.lanewise(LSHR, LIMB_BITS);
        m4.and(LIMB_MASK)
                .or(CONVERT_BITS)
                .add(m3.lanewise(LSHR, LIMB_BITS))
                .reinterpretAsDoubles()
                .sub(CENTER)
                .intoArray(w, minus + 4 * LANES);
        m3.and(LIMB_MASK)
                .or(CONVERT_BITS)
                .add(m2.lanewise(LSHR, LIMB_BITS))
                .reinterpretAsDoubles()
                .sub(CENTER)
                .intoArray(w, minus + 3 * LANES);
        m2.and(LIMB_MASK)
                .or(CONVERT_BITS)
                .add(m1.lanewise(LSHR, LIMB_BITS))
                .reinterpretAsDoubles()
                .sub(CENTER)
                .intoArray(w, minus + 2 * LANES);
        m1.and(LIMB_MASK)
                .or(CONVERT_BITS)
                .add(m0.lanewise(LSHR, LIMB_BITS))
                .reinterpretAsDoubles()
                .sub(CENTER)
                .intoArray(w, minus + 1 * LANES);
        m0.and(LIMB_MASK)
                .or(CONVERT_BITS)
                .add(
                        (MULTIPLIES_LONGS
                                ? minusTop.mul(19)
                                : minusTop.add(minusTop.lanewise(LSHL, 1)).add(minusTop.lanewise(LSHL, 4))))
                .reinterpretAsDoubles()
                .sub(CENTER_0)
                .intoArray(w, minus);
        LongVector plusTop = p4.lanewise(LSHR, LIMB_BITS);
        p4.and(LIMB_MASK)
                .or(CONVERT_BITS)
                .add(p3.lanewise(LSHR, LIMB_BITS))
                .reinterpretAsDoubles()
                .sub(CENTER)
                .intoArray(w, plus + 4 * LANES);
        p3.and(LIMB_MASK)
                .or(CONVERT_BITS)
                .add(p2.lanewise(LSHR, LIMB_BITS))
                .reinterpretAsDoubles()
                .sub(CENTER)
                .intoArray(w, plus + 3 * LANES);
        p2.and(LIMB_MASK)
                .or(CONVERT_BITS)
                .add(p1.lanewise(LSHR, LIMB_BITS))
                .reinterpretAsDoubles()
                .sub(CENTER)
                .intoArray(w, plus + 2 * LANES);
        p1.and(LIMB_MASK)
                .or(CONVERT_BITS)
                .add(p0.lanewise(LSHR, LIMB_BITS))
                .reinterpretAsDoubles()
                .sub(CENTER)
                .intoArray(w, plus + 1 * LANES);
        p0.and(LIMB_MASK)
                .or(CONVERT_BITS)
                .add(
                        (MULTIPLIES_LONGS
                                ? plusTop.mul(19)
                                : plusTop.add(plusTop.lanewise(LSHL, 1)).add(plusTop.lanewise(LSHL, 4))))
                .reinterpretAsDoubles()
                .sub(CENTER_0)
                .intoArray(w, plus);
    }

    /** {@code out = 2 a^2 - b}. Tight, tight -> tight; columns below 2^59. */
    static void squareTwiceMinus(double[] w, int out, int a, int b) {
        DoubleVector split = DoubleVector.broadcast(DOUBLES, SPLIT);
        DoubleVector rest = DoubleVector.broadcast(DOUBLES, SPLIT + UNIT);
        DoubleVector h;
        DoubleVector g;
        DoubleVector a0 = DoubleVector.fromArray(DOUBLES, w, a);
        DoubleVector a1 = DoubleVector.fromArray(DOUBLES, w, a + 1 * LANES);
        DoubleVector a2 = DoubleVector.fromArray(DOUBLES, w, a + 2 * LANES);
        DoubleVector a3 = DoubleVector.fromArray(DOUBLES, w, a + 3 * LANES);
        DoubleVector a4 = DoubleVector.fromArray(DOUBLES, w, a + 4 * LANES);
        DoubleVector d0 = a0.add(a0);
        DoubleVector d1 = a1.add(a1);
        DoubleVector d2 = a2.add(a2);
        DoubleVector d3 = a3.add(a3);
        h = a0.fma(a0, split);
        LongVector c0 = a0.fma(a0, rest.sub(h)).reinterpretAsLongs();
        LongVector c1 = h.reinterpretAsLongs();
        h = d0.fma(a1, split);
        c1 = c1.add(d0.fma(a1, rest.sub(h)).reinterpretAsLongs());
        LongVector c2 = h.reinterpretAsLongs();
        h = d0.fma(a2, split);
        g = a1.fma(a1, h);
        c2 = c2.add(d0.fma(a2, rest.sub(h)).add(a1.fma(a1, h.sub(g))).reinterpretAsLongs());
        LongVector c3 = g.reinterpretAsLongs();
        h = d0.fma(a3, split);
        c3 = c3.add(d0.fma(a3, rest.sub(h)).reinterpretAsLongs());
        LongVector c4 = h.reinterpretAsLongs();
        h = d1.fma(a2, split);
        c3 = c3.add(d1.fma(a2, rest.sub(h)).reinterpretAsLongs());
        c4 = c4.add(h.reinterpretAsLongs());
        h = d0.fma(a4, split);
        c4 = c4.add(d0.fma(a4, rest.sub(h)).reinterpretAsLongs());
        LongVector c5 = h.reinterpretAsLongs();
        h = d1.fma(a3, split);
        g = a2.fma(a2, h);
        c4 = c4.add(d1.fma(a3, rest.sub(h)).add(a2.fma(a2, h.sub(g))).reinterpretAsLongs());
        c5 = c5.add(g.reinterpretAsLongs());
        h = d1.fma(a4, split);
        c5 = c5.add(d1.fma(a4, rest.sub(h)).reinterpretAsLongs());
        LongVector c6 = h.reinterpretAsLongs();
        h = d2.fma(a3, split);
        c5 = c5.add(d2.fma(a3, rest.sub(h)).reinterpretAsLongs());
        c6 = c6.add(h.reinterpretAsLongs());
        h = d2.fma(a4, split);
        g = a3.fma(a3, h);
        c6 = c6.add(d2.fma(a4, rest.sub(h)).add(a3.fma(a3, h.sub(g))).reinterpretAsLongs());
        LongVector c7 = g.reinterpretAsLongs();
        h = d3.fma(a4, split);
        c7 = c7.add(d3.fma(a4, rest.sub(h)).reinterpretAsLongs());
        LongVector c8 = h.reinterpretAsLongs();
        h = a4.fma(a4, split);
        c8 = c8.add(a4.fma(a4, rest.sub(h)).reinterpretAsLongs());
        LongVector c9 = h.reinterpretAsLongs();
        LongVector e0 = c0.add(
                        (MULTIPLIES_LONGS
                                ? c5.mul(19)
                                : c5.add(c5.lanewise(LSHL, 1)).add(c5.lanewise(LSHL, 4))))
                .add(SQUARE_HALF_0);
        LongVector e1 = c1.add(
                        (MULTIPLIES_LONGS
                                ? c6.mul(19)
                                : c6.add(c6.lanewise(LSHL, 1)).add(c6.lanewise(LSHL, 4))))
                .add(SQUARE_HALF_1);
        LongVector e2 = c2.add(
                        (MULTIPLIES_LONGS
                                ? c7.mul(19)
                                : c7.add(c7.lanewise(LSHL, 1)).add(c7.lanewise(LSHL, 4))))
                .add(SQUARE_HALF_2);
        LongVector e3 = c3.add(
                        (MULTIPLIES_LONGS
                                ? c8.mul(19)
                                : c8.add(c8.lanewise(LSHL, 1)).add(c8.lanewise(LSHL, 4))))
                .add(SQUARE_HALF_3);
        LongVector e4 = c4.add(
                        (MULTIPLIES_LONGS
                                ? c9.mul(19)
                                : c9.add(c9.lanewise(LSHL, 1)).add(c9.lanewise(LSHL, 4))))
                .add(SQUARE_HALF_4);
        LongVector f0 =
                e0.add(e0).sub(DoubleVector.fromArray(DOUBLES, w, b).add(UNIT).reinterpretAsLongs());
        LongVector f1 = e1.add(e1)
                .sub(DoubleVector.fromArray(DOUBLES, w, b + 1 * LANES).add(UNIT).reinterpretAsLongs());
        LongVector f2 = e2.add(e2)
                .sub(DoubleVector.fromArray(DOUBLES, w, b + 2 * LANES).add(UNIT).reinterpretAsLongs());
        LongVector f3 = e3.add(e3)
                .sub(DoubleVector.fromArray(DOUBLES, w, b + 3 * LANES).add(UNIT).reinterpretAsLongs());
        LongVector f4 = e4.add(e4)
                .sub(DoubleVector.fromArray(DOUBLES, w, b + 4 * LANES).add(UNIT).reinterpretAsLongs());
        LongVector outTop = f4.lanewise(LSHR, LIMB_BITS);
        f4.and(LIMB_MASK)
                .or(CONVERT_BITS)
                .add(f3.lanewise(LSHR, LIMB_BITS))
                .reinterpretAsDoubles()
                .sub(CENTER)
                .intoArray(w, out + 4 * LANES);
        f3.and(LIMB_MASK)
                .or(CONVERT_BITS)
                .add(f2.lanewise(LSHR, LIMB_BITS))
                .reinterpretAsDoubles()
                .sub(CENTER)
                .intoArray(w, out + 3 * LANES);
        f2.and(LIMB_MASK)
                .or(CONVERT_BITS)
                .add(f1.lanewise(LSHR, LIMB_BITS))
                .reinterpretAsDoubles()
                .sub(CENTER)
                .intoArray(w, out + 2 * LANES);
        f1.and(LIMB_MASK)
                .or(CONVERT_BITS)
                .add(f0.lanewise(LSHR, LIMB_BITS))
                .reinterpretAsDoubles()
                .sub(CENTER)
                .intoArray(w, out + 1 * LANES);
        f0.and(LIMB_MASK)
                .or(CONVERT_BITS)
                .add(
                        (MULTIPLIES_LONGS
                                ? outTop.mul(19)
                                : outTop.add(outTop.lanewise(LSHL, 1)).add(outTop.lanewise(LSHL, 4))))
                .reinterpretAsDoubles()
                .sub(CENTER_0)
                .intoArray(w, out);
    }

    /** {@code out = a^(2^count)}, in registers throughout. Tight -> tight; columns below 2^57. */
    static void squareTimes(double[] w, int out, int a, int count) {
        DoubleVector split = DoubleVector.broadcast(DOUBLES, SPLIT);
        DoubleVector rest = DoubleVector.broadcast(DOUBLES, SPLIT + UNIT);
        DoubleVector h;
        DoubleVector g;
        DoubleVector a0 = DoubleVector.fromArray(DOUBLES, w, a);
        DoubleVector a1 = DoubleVector.fromArray(DOUBLES, w, a + 1 * LANES);
        DoubleVector a2 = DoubleVector.fromArray(DOUBLES, w, a + 2 * LANES);
        DoubleVector a3 = DoubleVector.fromArray(DOUBLES, w, a + 3 * LANES);
        DoubleVector a4 = DoubleVector.fromArray(DOUBLES, w, a + 4 * LANES);
        for (int n = 0; n < count; n++) {
            DoubleVector d0 = a0.add(a0);
            DoubleVector d1 = a1.add(a1);
            DoubleVector d2 = a2.add(a2);
            DoubleVector d3 = a3.add(a3);
            h = a0.fma(a0, split);
            LongVector c0 = a0.fma(a0, rest.sub(h)).reinterpretAsLongs();
            LongVector c1 = h.reinterpretAsLongs();
            h = d0.fma(a1, split);
            c1 = c1.add(d0.fma(a1, rest.sub(h)).reinterpretAsLongs());
            LongVector c2 = h.reinterpretAsLongs();
            h = d0.fma(a2, split);
            g = a1.fma(a1, h);
            c2 = c2.add(d0.fma(a2, rest.sub(h)).add(a1.fma(a1, h.sub(g))).reinterpretAsLongs());
            LongVector c3 = g.reinterpretAsLongs();
            h = d0.fma(a3, split);
            c3 = c3.add(d0.fma(a3, rest.sub(h)).reinterpretAsLongs());
            LongVector c4 = h.reinterpretAsLongs();
            h = d1.fma(a2, split);
            c3 = c3.add(d1.fma(a2, rest.sub(h)).reinterpretAsLongs());
            c4 = c4.add(h.reinterpretAsLongs());
            h = d0.fma(a4, split);
            c4 = c4.add(d0.fma(a4, rest.sub(h)).reinterpretAsLongs());
            LongVector c5 = h.reinterpretAsLongs();
            h = d1.fma(a3, split);
            g = a2.fma(a2, h);
            c4 = c4.add(d1.fma(a3, rest.sub(h)).add(a2.fma(a2, h.sub(g))).reinterpretAsLongs());
            c5 = c5.add(g.reinterpretAsLongs());
            h = d1.fma(a4, split);
            c5 = c5.add(d1.fma(a4, rest.sub(h)).reinterpretAsLongs());
            LongVector c6 = h.reinterpretAsLongs();
            h = d2.fma(a3, split);
            c5 = c5.add(d2.fma(a3, rest.sub(h)).reinterpretAsLongs());
            c6 = c6.add(h.reinterpretAsLongs());
            h = d2.fma(a4, split);
            g = a3.fma(a3, h);
            c6 = c6.add(d2.fma(a4, rest.sub(h)).add(a3.fma(a3, h.sub(g))).reinterpretAsLongs());
            LongVector c7 = g.reinterpretAsLongs();
            h = d3.fma(a4, split);
            c7 = c7.add(d3.fma(a4, rest.sub(h)).reinterpretAsLongs());
            LongVector c8 = h.reinterpretAsLongs();
            h = a4.fma(a4, split);
            c8 = c8.add(a4.fma(a4, rest.sub(h)).reinterpretAsLongs());
            LongVector c9 = h.reinterpretAsLongs();
            LongVector e0 = c0.add(
                            (MULTIPLIES_LONGS
                                    ? c5.mul(19)
                                    : c5.add(c5.lanewise(LSHL, 1)).add(c5.lanewise(LSHL, 4))))
                    .add(SQUARE_POSITIVE_0);
            LongVector e1 = c1.add(
                            (MULTIPLIES_LONGS
                                    ? c6.mul(19)
                                    : c6.add(c6.lanewise(LSHL, 1)).add(c6.lanewise(LSHL, 4))))
                    .add(SQUARE_POSITIVE_1);
            LongVector e2 = c2.add(
                            (MULTIPLIES_LONGS
                                    ? c7.mul(19)
                                    : c7.add(c7.lanewise(LSHL, 1)).add(c7.lanewise(LSHL, 4))))
                    .add(SQUARE_POSITIVE_2);
            LongVector e3 = c3.add(
                            (MULTIPLIES_LONGS
                                    ? c8.mul(19)
                                    : c8.add(c8.lanewise(LSHL, 1)).add(c8.lanewise(LSHL, 4))))
                    .add(SQUARE_POSITIVE_3);
            LongVector e4 = c4.add(
                            (MULTIPLIES_LONGS
                                    ? c9.mul(19)
                                    : c9.add(c9.lanewise(LSHL, 1)).add(c9.lanewise(LSHL, 4))))
                    .add(SQUARE_POSITIVE_4);
            LongVector top = e4.lanewise(LSHR, LIMB_BITS);
            a4 = e4.and(LIMB_MASK)
                    .or(CONVERT_BITS)
                    .add(e3.lanewise(LSHR, LIMB_BITS))
                    .reinterpretAsDoubles()
                    .sub(CENTER);
            a3 = e3.and(LIMB_MASK)
                    .or(CONVERT_BITS)
                    .add(e2.lanewise(LSHR, LIMB_BITS))
                    .reinterpretAsDoubles()
                    .sub(CENTER);
            a2 = e2.and(LIMB_MASK)
                    .or(CONVERT_BITS)
                    .add(e1.lanewise(LSHR, LIMB_BITS))
                    .reinterpretAsDoubles()
                    .sub(CENTER);
            a1 = e1.and(LIMB_MASK)
                    .or(CONVERT_BITS)
                    .add(e0.lanewise(LSHR, LIMB_BITS))
                    .reinterpretAsDoubles()
                    .sub(CENTER);
            a0 = e0.and(LIMB_MASK)
                    .or(CONVERT_BITS)
                    .add(
                            (MULTIPLIES_LONGS
                                    ? top.mul(19)
                                    : top.add(top.lanewise(LSHL, 1)).add(top.lanewise(LSHL, 4))))
                    .reinterpretAsDoubles()
                    .sub(CENTER_0);
        }
        a0.intoArray(w, out + 0 * LANES);
        a1.intoArray(w, out + 1 * LANES);
        a2.intoArray(w, out + 2 * LANES);
        a3.intoArray(w, out + 3 * LANES);
        a4.intoArray(w, out + 4 * LANES);
    }

    /** {@code out = a + b}. Tight + tight -> tight; columns below 2^52. */
    static void add(double[] w, int out, int a, int b) {
        LongVector e0 = DoubleVector.fromArray(DOUBLES, w, a)
                .add(UNIT)
                .reinterpretAsLongs()
                .add(DoubleVector.fromArray(DOUBLES, w, b).add(UNIT).reinterpretAsLongs())
                .add(POSITIVE - 2 * UNIT_BITS);
        LongVector e1 = DoubleVector.fromArray(DOUBLES, w, a + 1 * LANES)
                .add(UNIT)
                .reinterpretAsLongs()
                .add(DoubleVector.fromArray(DOUBLES, w, b + 1 * LANES).add(UNIT).reinterpretAsLongs())
                .add(POSITIVE - 2 * UNIT_BITS);
        LongVector e2 = DoubleVector.fromArray(DOUBLES, w, a + 2 * LANES)
                .add(UNIT)
                .reinterpretAsLongs()
                .add(DoubleVector.fromArray(DOUBLES, w, b + 2 * LANES).add(UNIT).reinterpretAsLongs())
                .add(POSITIVE - 2 * UNIT_BITS);
        LongVector e3 = DoubleVector.fromArray(DOUBLES, w, a + 3 * LANES)
                .add(UNIT)
                .reinterpretAsLongs()
                .add(DoubleVector.fromArray(DOUBLES, w, b + 3 * LANES).add(UNIT).reinterpretAsLongs())
                .add(POSITIVE - 2 * UNIT_BITS);
        LongVector e4 = DoubleVector.fromArray(DOUBLES, w, a + 4 * LANES)
                .add(UNIT)
                .reinterpretAsLongs()
                .add(DoubleVector.fromArray(DOUBLES, w, b + 4 * LANES).add(UNIT).reinterpretAsLongs())
                .add(POSITIVE - 2 * UNIT_BITS);
        LongVector outTop = e4.lanewise(LSHR, LIMB_BITS);
        e4.and(LIMB_MASK)
                .or(CONVERT_BITS)
                .add(e3.lanewise(LSHR, LIMB_BITS))
                .reinterpretAsDoubles()
                .sub(CENTER)
                .intoArray(w, out + 4 * LANES);
        e3.and(LIMB_MASK)
                .or(CONVERT_BITS)
                .add(e2.lanewise(LSHR, LIMB_BITS))
                .reinterpretAsDoubles()
                .sub(CENTER)
                .intoArray(w, out + 3 * LANES);
        e2.and(LIMB_MASK)
                .or(CONVERT_BITS)
                .add(e1.lanewise(LSHR, LIMB_BITS))
                .reinterpretAsDoubles()
                .sub(CENTER)
                .intoArray(w, out + 2 * LANES);
        e1.and(LIMB_MASK)
                .or(CONVERT_BITS)
                .add(e0.lanewise(LSHR, LIMB_BITS))
                .reinterpretAsDoubles()
                .sub(CENTER)
                .intoArray(w, out + 1 * LANES);
        e0.and(LIMB_MASK)
                .or(CONVERT_BITS)
                .add(
                        (MULTIPLIES_LONGS
                                ? outTop.mul(19)
                                : outTop.add(outTop.lanewise(LSHL, 1)).add(outTop.lanewise(LSHL, 4))))
                .reinterpretAsDoubles()
                .sub(CENTER_0)
                .intoArray(w, out);
    }

    /** {@code out = a - b}. Tight - tight -> tight; columns below 2^52. */
    static void subtract(double[] w, int out, int a, int b) {
        LongVector e0 = DoubleVector.fromArray(DOUBLES, w, a)
                .add(UNIT)
                .reinterpretAsLongs()
                .sub(DoubleVector.fromArray(DOUBLES, w, b).add(UNIT).reinterpretAsLongs())
                .add(POSITIVE);
        LongVector e1 = DoubleVector.fromArray(DOUBLES, w, a + 1 * LANES)
                .add(UNIT)
                .reinterpretAsLongs()
                .sub(DoubleVector.fromArray(DOUBLES, w, b + 1 * LANES).add(UNIT).reinterpretAsLongs())
                .add(POSITIVE);
        LongVector e2 = DoubleVector.fromArray(DOUBLES, w, a + 2 * LANES)
                .add(UNIT)
                .reinterpretAsLongs()
                .sub(DoubleVector.fromArray(DOUBLES, w, b + 2 * LANES).add(UNIT).reinterpretAsLongs())
                .add(POSITIVE);
        LongVector e3 = DoubleVector.fromArray(DOUBLES, w, a + 3 * LANES)
                .add(UNIT)
                .reinterpretAsLongs()
                .sub(DoubleVector.fromArray(DOUBLES, w, b + 3 * LANES).add(UNIT).reinterpretAsLongs())
                .add(POSITIVE);
        LongVector e4 = DoubleVector.fromArray(DOUBLES, w, a + 4 * LANES)
                .add(UNIT)
                .reinterpretAsLongs()
                .sub(DoubleVector.fromArray(DOUBLES, w, b + 4 * LANES).add(UNIT).reinterpretAsLongs())
                .add(POSITIVE);
        LongVector outTop = e4.lanewise(LSHR, LIMB_BITS);
        e4.and(LIMB_MASK)
                .or(CONVERT_BITS)
                .add(e3.lanewise(LSHR, LIMB_BITS))
                .reinterpretAsDoubles()
                .sub(CENTER)
                .intoArray(w, out + 4 * LANES);
        e3.and(LIMB_MASK)
                .or(CONVERT_BITS)
                .add(e2.lanewise(LSHR, LIMB_BITS))
                .reinterpretAsDoubles()
                .sub(CENTER)
                .intoArray(w, out + 3 * LANES);
        e2.and(LIMB_MASK)
                .or(CONVERT_BITS)
                .add(e1.lanewise(LSHR, LIMB_BITS))
                .reinterpretAsDoubles()
                .sub(CENTER)
                .intoArray(w, out + 2 * LANES);
        e1.and(LIMB_MASK)
                .or(CONVERT_BITS)
                .add(e0.lanewise(LSHR, LIMB_BITS))
                .reinterpretAsDoubles()
                .sub(CENTER)
                .intoArray(w, out + 1 * LANES);
        e0.and(LIMB_MASK)
                .or(CONVERT_BITS)
                .add(
                        (MULTIPLIES_LONGS
                                ? outTop.mul(19)
                                : outTop.add(outTop.lanewise(LSHL, 1)).add(outTop.lanewise(LSHL, 4))))
                .reinterpretAsDoubles()
                .sub(CENTER_0)
                .intoArray(w, out);
    }

    /** {@code out = -a}. Tight -> tight. */
    static void negate(double[] w, int out, int a) {
        DoubleVector.fromArray(DOUBLES, w, a).neg().intoArray(w, out + 0 * LANES);
        DoubleVector.fromArray(DOUBLES, w, a + 1 * LANES).neg().intoArray(w, out + 1 * LANES);
        DoubleVector.fromArray(DOUBLES, w, a + 2 * LANES).neg().intoArray(w, out + 2 * LANES);
        DoubleVector.fromArray(DOUBLES, w, a + 3 * LANES).neg().intoArray(w, out + 3 * LANES);
        DoubleVector.fromArray(DOUBLES, w, a + 4 * LANES).neg().intoArray(w, out + 4 * LANES);
    }

    /** {@code out = a}. Tight -> tight. */
    static void copy(double[] w, int out, int a) {
        DoubleVector.fromArray(DOUBLES, w, a).intoArray(w, out + 0 * LANES);
        DoubleVector.fromArray(DOUBLES, w, a + 1 * LANES).intoArray(w, out + 1 * LANES);
        DoubleVector.fromArray(DOUBLES, w, a + 2 * LANES).intoArray(w, out + 2 * LANES);
        DoubleVector.fromArray(DOUBLES, w, a + 3 * LANES).intoArray(w, out + 3 * LANES);
        DoubleVector.fromArray(DOUBLES, w, a + 4 * LANES).intoArray(w, out + 4 * LANES);
    }
}

package io.trenchbot.monitor;

/**
 * The map between a latency and its log-linear cell.
 *
 * <p>Values below 256 ns have a cell each; above, every power of two is cut into 128 cells of equal width. A cell is
 * therefore never wider than 1/128 (0.78 %) of its lowest value, whatever the magnitude.
 */
final class Cells {
    /** 128 cells for every power of two: an error below 1 % at 31 KB a writer. */
    private static final int SUB_BITS = 7;

    /** 2^37 ns are 137 s: longer than any timeout of a trading bot. */
    private static final int RANGE_BITS = 37;

    private static final int SUB_COUNT = 1 << SUB_BITS;

    /** The longest latency with a cell of its own; what is longer is counted in the last cell. */
    static final long MAX_NS = (1L << RANGE_BITS) - 1;

    static final int COUNT = (RANGE_BITS - SUB_BITS + 1) << SUB_BITS;

    private Cells() {}

    /** The cell of {@code ns}, which must be in 0..{@link #MAX_NS}. */
    static int index(long ns) {
        // The OR gives every small value the shift 0 without a branch.
        int shift = 63 - SUB_BITS - Long.numberOfLeadingZeros(ns | SUB_COUNT);
        return (shift << SUB_BITS) + (int) (ns >>> shift);
    }

    static long lowestNs(int index) {
        int shift = shift(index);
        return ((long) index - ((long) shift << SUB_BITS)) << shift;
    }

    static long highestNs(int index) {
        return lowestNs(index) + (1L << shift(index)) - 1;
    }

    static long middleNs(int index) {
        return lowestNs(index) + ((1L << shift(index)) >> 1);
    }

    private static int shift(int index) {
        return Math.max(0, (index >> SUB_BITS) - 1);
    }
}

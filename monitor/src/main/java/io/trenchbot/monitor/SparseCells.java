package io.trenchbot.monitor;

import java.util.Arrays;

/**
 * The non-empty cells of one window of one series, packed: for each cell the distance from the one before and its count,
 * both in groups of seven bits. A second of a busy series takes about 1 KB instead of 31.
 *
 * <p>Threading: immutable.
 */
final class SparseCells {
    static final SparseCells EMPTY = new SparseCells(new byte[0], 0, 0);

    /** Two bytes of distance and nine of count at most. */
    private static final int MAX_BYTES_PER_CELL = 11;

    private final byte[] packed;
    private final long count;
    private final long maxNs;

    private SparseCells(byte[] packed, long count, long maxNs) {
        this.packed = packed;
        this.count = count;
        this.maxNs = maxNs;
    }

    static SparseCells of(CellCounts counts) {
        if (counts.count() == 0) {
            return EMPTY;
        }
        byte[] bytes = new byte[1024];
        int length = 0;
        int previous = 0;
        for (int i = 0; i < Cells.COUNT; i++) {
            if (counts.cell(i) != 0) {
                if (bytes.length - length < MAX_BYTES_PER_CELL) {
                    bytes = Arrays.copyOf(bytes, bytes.length * 2);
                }
                length = put(bytes, length, i - previous);
                length = put(bytes, length, counts.cell(i));
                previous = i;
            }
        }
        return new SparseCells(Arrays.copyOf(bytes, length), counts.count(), counts.maxNs());
    }

    void addTo(CellCounts target) {
        int position = 0;
        int index = 0;
        while (position < packed.length) {
            long distance = 0;
            long cell = 0;
            int shift = 0;
            byte b;
            do {
                b = packed[position++];
                distance |= (long) (b & 0x7f) << shift;
                shift += 7;
            } while (b < 0);
            shift = 0;
            do {
                b = packed[position++];
                cell |= (long) (b & 0x7f) << shift;
                shift += 7;
            } while (b < 0);
            index += (int) distance;
            target.add(index, cell);
        }
        target.raiseMax(maxNs);
    }

    long count() {
        return count;
    }

    int byteCount() {
        return packed.length;
    }

    private static int put(byte[] bytes, int offset, long value) {
        int at = offset;
        long rest = value;
        while (rest > 0x7f) {
            bytes[at++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[at++] = (byte) rest;
        return at;
    }
}

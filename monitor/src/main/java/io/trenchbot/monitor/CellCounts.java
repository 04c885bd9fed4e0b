package io.trenchbot.monitor;

import io.trenchbot.monitor.PerformanceReport.Distribution;
import java.util.Arrays;

/**
 * Counts per cell that the reading side adds up and asks for quantiles.
 *
 * <p>Threading: one thread.
 */
final class CellCounts {
    private final long[] cells = new long[Cells.COUNT];
    private long count;
    private long maxNs;

    void clear() {
        Arrays.fill(cells, 0);
        count = 0;
        maxNs = 0;
    }

    void add(int index, long n) {
        cells[index] += n;
        count += n;
    }

    /**
     * Tells the longest value, if it is known better than by its cell. A writer's maximum may be read a moment before its
     * cell or after it; the cell decides then, so the longest value is never below its own cell.
     */
    void raiseMax(long ns) {
        maxNs = Math.max(maxNs, ns);
    }

    long cell(int index) {
        return cells[index];
    }

    long count() {
        return count;
    }

    long maxNs() {
        if (count == 0) {
            return 0;
        }
        int last = Cells.COUNT - 1;
        while (cells[last] == 0) {
            last--;
        }
        if (last == Cells.COUNT - 1) {
            return Math.max(maxNs, Cells.lowestNs(last));
        }
        return Math.max(Cells.lowestNs(last), Math.min(maxNs, Cells.highestNs(last)));
    }

    /** The smallest value that at least the share {@code quantile} of all does not exceed; 0 when empty. */
    long quantileNs(double quantile) {
        long rank = Math.max(1, (long) Math.ceil(quantile * count));
        long highestNs = maxNs();
        long seen = 0;
        for (int i = 0; i < Cells.COUNT - 1; i++) {
            seen += cells[i];
            if (seen >= rank && cells[i] != 0) {
                return Math.min(Cells.highestNs(i), highestNs);
            }
        }
        return highestNs;
    }

    /** How many values are at most {@code ns}; exact where {@code ns} is the upper edge of a cell. */
    long countAtMost(long ns) {
        long seen = 0;
        for (int i = 0; i < Cells.COUNT && Cells.highestNs(i) <= ns; i++) {
            seen += cells[i];
        }
        return seen;
    }

    /** The sum of all values, each taken as the middle of its cell: within 0.4 %. */
    double sumNs() {
        double sum = 0;
        for (int i = 0; i < Cells.COUNT; i++) {
            if (cells[i] != 0) {
                sum += (double) cells[i] * Cells.middleNs(i);
            }
        }
        return sum;
    }

    Distribution distribution() {
        if (count == 0) {
            return Distribution.EMPTY;
        }
        return new Distribution(
                count,
                sumNs() / count,
                quantileNs(0.5),
                quantileNs(0.9),
                quantileNs(0.99),
                quantileNs(0.999),
                quantileNs(0.9999),
                maxNs());
    }
}

package io.trenchbot.monitor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What happened in one stretch of time, for every series that existed then, by the number of the series.
 *
 * <p>Threading: immutable.
 */
final class Frame {
    /** Object headers, arrays and list of a frame, roughly. */
    private static final int FIXED_BYTES = 160;

    /** Header and fields of a packed latency window, and its place in the list. */
    private static final int BYTES_PER_LATENCY = 64;

    private final long startNs;
    private final long endNs;
    private final List<SparseCells> latencies;
    private final long[] counts;
    private final Levels levels;

    Frame(long startNs, long endNs, List<SparseCells> latencies, long[] counts, Levels levels) {
        this.startNs = startNs;
        this.endNs = endNs;
        this.latencies = List.copyOf(latencies);
        this.counts = counts;
        this.levels = levels;
    }

    /** One frame over consecutive ones: latencies and counts add up, levels keep their last, least and greatest value. */
    static Frame merge(List<Frame> frames, CellCounts scratch) {
        Frame last = frames.get(frames.size() - 1);
        List<SparseCells> latencies = new ArrayList<>();
        for (int i = 0; i < last.latencies.size(); i++) {
            scratch.clear();
            for (Frame frame : frames) {
                frame.latency(i).addTo(scratch);
            }
            latencies.add(SparseCells.of(scratch));
        }
        long[] counts = new long[last.counts.length];
        for (Frame frame : frames) {
            for (int i = 0; i < frame.counts.length; i++) {
                counts[i] += frame.counts[i];
            }
        }
        List<Levels> levels = frames.stream().map(frame -> frame.levels).toList();
        return new Frame(frames.get(0).startNs, last.endNs, latencies, counts, Levels.merge(levels));
    }

    long startNs() {
        return startNs;
    }

    long endNs() {
        return endNs;
    }

    long spanNs() {
        return endNs - startNs;
    }

    boolean hasLatency(int number) {
        return number < latencies.size();
    }

    boolean hasCount(int number) {
        return number < counts.length;
    }

    SparseCells latency(int number) {
        return hasLatency(number) ? latencies.get(number) : SparseCells.EMPTY;
    }

    long count(int number) {
        return hasCount(number) ? counts[number] : 0;
    }

    Levels levels() {
        return levels;
    }

    long byteCount() {
        long bytes = FIXED_BYTES + 8L * counts.length + levels.byteCount();
        for (SparseCells cells : latencies) {
            bytes += BYTES_PER_LATENCY + cells.byteCount();
        }
        return bytes;
    }

    /** The levels of all gauges in one frame. */
    static final class Levels {
        private final long[] last;
        private final long[] least;
        private final long[] greatest;

        private Levels(long[] last, long[] least, long[] greatest) {
            this.last = last;
            this.least = least;
            this.greatest = greatest;
        }

        /** One reading of each gauge. */
        static Levels of(long[] values) {
            return new Levels(values, values, values);
        }

        static Levels merge(List<Levels> parts) {
            int size = parts.get(parts.size() - 1).last.length;
            long[] last = new long[size];
            Arrays.fill(last, GaugeSeries.NO_VALUE);
            long[] least = last.clone();
            long[] greatest = last.clone();
            for (Levels part : parts) {
                for (int i = 0; i < part.last.length; i++) {
                    last[i] = part.last[i];
                    if (part.least[i] != GaugeSeries.NO_VALUE) {
                        boolean first = least[i] == GaugeSeries.NO_VALUE;
                        least[i] = first ? part.least[i] : Math.min(least[i], part.least[i]);
                        greatest[i] = Math.max(greatest[i], part.greatest[i]);
                    }
                }
            }
            return new Levels(last, least, greatest);
        }

        long last(int number) {
            return number < last.length ? last[number] : GaugeSeries.NO_VALUE;
        }

        long least(int number) {
            return number < least.length ? least[number] : GaugeSeries.NO_VALUE;
        }

        long greatest(int number) {
            return number < greatest.length ? greatest[number] : GaugeSeries.NO_VALUE;
        }

        long byteCount() {
            return 24L * last.length;
        }
    }
}

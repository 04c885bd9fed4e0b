package io.trenchbot.monitor;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The frames of the past in three rings: ticks, tens of ticks, sixties of ticks. A coarser frame is the sum of the finer
 * ones, so a quantile of any window is a quantile of all its records; quantiles are never averaged.
 *
 * <p>Two limits hold together: the age ({@code retentionNs}) and the memory ({@code maxBytes}); where the memory runs out
 * first, the largest ring gives up its oldest frame.
 *
 * <p>Threading: under the monitor's lock.
 */
final class History {
    static final int TICK_FRAMES = 300;
    static final int TEN_FRAMES = 360;
    static final int SIXTY_FRAMES = 1440;
    private static final int TICKS_PER_TEN = 10;
    private static final int TENS_PER_SIXTY = 6;

    private final Ring ticks;
    private final Ring tens;
    private final Ring sixties;
    private final List<Ring> rings;
    private final long retentionNs;
    private final long maxBytes;
    private final Consumer<Frame> onTen;
    private final CellCounts scratch = new CellCounts();
    private long evictedCount;

    /** {@code onTen} is handed each frame of ten ticks as it closes. */
    History(long tickNs, long retentionNs, long maxBytes, Consumer<Frame> onTen) {
        this.onTen = onTen;
        this.sixties = new Ring(tickNs * TICKS_PER_TEN * TENS_PER_SIXTY, SIXTY_FRAMES, null);
        this.tens = new Ring(tickNs * TICKS_PER_TEN, TEN_FRAMES, sixties);
        this.ticks = new Ring(tickNs, TICK_FRAMES, tens);
        this.rings = List.of(ticks, tens, sixties);
        this.retentionNs = retentionNs;
        this.maxBytes = maxBytes;
    }

    void add(Frame frame) {
        ticks.add(frame);
        for (Ring ring : rings) {
            ring.dropBefore(frame.endNs() - retentionNs);
        }
        while (byteCount() > maxBytes && largest().frames.size() > 1) {
            largest().dropOldest();
            evictedCount++;
        }
    }

    /**
     * The frames that lie in the last {@code windowNs} by more than half of their length, oldest first, and always the
     * latest one: a frame that covers a stall must not fall out of a shorter window.
     */
    List<Frame> window(long windowNs) {
        Frame last = ticks.frames.peekLast();
        if (last == null) {
            return List.of();
        }
        List<Frame> frames = new ArrayList<>();
        for (Frame frame : finestOver(windowNs)) {
            if (frame == last || frame.endNs() - (last.endNs() - windowNs) > frame.spanNs() / 2) {
                frames.add(frame);
            }
        }
        return frames;
    }

    /** All frames of the last {@code windowNs}, at most {@code maxPoints} of them as far as the rings allow. */
    List<Frame> points(long windowNs, int maxPoints) {
        List<Frame> frames = window(windowNs);
        int step = (frames.size() + maxPoints - 1) / Math.max(1, maxPoints);
        if (step <= 1) {
            return frames;
        }
        List<Frame> points = new ArrayList<>();
        for (int i = 0; i < frames.size(); i += step) {
            points.add(Frame.merge(frames.subList(i, Math.min(i + step, frames.size())), scratch));
        }
        return points;
    }

    /** The sum of the ticks that no frame of ten covers yet. */
    @Nullable
    Frame openTicks() {
        return tens.pending.isEmpty() ? null : Frame.merge(tens.pending, scratch);
    }

    long byteCount() {
        return rings.stream().mapToLong(ring -> ring.bytes).sum();
    }

    long maxBytes() {
        return maxBytes;
    }

    /** How many frames went before their time because the memory ran out. */
    long evictedCount() {
        return evictedCount;
    }

    /** How far back the history reaches. */
    long spanNs() {
        Frame last = ticks.frames.peekLast();
        if (last == null) {
            return 0;
        }
        long startNs = last.startNs();
        for (Ring ring : rings) {
            Frame first = ring.frames.peekFirst();
            if (first != null && first.startNs() - startNs < 0) {
                startNs = first.startNs();
            }
        }
        return last.endNs() - startNs;
    }

    private List<Frame> finestOver(long windowNs) {
        List<Frame> frames = new ArrayList<>();
        if (windowNs > tens.spanNs()) {
            frames.addAll(sixties.frames);
            frames.addAll(sixties.pending);
            frames.addAll(tens.pending);
        } else if (windowNs > ticks.spanNs()) {
            frames.addAll(tens.frames);
            frames.addAll(tens.pending);
        } else {
            frames.addAll(ticks.frames);
        }
        return frames;
    }

    private Ring largest() {
        Ring largest = ticks;
        for (Ring ring : rings) {
            largest = ring.bytes > largest.bytes ? ring : largest;
        }
        return largest;
    }

    private final class Ring {
        final long widthNs;
        final int maxFrames;
        final @Nullable Ring coarser;
        final Deque<Frame> frames = new ArrayDeque<>();
        /** Finer frames that wait for their sum to become a frame of this ring. */
        final List<Frame> pending = new ArrayList<>();

        long bytes;

        Ring(long widthNs, int maxFrames, @Nullable Ring coarser) {
            this.widthNs = widthNs;
            this.maxFrames = maxFrames;
            this.coarser = coarser;
        }

        long spanNs() {
            return widthNs * maxFrames;
        }

        void add(Frame frame) {
            frames.addLast(frame);
            bytes += frame.byteCount();
            if (this == tens) {
                onTen.accept(frame);
            }
            if (frames.size() > maxFrames) {
                dropOldest();
            }
            if (coarser != null) {
                coarser.collect(frame, widthNs);
            }
        }

        void collect(Frame frame, long finerWidthNs) {
            pending.add(frame);
            // Half a finer frame of slack, so that a tick that comes early does not stretch the sum by one.
            if (frame.endNs() - pending.get(0).startNs() >= widthNs - finerWidthNs / 2) {
                Frame sum = Frame.merge(pending, scratch);
                pending.clear();
                add(sum);
            }
        }

        void dropBefore(long ns) {
            while (frames.size() > 1 && frames.getFirst().endNs() - ns < 0) {
                dropOldest();
            }
        }

        void dropOldest() {
            bytes -= frames.removeFirst().byteCount();
        }
    }
}

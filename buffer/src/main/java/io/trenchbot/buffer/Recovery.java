package io.trenchbot.buffer;

import io.trenchbot.buffer.RecoveryReport.CutReason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the end of a log that some writer left behind, in whatever state. First a scan that changes nothing, then the
 * repairs: holes of dead claims become padding, and what lies behind the last good frame is saved and zeroed.
 *
 * <p>A frame counts when its word is possible and its checksum verifies. A claimed frame is stepped over by its length,
 * which its owner put there before anybody could pass it: committed records of other threads lie behind it. A repair
 * that is interrupted leaves a log that the next recovery repairs again.
 */
final class Recovery {

    private final List<Segment> segments;
    private final Source source;
    private final List<SegmentScan.Hole> holes = new ArrayList<>();
    private final long[] recordsBefore;

    private int index;
    private int offset = SegmentHeader.BYTES;
    private final int firstScanned;
    private long records;
    private long recordsScanned;
    private long bytesScanned;
    private long lastPosition;
    private @Nullable CutReason reason;

    /**
     * Where appending goes on, and what {@link Committed} starts with.
     *
     * @param segment takes the next frame
     * @param offset where in it
     * @param records committed records in the log since it began
     * @param lastPosition of the last of them, or a smaller position behind every sealed one
     * @param firstUnsealed oldest segment that may not be on the device as a whole
     */
    record End(Segment segment, int offset, long records, long lastPosition, Segment firstUnsealed) {

        static End ofNew(Segment segment) {
            return new End(segment, SegmentHeader.BYTES, 0, 0, segment);
        }
    }

    /** Through which memory the frames of a segment are read. */
    interface Source {

        /** The segment, or another one over the same bytes, which is closed after the scan. */
        Segment of(Segment segment) throws IOException;
    }

    /**
     * Scans.
     *
     * @param segments at least one, linked
     * @param all whether sealed segments are scanned too
     * @param source where they are read
     */
    Recovery(List<Segment> segments, boolean all, Source source) throws IOException {
        this.segments = segments;
        this.source = source;
        this.firstScanned = all ? 0 : firstUnsealed(segments);
        this.index = firstScanned;
        this.records = Math.max(0, SegmentHeader.marked(segments.get(index), SegmentHeader.RECORDS_BEFORE));
        this.lastPosition = segments.get(index).basePosition();
        this.recordsBefore = new long[segments.size()];
        scan();
        if (reason == null && !isBlankBehindEnd() && isStillEnd()) {
            reason = CutReason.BEYOND_END;
        }
    }

    private static int firstUnsealed(List<Segment> segments) {
        int at = 0;
        // The last one takes the next frame, so it is looked at in any case.
        while (at < segments.size() - 1
                && SegmentHeader.marked(segments.get(at), SegmentHeader.SEALED) >= 0
                && SegmentHeader.marked(segments.get(at + 1), SegmentHeader.RECORDS_BEFORE) >= 0) {
            at++;
        }
        return at;
    }

    /** The first one alone, because mostly it is the only one; what lies behind a full one on all processors. */
    private void scan() throws IOException {
        recordsBefore[index] = records;
        SegmentScan first = scan(segments.get(index));
        add(first);
        if (!first.full() || index + 1 == segments.size()) {
            return;
        }
        for (SegmentScan scan : scanAll(segments.subList(index + 1, segments.size()))) {
            index++;
            recordsBefore[index] = records;
            add(scan);
            if (!scan.full()) {
                return;
            }
        }
    }

    private List<SegmentScan> scanAll(List<Segment> behind) throws IOException {
        try {
            return behind.parallelStream().map(this::scanUnchecked).toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private SegmentScan scanUnchecked(Segment segment) {
        try {
            return scan(segment);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private SegmentScan scan(Segment segment) throws IOException {
        Segment read = source.of(segment);
        try {
            return new SegmentScan(segment, read);
        } finally {
            if (read != segment) {
                read.close();
            }
        }
    }

    private void add(SegmentScan scan) {
        offset = scan.offset();
        reason = scan.reason();
        records += scan.records();
        recordsScanned += scan.records();
        bytesScanned += scan.offset() - SegmentHeader.BYTES;
        lastPosition = scan.records() > 0 ? scan.lastPosition() : lastPosition;
        holes.addAll(scan.holes());
    }

    private boolean isBlankBehindEnd() {
        Segment last = segments.get(index);
        if (Zeroes.lastNonZero(last.buffer(), offset, last.limit()) >= 0) {
            return false;
        }
        return segments.subList(index + 1, segments.size()).stream().noneMatch(Recovery::isUsed);
    }

    /** Where somebody writes meanwhile, the end may have moved since; whatever lies behind a free word was there before. */
    private boolean isStillEnd() {
        VarHandle.acquireFence();
        Segment last = segments.get(index);
        return last.limit() - offset < Frame.HEADER_BYTES || Frame.wordAcquire(last.buffer(), offset) == 0;
    }

    private static boolean isUsed(Segment segment) {
        return Zeroes.lastNonZero(segment.buffer(), SegmentHeader.BYTES, segment.limit()) >= 0;
    }

    /** Whether the last writer closed the log where the scan ended. */
    boolean isOrderly() {
        Segment last = segments.get(index);
        return reason == null && SegmentHeader.marked(last, SegmentHeader.CLEAN_END) == last.basePosition() + offset;
    }

    Optional<CutReason> cutReason() {
        return Optional.ofNullable(reason);
    }

    /** Where the scan ended; holds after the repairs too. */
    End end() {
        return new End(segments.get(index), offset, records, lastPosition, segments.get(firstScanned));
    }

    /** Segments that stay after the repairs. */
    List<Segment> kept() {
        return reason == null ? segments : segments.subList(0, index + 1);
    }

    /** Changes the log so that its end is where the scan ended, and tells what was found. */
    RecoveryReport repair(FileStore store, long startNs) throws IOException {
        boolean orderly = isOrderly();
        Optional<RecoveryReport.Cut> cut = reason == null ? Optional.empty() : Optional.of(cut(store, reason));
        for (SegmentScan.Hole hole : holes) {
            Log.commitPadding(hole.segment(), hole.offset(), hole.frameBytes());
        }
        for (int at = firstScanned; at <= index; at++) {
            SegmentHeader.mark(segments.get(at), SegmentHeader.RECORDS_BEFORE, recordsBefore[at]);
        }
        Segment last = segments.get(index);
        last.tailHint(offset);
        SegmentHeader.unmark(last, SegmentHeader.CLEAN_END);
        return report(orderly, cut, startNs);
    }

    /** What a repair would tell, without any. */
    RecoveryReport findings(long startNs) {
        Segment last = segments.get(index);
        Optional<RecoveryReport.Cut> cut = cutReason()
                .map(why -> new RecoveryReport.Cut(last.basePosition() + offset, bytesBehindEnd(), why, List.of()));
        return report(isOrderly(), cut, startNs);
    }

    private RecoveryReport report(boolean orderly, Optional<RecoveryReport.Cut> cut, long startNs) {
        return new RecoveryReport(
                orderly,
                segments.get(index).basePosition() + offset,
                recordsScanned,
                bytesScanned,
                holes.size(),
                holes.stream().mapToLong(SegmentScan.Hole::frameBytes).sum(),
                cut,
                System.nanoTime() - startNs);
    }

    private long bytesBehindEnd() {
        Segment cutSegment = segments.get(index);
        long bytes = Math.max(0, Zeroes.lastNonZero(cutSegment.buffer(), offset, cutSegment.limit()) + 1 - offset);
        for (Segment behind : segments.subList(index + 1, segments.size())) {
            int last = Zeroes.lastNonZero(behind.buffer(), SegmentHeader.BYTES, behind.limit());
            bytes += Math.max(0, last + 1 - SegmentHeader.BYTES);
        }
        return bytes;
    }

    private RecoveryReport.Cut cut(FileStore store, CutReason why) throws IOException {
        List<Path> saved = new ArrayList<>();
        long bytes = 0;
        // From the back, so that an interrupted repair leaves no gap between segments.
        for (int at = segments.size() - 1; at > index; at--) {
            Segment behind = segments.get(at);
            int last = Zeroes.lastNonZero(behind.buffer(), SegmentHeader.BYTES, behind.limit());
            bytes += last < 0 ? 0 : last + 1 - SegmentHeader.BYTES;
            if (last < 0) {
                store.remove(behind);
            } else {
                saved.add(store.setAside(behind));
            }
        }
        Segment cutSegment = segments.get(index);
        cutSegment.unlinkNext();
        int last = Zeroes.lastNonZero(cutSegment.buffer(), offset, cutSegment.limit());
        if (last >= 0) {
            bytes += last + 1 - offset;
            saved.add(store.save(cutSegment, offset, last + 1));
            Zeroes.fill(cutSegment.buffer(), offset, last + 1);
            cutSegment.force(offset, last + 1 - offset);
        }
        return new RecoveryReport.Cut(cutSegment.basePosition() + offset, bytes, why, saved);
    }
}

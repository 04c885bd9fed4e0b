package io.trenchbot.buffer;

import io.trenchbot.buffer.RecoveryReport.CutReason;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How far the frames of one segment are good, and what they are. Changes nothing; for one thread. */
final class SegmentScan {

    private final Segment segment;
    private final Segment read;
    private final Checksum checksum = Checksum.ofOwnMemory();
    private final List<Hole> holes = new ArrayList<>();

    private int offset = SegmentHeader.BYTES;
    private long records;
    private long lastPosition;
    private final boolean full;
    private @Nullable CutReason reason;

    /** What a dead claim left: stepped over by its length. */
    record Hole(Segment segment, int offset, int frameBytes) {}

    /**
     * Scans.
     *
     * @param segment that is asked about
     * @param read the same bytes through memory that may be closed afterwards
     */
    SegmentScan(Segment segment, Segment read) {
        this.segment = segment;
        this.read = read;
        this.lastPosition = segment.basePosition();
        this.full = scan();
    }

    private boolean scan() {
        ByteBuffer view = read.view();
        while (segment.limit() - offset >= Frame.HEADER_BYTES) {
            int word = Frame.wordAcquire(read.buffer(), offset);
            if (word == 0) {
                return false;
            }
            reason = fault(view, word);
            if (reason != null) {
                return false;
            }
            count(word);
            offset += Frame.span(word);
        }
        return true;
    }

    private @Nullable CutReason fault(ByteBuffer view, int word) {
        if (!Frame.isPossible(word, segment.limit() - offset)) {
            return CutReason.LENGTH;
        }
        if (word < 0) {
            return hidesFrame(view, word) ? CutReason.LENGTH : null;
        }
        return checksum.verifies(read, view, offset, word) ? null : CutReason.CHECKSUM;
    }

    /** A hole has no checksum; but if a good frame lies inside of it, its length is not the one that was claimed. */
    private boolean hidesFrame(ByteBuffer view, int word) {
        if (!segment.checksums()) {
            return false;
        }
        int end = offset + Frame.span(word);
        for (int at = offset + Frame.HEADER_BYTES; at <= end - Frame.HEADER_BYTES; at += Frame.ALIGNMENT) {
            int inside = Frame.wordAcquire(read.buffer(), at);
            if (inside > 0
                    && Frame.isPossible(inside, segment.limit() - at)
                    && checksum.verifies(read, view, at, inside)) {
                return true;
            }
        }
        return false;
    }

    private void count(int word) {
        if (word < 0) {
            holes.add(new Hole(segment, offset, Frame.frameBytes(word)));
        } else if (!Frame.isPadding(word)) {
            records++;
            lastPosition = segment.basePosition() + offset;
        }
    }

    /** Whether the segment has room for no further frame, and all are good. */
    boolean full() {
        return full;
    }

    /** Behind the last good frame. */
    int offset() {
        return offset;
    }

    long records() {
        return records;
    }

    /** Of the last record; where the segment begins if it has none. */
    long lastPosition() {
        return lastPosition;
    }

    List<Hole> holes() {
        return holes;
    }

    /** What is wrong behind the last good frame; null if nothing is there. */
    @Nullable
    CutReason reason() {
        return reason;
    }
}

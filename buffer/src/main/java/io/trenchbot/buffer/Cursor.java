package io.trenchbot.buffer;

import io.trenchbot.buffer.BufferException.Reason;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A place in a chain of segments that moves from record to record. For one thread. */
final class Cursor {

    private final Chain chain;
    private final boolean verified;
    private final Checksum checksum = Checksum.ofSharedMemory();

    private Segment segment;
    private ByteBuffer memory;
    private ByteBuffer handedOut;
    private ByteBuffer checksumView;
    private int limit;
    private int offset;
    private @Nullable Gap gap;

    /** Records that were removed before the cursor came to them; -1 records if their number is not known. */
    record Gap(long fromPosition, long toPosition, long records) {}

    Cursor(Chain chain, boolean verified) {
        this.chain = chain;
        this.verified = verified;
        Segment first = chain.earliest();
        this.segment = first;
        this.memory = first.buffer();
        this.handedOut = first.readOnlyView();
        this.checksumView = first.view();
        this.limit = first.limit();
        this.offset = SegmentHeader.BYTES;
    }

    long position() {
        return segment.basePosition() + offset;
    }

    int offset() {
        return offset;
    }

    /** A view of the segment that handlers may turn as they like. */
    ByteBuffer handedOut() {
        return handedOut;
    }

    long stamp() {
        return Frame.stamp(memory, offset);
    }

    Segment segment() {
        return segment;
    }

    /**
     * Moves to the next committed record.
     *
     * @return its word, or 0 if there is none yet
     * @throws BufferException if what stands there was not written so
     */
    int record() {
        while (true) {
            if (limit - offset >= Frame.HEADER_BYTES) {
                int word = Frame.wordAcquire(memory, offset);
                if (word <= 0) {
                    return 0;
                }
                check(word);
                if (!Frame.isPadding(word)) {
                    return word;
                }
                offset += Frame.span(word);
            } else if (!step()) {
                return 0;
            }
        }
    }

    private void check(int word) {
        boolean sound = Frame.isPossible(word, limit - offset)
                && (!verified || checksum.verifies(segment, checksumView, offset, word));
        if (!sound) {
            throw new BufferException(
                    Reason.CORRUPT, "The record at position " + position() + " does not verify, word " + word);
        }
    }

    /** Steps behind the record that {@link #record} moved to. */
    void pass(int word) {
        offset += Frame.span(word);
    }

    private boolean step() {
        Segment next = chain.after(segment);
        if (next == null) {
            return false;
        }
        if (next.basePosition() != segment.endPosition()) {
            gap = new Gap(segment.endPosition(), next.basePosition(), recordsBetween(segment, next));
        }
        enter(next);
        return true;
    }

    private void enter(Segment next) {
        Segment left = segment;
        segment = next;
        memory = next.buffer();
        handedOut = next.readOnlyView();
        checksumView = next.view();
        limit = next.limit();
        offset = SegmentHeader.BYTES;
        chain.release(left);
    }

    private static long recordsBetween(Segment left, Segment next) {
        long before = SegmentHeader.marked(next, SegmentHeader.RECORDS_BEFORE);
        long start = left.basePosition() == 0 ? 0 : SegmentHeader.marked(left, SegmentHeader.RECORDS_BEFORE);
        return before < 0 || start < 0 ? -1 : before - start - records(left);
    }

    private static long records(Segment full) {
        long count = 0;
        int at = SegmentHeader.BYTES;
        while (full.limit() - at >= Frame.HEADER_BYTES) {
            int word = Frame.wordAcquire(full.buffer(), at);
            count += Frame.isPadding(word) ? 0 : 1;
            at += Frame.span(word);
        }
        return count;
    }

    boolean hasGap() {
        return gap != null;
    }

    @Nullable
    Gap takeGap() {
        Gap taken = gap;
        gap = null;
        return taken;
    }

    /** Moves to the first record at or behind a position, or to the end of the log. */
    void seekPosition(long wanted) {
        seekSegment(wanted);
        while (position() < wanted && skip()) {}
    }

    /** The same for a position that is known to be one of a frame or of the end of the log: no frame is looked at. */
    void seekFrame(long wanted) {
        seekSegment(wanted);
        offset = (int) Math.max(offset, Math.min(limit, wanted - segment.basePosition()));
    }

    private void seekSegment(long wanted) {
        if (wanted >= segment.endPosition()) {
            enter(chain.holding(wanted));
        }
        if (wanted < segment.basePosition()) {
            gap = new Gap(wanted, segment.basePosition(), -1);
        }
    }

    /** Moves to the first record whose stamp is not below a value, or to the end of the log. */
    void seekStamp(long wanted) {
        Segment next = chain.after(segment);
        while (next != null && firstStamp(next) < wanted) {
            enter(next);
            next = chain.after(segment);
        }
        if (next != null) {
            chain.release(next);
        }
        while (!(isRecord() && stamp() >= wanted) && skip()) {}
    }

    private boolean isRecord() {
        int word = limit - offset >= Frame.HEADER_BYTES ? Frame.wordAcquire(memory, offset) : 0;
        return word > 0 && !Frame.isPadding(word);
    }

    /** Steps over one frame, committed or only claimed, or to the next segment; false at the end. */
    private boolean skip() {
        if (limit - offset < Frame.HEADER_BYTES) {
            return step();
        }
        int word = Frame.wordAcquire(memory, offset);
        if (word == 0 || !Frame.isPossible(word, limit - offset)) {
            return false;
        }
        offset += Frame.span(word);
        return true;
    }

    private static long firstStamp(Segment of) {
        int at = SegmentHeader.BYTES;
        while (of.limit() - at >= Frame.HEADER_BYTES) {
            int word = Frame.wordAcquire(of.buffer(), at);
            if (word <= 0) {
                break;
            }
            if (!Frame.isPadding(word)) {
                return Frame.stamp(of.buffer(), at);
            }
            at += Frame.span(word);
        }
        return Long.MAX_VALUE;
    }

    void release() {
        chain.release(segment);
    }
}

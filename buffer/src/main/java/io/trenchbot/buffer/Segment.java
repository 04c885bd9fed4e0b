package io.trenchbot.buffer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * One file (or piece of memory) of the log: its place, its memory, and where the next frame probably goes.
 *
 * <p>Offsets count from the start of the segment, header page included; position = basePosition + offset.
 */
final class Segment {

    /** Instead of an offset: the segment has no room for the frame. */
    static final int NO_ROOM = -1;

    private final SegmentHeader header;
    private final Mapping mapping;
    private final ByteBuffer buffer;
    private final int limit;
    private final boolean checksums;
    private final long basePosition;

    /** Log id and base position in one: what makes a frame's checksum good for this place only. */
    private final long seed;

    /**
     * Everything before it is claimed. Written by producers without order: one that was held up may set it back, and the
     * next claim then walks forward over the words, which are the truth.
     */
    private int tailHint = SegmentHeader.BYTES;

    private volatile @Nullable Segment next;

    /** Readers inside. Guarded by this. */
    private int pins;

    /** Guarded by this. */
    private boolean retired;

    Segment(SegmentHeader header, Mapping mapping) {
        this(header, mapping, header.segmentBytes());
    }

    private Segment(SegmentHeader header, Mapping mapping, int limit) {
        this.header = header;
        this.mapping = mapping;
        this.buffer = mapping.buffer();
        this.limit = limit;
        this.checksums = header.checksums();
        this.basePosition = header.basePosition();
        this.seed = header.logId() * 0x9E3779B97F4A7C15L ^ header.basePosition();
    }

    /** Stands in for the current segment when nothing more may be appended, so that the hot path has no flag to look at. */
    static Segment closed(SegmentHeader header) {
        return new Segment(header, Mapping.ofMemory(SegmentHeader.BYTES), 0);
    }

    SegmentHeader header() {
        return header;
    }

    ByteBuffer buffer() {
        return buffer;
    }

    /** A view of its own position and limit, for one thread. */
    ByteBuffer view() {
        return buffer.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    ByteBuffer readOnlyView() {
        return buffer.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    long basePosition() {
        return basePosition;
    }

    long endPosition() {
        return basePosition + header.segmentBytes();
    }

    long seed() {
        return seed;
    }

    boolean checksums() {
        return checksums;
    }

    int limit() {
        return limit;
    }

    int tailHint() {
        return tailHint;
    }

    void tailHint(int offset) {
        tailHint = offset;
    }

    /**
     * Appends a record of the only producer there is; its offset or {@link #NO_ROOM}. Four accesses to the buffer, because
     * each costs the checks of bounds and of life; those before the copy share theirs as long as no fence parts them.
     */
    int append(byte[] source, int offset, int payloadBytes, long stamp, Checksum checksum) {
        int at = tailHint;
        // Limit and tail are multiples of the frames' alignment: what fits, fits with the rest up to the next frame.
        if (payloadBytes > limit - Frame.HEADER_BYTES - at) {
            return NO_ROOM;
        }
        int frameBytes = Frame.HEADER_BYTES + payloadBytes;
        int sum = checksums ? checksum.ofArray(this, at, frameBytes, stamp, source, offset, payloadBytes) : 0;
        Frame.claimPlain(buffer, at, frameBytes, sum);
        // After the claim: an error before it, such as a stack without room, leaves no frame that nobody claimed.
        // Before the copy: one that comes to nothing is not written over by a shorter frame.
        tailHint = at + Frame.align(frameBytes);
        Frame.stamp(buffer, at, stamp);
        buffer.put(at + Frame.HEADER_BYTES, source, offset, payloadBytes);
        Frame.commitRelease(buffer, at, frameBytes);
        return at;
    }

    /** Fills and commits a claimed frame. */
    void write(int at, byte[] source, int offset, int payloadBytes, long stamp, Checksum checksum) {
        int frameBytes = Frame.HEADER_BYTES + payloadBytes;
        Frame.checksum(buffer, at, checksum.ofArray(this, at, frameBytes, stamp, source, offset, payloadBytes));
        Frame.stamp(buffer, at, stamp);
        buffer.put(at + Frame.HEADER_BYTES, source, offset, payloadBytes);
        Frame.wordRelease(buffer, at, frameBytes);
    }

    /** Claims a frame for the only producer there is; its offset or {@link #NO_ROOM}. */
    int claimAlone(int frameBytes) {
        int offset = tailHint;
        int span = Frame.align(frameBytes);
        if (span > limit - offset) {
            return NO_ROOM;
        }
        Frame.claimOpaque(buffer, offset, frameBytes);
        tailHint = offset + span;
        return offset;
    }

    /** Claims a frame in the first free place; its offset or {@link #NO_ROOM}. */
    int claimAmongMany(int frameBytes) {
        int offset = tailHint;
        int span = Frame.align(frameBytes);
        while (span <= limit - offset) {
            int word = Frame.wordAcquire(buffer, offset);
            if (word == 0) {
                if (Frame.claimCompareAndSet(buffer, offset, frameBytes)) {
                    tailHint = offset + span;
                    return offset;
                }
                word = Frame.wordAcquire(buffer, offset);
            }
            offset += Frame.span(word);
        }
        return NO_ROOM;
    }

    @Nullable
    Segment next() {
        return next;
    }

    void next(Segment segment) {
        next = segment;
    }

    /** Before the log is in use: the segments behind this one are no part of it. */
    void unlinkNext() {
        next = null;
    }

    void force(int from, int bytes) {
        mapping.force(from, bytes);
    }

    /** The same memory as another segment of the log; the caller has written the header and zeroed the rest. */
    Segment reusedAs(SegmentHeader newHeader) {
        return new Segment(newHeader, mapping);
    }

    /** Keeps the memory while a reader is inside; false when the segment is gone already. */
    synchronized boolean pin() {
        if (retired) {
            return false;
        }
        pins++;
        return true;
    }

    synchronized void unpin() {
        pins--;
        if (retired && pins == 0) {
            mapping.unmap();
        }
    }

    /** No reader gets in any more; the last one inside unmaps. */
    synchronized void retire() {
        if (!retired) {
            retired = true;
            if (pins == 0) {
                mapping.unmap();
            }
        }
    }

    /** Unmaps now, readers or not: the journal is closed. */
    synchronized void close() {
        retired = true;
        mapping.unmap();
    }

    /** Writes one word a page without changing it, so that no producer meets a page fault. */
    void touch(int from, int to) {
        for (int page = from & -SegmentHeader.BYTES; page < to; page += SegmentHeader.BYTES) {
            Frame.touch(buffer, page);
        }
    }
}

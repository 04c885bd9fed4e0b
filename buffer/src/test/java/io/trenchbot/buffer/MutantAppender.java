package io.trenchbot.buffer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;

/**
 * Appends in the journal's format, but by protocols that lose records when the process dies. A crash harness that does
 * not find them out proves nothing about the protocol that it passes.
 */
final class MutantAppender implements CrashChild.Appender {

    /** What is wrong. */
    enum Fault {
        /** The caller is told before the frame is committed. */
        ACKNOWLEDGE_BEFORE_COMMIT,
        /** The frame is committed before its payload is there. */
        LENGTH_BEFORE_PAYLOAD,
        /** The index moves first and the length follows: a death in between leaves a hole of unknown length. */
        GET_AND_ADD_TAIL,
        /** There is no length before the commit: a death leaves bytes behind what looks like the end. */
        NO_CLAIM
    }

    private static final int ROOM = CrashChild.SEGMENT_BYTES;

    private final Path directory;
    private final FileStore store;
    private final Fault fault;
    private final boolean checksummed;
    private final ThreadLocal<Checksum> checksums = ThreadLocal.withInitial(Checksum::ofSharedMemory);
    private volatile Part part;

    /** A segment and its shared index. */
    private record Part(Segment segment, AtomicInteger tail) {}

    MutantAppender(Path directory, Fault fault, boolean checksummed) throws IOException {
        // Pages are not touched ahead: the first store to a page is where a thread is stopped most often.
        this.directory = directory;
        this.store = new FileStore(directory, true, false);
        this.fault = fault;
        this.checksummed = checksummed;
        this.part = newPart(0);
    }

    private Part newPart(long basePosition) throws IOException {
        Segment segment = store.create(new SegmentHeader(ROOM, basePosition, 42, checksummed, false));
        return new Part(segment, new AtomicInteger(SegmentHeader.BYTES));
    }

    @Override
    public void append(byte[] payload, int length, LongConsumer acknowledge) throws IOException {
        int frameBytes = Frame.HEADER_BYTES + length;
        Part into = part;
        int at = claim(into, frameBytes);
        while (at < 0) {
            roll(into);
            into = part;
            at = claim(into, frameBytes);
        }
        ByteBuffer buffer = into.segment().buffer();
        int sum = checksums.get().ofArray(into.segment(), at, frameBytes, 0, payload, 0, length);
        if (fault == Fault.ACKNOWLEDGE_BEFORE_COMMIT) {
            acknowledge.accept(into.segment().basePosition() + at);
        }
        if (fault == Fault.LENGTH_BEFORE_PAYLOAD) {
            Frame.wordRelease(buffer, at, frameBytes);
        }
        for (int i = 0; i < length; i++) {
            buffer.put(at + Frame.HEADER_BYTES + i, payload[i]);
        }
        Frame.checksum(buffer, at, sum);
        Frame.wordRelease(buffer, at, frameBytes);
        if (fault != Fault.ACKNOWLEDGE_BEFORE_COMMIT) {
            acknowledge.accept(into.segment().basePosition() + at);
        }
    }

    private int claim(Part into, int frameBytes) {
        if (fault == Fault.GET_AND_ADD_TAIL) {
            int at = into.tail().getAndAdd(Frame.align(frameBytes));
            if (at + frameBytes > ROOM) {
                return -1;
            }
            Frame.claimOpaque(into.segment().buffer(), at, frameBytes);
            return at;
        }
        int at = SegmentHeader.BYTES;
        while (Frame.align(frameBytes) <= ROOM - at) {
            if (fault == Fault.NO_CLAIM && Frame.wordAcquire(into.segment().buffer(), at) == 0) {
                return at;
            }
            if (Frame.claimCompareAndSet(into.segment().buffer(), at, frameBytes)) {
                return at;
            }
            at += Frame.span(Frame.wordAcquire(into.segment().buffer(), at));
        }
        return -1;
    }

    private synchronized void roll(Part full) throws IOException {
        if (part != full) {
            return;
        }
        int at = SegmentHeader.BYTES;
        int word = 0;
        while (ROOM - at >= Frame.HEADER_BYTES
                && (word = Frame.wordAcquire(full.segment().buffer(), at)) != 0) {
            at += Frame.span(word);
        }
        if (ROOM - at >= Frame.HEADER_BYTES) {
            Log.commitPadding(full.segment(), at, ROOM - at);
        }
        part = newPart(full.segment().endPosition());
        long removed = full.segment().endPosition() - CrashChild.KEPT_BYTES;
        Files.deleteIfExists(FileStore.file(directory, removed));
    }
}

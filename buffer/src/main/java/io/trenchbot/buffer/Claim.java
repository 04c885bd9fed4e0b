package io.trenchbot.buffer;

import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Room for one record inside the log: write the payload where it stays, then {@link #commit()}. Closing without commit
 * gives the room up; readers never see it. An open claim holds back readers and durability of everything behind it:
 * commit or close soon. There is one claim a thread, used again for every record:
 *
 * <pre>{@code
 * try (Claim claim = buffer.claim(24 + length, receivedNs)) {
 *     if (claim.isGranted()) {
 *         claim.putLong(0, receivedNs).putLong(8, slot).putLong(16, verdict).put(24, bytes, offset, length);
 *         position = claim.commit();
 *     }
 * }
 * }</pre>
 *
 * <p>Threading: for the thread that claimed it.
 */
public final class Claim implements AutoCloseable {

    private final Log log;
    private final Committed committed;
    private final boolean single;
    private final @Nullable ReuseGuard guard;
    private final boolean sync;
    private final Checksum checksum = Checksum.ofSharedMemory();

    private Segment segment;
    private ByteBuffer view;
    private int at;
    private int length;
    private long stamp;
    private long result = TransactionBuffer.CLOSED;
    private boolean open;

    Claim(Log log, Committed committed, @Nullable ReuseGuard guard) {
        this.log = log;
        this.committed = committed;
        this.single = log.config().singleProducer();
        this.guard = guard;
        this.sync = log.config().waitsForDevice();
        this.segment = log.current();
        this.view = segment.view();
    }

    /** Copies a record into the log; the arguments are checked. */
    long append(byte[] source, int offset, int bytes, long stampOfRecord) {
        requireNotOpen();
        try {
            long position = acquire(Frame.HEADER_BYTES + bytes);
            if (position < 0) {
                return position;
            }
            segment.write(at, source, offset, bytes, stampOfRecord, checksum);
            return sync ? committed.awaitDevice(position) : position;
        } catch (IllegalStateException | InternalError unmapped) {
            return log.explain(unmapped);
        } finally {
            if (guard != null) {
                guard.leaveRelease();
            }
        }
    }

    /** Opens this claim, or says why not through its result. */
    Claim open(int bytes, long stampOfRecord) {
        requireNotOpen();
        length = bytes;
        stamp = stampOfRecord;
        try {
            result = acquire(Frame.HEADER_BYTES + bytes);
        } catch (InternalError unmapped) {
            result = log.explain(unmapped);
        }
        if (result > 0) {
            open = true;
            log.direct(false);
            view.limit(offset() + length).position(offset());
        }
        return this;
    }

    /** An open claim that is not there. */
    Claim refused(long why) {
        requireNotOpen();
        result = why;
        return this;
    }

    private void requireNotOpen() {
        if (open) {
            throw new IllegalStateException(
                    "The claim at position " + result + " of this thread is open; commit or close it first");
        }
    }

    /** Claims a frame and sets segment, view and at; the position, or why there is none. */
    private long acquire(int frameBytes) {
        while (true) {
            Segment candidate = log.current();
            if (guard != null && !guard.enterVolatile(candidate, log)) {
                continue;
            }
            long obstacle;
            try {
                int claimed = single ? candidate.claimAlone(frameBytes) : candidate.claimAmongMany(frameBytes);
                if (claimed != Segment.NO_ROOM) {
                    if (segment != candidate) {
                        segment = candidate;
                        view = candidate.view();
                    }
                    at = claimed;
                    return candidate.basePosition() + claimed;
                }
                obstacle = log.roll(candidate);
            } catch (IllegalStateException unmapped) {
                // This thread was stopped so long that the segment was filled, removed and unmapped meanwhile.
                obstacle = log.ended();
            }
            if (obstacle < 0) {
                return obstacle;
            }
        }
    }

    /**
     * Whether there is room. If not, {@link #position()} says why and nothing may be written.
     *
     * @return true if the claim is open
     */
    public boolean isGranted() {
        return open;
    }

    /**
     * Where the record will be in the log, or why it cannot be.
     *
     * @return a position greater than 0, or a negative result as of {@link TransactionBuffer#append}
     */
    public long position() {
        return result;
    }

    /**
     * Payload bytes of the claim.
     *
     * @return the length that was asked for
     */
    public int length() {
        return length;
    }

    /**
     * The log itself, little-endian; position and limit enclose the payload. Relative puts start at its first byte,
     * absolute ones add {@link #offset()}. Bytes outside of it belong to other records.
     *
     * @return a view that is good until commit or close
     */
    public ByteBuffer buffer() {
        requireOpen();
        return view;
    }

    /**
     * Index of the payload's first byte in {@link #buffer()}.
     *
     * @return the index
     */
    public int offset() {
        return at + Frame.HEADER_BYTES;
    }

    /**
     * Writes eight bytes, little-endian.
     *
     * @param index payload index of the first byte
     * @param value what is written
     * @return this claim
     * @throws IndexOutOfBoundsException if the bytes are not inside the payload
     */
    public Claim putLong(int index, long value) {
        view.putLong(place(index, Long.BYTES), value);
        return this;
    }

    /**
     * Writes four bytes, little-endian.
     *
     * @param index payload index of the first byte
     * @param value what is written
     * @return this claim
     * @throws IndexOutOfBoundsException if the bytes are not inside the payload
     */
    public Claim putInt(int index, int value) {
        view.putInt(place(index, Integer.BYTES), value);
        return this;
    }

    /**
     * Writes one byte.
     *
     * @param index payload index
     * @param value what is written
     * @return this claim
     * @throws IndexOutOfBoundsException if the byte is not inside the payload
     */
    public Claim putByte(int index, byte value) {
        view.put(place(index, 1), value);
        return this;
    }

    /**
     * Copies bytes.
     *
     * @param index payload index of the first byte
     * @param source holds the bytes
     * @param offset index of the first one in {@code source}
     * @param bytes how many
     * @return this claim
     * @throws IndexOutOfBoundsException if the bytes are not inside the payload or the source
     */
    public Claim put(int index, byte[] source, int offset, int bytes) {
        view.put(place(index, bytes), source, offset, bytes);
        return this;
    }

    private int place(int index, int bytes) {
        requireOpen();
        return offset() + Objects.checkFromIndexSize(index, bytes, length);
    }

    private void requireOpen() {
        if (!open) {
            throw new IllegalStateException("There is no open claim: " + TransactionBuffer.describe(result));
        }
    }

    /**
     * Makes the record part of the log. When this returns a position, the record survives the death of the process.
     *
     * @return the position, greater than 0; {@link TransactionBuffer#CLOSED} or {@link TransactionBuffer#FAILED} if the
     *     journal ended while the claim was open
     * @throws IllegalStateException if the claim is not open
     */
    public long commit() {
        requireOpen();
        if (log.hasEnded()) {
            // Where memory outlives the journal, somebody else may own the file by now.
            end();
            return log.ended();
        }
        try {
            int word = Frame.HEADER_BYTES + length;
            view.limit(offset() + length).position(offset());
            Frame.stamp(view, at, stamp);
            Frame.checksum(view, at, checksum.ofView(segment, at, word, stamp, view));
            Frame.wordRelease(view, at, word);
            end();
            return sync ? committed.awaitDevice(result) : result;
        } catch (IllegalStateException | InternalError unmapped) {
            end();
            return log.explain(unmapped);
        }
    }

    /** Gives the room up unless it was committed; does nothing for a claim that is not open. */
    @Override
    public void close() {
        if (!open) {
            return;
        }
        end();
        try {
            if (!log.hasEnded()) {
                Log.commitPadding(segment, at, Frame.HEADER_BYTES + length);
            }
        } catch (IllegalStateException | InternalError unmapped) {
            long ended = log.explain(unmapped);
            assert ended < 0;
        }
    }

    private void end() {
        open = false;
        log.direct(true);
        if (guard != null) {
            guard.leaveRelease();
        }
    }
}

package io.trenchbot.buffer;

import io.trenchbot.buffer.BufferException.Reason;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How far the log is committed without a hole, and how far it is on the device. Walks over the words behind the
 * producers, so that they need not count.
 *
 * <p>Two locks, so that nobody who only counts waits for the device: {@code walking} guards the walk, {@code forcing}
 * the writes to the device. Who holds both took forcing first.
 */
final class Committed {

    /** How long a waiter leaves another thread's unfinished claim alone before it looks again. */
    private static final long CLAIM_PAUSE_NS = 20_000;

    private final Log log;
    private final Device device;
    private final boolean usesDevice;

    private final ReentrantLock walking = new ReentrantLock();
    private Segment segment;
    private int offset;
    private long records;
    private long lastPosition;

    private final ReentrantLock forcing = new ReentrantLock();
    private Segment forcedSegment;
    private int forcedOffset;
    private long forces;

    private final ReentrantLock waiting = new ReentrantLock();
    private final Condition moved = waiting.newCondition();

    private volatile long durablePosition;

    /** Writes a range of a segment to the device; a test's fails. */
    interface Device {

        void force(Segment segment, int from, int bytes);
    }

    Committed(Log log, Device device, Recovery.End end) {
        this.log = log;
        this.device = device;
        boolean transientRing =
                log.config().retention().isRing() && log.config().durability().kind() == Durability.Kind.PROCESS;
        this.usesDevice = log.config().directory() != null && !transientRing;
        this.segment = end.segment();
        this.offset = end.offset();
        this.records = end.records();
        this.lastPosition = end.lastPosition();
        this.forcedSegment = end.firstUnsealed();
        this.forcedOffset = SegmentHeader.BYTES;
    }

    long durablePosition() {
        return durablePosition;
    }

    /** Committed records since the log began. */
    long records() {
        walking.lock();
        try {
            walk();
            return records;
        } finally {
            walking.unlock();
        }
    }

    /** Walks to the first word that is not committed. */
    private void walk() {
        while (true) {
            if (segment.limit() - offset < Frame.HEADER_BYTES) {
                Segment next = segment.next();
                if (next == null) {
                    return;
                }
                SegmentHeader.mark(next, SegmentHeader.RECORDS_BEFORE, records);
                segment = next;
                offset = SegmentHeader.BYTES;
            }
            int word = Frame.wordAcquire(segment.buffer(), offset);
            if (word <= 0) {
                return;
            }
            if (!Frame.isPadding(word)) {
                records++;
                lastPosition = segment.basePosition() + offset;
            }
            offset += Frame.span(word);
        }
    }

    /** Bytes of log that are appended and not forced, as far as the walk sees them. */
    long unforcedBytes() {
        walking.lock();
        try {
            walk();
            return segment.basePosition() + offset - forcedSegment.basePosition() - forcedOffset;
        } finally {
            walking.unlock();
        }
    }

    /** Whether every frame of the segment is committed and nothing of it is left to be forced. */
    boolean isPast(Segment candidate) {
        walking.lock();
        try {
            return segment.basePosition() >= candidate.endPosition()
                    && forcedSegment.basePosition() >= candidate.endPosition();
        } finally {
            walking.unlock();
        }
    }

    /** Whether the walk has left a segment that is not sealed yet. */
    boolean hasFullSegment() {
        walking.lock();
        try {
            walk();
            return segment != forcedSegment;
        } finally {
            walking.unlock();
        }
    }

    /**
     * Puts everything committed without a hole on the device.
     *
     * @throws BufferException if the device refuses; the log takes nothing more then, because what a failed write left on
     *     the device is unknown, and a second attempt that succeeds proves nothing about it
     */
    void force() {
        force(Long.MAX_VALUE);
    }

    /** The same, unless another thread has taken the position to the device while this one waited for it. */
    private void force(long position) {
        forcing.lock();
        try {
            if (durablePosition >= position) {
                return;
            }
            if (log.failure() != null) {
                log.checkUsable();
            }
            Mark target = mark();
            try {
                forceTo(target);
            } catch (UncheckedIOException | InternalError e) {
                BufferException failed = new BufferException(
                        Reason.FORCE_FAILED, "The device did not take the log up to " + target.lastPosition(), e);
                log.fail(failed);
                throw failed;
            }
            if (usesDevice) {
                durablePosition = target.lastPosition();
            }
        } finally {
            forcing.unlock();
            signal();
        }
    }

    /** A place in the log up to which all is committed. */
    private record Mark(Segment segment, int offset, long lastPosition) {}

    private Mark mark() {
        walking.lock();
        try {
            walk();
            return new Mark(segment, offset, lastPosition);
        } finally {
            walking.unlock();
        }
    }

    private void forceTo(Mark target) {
        while (forcedSegment != target.segment()) {
            Segment full = forcedSegment;
            forceRange(full, forcedOffset, full.limit());
            Segment next = Objects.requireNonNull(full.next(), "a segment that was walked through");
            SegmentHeader.mark(full, SegmentHeader.SEALED, SegmentHeader.marked(next, SegmentHeader.RECORDS_BEFORE));
            stepForced(next, SegmentHeader.BYTES);
        }
        forceRange(forcedSegment, forcedOffset, target.offset());
        stepForced(forcedSegment, target.offset());
    }

    private void forceRange(Segment of, int from, int to) {
        if (usesDevice && to > from) {
            device.force(of, from, to - from);
            forces++;
        }
    }

    private void stepForced(Segment to, int toOffset) {
        walking.lock();
        try {
            forcedSegment = to;
            forcedOffset = toOffset;
        } finally {
            walking.unlock();
        }
    }

    long forces() {
        walking.lock();
        try {
            return forces;
        } finally {
            walking.unlock();
        }
    }

    /** For a producer whose record must be on the device: its position, or why it is not there. */
    long awaitDevice(long position) {
        while (durablePosition < position) {
            try {
                force(position);
            } catch (BufferException e) {
                return TransactionBuffer.FAILED;
            }
            if (durablePosition < position) {
                LockSupport.parkNanos(CLAIM_PAUSE_NS);
            }
        }
        return position;
    }

    /** Waits until the keeper has forced the position; false when the time is over. */
    boolean awaitGroup(long position, Duration timeout) throws InterruptedException {
        long leftNs = timeout.toNanos();
        waiting.lock();
        try {
            while (durablePosition < position) {
                log.checkUsable();
                if (leftNs <= 0) {
                    return false;
                }
                leftNs = moved.awaitNanos(leftNs);
            }
            return true;
        } finally {
            waiting.unlock();
        }
    }

    /** Forces until the position is on the device; false when the time is over. */
    boolean awaitForcing(long position, Duration timeout) throws InterruptedException {
        long deadlineNs = System.nanoTime() + timeout.toNanos();
        while (durablePosition < position) {
            log.checkUsable();
            force(position);
            if (durablePosition < position) {
                if (System.nanoTime() - deadlineNs >= 0) {
                    return false;
                }
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                LockSupport.parkNanos(CLAIM_PAUSE_NS);
            }
        }
        return true;
    }

    void signal() {
        waiting.lock();
        try {
            moved.signalAll();
        } finally {
            waiting.unlock();
        }
    }

    /** Why a producer's segment was suddenly not there. */
    long explain(Throwable unmapped) {
        if (unmapped instanceof InternalError) {
            log.fail(new BufferException(Reason.WRONG_SIZE, "A segment file was cut by others", unmapped));
        }
        long ended = log.ended();
        if (ended == 0) {
            throw new IllegalStateException("The log lost a segment", unmapped);
        }
        return ended;
    }

    /**
     * Where the log ends, if no claim is open at its end; waits that long for appends that are under way.
     *
     * @return the end, or -1 if a claim is still open
     */
    long settle(long patienceNs) {
        long deadlineNs = System.nanoTime() + patienceNs;
        while (true) {
            Mark end = mark();
            boolean full = end.segment().limit() - end.offset() < Frame.HEADER_BYTES;
            if (full || Frame.wordAcquire(end.segment().buffer(), end.offset()) == 0) {
                return end.segment().basePosition() + end.offset();
            }
            if (System.nanoTime() - deadlineNs >= 0) {
                return -1;
            }
            LockSupport.parkNanos(CLAIM_PAUSE_NS);
        }
    }

    long endPosition() {
        Mark end = mark();
        return end.segment().basePosition() + end.offset();
    }

    /** The segment in which the log ends, as of the last walk. */
    Segment endSegment() {
        return mark().segment();
    }
}

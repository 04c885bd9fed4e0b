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
    private final Walk walk;

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
        this.walk = new Walk(end);
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
            Walk.Place unused = go();
            return walk.records();
        } finally {
            walking.unlock();
        }
    }

    /** Up to where everything is committed. */
    Walk.Place place() {
        walking.lock();
        try {
            return go();
        } finally {
            walking.unlock();
        }
    }

    /** A log that failed may have lost its memory too. */
    private Walk.Place go() {
        if (log.failure() != null) {
            return walk.here();
        }
        try {
            return walk.go();
        } catch (InternalError e) {
            log.fail(BufferException.cutByOthers(e));
            return walk.here();
        }
    }

    /** Bytes of log that are committed and not forced. */
    long unforcedBytes() {
        walking.lock();
        try {
            return go().position() - forcedSegment.basePosition() - forcedOffset;
        } finally {
            walking.unlock();
        }
    }

    /** Whether every frame of the segment is committed and nothing of it is left to be forced. */
    boolean isPast(Segment candidate) {
        walking.lock();
        try {
            return walk.segment().basePosition() >= candidate.endPosition()
                    && forcedSegment.basePosition() >= candidate.endPosition();
        } finally {
            walking.unlock();
        }
    }

    /** Whether the walk has left a segment that is not sealed yet; keeps off the words while producers have not. */
    boolean hasFullSegment() {
        walking.lock();
        try {
            return log.current() != forcedSegment && go().segment() != forcedSegment;
        } finally {
            walking.unlock();
        }
    }

    /** Looks at no memory any more, because it will be unmapped; counts stay. */
    void end() {
        forcing.lock();
        walking.lock();
        try {
            walk.end();
        } finally {
            walking.unlock();
            forcing.unlock();
        }
        signal();
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
            Walk.Place target = place();
            if (log.failure() != null || walk.hasEnded()) {
                log.checkUsable();
            }
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

    private void forceTo(Walk.Place target) {
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

    /**
     * Where the log ends, if no claim is open at its end; waits that long for appends that are under way.
     *
     * @return the end, or -1 if a claim is still open
     */
    long settle(long patienceNs) {
        long deadlineNs = System.nanoTime() + patienceNs;
        while (true) {
            Walk.Place end = place();
            boolean full = end.segment().limit() - end.offset() < Frame.HEADER_BYTES;
            if (full || Frame.wordAcquire(end.segment().buffer(), end.offset()) == 0) {
                return end.position();
            }
            if (System.nanoTime() - deadlineNs >= 0) {
                return -1;
            }
            LockSupport.parkNanos(CLAIM_PAUSE_NS);
        }
    }
}

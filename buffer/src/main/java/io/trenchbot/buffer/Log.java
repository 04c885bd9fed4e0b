package io.trenchbot.buffer;

import io.trenchbot.buffer.BufferException.Reason;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The head of the log as producers see it: the segment that takes frames, the step to the next one, and the reason when
 * there is none. Producers meet nothing else of the journal.
 */
final class Log {

    private static final VarHandle CURRENT;

    static {
        try {
            CURRENT = MethodHandles.lookup().findVarHandle(Log.class, "current", Segment.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final BufferConfig config;
    private final Segment closedSegment;
    private final LongAdder backPressured = new LongAdder();
    private final LongAdder notReady = new LongAdder();
    private final LongAdder diskFull = new LongAdder();

    private volatile Segment current;

    /** What a producer is told at the end of the last prepared segment. */
    private volatile long obstacle = TransactionBuffer.NOT_READY;

    /** The single producer as soon as it is known; null where appending takes more than room. */
    private @Nullable Thread loneProducer;

    /**
     * The single producer while it has no claim open; null when appending takes more than room: other producers, a device
     * to wait for. Only compared by a thread with itself, which sees what it wrote itself, and nobody writes another's name.
     */
    private @Nullable Thread directProducer;

    /** Of the direct producer. */
    private final Checksum checksum = Checksum.ofSharedMemory();

    private volatile boolean closed;
    private volatile @Nullable BufferException failure;
    private volatile @Nullable Thread keeper;

    Log(BufferConfig config, Segment current) {
        this.config = config;
        this.current = current;
        this.closedSegment = Segment.closed(current.header());
    }

    BufferConfig config() {
        return config;
    }

    /**
     * Appends a record where that takes nothing but room; the arguments are checked.
     *
     * @return its position, a negative result, or 0 if it takes a claim
     */
    long append(byte[] source, int offset, int payloadBytes, long stamp) {
        if (directProducer != Thread.currentThread()) {
            return 0;
        }
        Segment into = current;
        try {
            int at = into.append(source, offset, payloadBytes, stamp, checksum);
            return at == Segment.NO_ROOM ? 0 : into.basePosition() + at;
        } catch (IllegalStateException | InternalError unmapped) {
            return explain(unmapped);
        }
    }

    /** By the first producer, before its first record. */
    void producer(Thread first) {
        if (config.appendsDirectly()) {
            loneProducer = first;
            directProducer = first;
        }
    }

    /**
     * When the single producer opens its claim and when it is done with it. Many producers only read here, and whoever
     * closes a claim that is not its own does not become the producer by that.
     */
    void direct(boolean direct) {
        Thread lone = loneProducer;
        if (lone != null) {
            directProducer = direct ? lone : null;
        }
    }

    /** The segment that takes frames; one without any room when the log is closed or has failed. */
    Segment current() {
        return current;
    }

    /**
     * Steps to the segment after a full one.
     *
     * @return 0, or why there is no such segment
     */
    long roll(Segment full) {
        if (closed) {
            return TransactionBuffer.CLOSED;
        }
        if (failure != null) {
            return TransactionBuffer.FAILED;
        }
        Segment next = full.next();
        if (next == null) {
            return refuse(full);
        }
        if (full == current) {
            pad(full);
            // Fails when another producer was first, or when the log was closed meanwhile.
            CURRENT.compareAndSet(this, full, next);
            wakeKeeper();
        }
        return 0;
    }

    private long refuse(Segment full) {
        if (full != current) {
            return 0;
        }
        long why = obstacle;
        if (why == TransactionBuffer.BACK_PRESSURED) {
            backPressured.increment();
        } else if (why == TransactionBuffer.DISK_FULL) {
            diskFull.increment();
        } else {
            notReady.increment();
        }
        wakeKeeper();
        return why;
    }

    /** Fills what is left of a segment, so that no claim can be put there behind the back of those that have gone on. */
    private static void pad(Segment segment) {
        int at = segment.tailHint();
        int room = segment.limit() - at;
        while (room >= Frame.HEADER_BYTES) {
            if (Frame.wordAcquire(segment.buffer(), at) == 0 && Frame.claimCompareAndSet(segment.buffer(), at, room)) {
                commitPadding(segment, at, room);
                return;
            }
            at += Frame.span(Frame.wordAcquire(segment.buffer(), at));
            room = segment.limit() - at;
        }
    }

    /** Turns a claimed frame into padding: an aborted claim, the rest of a segment, the hole a dead writer left. */
    static void commitPadding(Segment segment, int at, int frameBytes) {
        int word = Frame.paddingWord(frameBytes);
        Frame.stamp(segment.buffer(), at, 0);
        Frame.checksum(segment.buffer(), at, Checksum.ofPadding(segment, at, word));
        Frame.wordRelease(segment.buffer(), at, word);
    }

    void obstacle(long result) {
        obstacle = result;
    }

    /** Takes nothing more, for good. The first failure is the one that is told. */
    synchronized void fail(BufferException cause) {
        if (failure == null) {
            failure = cause;
        }
        current = closedSegment;
    }

    /** Whether this call closed it. */
    synchronized boolean close() {
        boolean first = !closed;
        closed = true;
        current = closedSegment;
        return first;
    }

    /** The same question as {@link #ended}, for the price of one volatile read. */
    boolean hasEnded() {
        return current.limit() == 0;
    }

    @Nullable
    BufferException failure() {
        return failure;
    }

    /** Why nothing can be appended, for a producer that found its segment gone; 0 if it may look again. */
    long ended() {
        return closed ? TransactionBuffer.CLOSED : failure != null ? TransactionBuffer.FAILED : 0;
    }

    /** Why a producer's segment was suddenly not there. */
    long explain(Throwable unmapped) {
        if (unmapped instanceof InternalError fault) {
            fail(BufferException.cutByOthers(fault));
        }
        long why = ended();
        if (why == 0) {
            throw new IllegalStateException("The log lost a segment", unmapped);
        }
        return why;
    }

    void checkUsable() {
        BufferException cause = failure;
        if (cause != null) {
            throw new BufferException(cause.reason(), "The journal has failed: " + cause.getMessage(), cause);
        }
        if (closed) {
            throw new BufferException(Reason.CLOSED, "The journal is closed");
        }
    }

    void keeper(@Nullable Thread thread) {
        keeper = thread;
    }

    void wakeKeeper() {
        LockSupport.unpark(keeper);
    }

    long backPressuredCount() {
        return backPressured.sum();
    }

    long notReadyCount() {
        return notReady.sum();
    }

    long diskFullCount() {
        return diskFull.sum();
    }
}

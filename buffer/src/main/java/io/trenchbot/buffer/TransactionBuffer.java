package io.trenchbot.buffer;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A journal in memory-mapped files: records are appended at the end, survive the death of the process, and are read in
 * order, live or later.
 *
 * <p>Every record has a position: a number greater than 0 that rises along the log and stays the record's for good; it is
 * not dense. Appending makes no system call and allocates nothing; it never waits, but says with a negative result why a
 * record was not accepted, and then nothing of it is in the log.
 *
 * <p>Threading: every method from any thread; many threads may append at a time, unless
 * {@link BufferBuilder#singleProducer} was asked for.
 */
public final class TransactionBuffer implements AutoCloseable {
    /** Result: a reader that must not be overtaken stands in the oldest segment; append again when it has moved on. */
    public static final long BACK_PRESSURED = -1;

    /** Result: the next segment is still in preparation; append again a moment later. */
    public static final long NOT_READY = -2;

    /**
     * Result: the next segment cannot be prepared, for want of space or because of another I/O error that
     * {@link BufferStats#problem} names. Preparation is tried again; append again when there is space.
     */
    public static final long DISK_FULL = -3;

    /** Result: the record is longer than {@link #payloadBytesMax()}. */
    public static final long TOO_LONG = -4;

    /** Result: the journal is closed. */
    public static final long CLOSED = -5;

    /** Result: the device refused data or a file was cut by others; the journal takes nothing more. */
    public static final long FAILED = -6;

    private final BufferConfig config;
    private final Journal journal;
    private final Committed committed;
    private final int payloadBytesMax;
    private final Claims claims;
    private final Claim firstClaim;
    private final Log log;

    /** Claims through {@code firstClaim}, which spares it the look-up; the first thread that appends. */
    private volatile @Nullable Thread firstProducer;

    TransactionBuffer(BufferConfig config, Committed.Device device) {
        this.config = config;
        this.journal = new Journal(config, device);
        this.committed = journal.committed();
        this.claims = journal.claims();
        this.payloadBytesMax = journal.payloadBytesMax();
        this.firstClaim = claims.create();
        this.log = journal.log();
    }

    /**
     * A journal in a directory of its own, which is made if it does not exist.
     *
     * @param directory on a local file system
     * @return a builder
     */
    public static BufferBuilder builder(Path directory) {
        return new BufferBuilder(directory);
    }

    /**
     * A journal in memory outside the heap: no files, gone when it is closed.
     *
     * @return a builder
     */
    public static BufferBuilder inMemory() {
        return new BufferBuilder(null);
    }

    private Claim claimOfThread() {
        Thread thread = Thread.currentThread();
        return firstProducer == thread ? firstClaim : otherClaim(thread);
    }

    private Claim otherClaim(Thread thread) {
        if (firstProducer == null) {
            synchronized (claims) {
                if (firstProducer == null) {
                    firstProducer = thread;
                    log.producer(thread);
                    return firstClaim;
                }
            }
        }
        if (config.singleProducer()) {
            throw new IllegalStateException(thread + " appends to a journal whose single producer is " + firstProducer);
        }
        return claims.ofThisThread();
    }

    /**
     * Appends a record with stamp 0.
     *
     * @param source holds the payload
     * @param offset index of its first byte
     * @param length its bytes
     * @return as {@link #append(byte[], int, int, long)}
     */
    public long append(byte[] source, int offset, int length) {
        return append(source, offset, length, 0);
    }

    /**
     * Appends a record. When this returns a position, the record survives the death of the process, and with
     * {@link Durability#SYNC} that of the machine.
     *
     * @param source holds the payload
     * @param offset index of its first byte
     * @param length its bytes
     * @param stamp a number of the caller's, kept with the record: a time, a slot
     * @return the record's position, greater than 0; or, negative, why nothing was appended: {@link #BACK_PRESSURED},
     *     {@link #NOT_READY}, {@link #DISK_FULL}, {@link #TOO_LONG}, {@link #CLOSED}, {@link #FAILED}
     * @throws IndexOutOfBoundsException if the payload is not inside the array
     * @throws IllegalStateException if this thread has an open claim, or is not the single producer that was promised
     */
    public long append(byte[] source, int offset, int length, long stamp) {
        Objects.checkFromIndexSize(offset, length, source.length);
        if (length > payloadBytesMax) {
            return TOO_LONG;
        }
        long result = log.append(source, offset, length, stamp);
        return result != 0 ? result : claimOfThread().append(source, offset, length, stamp);
    }

    /**
     * Claims room for a record with stamp 0, to be written in place.
     *
     * @param length payload bytes
     * @return as {@link #claim(int, long)}
     */
    public Claim claim(int length) {
        return claim(length, 0);
    }

    /**
     * Claims room for a record, to be written in place.
     *
     * @param length payload bytes
     * @param stamp a number of the caller's, kept with the record
     * @return this thread's claim, open or refused: {@link Claim#isGranted()}
     * @throws IllegalArgumentException if the length is negative
     * @throws IllegalStateException if this thread's claim is open, or it is not the single producer that was promised
     */
    public Claim claim(int length, long stamp) {
        if (length < 0) {
            throw new IllegalArgumentException("A claim of " + length + " bytes");
        }
        Claim claim = claimOfThread();
        return length > payloadBytesMax ? claim.refused(TOO_LONG) : claim.open(length, stamp);
    }

    /**
     * The longest payload that fits.
     *
     * @return bytes
     */
    public int payloadBytesMax() {
        return payloadBytesMax;
    }

    /**
     * A result of appending in words.
     *
     * @param result position or negative result
     * @return words for a log line
     */
    public static String describe(long result) {
        if (result > 0) {
            return "position " + result;
        }
        return switch ((int) result) {
            case (int) BACK_PRESSURED -> "back-pressured by a reader";
            case (int) NOT_READY -> "next segment not ready yet";
            case (int) DISK_FULL -> "disk full";
            case (int) TOO_LONG -> "record too long";
            case (int) CLOSED -> "closed";
            case (int) FAILED -> "failed";
            default -> "no result";
        };
    }

    /**
     * A reader of this journal.
     *
     * @param from where it starts
     * @return the reader, to be closed by the caller; closing the journal closes it too
     * @throws BufferException if a reader of that name is open, or this journal is closed
     */
    public BufferReader reader(ReadFrom from) {
        return journal.reader(from);
    }

    /**
     * Removes a persistent reader's place, so that it no longer holds records.
     *
     * @param name the reader's
     * @return whether there was such a place
     * @throws BufferException if a reader of that name is open
     */
    public boolean forgetReader(String name) {
        Path directory = config.directory();
        if (directory == null) {
            return false;
        }
        // The record checks the name, which becomes part of a file name.
        return NamedPosition.forget(
                directory, ReadFrom.earliest().named(name).name().orElseThrow());
    }

    /**
     * Up to where the log is on the device: every record at this position or a smaller one survives the loss of the
     * machine's power, if the device keeps what it says it has flushed.
     *
     * @return a position; 0 if nothing is known to be on the device, and always for a journal in memory
     */
    public long durablePosition() {
        return committed.durablePosition();
    }

    /**
     * Waits until a record is on the device. With {@link Durability#PROCESS} the calling thread forces it, else it waits for
     * the group.
     *
     * @param position of the record
     * @param timeout longest wait
     * @return whether it is on the device; false when the time was over before, because of the device or of an older claim
     *     that is still open
     * @throws BufferException if the journal failed or was closed
     * @throws InterruptedException if the thread was interrupted
     * @throws IllegalStateException for a journal in memory
     */
    public boolean awaitDurable(long position, Duration timeout) throws InterruptedException {
        requireFiles();
        return config.durability().kind() == Durability.Kind.GROUP
                ? committed.awaitGroup(position, timeout)
                : committed.awaitForcing(position, timeout);
    }

    /**
     * Puts every record committed before this call on the device, up to the first claim that is still open.
     *
     * @return {@link #durablePosition()} after it
     * @throws BufferException if the device refuses: the journal takes nothing more, because a second attempt that succeeds
     *     would prove nothing about what the first one lost
     * @throws IllegalStateException for a journal in memory
     */
    public long force() {
        requireFiles();
        journal.log().checkUsable();
        committed.force();
        return committed.durablePosition();
    }

    List<Segment> segments() {
        return journal.chain().segments();
    }

    private void requireFiles() {
        if (config.directory() == null) {
            throw new IllegalStateException("A journal in memory is on no device");
        }
    }

    /**
     * What opening this journal found.
     *
     * @return the report
     */
    public RecoveryReport recovery() {
        return journal.recovery();
    }

    /**
     * Counts. Walks over the records appended since the last call, so that appending need not count them.
     *
     * @return the counts at this moment
     */
    public BufferStats stats() {
        return journal.stats();
    }

    /** Forces what is committed, marks the log as closed in order, and lets go of it. */
    @Override
    public void close() {
        journal.close();
    }
}

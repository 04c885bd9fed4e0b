package io.trenchbot.buffer;

import java.nio.file.Path;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link TransactionBuffer} shall be. A journal that exists already keeps what its files say about segments that
 * are there; what is asked for here applies to new ones.
 *
 * <p>Threading: for one thread.
 */
public final class BufferBuilder {

    private static final int SEGMENT_BYTES = 64 << 20;

    private final @Nullable Path directory;
    private int segmentBytes = SEGMENT_BYTES;
    private int segmentsAhead = 1;
    private boolean preallocate = true;
    private boolean pretouch = true;
    private boolean checksum = true;
    private boolean singleProducer;
    private boolean verifyOnOpen;
    private Durability durability = Durability.PROCESS;
    private Retention retention = Retention.FOREVER;
    private LongSupplier nanoClock = System::nanoTime;
    private LongSupplier epochMsClock = System::currentTimeMillis;

    BufferBuilder(@Nullable Path directory) {
        this.directory = directory;
    }

    /**
     * Size of a segment, which is the unit of preparation and of retention. A record is never larger.
     *
     * @param bytes a multiple of 4,096 from 65,536 to 2^30; 64 MiB if not set
     * @return this builder
     */
    public BufferBuilder segmentBytes(int bytes) {
        segmentBytes = bytes;
        return this;
    }

    /**
     * How many empty segments are kept ready; a ring keeps all it has.
     *
     * @param segments at least 1, which is the default
     * @return this builder
     */
    public BufferBuilder segmentsAhead(int segments) {
        segmentsAhead = segments;
        return this;
    }

    /**
     * Whether a segment's blocks exist before a record is accepted into it. Without, a full disk is not noticed until it is
     * too late, and records can be lost: only for storage where writing zeroes first is worse.
     *
     * @param zeroFill true if not set
     * @return this builder
     */
    public BufferBuilder preallocate(boolean zeroFill) {
        preallocate = zeroFill;
        return this;
    }

    /**
     * Whether every page of a segment is touched before it is used, so that no producer meets a page fault.
     *
     * @param touch true if not set
     * @return this builder
     */
    public BufferBuilder pretouch(boolean touch) {
        pretouch = touch;
        return this;
    }

    /**
     * Whether every record carries a CRC32C. Without, recovery after a loss of power may deliver records whose bytes never
     * reached the device.
     *
     * @param crc32c true if not set
     * @return this builder
     */
    public BufferBuilder checksum(boolean crc32c) {
        checksum = crc32c;
        return this;
    }

    /**
     * Promises that one thread appends and claims, the first that does; it is spared the compare-and-set. Another thread
     * that appends gets an IllegalStateException.
     *
     * @param promise false if not set
     * @return this builder
     */
    public BufferBuilder singleProducer(boolean promise) {
        singleProducer = promise;
        return this;
    }

    /**
     * Whether opening scans every segment and not only those that were not sealed.
     *
     * @param all false if not set
     * @return this builder
     */
    public BufferBuilder verifyOnOpen(boolean all) {
        verifyOnOpen = all;
        return this;
    }

    /**
     * When records are put on the device.
     *
     * @param mode {@link Durability#PROCESS} if not set
     * @return this builder
     */
    public BufferBuilder durability(Durability mode) {
        durability = mode;
        return this;
    }

    /**
     * How long records are kept.
     *
     * @param rule {@link Retention#FOREVER} if not set
     * @return this builder
     */
    public BufferBuilder retention(Retention rule) {
        retention = rule;
        return this;
    }

    /**
     * The clock for intervals.
     *
     * @param clock nanoseconds from any origin; System::nanoTime if not set
     * @return this builder
     */
    public BufferBuilder nanoClock(LongSupplier clock) {
        nanoClock = clock;
        return this;
    }

    /**
     * The clock for the age of segments.
     *
     * @param clock milliseconds since 1970; System::currentTimeMillis if not set
     * @return this builder
     */
    public BufferBuilder epochMsClock(LongSupplier clock) {
        epochMsClock = clock;
        return this;
    }

    /**
     * Opens the journal: takes its lock, finds the end of the log, prepares the next segment.
     *
     * @return the open journal
     * @throws BufferException if it cannot be opened; nothing of what is there is destroyed then
     * @throws IllegalArgumentException if the settings contradict each other
     */
    public TransactionBuffer open() {
        return open(Segment::force);
    }

    TransactionBuffer open(Committed.Device device) {
        return new TransactionBuffer(config(), device);
    }

    private BufferConfig config() {
        return new BufferConfig(
                directory,
                segmentBytes,
                segmentsAhead,
                preallocate,
                pretouch,
                checksum,
                singleProducer,
                verifyOnOpen,
                durability,
                retention,
                nanoClock,
                epochMsClock);
    }
}

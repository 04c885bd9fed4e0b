package io.trenchbot.buffer;

import java.time.Duration;

/**
 * How long a journal keeps what was appended. Whole segments are removed, oldest first, and never one that a named
 * reader has not passed.
 *
 * <p>Threading: immutable.
 *
 * @param kind by what segments are removed
 * @param limit bytes for {@link Kind#BYTES} and {@link Kind#CONSUMED}, nanoseconds for {@link Kind#AGE}, else 0
 */
public record Retention(Kind kind, long limit) {

    /** By what segments are removed. */
    public enum Kind {
        /** Nothing is removed. */
        FOREVER,
        /** The oldest segments go when the files would take more than the limit. */
        BYTES,
        /** A segment goes when the last record in it is older than the limit. */
        AGE,
        /** A segment is used again when every reader has passed it: a bounded ring. */
        CONSUMED
    }

    /** Keep everything. */
    public static final Retention FOREVER = new Retention(Kind.FOREVER, 0);

    /**
     * Checks the limit.
     *
     * @param kind by what segments are removed
     * @param limit bytes or nanoseconds
     * @throws IllegalArgumentException if the limit does not fit the kind
     */
    public Retention {
        if (kind == Kind.FOREVER ? limit != 0 : limit <= 0) {
            throw new IllegalArgumentException("Retention " + kind + " with limit " + limit);
        }
    }

    /**
     * At most so many bytes of files. A named reader that stands in the oldest segment blocks appending when the limit is
     * reached ({@link TransactionBuffer#BACK_PRESSURED}); other readers that are overtaken see a gap.
     *
     * @param bytes limit, at least three segments
     * @return the retention
     */
    public static Retention bytes(long bytes) {
        return new Retention(Kind.BYTES, bytes);
    }

    /**
     * Segments whose last record was appended longer ago than this go.
     *
     * @param age limit
     * @return the retention
     */
    public static Retention age(Duration age) {
        return new Retention(Kind.AGE, age.toNanos());
    }

    /**
     * A ring of a fixed number of bytes: every reader counts, named or not, and appending is blocked
     * ({@link TransactionBuffer#BACK_PRESSURED}) while the slowest one has not left the oldest segment, or while there is
     * no reader at all and the ring is full.
     *
     * @param bytes size of all segments together, at least three segments
     * @return the retention
     */
    public static Retention consumed(long bytes) {
        return new Retention(Kind.CONSUMED, bytes);
    }

    boolean isRing() {
        return kind == Kind.CONSUMED;
    }

    /** Bytes of files that may exist at a time. */
    long capacityBytes() {
        return kind == Kind.BYTES || kind == Kind.CONSUMED ? limit : Long.MAX_VALUE;
    }
}

package io.trenchbot.buffer;

import java.nio.ByteBuffer;

/**
 * Takes records from a {@link BufferReader}.
 *
 * <p>Threading: called by the thread that polls the reader. The bytes are the log itself and are valid only during the
 * call: copy what is to be kept.
 */
@FunctionalInterface
public interface RecordHandler {

    /**
     * One committed record. An exception goes to the caller of poll, and the record is delivered again by the next poll.
     *
     * @param buffer read-only view of the segment, little-endian; its position and limit may be changed
     * @param offset index of the payload's first byte in {@code buffer}
     * @param length payload bytes
     * @param position the record's position in the log, as append or commit returned it
     * @param stamp the caller's number given with the record, 0 if none
     */
    void onRecord(ByteBuffer buffer, int offset, int length, long position, long stamp);

    /**
     * Records between two positions were removed before this reader came to them.
     *
     * @param fromPosition where the reader was
     * @param toPosition where it goes on
     * @param records how many records it missed; -1 when that is not known
     */
    default void onGap(long fromPosition, long toPosition, long records) {}

    /**
     * Takes records and says after each how to go on.
     *
     * <p>Threading: as for {@link RecordHandler}.
     */
    @FunctionalInterface
    interface Controlled {

        /**
         * One committed record.
         *
         * @param buffer read-only view of the segment, little-endian; its position and limit may be changed
         * @param offset index of the payload's first byte in {@code buffer}
         * @param length payload bytes
         * @param position the record's position in the log, as append or commit returned it
         * @param stamp the caller's number given with the record, 0 if none
         * @return how to go on
         */
        Action onRecord(ByteBuffer buffer, int offset, int length, long position, long stamp);

        /**
         * Records between two positions were removed before this reader came to them.
         *
         * @param fromPosition where the reader was
         * @param toPosition where it goes on
         * @param records how many records it missed; -1 when that is not known
         */
        default void onGap(long fromPosition, long toPosition, long records) {}
    }

    /** How a poll goes on after a record. */
    enum Action {
        /** The record is done; go on. */
        CONTINUE,
        /** The record is done; end this poll. */
        BREAK,
        /** The record is done, and a named reader's position is stored now and not at the end of the poll; go on. */
        COMMIT,
        /** The record is not done: end this poll, the next one delivers it again. */
        ABORT
    }
}

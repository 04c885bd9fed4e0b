package io.trenchbot.buffer;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * A journal cannot be opened, read or made durable. Back-pressure, a full disk while appending and an oversized record
 * are not exceptions but negative results of {@link TransactionBuffer#append}.
 *
 * <p>Threading: immutable.
 */
public final class BufferException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** What went wrong, for code that decides by it. */
    public enum Reason {
        /** Another process, or another buffer in this one, has the directory open for writing. */
        LOCKED,
        /** A reader of that name is open already. */
        READER_BUSY,
        /** No space for the first segment. */
        DISK_FULL,
        /** The file system refuses: no permission, a read-only directory, an I/O error. */
        ACCESS,
        /** The file is not a segment of a journal. */
        WRONG_MAGIC,
        /** The file was written by a version of the format that this one does not know. */
        WRONG_VERSION,
        /** The file was written with the other byte order. */
        WRONG_BYTE_ORDER,
        /** The file's header contradicts itself, its name or the other segments. */
        WRONG_HEADER,
        /** The file is shorter or longer than its header says. */
        WRONG_SIZE,
        /** A segment between two others is missing. */
        MISSING_SEGMENT,
        /** A record does not verify. */
        CORRUPT,
        /** The operating system could not make data durable; the journal takes nothing more. */
        FORCE_FAILED,
        /** The journal or the reader is closed. */
        CLOSED
    }

    /** What went wrong. */
    private final Reason reason;

    /** Memory of a mapped file is suddenly not there. */
    static BufferException cutByOthers(InternalError fault) {
        return new BufferException(Reason.WRONG_SIZE, "A file of the journal was cut by others", fault);
    }

    BufferException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    BufferException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /**
     * What went wrong.
     *
     * @return the reason, for code that decides by it
     */
    public Reason reason() {
        return reason;
    }
}

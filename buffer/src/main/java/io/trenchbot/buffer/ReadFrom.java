package io.trenchbot.buffer;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a reader starts, and whether its place is kept for it.
 *
 * <p>Threading: immutable.
 *
 * @param kind what the start is given by
 * @param value position or stamp, else 0
 * @param name under which the reader's place is stored and held against retention; empty for a reader that is forgotten
 *     when it is closed
 * @param verified whether checksums are compared before a record is handed out
 */
public record ReadFrom(Kind kind, long value, Optional<String> name, boolean verified) {

    /** What a start is given by. */
    public enum Kind {
        /** The oldest record that is kept. */
        EARLIEST,
        /** The first record that is claimed after the reader was opened. */
        LATEST,
        /** The first record at or behind a position. */
        POSITION,
        /** The first record with a stamp not below a value; stamps are taken to rise with positions. */
        STAMP
    }

    /** A file name on every file system, and short enough with prefix and suffix. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}");

    /**
     * Checks the name.
     *
     * @param kind what the start is given by
     * @param value position or stamp, else 0
     * @param name of a persistent reader
     * @param verified whether checksums are compared
     * @throws IllegalArgumentException if the name is not 1 to 64 letters, digits, dots, dashes and underscores
     */
    public ReadFrom {
        if (name.isPresent() && !NAME.matcher(name.get()).matches()) {
            throw new IllegalArgumentException("Reader name \"" + name.get() + "\" does not match " + NAME);
        }
    }

    /**
     * From the oldest record that is kept.
     *
     * @return the start
     */
    public static ReadFrom earliest() {
        return new ReadFrom(Kind.EARLIEST, 0, Optional.empty(), true);
    }

    /**
     * Only what is claimed from now on.
     *
     * @return the start
     */
    public static ReadFrom latest() {
        return new ReadFrom(Kind.LATEST, 0, Optional.empty(), true);
    }

    /**
     * From a record.
     *
     * @param position of the first record wanted; if there is none, the next one is the first
     * @return the start
     */
    public static ReadFrom position(long position) {
        return new ReadFrom(Kind.POSITION, position, Optional.empty(), true);
    }

    /**
     * From a time, or whatever the stamps of the records are.
     *
     * @param stamp the first record whose stamp is not below this one is the first
     * @return the start
     */
    public static ReadFrom stamp(long stamp) {
        return new ReadFrom(Kind.STAMP, stamp, Optional.empty(), true);
    }

    /**
     * The same with a persistent place: if a reader of this name was there before, the new one goes on where that one
     * stood, else it starts here. The log keeps what the name has not passed, whether a reader is open or not. A record is
     * passed when the poll that delivered it has returned, so after a crash the last poll's records come again.
     *
     * @param readerName 1 to 64 letters, digits, dots, dashes and underscores
     * @return the start
     */
    public ReadFrom named(String readerName) {
        return new ReadFrom(kind, value, Optional.of(readerName), verified);
    }

    /**
     * The same without comparing checksums: for records that this process has just written.
     *
     * @return the start
     */
    public ReadFrom unverified() {
        return new ReadFrom(kind, value, name, false);
    }
}

package io.trenchbot.buffer;

import io.trenchbot.buffer.BufferException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Reads the records of a journal in order, old ones first and then live ones as they are committed, without copying. A
 * reader in the process that writes comes from {@link TransactionBuffer#reader}; one in another process, or of a journal
 * that nobody writes, from {@link #open}.
 *
 * <p>Threading: for one thread at a time; {@link #position}, {@link #lagBytes} and {@link #skippedRecords} from any.
 */
public final class BufferReader implements AutoCloseable {

    private final Chain chain;
    private final Cursor cursor;
    private final @Nullable NamedPosition named;

    /** Behind everything that was delivered, for other threads and for retention. */
    private volatile long position;

    private final AtomicLong skippedRecords = new AtomicLong();
    private volatile boolean closed;

    BufferReader(Chain chain, @Nullable NamedPosition named, ReadFrom from) {
        this.chain = chain;
        this.named = named;
        this.cursor = new Cursor(chain, from.verified());
        // Until the start is found this reader counts as being at the beginning, so that nothing is removed before it.
        this.position = cursor.position();
    }

    /**
     * A reader of a journal that another process writes, or that nobody writes now.
     *
     * @param directory the journal's
     * @param from where to start
     * @return the reader
     * @throws BufferException if there is no journal, it cannot be read, or a reader of that name is open
     * @throws IllegalArgumentException if the journal is a ring and the reader has no name: the ring's memory is used again
     *     when the readers that it knows of have passed
     */
    public static BufferReader open(Path directory, ReadFrom from) {
        if (!Files.isDirectory(directory)) {
            throw new BufferException(Reason.ACCESS, directory + " is not a directory");
        }
        NamedPosition named = openNamed(directory, from);
        try {
            BufferReader reader = new BufferReader(new DirectoryChain(directory), named, from);
            if (named == null && reader.cursor.segment().header().ring()) {
                reader.close();
                throw new IllegalArgumentException(directory + " is a ring; a reader in another process needs a name");
            }
            reader.seek(from);
            return reader;
        } catch (RuntimeException e) {
            if (named != null) {
                named.close();
            }
            throw e;
        }
    }

    static @Nullable NamedPosition openNamed(@Nullable Path directory, ReadFrom from) {
        if (from.name().isEmpty()) {
            return null;
        }
        String name = from.name().get();
        if (directory == null) {
            throw new IllegalArgumentException("A journal in memory keeps no places for names: " + name);
        }
        try {
            return NamedPosition.open(directory, name);
        } catch (IOException e) {
            throw new BufferException(Reason.ACCESS, "Cannot store the place of " + name + ": " + e.getMessage(), e);
        }
    }

    /** Goes to the start; once, before the first poll. */
    void seek(ReadFrom from) {
        try {
            long stored = named == null ? 0 : named.position();
            if (stored > 0) {
                cursor.seekPosition(stored);
            } else if (from.kind() == ReadFrom.Kind.LATEST) {
                cursor.seekFrame(chain.tailPosition());
            } else if (from.kind() == ReadFrom.Kind.POSITION) {
                cursor.seekPosition(from.value());
            } else if (from.kind() == ReadFrom.Kind.STAMP) {
                cursor.seekStamp(from.value());
            }
            publish();
        } catch (IllegalStateException | InternalError e) {
            throw explain(e);
        }
    }

    /**
     * Delivers what is committed, in order.
     *
     * @param handler takes the records
     * @param limit most records of this call
     * @return records delivered; 0 if there is nothing new
     * @throws BufferException if a record does not verify, every time until the reader is closed; or if the reader or the
     *     journal is closed
     */
    public int poll(RecordHandler handler, int limit) {
        requireOpen();
        int count = 0;
        try {
            try {
                while (count < limit) {
                    int word = cursor.record();
                    if (cursor.hasGap()) {
                        report(handler::onGap);
                    }
                    if (word == 0) {
                        break;
                    }
                    int offset = cursor.offset() + Frame.HEADER_BYTES;
                    int length = word - Frame.HEADER_BYTES;
                    handler.onRecord(cursor.handedOut(), offset, length, cursor.position(), cursor.stamp());
                    cursor.pass(word);
                    count++;
                }
            } finally {
                publish();
            }
        } catch (IllegalStateException | InternalError e) {
            throw explain(e);
        }
        return count;
    }

    /**
     * Delivers what is committed, in order, as far as the handler wants.
     *
     * @param handler takes the records and says how to go on
     * @param limit most records of this call
     * @return records that are done
     * @throws BufferException as for {@link #poll}
     */
    public int controlledPoll(RecordHandler.Controlled handler, int limit) {
        requireOpen();
        int count = 0;
        try {
            try {
                while (count < limit) {
                    int word = cursor.record();
                    if (cursor.hasGap()) {
                        report(handler::onGap);
                    }
                    if (word == 0) {
                        break;
                    }
                    int offset = cursor.offset() + Frame.HEADER_BYTES;
                    int length = word - Frame.HEADER_BYTES;
                    RecordHandler.Action action =
                            handler.onRecord(cursor.handedOut(), offset, length, cursor.position(), cursor.stamp());
                    if (action == RecordHandler.Action.ABORT) {
                        break;
                    }
                    cursor.pass(word);
                    count++;
                    if (action == RecordHandler.Action.BREAK) {
                        break;
                    }
                    if (action == RecordHandler.Action.COMMIT) {
                        publish();
                    }
                }
            } finally {
                publish();
            }
        } catch (IllegalStateException | InternalError e) {
            throw explain(e);
        }
        return count;
    }

    /** Who is told of a gap, of either kind of handler. */
    private interface GapTaker {

        void onGap(long fromPosition, long toPosition, long records);
    }

    private void report(GapTaker taker) {
        Cursor.Gap gap = cursor.takeGap();
        if (gap != null) {
            skippedRecords.addAndGet(Math.max(0, gap.records()));
            taker.onGap(gap.fromPosition(), gap.toPosition(), gap.records());
        }
    }

    private void publish() {
        long here = cursor.position();
        if (here != position) {
            position = here;
            if (named != null) {
                named.position(here);
            }
        }
    }

    /** Memory that is suddenly not there: the journal was closed, or its file was cut by others. */
    private RuntimeException explain(Throwable thrown) {
        if (closed) {
            return new BufferException(Reason.CLOSED, "The reader or its journal is closed", thrown);
        }
        if (thrown instanceof RuntimeException runtime) {
            return runtime;
        }
        return BufferException.cutByOthers((InternalError) thrown);
    }

    private void requireOpen() {
        if (closed) {
            throw new BufferException(Reason.CLOSED, "The reader or its journal is closed");
        }
    }

    /**
     * Where this reader stands.
     *
     * @return a position behind every record that was delivered, and not behind any other
     */
    public long position() {
        return position;
    }

    /**
     * How far this reader is behind the end of the log.
     *
     * @return bytes of log, headers and claims that are not committed included
     * @throws BufferException if the reader or the journal is closed, or a file was cut by others
     */
    public long lagBytes() {
        requireOpen();
        try {
            return Math.max(0, chain.tailPosition() - position);
        } catch (IllegalStateException | InternalError e) {
            throw explain(e);
        }
    }

    /**
     * Records that were removed before this reader came to them, as far as their number is known.
     *
     * @return how many since it was opened
     */
    public long skippedRecords() {
        return skippedRecords.get();
    }

    /** Ends reading; a name keeps its place. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            chain.leave(this);
            cursor.release();
            if (named != null) {
                named.close();
            }
        }
    }
}

package io.trenchbot.examples;

import io.trenchbot.JournalRecord;
import io.trenchbot.buffer.BufferReader;
import io.trenchbot.buffer.RecordHandler;
import io.trenchbot.testkit.LocalNode;
import io.trenchbot.testkit.NodeStats;
import io.trenchbot.testkit.RecordedTransaction;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The transactions of a journal, read as a ledger asks for them, and no faster than the node's clients take them: a replay
 * that knows no clock would else fill the memory, or lose a client that reads slowly.
 *
 * <p>Threading: the iterator for one thread at a time, the rest for any.
 */
final class JournalFeed implements Iterator<RecordedTransaction>, AutoCloseable {
    private static final int POLL_LIMIT = 256;
    /** More than the two blocks that a ledger holds at a time. */
    private static final long MOST_AHEAD = 16_384;

    private static final long MOST_QUEUED_BYTES = 16L << 20;
    private static final long PAUSE_NS = 1_000_000;

    private final JournalOptions options;
    private final BufferReader reader;
    private final Queue<RecordedTransaction> read = new ArrayDeque<>();
    private boolean over;
    private final AtomicLong handedOut = new AtomicLong();
    private volatile @Nullable LocalNode node;
    private volatile @Nullable RuntimeException failure;
    private volatile boolean stopped;

    JournalFeed(JournalOptions options) {
        this.options = options;
        this.reader = BufferReader.open(options.directory(), options.start());
    }

    /** From now on it waits for the clients of this node. */
    void follow(LocalNode served) {
        node = served;
    }

    @Override
    public boolean hasNext() {
        while (read.isEmpty() && !over && !stopped) {
            if (clientsAreBehind()) {
                LockSupport.parkNanos(this, PAUSE_NS);
            } else {
                poll();
            }
        }
        return !read.isEmpty() && !stopped;
    }

    private boolean clientsAreBehind() {
        LocalNode served = node;
        if (served == null) {
            return false;
        }
        NodeStats stats = served.stats();
        return stats.bytesQueued() > MOST_QUEUED_BYTES || handedOut.get() - stats.transactionsTold() > MOST_AHEAD;
    }

    private void poll() {
        try {
            over |= reader.controlledPoll(this::take, POLL_LIMIT) == 0;
        } catch (RuntimeException e) {
            failure = e;
            over = true;
        }
    }

    private RecordHandler.Action take(ByteBuffer buffer, int offset, int length, long position, long stampNs) {
        over = position > options.toPosition() || handedOut.get() + read.size() >= options.records();
        if (!over && options.contains(position, stampNs)) {
            JournalRecord journalled = JournalRecord.read(buffer, offset, length);
            read.add(new RecordedTransaction(journalled.wire(), journalled.slot(), stampNs, journalled.failed()));
        }
        return over ? RecordHandler.Action.BREAK : RecordHandler.Action.CONTINUE;
    }

    @Override
    public RecordedTransaction next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        handedOut.incrementAndGet();
        return read.remove();
    }

    long handedOut() {
        return handedOut.get();
    }

    /** What ended the feed before the journal's end. */
    @Nullable
    RuntimeException failure() {
        return failure;
    }

    /** Ends the iteration, for whoever waits in it too. */
    void stop() {
        stopped = true;
    }

    /** When nobody iterates any more. */
    @Override
    public void close() {
        reader.close();
    }
}

package io.trenchbot.buffer;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The segments of a log in the process that writes it, and the readers there. */
final class LocalChain implements Chain {

    private final Log log;

    /** In order, prepared ones at the end. Guarded by itself. */
    private final List<Segment> segments;

    private final List<BufferReader> readers = new CopyOnWriteArrayList<>();

    LocalChain(Log log, List<Segment> segments) {
        this.log = log;
        this.segments = new ArrayList<>(segments);
    }

    @Override
    public Segment earliest() {
        synchronized (segments) {
            Segment first = segments.get(0);
            if (!first.pin()) {
                log.checkUsable();
                throw new IllegalStateException("The oldest segment is gone");
            }
            return first;
        }
    }

    @Override
    public @Nullable Segment after(Segment segment) {
        Segment next = segment.next();
        if (next == null) {
            return null;
        }
        return next.pin() ? next : earliest();
    }

    @Override
    public Segment holding(long position) {
        synchronized (segments) {
            for (int at = segments.size() - 1; at > 0; at--) {
                Segment candidate = segments.get(at);
                if (candidate.basePosition() <= position && candidate.pin()) {
                    return candidate;
                }
            }
            return earliest();
        }
    }

    @Override
    public void release(Segment segment) {
        segment.unpin();
        log.wakeKeeper();
    }

    @Override
    public long tailPosition() {
        Segment tail = log.current();
        return tail.basePosition() + tail.tailHint();
    }

    void enter(BufferReader reader) {
        readers.add(reader);
    }

    @Override
    public void leave(BufferReader reader) {
        readers.remove(reader);
        log.wakeKeeper();
    }

    /** The place of the open reader that is furthest behind; {@link Long#MAX_VALUE} if none is open. */
    long lowestReader() {
        long lowest = Long.MAX_VALUE;
        for (BufferReader reader : readers) {
            lowest = Math.min(lowest, reader.position());
        }
        return lowest;
    }

    void closeReaders() {
        readers.forEach(BufferReader::close);
    }

    void append(Segment segment) {
        synchronized (segments) {
            segments.add(segment);
        }
    }

    /** Takes the oldest segment out of the log. */
    Segment removeOldest() {
        synchronized (segments) {
            return segments.remove(0);
        }
    }

    List<Segment> segments() {
        synchronized (segments) {
            return List.copyOf(segments);
        }
    }
}

package io.trenchbot.buffer;

import io.trenchbot.buffer.BufferException.Reason;
import java.io.IOException;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The segments of a log that another process writes, or nobody: mapped read-only, one at a time. */
final class DirectoryChain implements Chain {

    private final Path directory;

    /** The last segment that was seen in use, for {@link #tailPosition}. Guarded by this. */
    private @Nullable Segment tail;

    /** Guarded by this. */
    private int tailOffset;

    DirectoryChain(Path directory) {
        this.directory = directory;
    }

    @Override
    public Segment earliest() {
        Segment first = firstFrom(0);
        if (first == null) {
            throw new BufferException(Reason.ACCESS, directory + " holds no journal");
        }
        return first;
    }

    @Override
    public @Nullable Segment after(Segment segment) {
        // The usual answer at the end of the log, for one system call.
        if (Files.exists(FileStore.file(directory, segment.endPosition()))) {
            return firstFrom(segment.endPosition());
        }
        return firstFrom(segment.basePosition() + 1);
    }

    private @Nullable Segment firstFrom(long lowestBase) {
        while (true) {
            try {
                return openFirst(lowestBase);
            } catch (NoSuchFileException removedMeanwhile) {
                // Retention was faster; look again.
            } catch (IOException e) {
                throw unreadable(e);
            }
        }
    }

    @Override
    public Segment holding(long position) {
        List<Long> bases = basePositions();
        for (int at = bases.size() - 1; at > 0; at--) {
            if (bases.get(at) <= position) {
                Segment candidate = firstFrom(bases.get(at));
                if (candidate != null) {
                    return candidate;
                }
            }
        }
        return earliest();
    }

    /** The last segment that somebody claimed in; those behind it are only prepared. */
    private Segment lastUsed() {
        List<Long> bases = basePositions();
        for (int at = bases.size() - 1; at > 0; at--) {
            Segment candidate = firstFrom(bases.get(at));
            if (candidate != null) {
                if (Frame.wordAcquire(candidate.buffer(), SegmentHeader.BYTES) != 0) {
                    return candidate;
                }
                release(candidate);
            }
        }
        return earliest();
    }

    private List<Long> basePositions() {
        try {
            return FileStore.basePositions(directory);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private BufferException unreadable(IOException e) {
        return new BufferException(Reason.ACCESS, "Cannot read " + directory + ": " + e.getMessage(), e);
    }

    private @Nullable Segment openFirst(long lowestBase) throws IOException {
        for (long base : FileStore.basePositions(directory)) {
            if (base >= lowestBase) {
                return FileStore.open(directory, base, MapMode.READ_ONLY);
            }
        }
        return null;
    }

    @Override
    public void release(Segment segment) {
        segment.retire();
    }

    @Override
    public synchronized long tailPosition() {
        Segment at = tail;
        if (at == null) {
            at = lastUsed();
            tailOffset = SegmentHeader.BYTES;
        }
        Segment walked = walk(at);
        tail = walked;
        return walked.basePosition() + tailOffset;
    }

    private Segment walk(Segment from) {
        Segment at = from;
        while (true) {
            while (at.limit() - tailOffset >= Frame.HEADER_BYTES) {
                int word = Frame.wordAcquire(at.buffer(), tailOffset);
                if (word == 0 || !Frame.isPossible(word, at.limit() - tailOffset)) {
                    return at;
                }
                tailOffset += Frame.span(word);
            }
            Segment next = after(at);
            if (next == null) {
                return at;
            }
            release(at);
            at = next;
            tailOffset = SegmentHeader.BYTES;
        }
    }

    @Override
    public synchronized void leave(BufferReader reader) {
        if (tail != null) {
            release(tail);
            tail = null;
        }
    }
}

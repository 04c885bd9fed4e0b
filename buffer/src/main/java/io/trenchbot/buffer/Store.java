package io.trenchbot.buffer;

import java.io.IOException;
import java.util.List;

/**
 * Where segments come from. Called by one thread at a time, never by the hot path.
 */
sealed interface Store permits FileStore, MemoryStore {

    /** The segments that exist, in order and without gaps between them; their frames are not looked at. */
    List<Segment> load() throws IOException;

    /** A zeroed, touched segment with its header in place, visible to readers in other processes. */
    Segment create(SegmentHeader header) throws IOException;

    /** The same, out of the memory of a segment that nobody reads or writes any more. */
    Segment recycle(Segment consumed, SegmentHeader header) throws IOException;

    /** The segment is no longer part of the log; who is still inside may read on. */
    void remove(Segment segment) throws IOException;

    /** Whether the segment still has the size it was made with; others may have cut it. */
    boolean isIntact(Segment segment);
}

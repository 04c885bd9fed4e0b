package io.trenchbot.buffer;

import org.jspecify.annotations.Nullable;

/**
 * The segments of a log as a reader meets them. What it is given stays readable until it releases it.
 */
sealed interface Chain permits LocalChain, DirectoryChain {

    /** The oldest segment that is kept. */
    Segment earliest();

    /**
     * The segment after one that the reader is in; null if there is none yet. If it was removed already, the oldest one
     * that is kept behind it.
     */
    @Nullable
    Segment after(Segment segment);

    /** The segment that a position lies in; the oldest one that is kept if it was before that. */
    Segment holding(long position);

    void release(Segment segment);

    /** End of the log, about. */
    long tailPosition();

    /** The reader is gone. */
    void leave(BufferReader reader);
}

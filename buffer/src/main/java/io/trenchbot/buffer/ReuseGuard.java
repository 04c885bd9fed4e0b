package io.trenchbot.buffer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * In a ring with many producers the segment that one thread may be about to claim in. Its memory is not used again while
 * it stands here: a thread that was stopped between reading the current segment and its compare-and-set would otherwise
 * claim in the middle of that memory's next life. Written by that thread, read by the keeper.
 */
final class ReuseGuard {

    private static final VarHandle USING;

    static {
        try {
            USING = MethodHandles.lookup().findVarHandle(ReuseGuard.class, "using", Segment.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile @Nullable Segment using;

    /** False if the segment is not the current one any more: then it may be in use again already. */
    boolean enterVolatile(Segment candidate, Log log) {
        USING.setVolatile(this, candidate);
        return log.current() == candidate;
    }

    void leaveRelease() {
        USING.setRelease(this, null);
    }

    boolean isUsing(Segment candidate) {
        return using == candidate;
    }
}

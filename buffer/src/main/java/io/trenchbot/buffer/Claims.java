package io.trenchbot.buffer;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The claims of a log, one for each thread that appends. */
final class Claims {

    private final Log log;
    private final Committed committed;
    private final List<ReuseGuard> guards = new CopyOnWriteArrayList<>();
    private final ThreadLocal<Claim> ofThread = ThreadLocal.withInitial(this::create);

    Claims(Log log, Committed committed) {
        this.log = log;
        this.committed = committed;
    }

    Claim create() {
        ReuseGuard guard = null;
        if (log.config().guardsReuse()) {
            guard = new ReuseGuard();
            guards.add(guard);
        }
        return new Claim(log, committed, guard);
    }

    Claim ofThisThread() {
        return ofThread.get();
    }

    /** Whether any producer may still be about to claim in a segment whose memory shall be used again. */
    boolean areUsing(Segment segment) {
        for (ReuseGuard guard : guards) {
            if (guard.isUsing(segment)) {
                return true;
            }
        }
        return false;
    }
}

package io.trenchbot.buffer;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What is done behind the producers' backs: segments made ready ahead, full ones forced and sealed, group commits,
 * retention. One thread calls {@link #poll} again and again; it never blocks on a producer.
 */
final class Keeper {

    /** After a failed preparation; a full disk does not empty itself within less. */
    private static final long RETRY_NS = 50_000_000;

    /**
     * Pages this far ahead of the tail are touched again: the kernel writes back what was touched long ago and then takes a
     * fault on the next store to it. More than a bot's feed brings in one sleep of the keeper.
     */
    private static final int TOUCH_AHEAD_BYTES = 1 << 20;

    private final BufferConfig config;
    private final Log log;
    private final Store store;
    private final LocalChain chain;
    private final Committed committed;
    private final Claims claims;

    private long retryAtNs;
    private long lastForceNs;
    private @Nullable Segment marked;
    private @Nullable Segment touched;
    private int touchedTo;
    private volatile @Nullable String problem;
    private final AtomicLong removed = new AtomicLong();

    Keeper(Log log, Store store, LocalChain chain, Committed committed, Claims claims) {
        this.config = log.config();
        this.log = log;
        this.store = store;
        this.chain = chain;
        this.committed = committed;
        this.claims = claims;
        this.retryAtNs = config.nanoClock().getAsLong();
        this.lastForceNs = retryAtNs;
    }

    /** One round; the number of things done, 0 if there was nothing to do. */
    int poll() {
        if (log.failure() != null) {
            return 0;
        }
        long nowNs = config.nanoClock().getAsLong();
        Segment current = log.current();
        if (current.limit() > 0 && !store.isIntact(current)) {
            log.fail(new BufferException(
                    BufferException.Reason.WRONG_SIZE,
                    "The segment at " + current.basePosition() + " was cut by others or removed"));
            return 0;
        }
        int work = markFirstUse();
        touchAhead();
        work += prepare(nowNs);
        work += force(nowNs);
        work += expire();
        return work;
    }

    private int markFirstUse() {
        Segment current = log.current();
        if (current == marked || current.limit() == 0) {
            return 0;
        }
        long nowMs = config.epochMsClock().getAsLong();
        // All up to the current one: since the last round producers may have passed through whole segments.
        for (Segment segment : chain.segments()) {
            if (segment.basePosition() <= current.basePosition()
                    && SegmentHeader.marked(segment, SegmentHeader.FIRST_USE) < 0) {
                SegmentHeader.mark(segment, SegmentHeader.FIRST_USE, nowMs);
            }
        }
        marked = current;
        return 1;
    }

    /** How far whoever appends at the tail shall find pages touched. */
    static int touchedAhead(Segment segment, int tail) {
        return (int) Math.min(segment.limit(), (long) tail + TOUCH_AHEAD_BYTES);
    }

    private void touchAhead() {
        Segment current = log.current();
        if (!config.pretouch() || current.limit() == 0) {
            return;
        }
        int tail = current.tailHint();
        if (current != touched || tail + TOUCH_AHEAD_BYTES / 2 > touchedTo) {
            // All of what an opening left behind, later what is about to be used.
            int to = touched == null ? current.limit() : touchedAhead(current, tail);
            current.touch(tail, to);
            touched = current;
            touchedTo = to;
        }
    }

    /** Makes the segments ready that are wanted ahead. */
    int prepare() {
        return prepare(config.nanoClock().getAsLong());
    }

    private int prepare(long nowNs) {
        if (nowNs - retryAtNs < 0) {
            return 0;
        }
        int work = 0;
        try {
            while (log.ended() == 0 && preparedSegments() < wantedAhead()) {
                if (!prepareOne()) {
                    log.obstacle(isHeldByReaders() ? TransactionBuffer.BACK_PRESSURED : TransactionBuffer.NOT_READY);
                    return work;
                }
                work++;
            }
            log.obstacle(TransactionBuffer.NOT_READY);
            problem = null;
        } catch (IOException e) {
            problem = String.valueOf(e.getMessage());
            log.obstacle(TransactionBuffer.DISK_FULL);
            retryAtNs = nowNs + RETRY_NS;
        }
        return work;
    }

    /** A ring keeps all its memory ready; anything else would only move the wait to the producer. */
    private int wantedAhead() {
        return config.retention().isRing()
                ? (int) (config.retention().capacityBytes() / config.segmentBytes()) - 1
                : config.segmentsAhead();
    }

    int preparedSegments() {
        int count = 0;
        Segment segment = log.current().next();
        while (segment != null) {
            count++;
            segment = segment.next();
        }
        return count;
    }

    /** Else what would have to go first is only not known to be committed yet, or about to be left by a producer. */
    private boolean isHeldByReaders() throws IOException {
        return lowestRetained() < chain.segments().get(0).endPosition();
    }

    /** False if what would have to go first is still needed. */
    private boolean prepareOne() throws IOException {
        List<Segment> segments = chain.segments();
        Segment last = segments.get(segments.size() - 1);
        SegmentHeader header = config.header(last.endPosition(), last.header().logId());
        long bytes = (long) config.segmentBytes();
        for (Segment segment : segments) {
            bytes += segment.header().segmentBytes();
        }
        Segment oldest = segments.get(0);
        Segment ready;
        if (bytes <= config.retention().capacityBytes()) {
            ready = store.create(header);
        } else if (!isRemovable(oldest)) {
            return false;
        } else if (config.retention().isRing() && oldest.header().segmentBytes() == config.segmentBytes()) {
            chain.removeOldest();
            removed.incrementAndGet();
            ready = store.recycle(oldest, header);
        } else {
            removeOldest(oldest);
            return true;
        }
        chain.append(ready);
        last.next(ready);
        return true;
    }

    private boolean isRemovable(Segment oldest) throws IOException {
        return committed.isPast(oldest) && lowestRetained() >= oldest.endPosition() && !claims.areUsing(oldest);
    }

    private long lowestRetained() throws IOException {
        long named = config.directory() == null ? Long.MAX_VALUE : NamedPosition.lowest(config.directory());
        if (!config.retention().isRing()) {
            return named;
        }
        long open = chain.lowestReader();
        // A ring without readers keeps what it has, so that the first one finds it.
        return named == Long.MAX_VALUE && open == Long.MAX_VALUE ? 0 : Math.min(named, open);
    }

    private void removeOldest(Segment oldest) throws IOException {
        chain.removeOldest();
        removed.incrementAndGet();
        store.remove(oldest);
    }

    private int force(long nowNs) {
        boolean due;
        if (config.durability().kind() == Durability.Kind.GROUP) {
            long unforced = committed.unforcedBytes();
            boolean intervalOver = nowNs - lastForceNs >= config.durability().intervalNs();
            due = unforced >= config.durability().groupBytes() || (unforced > 0 && intervalOver);
        } else {
            due = committed.hasFullSegment();
        }
        if (!due) {
            return 0;
        }
        lastForceNs = nowNs;
        try {
            committed.force();
        } catch (BufferException e) {
            problem = e.getMessage();
        }
        return 1;
    }

    private int expire() {
        if (config.retention().kind() != Retention.Kind.AGE) {
            return 0;
        }
        int work = 0;
        long keepFromMs = config.epochMsClock().getAsLong() - config.retention().limit() / 1_000_000;
        try {
            List<Segment> segments = chain.segments();
            // The last record of a segment is older than the first use of the next one.
            for (int at = 0; at + 1 < segments.size(); at++) {
                long nextUsedMs = SegmentHeader.marked(segments.get(at + 1), SegmentHeader.FIRST_USE);
                if (nextUsedMs < 0 || nextUsedMs > keepFromMs || !isRemovable(segments.get(at))) {
                    break;
                }
                removeOldest(segments.get(at));
                work++;
            }
        } catch (IOException e) {
            problem = String.valueOf(e.getMessage());
        }
        return work;
    }

    @Nullable
    String problem() {
        return problem;
    }

    long removed() {
        return removed.get();
    }
}

package io.trenchbot.buffer;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The parts of an open journal, from taking the lock to letting go of it. What producers do is in {@link Claim}, what
 * readers do in {@link Cursor}; here is the rest of its life.
 */
final class Journal {

    /** How long closing waits for appends that are under way in other threads. */
    private static final long CLOSE_PATIENCE_NS = 100_000_000;

    private final @Nullable LockFile lock;
    private final RecoveryReport recovery;
    private final Log log;
    private final Committed committed;
    private final LocalChain chain;
    private final Claims claims;
    private final Keeper keeper;
    private final KeeperThread keeperThread;
    private final int payloadBytesMax;

    Journal(BufferConfig config, Committed.Device device) {
        Opening opening = Opening.of(config);
        this.lock = opening.lock();
        this.recovery = opening.report();
        this.log = new Log(config, opening.end().segment());
        this.committed = new Committed(log, device, opening.end());
        this.chain = new LocalChain(log, opening.segments());
        this.claims = new Claims(log, committed);
        this.keeper = new Keeper(log, opening.store(), chain, committed, claims);
        this.payloadBytesMax = opening.end().segment().limit() - SegmentHeader.BYTES - Frame.HEADER_BYTES;
        if (opening.needsNextSegment()) {
            int prepared = keeper.prepare();
            assert prepared >= 0;
        }
        this.keeperThread = KeeperThread.start(keeper, log, "trenchbot-buffer-keeper");
    }

    RecoveryReport recovery() {
        return recovery;
    }

    Log log() {
        return log;
    }

    Committed committed() {
        return committed;
    }

    LocalChain chain() {
        return chain;
    }

    Claims claims() {
        return claims;
    }

    int payloadBytesMax() {
        return payloadBytesMax;
    }

    BufferReader reader(ReadFrom from) {
        log.checkUsable();
        NamedPosition named = BufferReader.openNamed(log.config().directory(), from);
        try {
            BufferReader reader = new BufferReader(chain, named, from);
            chain.enter(reader);
            reader.seek(from);
            return reader;
        } catch (RuntimeException e) {
            if (named != null) {
                named.close();
            }
            throw e;
        }
    }

    BufferStats stats() {
        List<Segment> segments = chain.segments();
        long fileBytes = 0;
        for (Segment segment : segments) {
            fileBytes += segment.header().segmentBytes();
        }
        long records = committed.records();
        long tailPosition = committed.place().position();
        // Looking at the log may be what finds it cut.
        BufferException failure = log.failure();
        return new BufferStats(
                records,
                tailPosition,
                segments.get(0).basePosition(),
                committed.durablePosition(),
                segments.size(),
                fileBytes,
                keeper.preparedSegments(),
                keeper.removed(),
                committed.forces(),
                log.backPressuredCount(),
                log.notReadyCount(),
                log.diskFullCount(),
                Optional.ofNullable(failure != null ? failure.getMessage() : keeper.problem()));
    }

    /** Once; does nothing from then on. */
    void close() {
        if (!log.close()) {
            return;
        }
        keeperThread.stop();
        try {
            finish();
        } catch (InternalError e) {
            throw BufferException.cutByOthers(e);
        } finally {
            committed.end();
            chain.closeReaders();
            chain.segments().forEach(Segment::close);
            if (lock != null) {
                lock.close();
            }
        }
    }

    private void finish() {
        if (log.failure() != null) {
            return;
        }
        long end = committed.settle(CLOSE_PATIENCE_NS);
        committed.force();
        if (end > 0) {
            Segment last = committed.place().segment();
            SegmentHeader.mark(last, SegmentHeader.CLEAN_END, end);
            last.force(0, SegmentHeader.BYTES);
        }
    }
}

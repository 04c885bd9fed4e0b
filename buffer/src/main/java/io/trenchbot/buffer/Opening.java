package io.trenchbot.buffer;

import io.trenchbot.buffer.BufferException.Reason;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Opens a log: takes the lock, recovers what is there or makes the first segment. */
record Opening(@Nullable LockFile lock, Store store, List<Segment> segments, Recovery.End end, RecoveryReport report) {

    private static final String LOCK = "writer.lock";

    static Opening of(BufferConfig config) {
        Path directory = config.directory();
        return directory == null ? inMemory(config) : inDirectory(config, directory);
    }

    /**
     * Whether the first record shall find the second segment ready. Who takes over from a dead writer goes on at once where
     * there is room: the keeper prepares the next segment before the half of this one is used, and forces what was left.
     */
    boolean needsNextSegment() {
        return report.orderlyClose() || end.offset() > end.segment().limit() / 2;
    }

    private static Opening inMemory(BufferConfig config) {
        MemoryStore store = new MemoryStore();
        return fresh(null, store, store.create(firstHeader(config)));
    }

    private static Opening inDirectory(BufferConfig config, Path directory) {
        LockFile lock = null;
        try {
            Files.createDirectories(directory);
            lock = LockFile.acquire(directory.resolve(LOCK), Reason.LOCKED);
            return open(config, directory, lock);
        } catch (IOException e) {
            release(lock);
            throw refused(directory, e);
        } catch (InternalError e) {
            release(lock);
            throw BufferException.cutByOthers(e);
        } catch (RuntimeException e) {
            release(lock);
            throw e;
        }
    }

    private static Opening open(BufferConfig config, Path directory, LockFile lock) throws IOException {
        long startNs = System.nanoTime();
        FileStore store = new FileStore(directory, config.preallocate(), config.pretouch());
        List<Segment> segments = store.load();
        if (segments.isEmpty()) {
            return fresh(lock, store, store.create(firstHeader(config)));
        }
        Recovery recovery =
                new Recovery(segments, config.verifyOnOpen(), segment -> FileStore.forScan(directory, segment));
        RecoveryReport report = recovery.repair(store, startNs);
        if (report.cut().isPresent()) {
            NamedPosition.clamp(directory, report.endPosition());
        }
        Recovery.End end = recovery.end();
        if (config.pretouch()) {
            // The keeper goes on where this ends: touching all takes longer than everything else here.
            end.segment().touch(end.offset(), Keeper.touchedAhead(end.segment(), end.offset()));
        }
        return new Opening(lock, store, recovery.kept(), end, report);
    }

    private static Opening fresh(@Nullable LockFile lock, Store store, Segment first) {
        RecoveryReport report =
                new RecoveryReport(true, first.basePosition() + SegmentHeader.BYTES, 0, 0, 0, 0, Optional.empty(), 0);
        return new Opening(lock, store, List.of(first), Recovery.End.ofNew(first), report);
    }

    /** The log id only has to differ from that of logs whose blocks this one may inherit. */
    private static SegmentHeader firstHeader(BufferConfig config) {
        return config.header(0, ThreadLocalRandom.current().nextLong());
    }

    private static void release(@Nullable LockFile lock) {
        if (lock != null) {
            lock.close();
        }
    }

    private static BufferException refused(Path directory, IOException e) {
        String why = e instanceof AccessDeniedException ? "permission denied: " + e.getMessage() : e.getMessage();
        Reason reason = isDiskFull(e) ? Reason.DISK_FULL : Reason.ACCESS;
        return new BufferException(reason, "Cannot open a journal in " + directory + ": " + why, e);
    }

    /** The JDK has no type for it, only the operating system's words. */
    private static boolean isDiskFull(IOException e) {
        String words = e instanceof FileSystemException f && f.getReason() != null ? f.getReason() : e.getMessage();
        String text = String.valueOf(words).toLowerCase(Locale.ROOT);
        return text.contains("no space left") || text.contains("not enough space") || text.contains("quota exceeded");
    }
}

package io.trenchbot.buffer;

import io.trenchbot.buffer.BufferException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the files of a journal hold, found by reading every byte of them and changing none. Another process may write the
 * journal meanwhile; this is then what was there at that moment, and its open claims count as abandoned ones.
 *
 * <p>Threading: immutable.
 *
 * @param segments oldest first, prepared ones at the end
 * @param readerPositions the places of the named readers, by name
 * @param firstStamp stamp of the oldest record, if there is one
 * @param lastStamp stamp of the newest record, if there is one
 * @param findings what opening this journal with {@link BufferBuilder#verifyOnOpen} would report; nothing is repaired, so
 *     nothing is saved
 */
public record JournalInspection(
        List<SegmentFile> segments,
        SortedMap<String, Long> readerPositions,
        OptionalLong firstStamp,
        OptionalLong lastStamp,
        RecoveryReport findings) {

    /** Retention may take a file between two looks; somebody who rolls faster than this is not to be inspected. */
    private static final int LOOKS = 16;

    /**
     * One segment.
     *
     * @param file where it is
     * @param basePosition position of its first byte
     * @param bytes its size
     * @param checksums whether its records carry checksums; only lengths can be verified without
     * @param ring whether its memory is used again when the readers have passed it
     */
    public record SegmentFile(Path file, long basePosition, int bytes, boolean checksums, boolean ring) {}

    /**
     * Takes immutable copies.
     *
     * @param segments oldest first
     * @param readerPositions the places of the named readers
     * @param firstStamp stamp of the oldest record
     * @param lastStamp stamp of the newest record
     * @param findings what opening would report
     */
    public JournalInspection {
        segments = List.copyOf(segments);
        readerPositions = Collections.unmodifiableSortedMap(new TreeMap<>(readerPositions));
    }

    /**
     * Reads a journal.
     *
     * @param directory the journal's
     * @return what is there
     * @throws BufferException if there is no journal, it cannot be read, or the head of a segment is damaged
     */
    public static JournalInspection of(Path directory) {
        if (!Files.isDirectory(directory)) {
            throw new BufferException(Reason.ACCESS, directory + " is not a directory");
        }
        try {
            for (int look = 1; look <= LOOKS; look++) {
                List<Segment> segments = new ArrayList<>();
                long startNs = System.nanoTime();
                try {
                    load(directory, segments);
                    Recovery recovery = new Recovery(segments, true, segment -> FileStore.forScan(directory, segment));
                    if (recovery.cutReason().isEmpty() || areThere(directory, segments)) {
                        return of(directory, segments, recovery, startNs);
                    }
                } catch (NoSuchFileException removedMeanwhile) {
                    // Retention was faster; look again.
                } catch (BufferException e) {
                    // A directory is not listed at one moment, and a ring gives its files new names: damage is what
                    // stays.
                    if (look == LOOKS) {
                        throw e;
                    }
                } finally {
                    segments.forEach(Segment::close);
                }
            }
            throw new BufferException(Reason.ACCESS, directory + " changes faster than it can be read");
        } catch (IOException e) {
            throw new BufferException(Reason.ACCESS, "Cannot read " + directory + ": " + e.getMessage(), e);
        } catch (InternalError e) {
            throw BufferException.cutByOthers(e);
        }
    }

    private static void load(Path directory, List<Segment> into) throws IOException {
        for (long base : FileStore.basePositions(directory)) {
            Segment segment = FileStore.openForThisThread(directory, base);
            into.add(segment);
            if (into.size() > 1) {
                FileStore.link(directory, into.get(into.size() - 2), segment);
            }
        }
        if (into.isEmpty()) {
            throw new BufferException(Reason.ACCESS, directory + " holds no journal");
        }
    }

    /** Else what looks damaged may be the memory of a segment that is being used again. */
    private static boolean areThere(Path directory, List<Segment> segments) {
        return segments.stream().allMatch(each -> Files.exists(FileStore.file(directory, each.basePosition())));
    }

    private static JournalInspection of(Path directory, List<Segment> segments, Recovery recovery, long startNs)
            throws IOException {
        RecoveryReport findings = recovery.findings(startNs);
        boolean empty = findings.records() == 0;
        List<SegmentFile> files = segments.stream()
                .map(each -> new SegmentFile(
                        FileStore.file(directory, each.basePosition()),
                        each.basePosition(),
                        each.header().segmentBytes(),
                        each.checksums(),
                        each.header().ring()))
                .toList();
        return new JournalInspection(
                files,
                NamedPosition.all(directory),
                empty ? OptionalLong.empty() : firstStamp(segments),
                empty
                        ? OptionalLong.empty()
                        : OptionalLong.of(stamp(segments, recovery.end().lastPosition())),
                findings);
    }

    private static OptionalLong firstStamp(List<Segment> segments) {
        for (Segment segment : segments) {
            int at = SegmentHeader.BYTES;
            int word = 1;
            while (segment.limit() - at >= Frame.HEADER_BYTES && word != 0) {
                word = Frame.wordAcquire(segment.buffer(), at);
                if (word > 0 && !Frame.isPadding(word)) {
                    return OptionalLong.of(Frame.stamp(segment.buffer(), at));
                }
                at += Frame.span(word);
            }
        }
        return OptionalLong.empty();
    }

    private static long stamp(List<Segment> segments, long position) {
        Segment in = segments.get(0);
        for (Segment segment : segments) {
            in = segment.basePosition() <= position ? segment : in;
        }
        return Frame.stamp(in.buffer(), (int) (position - in.basePosition()));
    }
}

package io.trenchbot.buffer;

import io.trenchbot.buffer.BufferException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * Segments as files of one directory, named by base position. A segment is written under another name, forced to the
 * device and renamed, so that a file with a segment's name is a whole segment, whenever the power fails. Its blocks
 * exist before a record is accepted into it, because a mapped file cannot report a full disk.
 */
final class FileStore implements Store {

    static final String SUFFIX = ".seg";
    private static final String IN_PREPARATION = "prepare.tmp";
    private static final String IN_RECYCLING = "recycle.tmp";

    private final Path directory;
    private final boolean preallocate;
    private final boolean pretouch;

    FileStore(Path directory, boolean preallocate, boolean pretouch) {
        this.directory = directory;
        this.preallocate = preallocate;
        this.pretouch = pretouch;
    }

    static Path file(Path directory, long basePosition) {
        return directory.resolve(String.format(Locale.ROOT, "%016x", basePosition) + SUFFIX);
    }

    /** Base positions of the segments in the directory, in order. */
    static List<Long> basePositions(Path directory) throws IOException {
        List<Long> bases = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
            for (Path file : files) {
                bases.add(parse(file));
            }
        }
        Collections.sort(bases);
        return bases;
    }

    private static long parse(Path file) {
        String name = String.valueOf(file.getFileName());
        try {
            return Long.parseLong(name.substring(0, name.length() - SUFFIX.length()), 16);
        } catch (NumberFormatException e) {
            throw new BufferException(Reason.WRONG_HEADER, file + " is not named by a position", e);
        }
    }

    /** Maps one segment and checks its header. */
    static Segment open(Path directory, long basePosition, MapMode mode) throws IOException {
        return open(directory, basePosition, mode, (channel, bytes) -> Mapping.ofFile(channel, mode, bytes));
    }

    /** The same for this thread alone, to be closed by it. */
    static Segment openForThisThread(Path directory, long basePosition) throws IOException {
        return open(directory, basePosition, MapMode.READ_ONLY, Mapping::forThisThread);
    }

    private interface Mapper {

        Mapping map(FileChannel channel, int bytes) throws IOException;
    }

    private static Segment open(Path directory, long basePosition, MapMode mode, Mapper mapper) throws IOException {
        Path file = file(directory, basePosition);
        StandardOpenOption[] options = mode == MapMode.READ_ONLY
                ? new StandardOpenOption[] {StandardOpenOption.READ}
                : new StandardOpenOption[] {StandardOpenOption.READ, StandardOpenOption.WRITE};
        try (FileChannel channel = FileChannel.open(file, options)) {
            SegmentHeader header = readHeader(channel, file);
            if (header.basePosition() != basePosition) {
                throw new BufferException(
                        Reason.WRONG_HEADER, file + " has base position " + header.basePosition() + " in its header");
            }
            if (channel.size() != header.segmentBytes()) {
                throw new BufferException(
                        Reason.WRONG_SIZE,
                        file + " has " + channel.size() + " bytes, its header says " + header.segmentBytes());
            }
            return new Segment(header, mapper.map(channel, header.segmentBytes()));
        }
    }

    private static SegmentHeader readHeader(FileChannel channel, Path file) throws IOException {
        ByteBuffer page = ByteBuffer.allocate(SegmentHeader.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        while (page.hasRemaining() && channel.read(page, page.position()) >= 0) {}
        if (page.hasRemaining()) {
            throw new BufferException(
                    Reason.WRONG_SIZE, file + " has " + channel.size() + " bytes, less than a segment's header");
        }
        return SegmentHeader.read(page, file.toString());
    }

    @Override
    public List<Segment> load() throws IOException {
        // What was in preparation when the last writer died is no part of the log.
        Files.deleteIfExists(directory.resolve(IN_PREPARATION));
        Files.deleteIfExists(directory.resolve(IN_RECYCLING));
        List<Segment> segments = new ArrayList<>();
        for (long base : basePositions(directory)) {
            Segment segment = open(directory, base, MapMode.READ_WRITE);
            if (!segments.isEmpty()) {
                link(directory, segments.get(segments.size() - 1), segment);
            }
            segments.add(segment);
        }
        return segments;
    }

    /** Memory through which this thread reads a segment of a directory fastest; to be closed if it is not the segment's. */
    static Segment forScan(Path directory, Segment segment) throws IOException {
        return Mapping.knowsThreads() ? openForThisThread(directory, segment.basePosition()) : segment;
    }

    /** Joins two segments that follow each other, or says that they do not. */
    static void link(Path directory, Segment before, Segment segment) {
        if (before.endPosition() != segment.basePosition()) {
            throw new BufferException(
                    Reason.MISSING_SEGMENT,
                    directory + " has no segment from " + before.endPosition() + " to " + segment.basePosition());
        }
        if (before.header().logId() != segment.header().logId()) {
            throw new BufferException(
                    Reason.WRONG_HEADER,
                    file(directory, segment.basePosition()) + " belongs to another log than the segment before it");
        }
        before.next(segment);
    }

    @Override
    public Segment create(SegmentHeader header) throws IOException {
        Path temporary = directory.resolve(IN_PREPARATION);
        Files.deleteIfExists(temporary);
        try (FileChannel channel = FileChannel.open(
                temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            reserve(channel, header.segmentBytes());
            Mapping mapping = Mapping.ofFile(channel, MapMode.READ_WRITE, header.segmentBytes());
            header.writeTo(mapping.buffer());
            return finish(new Segment(header, mapping), channel, temporary);
        } catch (IOException e) {
            Files.deleteIfExists(temporary);
            throw e;
        }
    }

    private void reserve(FileChannel channel, int bytes) throws IOException {
        if (preallocate) {
            Zeroes.append(channel, bytes);
        } else {
            Zeroes.append(channel, SegmentHeader.BYTES);
            channel.write(ByteBuffer.allocate(1), bytes - 1L);
        }
    }

    @Override
    public Segment recycle(Segment consumed, SegmentHeader header) throws IOException {
        // Out of the log before its first byte changes: a death in between leaves a log that starts later.
        Path temporary = directory.resolve(IN_RECYCLING);
        Files.move(file(directory, consumed.basePosition()), temporary, StandardCopyOption.ATOMIC_MOVE);
        Zeroes.fill(consumed.buffer(), 0, consumed.limit());
        header.writeTo(consumed.buffer());
        try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
            return finish(consumed.reusedAs(header), channel, temporary);
        }
    }

    private Segment finish(Segment segment, FileChannel channel, Path temporary) throws IOException {
        segment.force(0, SegmentHeader.BYTES);
        channel.force(true);
        if (pretouch) {
            segment.touch(0, segment.limit());
        }
        Files.move(temporary, file(directory, segment.basePosition()), StandardCopyOption.ATOMIC_MOVE);
        forceDirectory(directory);
        return segment;
    }

    /** A rename is on the device only when its directory is. */
    static void forceDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (java.nio.file.AccessDeniedException windows) {
            // A directory cannot be opened there; its entries are journalled by the file system.
        }
    }

    @Override
    public void remove(Segment segment) throws IOException {
        Files.deleteIfExists(file(directory, segment.basePosition()));
        segment.retire();
    }

    /** Takes a segment with content out of the log without losing it. */
    Path setAside(Segment segment) throws IOException {
        Path target = unused(segment.basePosition());
        Files.move(file(directory, segment.basePosition()), target, StandardCopyOption.ATOMIC_MOVE);
        segment.retire();
        return target;
    }

    /** Copies a range of a segment to a file of its own. */
    Path save(Segment segment, int from, int to) throws IOException {
        Path target = unused(segment.basePosition() + from);
        try (FileChannel channel = FileChannel.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer range = segment.view().limit(to).position(from);
            while (range.hasRemaining()) {
                channel.write(range);
            }
            channel.force(true);
        }
        return target;
    }

    private Path unused(long position) {
        String stem = String.format(Locale.ROOT, "%016x", position);
        Path target = directory.resolve(stem + ".cut");
        for (int attempt = 1; Files.exists(target); attempt++) {
            target = directory.resolve(stem + "-" + attempt + ".cut");
        }
        return target;
    }

    @Override
    public boolean isIntact(Segment segment) {
        try {
            return Files.size(file(directory, segment.basePosition()))
                    == segment.header().segmentBytes();
        } catch (IOException e) {
            return false;
        }
    }
}

package io.trenchbot.buffer;

import io.trenchbot.buffer.BufferException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The place of a named reader: eight bytes of a mapped file, stored with every poll, so that it survives the death of the
 * process. A place of 0 holds everything: a new reader is visible to retention before it has looked where it starts.
 */
final class NamedPosition implements AutoCloseable {

    private static final String PREFIX = "reader-";
    private static final String SUFFIX = ".pos";
    /** Reads "TRNCHPOS" in a hex dump of the file. */
    private static final long MAGIC = 0x534F5048434E5254L;

    private static final int POSITION_AT = 8;
    private static final int BYTES = SegmentHeader.BYTES;

    private final LockFile lock;
    private final Mapping mapping;

    private NamedPosition(LockFile lock, Mapping mapping) {
        this.lock = lock;
        this.mapping = mapping;
    }

    /**
     * Opens or makes the place of a name, for one reader at a time.
     *
     * @throws BufferException if a reader of that name is open in whatever process
     */
    static NamedPosition open(Path directory, String name) throws IOException {
        LockFile lock = LockFile.acquire(directory.resolve(PREFIX + name + ".lock"), Reason.READER_BUSY);
        try {
            return new NamedPosition(lock, map(directory.resolve(PREFIX + name + SUFFIX)));
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static Mapping map(Path file) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long size = channel.size();
            if (size < BYTES) {
                channel.position(size);
                Zeroes.append(channel, BYTES - size);
            }
            Mapping mapping = Mapping.ofFile(channel, MapMode.READ_WRITE, BYTES);
            ByteBuffer buffer = mapping.buffer();
            if (buffer.getLong(0) == 0) {
                buffer.putLong(0, MAGIC);
            } else if (buffer.getLong(0) != MAGIC) {
                throw new BufferException(Reason.WRONG_MAGIC, file + " is not the place of a reader");
            }
            return mapping;
        }
    }

    /** Where the reader goes on; 0 for a new one. */
    long position() {
        return mapping.buffer().getLong(POSITION_AT);
    }

    void position(long position) {
        mapping.buffer().putLong(POSITION_AT, position);
    }

    @Override
    public void close() {
        mapping.unmap();
        lock.close();
    }

    /** The place of the name that is furthest behind; {@link Long#MAX_VALUE} if there is no name. */
    static long lowest(Path directory) throws IOException {
        long lowest = Long.MAX_VALUE;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, PREFIX + "*" + SUFFIX)) {
            for (Path file : files) {
                lowest = Math.min(lowest, read(file));
            }
        }
        return lowest;
    }

    /** The places of all names. */
    static SortedMap<String, Long> all(Path directory) throws IOException {
        SortedMap<String, Long> places = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, PREFIX + "*" + SUFFIX)) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                long place = read(file);
                if (place != Long.MAX_VALUE) {
                    places.put(name.substring(PREFIX.length(), name.length() - SUFFIX.length()), place);
                }
            }
        }
        return places;
    }

    private static long read(Path file) throws IOException {
        try {
            byte[] bytes = Files.readAllBytes(file);
            // Shorter than a place: somebody is making it right now.
            return bytes.length < BYTES
                    ? 0
                    : ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(POSITION_AT);
        } catch (NoSuchFileException forgotten) {
            return Long.MAX_VALUE;
        }
    }

    /** After a cut no name may stand behind the end, or it would miss what is appended there. */
    static void clamp(Path directory, long endPosition) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, PREFIX + "*" + SUFFIX)) {
            for (Path file : files) {
                if (read(file) > endPosition) {
                    Mapping mapping = map(file);
                    mapping.buffer().putLong(POSITION_AT, endPosition);
                    mapping.unmap();
                }
            }
        }
    }

    /** Removes a name; false if there was none. */
    static boolean forget(Path directory, String name) {
        try (LockFile lock = LockFile.acquire(directory.resolve(PREFIX + name + ".lock"), Reason.READER_BUSY)) {
            assert lock != null;
            return Files.deleteIfExists(directory.resolve(PREFIX + name + SUFFIX));
        } catch (IOException e) {
            throw new BufferException(Reason.ACCESS, "Cannot forget the reader " + name + ": " + e.getMessage(), e);
        }
    }
}

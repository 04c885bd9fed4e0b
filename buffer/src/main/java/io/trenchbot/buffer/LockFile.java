package io.trenchbot.buffer;

import io.trenchbot.buffer.BufferException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;

/**
 * Exclusive ownership of something by one holder on this machine, as a locked file that names the holder's process.
 *
 * <p>The lock of a file belongs to the process: closing any channel of that file, even one that failed to get the lock,
 * drops the lock that the same process holds through another, while isValid() still says true. So within one JVM a lock
 * file is opened at most once, which takes a process-wide registry: the one place with mutable static state, because
 * what it mirrors is itself process-wide. The kernel frees the lock when the process dies, in whatever way.
 */
final class LockFile implements AutoCloseable {

    /** Behind every byte of the file, so that its text stays readable where locks are mandatory. */
    private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

    /** By file identity (or real path where there is none). Guarded by itself. */
    private static final Map<Object, LockFile> HELD = new HashMap<>();

    private final Object key;
    private final FileChannel channel;
    private final FileLock lock;

    private LockFile(Object key, FileChannel channel, FileLock lock) {
        this.key = key;
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * Takes the lock at once or fails.
     *
     * @throws BufferException with {@code taken} as its reason and the holder's pid in the message
     */
    static LockFile acquire(Path file, Reason taken) throws IOException {
        synchronized (HELD) {
            FileChannel channel = openUnlessHeld(file, taken);
            try {
                FileLock lock = channel.tryLock(LOCKED_BYTE, 1, false);
                if (lock == null) {
                    throw new BufferException(taken, file + " is held by process " + read(channel));
                }
                channel.truncate(0);
                String pid = ProcessHandle.current().pid() + "\n";
                channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)), 0);
                LockFile held = new LockFile(identity(file), channel, lock);
                HELD.put(held.key, held);
                return held;
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        }
    }

    private static FileChannel openUnlessHeld(Path file, Reason taken) throws IOException {
        try {
            if (HELD.containsKey(identity(file))) {
                throw new BufferException(
                        taken,
                        file + " is held by this process "
                                + ProcessHandle.current().pid());
            }
        } catch (NoSuchFileException e) {
            // Nobody holds what does not exist.
        }
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    private static Object identity(Path file) throws IOException {
        Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        return key != null ? key : file.toRealPath();
    }

    private static String read(FileChannel channel) throws IOException {
        ByteBuffer text = ByteBuffer.allocate(32);
        channel.read(text, 0);
        return new String(text.array(), 0, text.position(), StandardCharsets.US_ASCII).trim();
    }

    @Override
    public void close() {
        synchronized (HELD) {
            HELD.remove(key);
            try {
                lock.release();
            } catch (IOException e) {
                // An interrupt may have closed the channel and with it the lock.
            } finally {
                closeChannel();
            }
        }
    }

    private void closeChannel() {
        try {
            channel.close();
        } catch (IOException e) {
            // Nothing was written through it that could be lost.
        }
    }
}

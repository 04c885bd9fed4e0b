package io.trenchbot.buffer;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import org.jspecify.annotations.Nullable;

/**
 * Memory of one segment. From Java 22 on a file is mapped in a shared arena, so that closing unmaps at once and a late
 * access gets an IllegalStateException; on older versions the garbage collector unmaps, because an explicit unmap
 * there turns a late access into a crash of the JVM.
 */
final class Mapping {

    private final ByteBuffer buffer;
    private final @Nullable AutoCloseable arena;

    private Mapping(ByteBuffer buffer, @Nullable AutoCloseable arena) {
        this.buffer = buffer.order(ByteOrder.LITTLE_ENDIAN);
        this.arena = arena;
    }

    static Mapping ofFile(FileChannel channel, MapMode mode, int bytes) throws IOException {
        if (Arenas.AVAILABLE) {
            AutoCloseable arena = Arenas.open(Arenas.SHARED);
            return new Mapping(Arenas.map(channel, mode, bytes, arena), arena);
        }
        return new Mapping(channel.map(mode, 0, bytes), null);
    }

    /**
     * For this thread alone, read only. Every checksum over memory of a shared arena holds the arena against closing, with
     * two atomic operations that cost as much as the checksum of a short record; here that is free.
     */
    static Mapping forThisThread(FileChannel channel, int bytes) throws IOException {
        if (Arenas.AVAILABLE) {
            AutoCloseable arena = Arenas.open(Arenas.CONFINED);
            return new Mapping(Arenas.map(channel, MapMode.READ_ONLY, bytes, arena), arena);
        }
        return ofFile(channel, MapMode.READ_ONLY, bytes);
    }

    /** Whether memory for one thread differs from any other. */
    static boolean knowsThreads() {
        return Arenas.AVAILABLE;
    }

    static Mapping ofMemory(int bytes) {
        return new Mapping(ByteBuffer.allocateDirect(bytes + 8).alignedSlice(8).slice(0, bytes), null);
    }

    ByteBuffer buffer() {
        return buffer;
    }

    /** Waits until the device has the range; nothing to do for memory. */
    void force(int from, int bytes) {
        if (buffer instanceof MappedByteBuffer mapped && bytes > 0) {
            mapped.force(from, bytes);
        }
    }

    void unmap() {
        if (arena == null) {
            return;
        }
        try {
            arena.close();
        } catch (IllegalStateException inUse) {
            // A thread is inside a bulk access at this moment; the mapping then lives as long as the process.
        } catch (Exception e) {
            throw new IllegalStateException("An arena did not close", e);
        }
    }

    /** The public methods of java.lang.foreign that this needs, looked up because the code is compiled for Java 17. */
    private static final class Arenas {

        static final boolean AVAILABLE = Runtime.version().feature() >= 22;

        private static final @Nullable MethodHandle SHARED;
        private static final @Nullable MethodHandle CONFINED;
        private static final @Nullable MethodHandle MAP;

        static {
            MethodHandle shared = null;
            MethodHandle confined = null;
            MethodHandle map = null;
            if (AVAILABLE) {
                try {
                    MethodHandles.Lookup lookup = MethodHandles.publicLookup();
                    Class<?> arena = Class.forName("java.lang.foreign.Arena");
                    Class<?> memory = Class.forName("java.lang.foreign.MemorySegment");
                    shared = lookup.findStatic(arena, "ofShared", MethodType.methodType(arena));
                    confined = lookup.findStatic(arena, "ofConfined", MethodType.methodType(arena));
                    map = MethodHandles.filterReturnValue(
                            lookup.findVirtual(
                                    FileChannel.class,
                                    "map",
                                    MethodType.methodType(memory, MapMode.class, long.class, long.class, arena)),
                            lookup.findVirtual(memory, "asByteBuffer", MethodType.methodType(ByteBuffer.class)));
                } catch (ReflectiveOperationException e) {
                    throw new ExceptionInInitializerError(e);
                }
            }
            SHARED = shared;
            CONFINED = confined;
            MAP = map;
        }

        static AutoCloseable open(@Nullable MethodHandle kind) {
            try {
                return (AutoCloseable) handle(kind).invoke();
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable t) {
                throw new IllegalStateException(t);
            }
        }

        static ByteBuffer map(FileChannel channel, MapMode mode, int bytes, AutoCloseable arena) throws IOException {
            try {
                return (ByteBuffer) handle(MAP).invoke(channel, mode, 0L, (long) bytes, arena);
            } catch (IOException | RuntimeException | Error e) {
                throw e;
            } catch (Throwable t) {
                throw new IllegalStateException(t);
            }
        }

        private static MethodHandle handle(@Nullable MethodHandle handle) {
            if (handle == null) {
                throw new IllegalStateException("No java.lang.foreign on " + Runtime.version());
            }
            return handle;
        }
    }
}

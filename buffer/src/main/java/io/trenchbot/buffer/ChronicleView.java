package io.trenchbot.buffer;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.util.Objects;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.bytes.PointerBytesStore;
import org.jspecify.annotations.Nullable;

/**
 * Shows a claim or a record as Chronicle {@link Bytes}, without a copy: stop-bit numbers, UTF-8 text, compare-and-set. Needs
 * net.openhft:chronicle-bytes on the class path, of which chronicle-core and slf4j are enough; no JVM flag.
 *
 * <p>The view is a bare address. It is good until the claim is committed or closed, or the handler returns; used after the
 * journal was closed it can crash the JVM, which a {@link ByteBuffer} cannot.
 *
 * <p>Threading: for one thread.
 */
@SuppressWarnings("exports") // An automatic module cannot be required transitively without a warning of its own.
public final class ChronicleView {

    private final PointerBytesStore store = new PointerBytesStore();
    private @Nullable Bytes<Void> bytes;

    /** Keeps the memory mapped while the address is in use. */
    @SuppressWarnings("UnusedVariable")
    private @Nullable Object owner;

    /** A view of nothing. */
    public ChronicleView() {}

    /**
     * The payload of an open claim, to be written: positions start at 0, the limit is the claim's length.
     *
     * @param claim that is granted
     * @return the same object every time
     * @throws IllegalStateException if the claim is not open
     */
    public Bytes<Void> of(Claim claim) {
        return aim(claim.buffer(), claim.offset(), claim.length()).clear();
    }

    /**
     * A record, to be read; the arguments are those of {@link RecordHandler#onRecord}. Writing to it crashes the JVM where
     * the memory is mapped read-only.
     *
     * @param buffer direct memory
     * @param offset index of the first byte
     * @param length bytes
     * @return the same object every time
     */
    public Bytes<Void> of(ByteBuffer buffer, int offset, int length) {
        Bytes<Void> aimed = aim(buffer, offset, length).clear();
        aimed.writePosition(length);
        return aimed;
    }

    private Bytes<Void> aim(ByteBuffer buffer, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, buffer.capacity());
        owner = buffer;
        store.set(Address.of(buffer) + offset, length);
        Bytes<Void> aimed = bytes;
        if (aimed == null) {
            aimed = store.bytesForWrite();
            bytes = aimed;
        }
        return aimed;
    }

    /** The address of a direct buffer's first byte, which each JDK gives away in its own way. */
    private static final class Address {

        /** (ByteBuffer) to long, of the byte at the buffer's position from Java 22 on, of its first byte before. */
        private static final MethodHandle READ;

        private static final boolean FROM_POSITION = Runtime.version().feature() >= 22;

        static {
            try {
                READ = FROM_POSITION ? ofMemorySegment() : ofField();
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        private static MethodHandle ofMemorySegment() throws ReflectiveOperationException {
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            Class<?> memory = Class.forName("java.lang.foreign.MemorySegment");
            MethodHandle ofBuffer = lookup.findStatic(memory, "ofBuffer", MethodType.methodType(memory, Buffer.class));
            MethodHandle address = lookup.findVirtual(memory, "address", MethodType.methodType(long.class));
            return MethodHandles.filterReturnValue(ofBuffer, address)
                    .asType(MethodType.methodType(long.class, ByteBuffer.class));
        }

        private static MethodHandle ofField() throws ReflectiveOperationException {
            Class<?> type = Class.forName("sun.misc.Unsafe");
            Field instance = type.getDeclaredField("theUnsafe");
            instance.setAccessible(true);
            Object unsafe = instance.get(null);
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            long offset = (long) type.getMethod("objectFieldOffset", Field.class)
                    .invoke(unsafe, Buffer.class.getDeclaredField("address"));
            MethodHandle read =
                    lookup.findVirtual(type, "getLong", MethodType.methodType(long.class, Object.class, long.class));
            return MethodHandles.insertArguments(read.bindTo(unsafe), 1, offset)
                    .asType(MethodType.methodType(long.class, ByteBuffer.class));
        }

        static long of(ByteBuffer buffer) {
            if (!buffer.isDirect()) {
                throw new IllegalArgumentException("A buffer on the heap has no address");
            }
            try {
                long address = (long) READ.invokeExact(buffer);
                return FROM_POSITION ? address - buffer.position() : address;
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable t) {
                throw new IllegalStateException(t);
            }
        }
    }
}

package io.trenchbot.benchmarks;

import io.trenchbot.buffer.BufferReader;
import io.trenchbot.buffer.ReadFrom;
import io.trenchbot.buffer.Retention;
import io.trenchbot.buffer.TransactionBuffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.openhft.chronicle.bytes.MappedBytes;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;

/**
 * Appends records to mapped files, one thread, without checksums; a call is a run of them. The median call is one that
 * stays inside a segment of ours, and inside the region of the peers.
 */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init") // What open() sets; nothing comes before it.
public class BufferBench {
    /** Ours: a ring of segments whose reader keeps up. */
    public static class Ours extends Appender {
        private static final int SEGMENTS = 4;
        private static final int BATCHES_PER_READER = 16;

        private TransactionBuffer buffer;
        private BufferReader reader;
        private int batches;

        @Override
        void open(Path folder) {
            buffer = TransactionBuffer.builder(folder.resolve("journal"))
                    .segmentBytes(REGION_BYTES / SEGMENTS)
                    .retention(Retention.consumed(REGION_BYTES))
                    .checksum(false)
                    .singleProducer(true)
                    .open();
            reader = buffer.reader(ReadFrom.earliest());
        }

        @Override
        void beginBatch() {
            if (++batches % BATCHES_PER_READER == 0) {
                catchUp();
            }
        }

        @Override
        void append(byte[] payload, long stamp) {
            long position = buffer.append(payload, 0, payload.length, stamp);
            while (position < 0) {
                position = appendLater(position, payload, stamp);
            }
        }

        private long appendLater(long why, byte[] payload, long stamp) {
            if (why == TransactionBuffer.BACK_PRESSURED) {
                catchUp();
            }
            Thread.onSpinWait();
            return buffer.append(payload, 0, payload.length, stamp);
        }

        /** A reader that has read all lets the ring go on; one that starts here has. */
        private void catchUp() {
            reader.close();
            reader = buffer.reader(ReadFrom.latest());
        }

        @Override
        List<String> readBack(int count) {
            List<String> records = new ArrayList<>();
            reader.poll(
                    (memory, offset, length, position, stamp) -> {
                        byte[] payload = new byte[length];
                        memory.get(offset, payload);
                        records.add(text(stamp, payload));
                    },
                    count);
            return records;
        }

        @Override
        void close() {
            reader.close();
            buffer.close();
        }
    }

    /** A region of fixed size that is written from its beginning again when its end is reached. */
    private abstract static class Region extends Appender {
        private int at;

        /** Where the record goes. */
        final int advance(byte[] payload) {
            int span = (HEADER_BYTES + payload.length + 7) & -8;
            if (at + span > REGION_BYTES) {
                at = 0;
            }
            int here = at;
            at += span;
            return here;
        }

        abstract int length(int at);

        abstract long stamp(int at);

        abstract byte[] payload(int at, int length);

        @Override
        final List<String> readBack(int count) {
            List<String> records = new ArrayList<>();
            int from = 0;
            for (int i = 0; i < count; i++) {
                int length = length(from) - HEADER_BYTES;
                records.add(text(stamp(from), payload(from + HEADER_BYTES, length)));
                from += (HEADER_BYTES + length + 7) & -8;
            }
            return records;
        }
    }

    /** Chronicle's mapped bytes, at offsets. */
    public static class Chronicle extends Region {
        private MappedBytes bytes;

        @Override
        void open(Path folder) throws IOException {
            bytes = MappedBytes.singleMappedBytes(folder.resolve("chronicle").toFile(), REGION_BYTES);
            // Reads at offsets see nothing behind the write position.
            bytes.writePosition(REGION_BYTES);
        }

        @Override
        void append(byte[] payload, long stamp) {
            int at = advance(payload);
            int frameBytes = HEADER_BYTES + payload.length;
            bytes.writeInt(at, -frameBytes);
            bytes.writeLong(at + STAMP_AT, stamp);
            bytes.write(at + HEADER_BYTES, payload, 0, payload.length);
            bytes.writeOrderedInt(at, frameBytes);
        }

        @Override
        int length(int at) {
            return bytes.readVolatileInt(at);
        }

        @Override
        long stamp(int at) {
            return bytes.readLong(at + STAMP_AT);
        }

        @Override
        byte[] payload(int at, int length) {
            byte[] payload = new byte[length];
            bytes.read(at, payload, 0, length);
            return payload;
        }

        @Override
        void close() {
            bytes.releaseLast();
        }
    }

    /** Agrona's buffer over a mapping, bounds checked as it is by default. */
    public static class Agrona extends Region {
        private UnsafeBuffer memory;

        @Override
        void open(Path folder) {
            memory = new UnsafeBuffer(map(folder.resolve("agrona")));
        }

        private static MappedByteBuffer map(Path file) {
            try (FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                return channel.map(FileChannel.MapMode.READ_WRITE, 0, REGION_BYTES);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        void append(byte[] payload, long stamp) {
            int at = advance(payload);
            int frameBytes = HEADER_BYTES + payload.length;
            memory.putInt(at, -frameBytes);
            memory.putLong(at + STAMP_AT, stamp);
            memory.putBytes(at + HEADER_BYTES, payload, 0, payload.length);
            memory.putIntRelease(at, frameBytes);
        }

        @Override
        int length(int at) {
            return memory.getIntVolatile(at);
        }

        @Override
        long stamp(int at) {
            return memory.getLong(at + STAMP_AT);
        }

        @Override
        byte[] payload(int at, int length) {
            byte[] payload = new byte[length];
            memory.getBytes(at, payload);
            return payload;
        }

        @Override
        void close() {}
    }

    @Benchmark
    public void ours(Ours appender) {
        appender.appendBatch();
    }

    @Benchmark
    public void chronicle(Chronicle appender) {
        appender.appendBatch();
    }

    @Benchmark
    public void agrona(Agrona appender) {
        appender.appendBatch();
    }
}

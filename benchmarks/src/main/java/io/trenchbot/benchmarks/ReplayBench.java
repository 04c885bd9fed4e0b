package io.trenchbot.benchmarks;

import io.trenchbot.buffer.BufferReader;
import io.trenchbot.buffer.ReadFrom;
import io.trenchbot.buffer.RecordHandler;
import io.trenchbot.buffer.TransactionBuffer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.wire.DocumentContext;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Reads a log from its beginning to its end, and again; every payload is copied out. A call is a run of records. */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init") // What open() sets; nothing comes before it.
public class ReplayBench {
    static final int BATCH = 1_000;
    private static final long LOG_BYTES = 48 << 20;

    /** A log that was written and is read. */
    @State(Scope.Benchmark)
    public abstract static class Replay {
        @Param("256")
        public int payloadBytes;

        /** Whether the log is opened anew for each pass, so that no page of it is mapped yet. */
        @Param("false")
        public boolean reopened;

        Path folder;
        private int batches;
        private int untilStart;
        byte[] target;

        abstract void open();

        abstract void append(byte[] payload, long stamp);

        abstract void toStart();

        /** Reads a batch, each record into the target. */
        abstract void readBatch();

        abstract long lastStamp();

        abstract void close();

        @Setup
        public void start() throws IOException {
            folder = Scratch.inMemory();
            target = new byte[payloadBytes];
            open();
            List<byte[]> payloads = Scratch.payloads(payloadBytes);
            batches = (int) (LOG_BYTES / payloadBytes / BATCH);
            List<String> written = new ArrayList<>();
            for (int batch = 0; batch < batches; batch++) {
                for (int i = 0; i < BATCH; i++) {
                    append(payloads.get((batch + i) % payloads.size()), (long) batch * BATCH + i);
                }
                written.add(Arrays.hashCode(payloads.get((batch + BATCH - 1) % payloads.size())) + "@"
                        + (batch * BATCH + BATCH - 1));
            }
            List<String> read = new ArrayList<>();
            for (int batch = 0; batch < batches; batch++) {
                next();
                read.add(Arrays.hashCode(target) + "@" + lastStamp());
            }
            Check.same(written, read, "last records of the batches appended and read back");
        }

        final void next() {
            if (untilStart == 0) {
                toStart();
                untilStart = batches;
            }
            untilStart--;
            readBatch();
        }

        @TearDown
        public void stop() throws IOException {
            close();
            Scratch.delete(folder);
        }
    }

    /** Ours, every record verified. */
    public static class Ours extends Replay {
        private TransactionBuffer buffer;
        private BufferReader reader;
        private long stamp;
        private final RecordHandler handler = (memory, offset, length, position, recordStamp) -> {
            memory.get(offset, target, 0, length);
            stamp = recordStamp;
        };

        @Override
        void open() {
            buffer = TransactionBuffer.builder(folder.resolve("journal"))
                    .singleProducer(true)
                    .open();
            reader = buffer.reader(ReadFrom.earliest());
        }

        @Override
        void append(byte[] payload, long recordStamp) {
            while (buffer.append(payload, 0, payload.length, recordStamp) < 0) {
                Thread.onSpinWait();
            }
        }

        @Override
        void toStart() {
            reader.close();
            reader = reopened
                    ? BufferReader.open(folder.resolve("journal"), ReadFrom.earliest())
                    : buffer.reader(ReadFrom.earliest());
        }

        @Override
        void readBatch() {
            int count = reader.poll(handler, BATCH);
            Check.that(count == BATCH, "a whole batch is there");
        }

        @Override
        long lastStamp() {
            return stamp;
        }

        @Override
        void close() {
            reader.close();
            buffer.close();
        }
    }

    /** Chronicle Queue's tailer, document by document; it has no checksums. */
    public static class Chronicle extends Replay {
        private ChronicleQueue queue;
        private ExcerptAppender appender;
        private ChronicleQueue read;
        ExcerptTailer tailer;
        long stamp;

        private ChronicleQueue openQueue() {
            return SingleChronicleQueueBuilder.binary(folder.resolve("queue").toFile())
                    .build();
        }

        @Override
        void open() {
            queue = openQueue();
            read = queue;
            appender = queue.createAppender();
            tailer = queue.createTailer();
        }

        @Override
        void append(byte[] payload, long recordStamp) {
            Documents.append(appender, payload, recordStamp);
        }

        @Override
        void toStart() {
            if (reopened) {
                closeRead();
                read = openQueue();
                tailer = read.createTailer();
            }
            tailer.toStart();
        }

        private void closeRead() {
            tailer.close();
            if (read != queue) {
                read.close();
            }
        }

        @Override
        void readBatch() {
            for (int i = 0; i < BATCH; i++) {
                try (DocumentContext document = tailer.readingDocument()) {
                    Check.that(document.isPresent(), "a whole batch is there");
                    Bytes<?> bytes = Documents.bytes(document);
                    stamp = bytes.readLong();
                    bytes.read(target, 0, target.length);
                }
            }
        }

        @Override
        long lastStamp() {
            return stamp;
        }

        @Override
        void close() {
            closeRead();
            appender.close();
            queue.close();
        }
    }

    /** The same tailer through {@code readBytes}, which copies a document into bytes of the caller's. */
    public static class ChronicleBytes extends Chronicle {
        private final Bytes<?> document = Bytes.allocateElasticOnHeap();

        @Override
        void readBatch() {
            for (int i = 0; i < BATCH; i++) {
                document.clear();
                Check.that(tailer.readBytes(document), "a whole batch is there");
                stamp = document.readLong();
                document.read(target, 0, target.length);
            }
        }
    }

    @Benchmark
    public void ours(Ours log) {
        log.next();
    }

    @Benchmark
    public void readingDocument(Chronicle log) {
        log.next();
    }

    @Benchmark
    public void readBytes(ChronicleBytes log) {
        log.next();
    }
}

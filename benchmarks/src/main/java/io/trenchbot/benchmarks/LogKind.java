package io.trenchbot.benchmarks;

import io.trenchbot.buffer.BufferReader;
import io.trenchbot.buffer.ReadFrom;
import io.trenchbot.buffer.Retention;
import io.trenchbot.buffer.TransactionBuffer;
import java.nio.file.Path;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;

/** Logs of checksummed records, or Chronicle's, to which one thread appends. */
public enum LogKind {
    /** Each segment is new, and was touched ahead. */
    FRESH {
        @Override
        Log open(Path folder) {
            TransactionBuffer buffer = TransactionBuffer.builder(folder)
                    .segmentBytes(SEGMENT_BYTES)
                    .segmentsAhead(SEGMENTS)
                    .singleProducer(true)
                    .open();
            while (buffer.stats().preparedSegments() < SEGMENTS) {
                Thread.onSpinWait();
            }
            return new Fresh(buffer);
        }
    },
    /** The same segments again and again. */
    WARM {
        @Override
        Log open(Path folder) {
            return ring(folder, true);
        }
    },
    /** The same without checksums. */
    WARM_UNCHECKED {
        @Override
        Log open(Path folder) {
            return ring(folder, false);
        }
    },
    /** Chronicle Queue with its defaults. */
    CHRONICLE_QUEUE {
        @Override
        Log open(Path folder) {
            return new Chronicle(
                    SingleChronicleQueueBuilder.binary(folder.toFile()).build());
        }
    };

    static final int SEGMENT_BYTES = 64 << 20;
    static final int SEGMENTS = 4;

    abstract Log open(Path folder);

    private static Log ring(Path folder, boolean checksum) {
        return new Warm(TransactionBuffer.builder(folder)
                .segmentBytes(SEGMENT_BYTES)
                .retention(Retention.consumed((long) SEGMENTS * SEGMENT_BYTES))
                .checksum(checksum)
                .singleProducer(true)
                .open());
    }

    /** What records are appended to. */
    interface Log extends AutoCloseable {
        void append(byte[] payload, long stamp);

        /** Between two windows, not timed. */
        default void pause() {}

        @Override
        void close();
    }

    private record Fresh(TransactionBuffer buffer) implements Log {
        @Override
        public void append(byte[] payload, long stamp) {
            while (buffer.append(payload, 0, payload.length, stamp) < 0) {
                Thread.onSpinWait();
            }
        }

        @Override
        public void close() {
            buffer.close();
        }
    }

    private static final class Warm implements Log {
        private final TransactionBuffer buffer;
        private BufferReader reader;

        Warm(TransactionBuffer buffer) {
            this.buffer = buffer;
            this.reader = buffer.reader(ReadFrom.latest());
        }

        @Override
        public void append(byte[] payload, long stamp) {
            while (buffer.append(payload, 0, payload.length, stamp) < 0) {
                Thread.onSpinWait();
            }
        }

        /** A reader that starts here has read all before, so that the ring goes on. */
        @Override
        public void pause() {
            reader.close();
            reader = buffer.reader(ReadFrom.latest());
        }

        @Override
        public void close() {
            reader.close();
            buffer.close();
        }
    }

    private static final class Chronicle implements Log {
        private final ChronicleQueue queue;
        private final ExcerptAppender appender;

        Chronicle(ChronicleQueue queue) {
            this.queue = queue;
            this.appender = queue.createAppender();
        }

        @Override
        public void append(byte[] payload, long stamp) {
            Documents.append(appender, payload, stamp);
        }

        @Override
        public void close() {
            appender.close();
            queue.close();
        }
    }
}

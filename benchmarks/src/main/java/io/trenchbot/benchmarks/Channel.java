package io.trenchbot.benchmarks;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.Subscription;
import io.aeron.logbuffer.FragmentHandler;
import io.trenchbot.buffer.BufferReader;
import io.trenchbot.buffer.ReadFrom;
import io.trenchbot.buffer.RecordHandler;
import io.trenchbot.buffer.TransactionBuffer;
import java.nio.ByteBuffer;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.wire.DocumentContext;
import org.agrona.concurrent.UnsafeBuffer;

/** One way for messages from one thread to one other; the receiver copies them out. */
interface Channel extends AutoCloseable {
    void send(byte[] message);

    /** Whether there was a message, which is in the target then. */
    boolean receive(byte[] target);

    @Override
    void close();

    /** A ring of ours. */
    final class Ours implements Channel {
        private final TransactionBuffer ring;
        private final BufferReader reader;
        private byte[] target = new byte[0];
        private final RecordHandler handler =
                (memory, offset, length, position, stamp) -> memory.get(offset, target, 0, length);

        Ours(TransactionBuffer ring) {
            this.ring = ring;
            this.reader = ring.reader(ReadFrom.earliest());
        }

        @Override
        public void send(byte[] message) {
            while (ring.append(message, 0, message.length) < 0) {
                Thread.onSpinWait();
            }
        }

        @Override
        public boolean receive(byte[] into) {
            target = into;
            return reader.poll(handler, 1) > 0;
        }

        @Override
        public void close() {
            reader.close();
            ring.close();
        }
    }

    /** Aeron between threads of one machine. */
    final class AeronIpc implements Channel {
        private final ExclusivePublication publication;
        private final Subscription subscription;
        private final UnsafeBuffer source = new UnsafeBuffer(ByteBuffer.allocateDirect(64));
        private byte[] target = new byte[0];
        private final FragmentHandler handler =
                (buffer, offset, length, header) -> buffer.getBytes(offset, target, 0, length);

        AeronIpc(Aeron aeron, int stream) {
            this.subscription = aeron.addSubscription("aeron:ipc", stream);
            this.publication = aeron.addExclusivePublication("aeron:ipc", stream);
            while (!publication.isConnected() || !subscription.isConnected()) {
                Thread.onSpinWait();
            }
        }

        @Override
        public void send(byte[] message) {
            source.putBytes(0, message);
            while (publication.offer(source, 0, message.length) < 0) {
                Thread.onSpinWait();
            }
        }

        @Override
        public boolean receive(byte[] into) {
            target = into;
            return subscription.poll(handler, 1) > 0;
        }

        @Override
        public void close() {
            publication.close();
            subscription.close();
        }
    }

    /** A Chronicle Queue with its defaults. */
    final class Chronicle implements Channel {
        private final ChronicleQueue queue;
        private final ExcerptAppender appender;
        private final ExcerptTailer tailer;

        Chronicle(ChronicleQueue queue) {
            this.queue = queue;
            this.appender = queue.createAppender();
            this.tailer = queue.createTailer();
            // Opened by one thread, then used by one each.
            appender.singleThreadedCheckDisabled(true);
            tailer.singleThreadedCheckDisabled(true);
        }

        @Override
        public void send(byte[] message) {
            Documents.append(appender, message, 0);
        }

        @Override
        public boolean receive(byte[] into) {
            try (DocumentContext document = tailer.readingDocument()) {
                if (!document.isPresent()) {
                    return false;
                }
                Bytes<?> bytes = Documents.bytes(document);
                bytes.readSkip(Long.BYTES);
                bytes.read(into, 0, into.length);
                return true;
            }
        }

        @Override
        public void close() {
            tailer.close();
            appender.close();
            queue.close();
        }
    }
}

package io.trenchbot.benchmarks;

import java.util.Objects;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.wire.DocumentContext;

/** A record as a document of Chronicle Queue: a stamp of eight bytes, then the payload. */
final class Documents {
    private Documents() {}

    static void append(ExcerptAppender appender, byte[] payload, long stamp) {
        try (DocumentContext document = appender.writingDocument()) {
            bytes(document).writeLong(stamp).write(payload, 0, payload.length);
        }
    }

    static Bytes<?> bytes(DocumentContext document) {
        return Objects.requireNonNull(document.wire()).bytes();
    }
}

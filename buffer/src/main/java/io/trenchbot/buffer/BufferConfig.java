package io.trenchbot.buffer;

import java.nio.file.Path;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What a journal was asked to be; made and checked by {@link BufferBuilder}. */
record BufferConfig(
        @Nullable Path directory,
        int segmentBytes,
        int segmentsAhead,
        boolean preallocate,
        boolean pretouch,
        boolean checksums,
        boolean singleProducer,
        boolean verifyOnOpen,
        Durability durability,
        Retention retention,
        LongSupplier nanoClock,
        LongSupplier epochMsClock) {

    BufferConfig {
        if (!SegmentHeader.isSegmentSize(segmentBytes)) {
            throw new IllegalArgumentException("segmentBytes " + segmentBytes + " is not a multiple of "
                    + SegmentHeader.BYTES + " from " + SegmentHeader.SEGMENT_BYTES_MIN + " to "
                    + SegmentHeader.SEGMENT_BYTES_MAX);
        }
        // One that is written, one that is ready, one that can go.
        if (retention.capacityBytes() < 3L * segmentBytes) {
            throw new IllegalArgumentException(
                    "Retention of " + retention.limit() + " bytes is less than three segments of " + segmentBytes);
        }
        if (segmentsAhead < 1) {
            throw new IllegalArgumentException("segmentsAhead " + segmentsAhead + " is less than 1");
        }
        if (directory == null && durability.kind() != Durability.Kind.PROCESS) {
            throw new IllegalArgumentException("Memory has no durability " + durability.kind());
        }
    }

    /** Who must not be overtaken by a producer that still holds a segment: see {@link ReuseGuard}. */
    boolean guardsReuse() {
        return retention.isRing() && !singleProducer;
    }

    /** Whether a record is appended when it is written, with nobody to compete with. */
    boolean appendsDirectly() {
        return singleProducer && !waitsForDevice();
    }

    boolean waitsForDevice() {
        return durability.kind() == Durability.Kind.SYNC;
    }

    SegmentHeader header(long basePosition, long logId) {
        return new SegmentHeader(segmentBytes, basePosition, logId, checksums, retention.isRing());
    }
}

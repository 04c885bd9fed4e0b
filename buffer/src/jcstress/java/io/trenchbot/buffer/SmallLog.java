package io.trenchbot.buffer;

import java.util.ArrayList;
import java.util.List;

/** A log of one or two very small segments in memory, without a keeper: what producers, readers and closers share. */
final class SmallLog {
    /** Room for so many of the records that the tests append. */
    static final int RECORD_BYTES = Frame.align(Frame.HEADER_BYTES + Long.BYTES);

    private static final BufferConfig MANY = config(true, false);
    private static final BufferConfig LONE = config(true, true);
    private static final BufferConfig LONE_WITHOUT_CHECKSUMS = config(false, true);

    private final BufferConfig config;
    final Segment first;
    final Log log;
    final Committed committed;
    final LocalChain chain;

    SmallLog(int roomBytes) {
        this(MANY, roomBytes);
    }

    private SmallLog(BufferConfig config, int roomBytes) {
        this.config = config;
        first = segment(0, roomBytes);
        log = new Log(config, first);
        committed = new Committed(log, Segment::force, Recovery.End.ofNew(first));
        chain = new LocalChain(log, List.of(first));
    }

    /** A log that one thread appends to, as it tells the log first. */
    static SmallLog ofLone(int roomBytes, boolean checksums) {
        return new SmallLog(checksums ? LONE : LONE_WITHOUT_CHECKSUMS, roomBytes);
    }

    private static BufferConfig config(boolean checksums, boolean lone) {
        return new BufferConfig(
                null,
                SegmentHeader.SEGMENT_BYTES_MIN,
                1,
                true,
                false,
                checksums,
                lone,
                false,
                Durability.PROCESS,
                Retention.FOREVER,
                System::nanoTime,
                System::currentTimeMillis);
    }

    private Segment segment(long basePosition, int roomBytes) {
        SegmentHeader header = new SegmentHeader(SegmentHeader.BYTES + roomBytes, basePosition, 42, config.checksums(), false);
        return new Segment(header, Mapping.ofMemory(header.segmentBytes()));
    }

    /** Links a second segment. */
    SmallLog andThen(int roomBytes) {
        Segment second = segment(first.endPosition(), roomBytes);
        first.next(second);
        chain.append(second);
        return this;
    }

    /** One thread's way in. */
    Claim producer() {
        return new Claim(log, committed, null);
    }

    /** Appends eight equal bytes; 1 if accepted, else the result. */
    static int append(Claim producer, int digit) {
        long result = producer.append(bytes(digit), 0, Long.BYTES, digit);
        return result > 0 ? 1 : (int) result;
    }

    /** The same by the lone producer: directly, and through its claim where that has no room. */
    int appendAlone(Claim claim, int digit) {
        long result = log.append(bytes(digit), 0, Long.BYTES, digit);
        return result == 0 ? append(claim, digit) : result > 0 ? 1 : (int) result;
    }

    private static byte[] bytes(int digit) {
        byte[] bytes = new byte[Long.BYTES];
        java.util.Arrays.fill(bytes, (byte) digit);
        return bytes;
    }

    /** What a reader finds now: the digits of its records in order, -1 if one is not whole. */
    int digits() {
        Cursor cursor = new Cursor(chain, true);
        int digits = 0;
        try {
            for (int word = cursor.record(); word != 0; word = cursor.record()) {
                byte[] payload = new byte[word - Frame.HEADER_BYTES];
                cursor.handedOut().get(cursor.offset() + Frame.HEADER_BYTES, payload);
                int digit = digit(payload);
                if (digit < 0 || digit != cursor.stamp()) {
                    return -1;
                }
                digits = digits * 10 + digit;
                cursor.pass(word);
            }
            return digits;
        } catch (BufferException torn) {
            return -1;
        }
    }

    private static int digit(byte[] payload) {
        for (byte each : payload) {
            if (each != payload[0]) {
                return -1;
            }
        }
        return payload.length == Long.BYTES ? payload[0] : -1;
    }

    /** The words of the first segment up to the first free one: c for a record, p for padding, o for an open claim. */
    String frames() {
        List<String> frames = new ArrayList<>();
        int at = SegmentHeader.BYTES;
        while (first.limit() - at >= Frame.HEADER_BYTES) {
            int word = Frame.wordAcquire(first.buffer(), at);
            if (word == 0) {
                break;
            }
            frames.add(word < 0 ? "o" : Frame.isPadding(word) ? "p" : "c");
            at += Frame.span(word);
        }
        return String.join("", frames);
    }
}

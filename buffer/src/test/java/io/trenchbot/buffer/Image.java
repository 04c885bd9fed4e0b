package io.trenchbot.buffer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** The segments of a log as bytes, to be damaged and recovered again and again without a file. */
final class Image {

    private final List<byte[]> parts = new ArrayList<>();
    private final List<Segment> reused = new ArrayList<>();

    Image(List<byte[]> parts) {
        parts.forEach(part -> this.parts.add(part.clone()));
    }

    static byte[] bytes(Segment segment) {
        byte[] bytes = new byte[segment.limit()];
        segment.buffer().get(0, bytes);
        return bytes;
    }

    byte[] part(int index) {
        return parts.get(index);
    }

    int size() {
        return parts.size();
    }

    /**
     * Recovers these bytes as they are now.
     *
     * @throws BufferException as opening such files would
     */
    Recovered recover() throws IOException {
        List<Segment> segments = new ArrayList<>();
        for (int at = 0; at < parts.size(); at++) {
            Segment segment = load(at);
            if (at > 0) {
                segments.get(at - 1).next(segment);
            }
            segments.add(segment);
        }
        Recovery recovery = new Recovery(segments, true, segment -> segment);
        Recovery.End end = recovery.end();
        List<JournalTest.Entry> entries = new ArrayList<>();
        for (Segment segment : segments) {
            int to = segment == end.segment() ? end.offset() : segment.limit();
            read(segment, to, entries);
            if (segment == end.segment()) {
                break;
            }
        }
        return new Recovered(entries, end.segment().basePosition() + end.offset(), recovery.cutReason());
    }

    private Segment load(int at) {
        byte[] bytes = parts.get(at);
        if (reused.size() <= at) {
            Mapping mapping = Mapping.ofMemory(bytes.length);
            mapping.buffer().put(0, bytes);
            reused.add(new Segment(SegmentHeader.read(mapping.buffer(), "part " + at), mapping));
        }
        Segment memory = reused.get(at);
        memory.buffer().put(0, bytes);
        return memory.reusedAs(SegmentHeader.read(memory.buffer(), "part " + at));
    }

    private static void read(Segment segment, int to, List<JournalTest.Entry> into) {
        int at = SegmentHeader.BYTES;
        while (to - at >= Frame.HEADER_BYTES) {
            int word = Frame.wordAcquire(segment.buffer(), at);
            if (word > 0 && !Frame.isPadding(word)) {
                byte[] payload = new byte[word - Frame.HEADER_BYTES];
                segment.buffer().get(at + Frame.HEADER_BYTES, payload);
                into.add(new JournalTest.Entry(
                        segment.basePosition() + at,
                        Frame.stamp(segment.buffer(), at),
                        HexFormat.of().formatHex(payload)));
            }
            at += Frame.span(word);
        }
    }

    record Recovered(List<JournalTest.Entry> entries, long endPosition, Optional<RecoveryReport.CutReason> cut) {}
}

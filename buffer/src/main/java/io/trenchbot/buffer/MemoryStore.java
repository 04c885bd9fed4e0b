package io.trenchbot.buffer;

import java.util.List;

/** Segments outside the heap and without files: gone with the process. */
final class MemoryStore implements Store {

    @Override
    public List<Segment> load() {
        return List.of();
    }

    @Override
    public Segment create(SegmentHeader header) {
        Segment segment = new Segment(header, Mapping.ofMemory(header.segmentBytes()));
        header.writeTo(segment.buffer());
        segment.touch(0, segment.limit());
        return segment;
    }

    @Override
    public Segment recycle(Segment consumed, SegmentHeader header) {
        Zeroes.fill(consumed.buffer(), 0, consumed.limit());
        header.writeTo(consumed.buffer());
        return consumed.reusedAs(header);
    }

    @Override
    public void remove(Segment segment) {
        segment.retire();
    }

    @Override
    public boolean isIntact(Segment segment) {
        return true;
    }
}

package io.trenchbot.buffer;

/** Steps over committed frames behind the producers and counts records. Guarded by whoever owns it. */
final class Walk {

    private Segment segment;
    private int offset;
    private long records;
    private long lastPosition;
    private boolean ended;

    Walk(Recovery.End end) {
        this.segment = end.segment();
        this.offset = end.offset();
        this.records = end.records();
        this.lastPosition = end.lastPosition();
    }

    /** A place up to which everything is committed, and the last record before it. */
    record Place(Segment segment, int offset, long lastPosition) {

        long position() {
            return segment.basePosition() + offset;
        }
    }

    /** Goes to the first word that is not committed. */
    Place go() {
        while (!ended && isInside()) {
            int word = Frame.wordAcquire(segment.buffer(), offset);
            if (word <= 0) {
                break;
            }
            if (!Frame.isPadding(word)) {
                records++;
                lastPosition = segment.basePosition() + offset;
            }
            offset += Frame.span(word);
        }
        return here();
    }

    Place here() {
        return new Place(segment, offset, lastPosition);
    }

    /** Whether there is a word to look at, in this segment or in the next one. */
    private boolean isInside() {
        if (segment.limit() - offset >= Frame.HEADER_BYTES) {
            return true;
        }
        Segment next = segment.next();
        if (next == null) {
            return false;
        }
        SegmentHeader.mark(next, SegmentHeader.RECORDS_BEFORE, records);
        segment = next;
        offset = SegmentHeader.BYTES;
        return true;
    }

    Segment segment() {
        return segment;
    }

    long records() {
        return records;
    }

    /** Looks at no memory any more. */
    void end() {
        ended = true;
    }

    boolean hasEnded() {
        return ended;
    }
}

package io.trenchbot.queue;

/** The fields of a {@link ProducerSide}, between its paddings. */
class ProducerFields extends Padding {
    /** The next position at which there is more to do than push: the nearer of the two below. */
    long nextMark;

    long nextSample;
    long nextLook;

    /** The consumer's position when last read; it has only moved on since. */
    long consumerPositionSeen;

    /** The position of the entry that is claimed, or -1. */
    long claimedPosition = -1;
}

/**
 * What the one producer remembers, on cache lines that only it writes.
 *
 * <p>High water without a counter: the depth cannot have passed the mark before the producer has pushed as many elements as
 * the mark is above the depth last seen, so only then is the consumer's position (a cache miss) read again, and never more
 * often than every {@link #lookStep} elements. The mark reported is therefore at most {@code lookStep - 1} below the true
 * one, and exact once the queue was full.
 */
final class ProducerSide extends ProducerFields {
    /** A cache miss every 64 elements at the most, about a nanosecond an element. */
    private static final int LOOK_STEP = 64;

    long q00, q01, q02, q03, q04, q05, q06, q07, q08, q09, q10, q11, q12, q13, q14, q15;

    private final int capacity;
    private final int lookStep;
    private final SamplePositions positions;
    private final PaddedLong highWater = new PaddedLong();
    private final PaddedLong rejected = new PaddedLong();

    ProducerSide(int capacity, SamplePositions positions) {
        this.capacity = capacity;
        this.lookStep = lookStep(capacity);
        this.positions = positions;
        this.nextSample = positions.atOrAfter(0);
        this.nextMark = Math.min(nextSample, nextLook);
    }

    /** Small queues are looked at more often, so that the error stays within a sixteenth of them. */
    static int lookStep(int capacity) {
        return Math.max(1, Math.min(LOOK_STEP, capacity / 16));
    }

    /** Of the position {@link #nextLook}, after it was pushed; {@code consumerPosition} was read after that. */
    void look(long position, long consumerPosition) {
        long depth = position + 1 - consumerPosition;
        long water = Math.max(highWater.plain(), depth);
        highWater.opaque(water);
        nextLook = water >= capacity ? SamplePositions.NEVER : position + Math.max(water - depth, lookStep);
    }

    /** After the marked position was pushed and looked at. */
    void advance(long position) {
        if (position == nextSample) {
            nextSample = positions.atOrAfter(position + 1);
        }
        nextMark = Math.min(nextSample, nextLook);
    }

    /** Cold: there was no room, so the queue was as full as it gets. */
    void wasFull() {
        highWater.opaque(capacity);
    }

    /** Cold: a refusal. One writer, so a plain read and an opaque write. */
    void countRejected() {
        rejected.opaque(rejected.plain() + 1);
    }

    long highWater() {
        return highWater.opaque();
    }

    long rejectedCount() {
        return rejected.opaque();
    }
}

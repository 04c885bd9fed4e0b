package io.trenchbot.queue;

/** The field of a {@link ConsumerSide}, between its paddings. */
class ConsumerFields extends Padding {
    long nextSample;

    /** The producer's position when last read; it has only moved on since. */
    long producerPositionSeen;
}

/** What the one consumer remembers, on cache lines that only it writes. */
final class ConsumerSide extends ConsumerFields {
    long q00, q01, q02, q03, q04, q05, q06, q07, q08, q09, q10, q11, q12, q13, q14, q15;

    private final ResidenceMeter meter;
    private final PaddedLong emptyPolls = new PaddedLong();

    ConsumerSide(ResidenceMeter meter) {
        this.meter = meter;
        this.nextSample = meter.positions().atOrAfter(0);
    }

    /** After the element at the sampled position was taken. */
    void sample(long position) {
        sample(position, meter.stampNs(position));
    }

    void sample(long position, long stampNs) {
        meter.record(stampNs);
        nextSample = meter.positions().atOrAfter(position + 1);
    }

    /** Cold, yet on the way of an element that is awaited: one writer, so no locked instruction. */
    void countEmptyPoll() {
        emptyPolls.opaque(emptyPolls.plain() + 1);
    }

    long emptyPollCount() {
        return emptyPolls.opaque();
    }
}

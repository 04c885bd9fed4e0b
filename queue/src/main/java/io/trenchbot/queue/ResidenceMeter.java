package io.trenchbot.queue;

import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The time from push to pop of the sampled elements.
 *
 * <p>The producer writes the clock into a side array <em>before</em> the release store that publishes the element; the
 * consumer reads it <em>after</em> the acquire load that took the element. The element's own publication thus carries the
 * stamp: no further fence, no change to the element, no allocation. There is one place a block; with two more blocks than
 * can be in flight no stamp is overwritten before it is read.
 */
final class ResidenceMeter {
    private final Sampling sampling;
    private final SamplePositions positions;
    private final LongSupplier nanoClock;
    private final @Nullable LongConsumer residenceNs;
    private final long[] stampsNs;
    private final ResidenceHistogram histogram = new ResidenceHistogram();
    private final PaddedLong maxNs = new PaddedLong();

    ResidenceMeter(QueueBuilder<?> builder) {
        this.sampling = builder.sampling;
        this.positions = new SamplePositions(sampling, builder.sampleSeed);
        this.nanoClock = builder.nanoClock;
        this.residenceNs = builder.residenceNs;
        int blocks = sampling == Sampling.OFF ? 1 : (builder.capacity >> sampling.shift) + 2;
        this.stampsNs = new long[ceilingPowerOfTwo(blocks)];
    }

    private static int ceilingPowerOfTwo(int value) {
        return value == 1 ? 1 : Integer.highestOneBit(value - 1) << 1;
    }

    Sampling sampling() {
        return sampling;
    }

    SamplePositions positions() {
        return positions;
    }

    /** By the producer, of a sampled position, before the element is published. */
    void stamp(long position) {
        stampsNs[place(position)] = nanoClock.getAsLong();
    }

    /** By the consumer, of a sampled position, while nobody can have stamped the place anew. */
    long stampNs(long position) {
        return stampsNs[place(position)];
    }

    /** By the consumer, after it took the element. */
    void record(long stampNs) {
        long ns = Math.max(0, nanoClock.getAsLong() - stampNs);
        histogram.record(ns);
        if (ns > maxNs.plain()) {
            maxNs.opaque(ns);
        }
        if (residenceNs != null) {
            hand(residenceNs, ns);
        }
    }

    /** The element is already out of the queue: an exception here would lose it, and no measurement is worth that. */
    private static void hand(LongConsumer hook, long ns) {
        try {
            hook.accept(ns);
        } catch (RuntimeException discarded) {
            // The hook's contract says so.
        }
    }

    long maxNs() {
        return maxNs.opaque();
    }

    long[] bucketCounts() {
        return histogram.copy();
    }

    private int place(long position) {
        return (int) (position >> sampling.shift) & (stampsNs.length - 1);
    }
}

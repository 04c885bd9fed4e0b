package io.trenchbot.queue;

import java.util.Locale;

/**
 * What a {@link TransactionQueue} or an {@link EntryRing} has done from its creation to one moment, or, by
 * {@link #since(QueueStats)}, between two moments.
 *
 * <p>Counts are exact while nobody pushes or pops; while somebody does, each is exact at a moment of its own within the
 * call, popped before pushed, so that the depth is never negative. Times are nanoseconds of the queue's clock.
 *
 * <p>Threading: immutable.
 */
public final class QueueStats {
    private final int capacity;
    private final long pushedCount;
    private final long poppedCount;
    private final long droppedCount;
    private final long rejectedCount;
    private final long emptyPollCount;
    private final long depth;
    private final long highWaterCount;
    private final Sampling sampling;
    private final long maxNs;
    private final long[] bucketCounts;
    private final long sampleCount;

    QueueStats(Counts counts, ResidenceMeter meter) {
        this.capacity = counts.capacity();
        this.pushedCount = counts.pushed();
        this.poppedCount = counts.popped();
        this.droppedCount = counts.dropped();
        this.rejectedCount = counts.rejected();
        this.emptyPollCount = counts.emptyPolls();
        this.depth = Math.max(0, Math.min(capacity, pushedCount - poppedCount - droppedCount));
        this.highWaterCount = Math.max(counts.highWater(), depth);
        this.sampling = meter.sampling();
        this.bucketCounts = meter.bucketCounts();
        this.maxNs = meter.maxNs();
        this.sampleCount = sum(bucketCounts);
    }

    private QueueStats(QueueStats later, QueueStats earlier) {
        this.capacity = later.capacity;
        this.pushedCount = later.pushedCount - earlier.pushedCount;
        this.poppedCount = later.poppedCount - earlier.poppedCount;
        this.droppedCount = later.droppedCount - earlier.droppedCount;
        this.rejectedCount = later.rejectedCount - earlier.rejectedCount;
        this.emptyPollCount = later.emptyPollCount - earlier.emptyPollCount;
        this.depth = later.depth;
        this.highWaterCount = later.highWaterCount;
        this.sampling = later.sampling;
        this.bucketCounts = later.bucketCounts.clone();
        for (int i = 0; i < bucketCounts.length; i++) {
            bucketCounts[i] -= earlier.bucketCounts[i];
        }
        this.sampleCount = sum(bucketCounts);
        this.maxNs = Math.min(later.maxNs, highestNs(bucketCounts));
    }

    /** The numbers that a queue counts, in the order in which they are read. */
    record Counts(
            int capacity, long popped, long dropped, long pushed, long rejected, long emptyPolls, long highWater) {}

    private static long sum(long[] counts) {
        long sum = 0;
        for (long count : counts) {
            sum += count;
        }
        return sum;
    }

    private static long highestNs(long[] counts) {
        for (int i = counts.length - 1; i >= 0; i--) {
            if (counts[i] != 0) {
                return ResidenceHistogram.upperNs(i);
            }
        }
        return 0;
    }

    /**
     * What happened between an earlier snapshot of the same queue and this one.
     *
     * @param earlier a snapshot of the same queue, taken before this one
     * @return the differences of counts and samples; depth and high water are this snapshot's own, and the longest
     *     residence is known to 3.2 %
     * @throws IllegalArgumentException if {@code earlier} is no earlier snapshot of the same queue
     */
    public QueueStats since(QueueStats earlier) {
        if (earlier.pushedCount > pushedCount || earlier.sampling != sampling || earlier.capacity != capacity) {
            throw new IllegalArgumentException(
                    "Not an earlier snapshot of the same queue: " + earlier + " before " + this);
        }
        return new QueueStats(this, earlier);
    }

    /**
     * The most elements the queue can hold.
     *
     * @return elements, a power of two
     */
    public int capacity() {
        return capacity;
    }

    /**
     * Elements that were accepted.
     *
     * @return elements; popped + dropped + depth
     */
    public long pushedCount() {
        return pushedCount;
    }

    /**
     * Elements that the consumer took.
     *
     * @return elements
     */
    public long poppedCount() {
        return poppedCount;
    }

    /**
     * Accepted elements thrown away for newer ones, under {@link OverflowPolicy#DROP_OLDEST}.
     *
     * @return elements
     */
    public long droppedCount() {
        return droppedCount;
    }

    /**
     * Pushes or claims that were refused because the queue was full, closed, or stayed full until the deadline.
     *
     * @return calls; a caller that tries again is counted again
     */
    public long rejectedCount() {
        return rejectedCount;
    }

    /**
     * Times the consumer looked and found nothing.
     *
     * @return looks, those of a waiting pop included
     */
    public long emptyPollCount() {
        return emptyPollCount;
    }

    /**
     * Elements inside at the moment of the snapshot.
     *
     * @return elements, 0 to capacity
     */
    public long depth() {
        return depth;
    }

    /**
     * The most elements that were inside at once, since the queue was made.
     *
     * @return elements; exact once the queue was full, else at most 63 (a sixteenth of the capacity where that is less)
     *     below the true figure; with {@link Sampling#OFF} and one producer what a refusal or a snapshot came upon
     */
    public long highWaterCount() {
        return highWaterCount;
    }

    /**
     * How many elements have their residence measured.
     *
     * @return the rate behind every residence figure here
     */
    public Sampling sampling() {
        return sampling;
    }

    /**
     * Elements whose residence was measured.
     *
     * @return samples
     */
    public long sampleCount() {
        return sampleCount;
    }

    /**
     * The residence time, push to pop, that a share of the samples did not exceed.
     *
     * @param quantile 0 to 1; 0.99 is the 99th percentile
     * @return nanoseconds, at most 3.2 % above the true value; 0 without samples
     * @throws IllegalArgumentException if {@code quantile} is outside 0 to 1
     */
    public long residenceNs(double quantile) {
        if (!(quantile >= 0 && quantile <= 1)) {
            throw new IllegalArgumentException("Quantile outside 0 to 1: " + quantile);
        }
        long rank = Math.max(1, (long) Math.ceil(quantile * sampleCount));
        long seen = 0;
        for (int i = 0; i < bucketCounts.length; i++) {
            seen += bucketCounts[i];
            if (seen >= rank) {
                return Math.min(ResidenceHistogram.upperNs(i), maxNs);
            }
        }
        return 0;
    }

    /**
     * The median residence time.
     *
     * @return nanoseconds; see {@link #residenceNs(double)}
     */
    public long residenceP50Ns() {
        return residenceNs(0.50);
    }

    /**
     * The 99th percentile of the residence time.
     *
     * @return nanoseconds; see {@link #residenceNs(double)}
     */
    public long residenceP99Ns() {
        return residenceNs(0.99);
    }

    /**
     * The 99.9th percentile of the residence time.
     *
     * @return nanoseconds; see {@link #residenceNs(double)}
     */
    public long residenceP999Ns() {
        return residenceNs(0.999);
    }

    /**
     * The longest residence time among the samples.
     *
     * @return nanoseconds; 0 without samples
     */
    public long residenceMaxNs() {
        return maxNs;
    }

    /** One line for a log or a terminal. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "pushed %d, popped %d, dropped %d, rejected %d, empty polls %d, depth %d, high water %d of %d, "
                        + "residence p50 %d ns, p99 %d ns, p99.9 %d ns, max %d ns (%d samples, %s)",
                pushedCount,
                poppedCount,
                droppedCount,
                rejectedCount,
                emptyPollCount,
                depth,
                highWaterCount,
                capacity,
                residenceP50Ns(),
                residenceP99Ns(),
                residenceP999Ns(),
                maxNs,
                sampleCount,
                sampling);
    }
}

package io.trenchbot.queue;

/**
 * Which positions are sampled: in each block of 2^shift positions one, drawn by a hash of the block number.
 *
 * <p>Producer and consumer work the same sequence out for themselves, so nothing about it crosses between them, and a
 * position in flight cannot be lost by a change of phase. Per element it costs one comparison with the next position.
 */
final class SamplePositions {
    /** No position ever gets there. */
    static final long NEVER = Long.MAX_VALUE;

    private final int shift;
    private final long seed;

    SamplePositions(Sampling sampling, long seed) {
        this.shift = sampling.shift;
        this.seed = seed;
    }

    /** The first sampled position at or after this one. */
    long atOrAfter(long position) {
        if (shift < 0) {
            return NEVER;
        }
        long block = position >> shift;
        long sampled = inBlock(block);
        return sampled >= position ? sampled : inBlock(block + 1);
    }

    boolean contains(long position) {
        return shift >= 0 && inBlock(position >> shift) == position;
    }

    private long inBlock(long block) {
        long mask = (1L << shift) - 1;
        return (block << shift) + (mix(block + seed) & mask);
    }

    /** The finalizer of SplitMix64 (Steele, Lea, Flood 2014): neighbouring blocks get unrelated phases. */
    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}

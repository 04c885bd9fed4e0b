package io.trenchbot.queue;

/**
 * How many elements have their residence time (push to pop) measured.
 *
 * <p>The position that is measured is drawn afresh in every block of 64 or 256 elements, so that traffic with a period of
 * its own does not bias the figures.
 *
 * <p>Threading: immutable.
 */
public enum Sampling {
    /** No element. */
    OFF(-1),
    /** One element in every block of 256. */
    ONE_IN_256(8),
    /** One element in every block of 64: the default. */
    ONE_IN_64(6),
    /** Every element; two clock readings each, which costs about ten times what the queue itself does. */
    EVERY(0);

    /** log2 of the block length, or -1 for no samples. */
    final int shift;

    Sampling(int shift) {
        this.shift = shift;
    }

    /**
     * The length of a block of which one element is measured.
     *
     * @return elements a sample, 0 for {@link #OFF}
     */
    public int blockLength() {
        return shift < 0 ? 0 : 1 << shift;
    }
}

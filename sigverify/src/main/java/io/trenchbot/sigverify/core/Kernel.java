package io.trenchbot.sigverify.core;

/**
 * An engine with its scratch memory.
 *
 * <p>Threading: one call at a time; calls on disjoint ranges of the same signatures go to different kernels.
 */
public interface Kernel {
    /**
     * Settles every pending entry of a range.
     *
     * @param batch the signatures
     * @param from first entry
     * @param to one behind the last entry
     */
    void verify(Signatures batch, int from, int to);

    /**
     * What this kernel counted since its owner last cleared it.
     *
     * @return the kernel's own counters
     */
    Tally tally();
}

package io.trenchbot.sigverify;

import java.util.Map;

/**
 * What a verifier has done since it was created: a snapshot of counters that are each exact, taken one after the other.
 *
 * <p>Threading: immutable.
 *
 * @param accepted signatures accepted
 * @param rejected signatures rejected, by reason; reasons that never occurred are absent; not to be modified
 * @param calls calls of any verify method, a batch counted once
 * @param laneFill share of the lanes computed that held a signature of their own, 0 to 1; 1 before the first call
 * @param busyNs time spent verifying, summed over threads, in nanoseconds
 * @param keyCacheHits public keys found prepared
 * @param keyCacheMisses public keys that were not
 */
public record VerifierStats(
        long accepted,
        Map<Verdict, Long> rejected,
        long calls,
        double laneFill,
        long busyNs,
        long keyCacheHits,
        long keyCacheMisses) {
    /**
     * How many signatures were rejected, for whatever reason.
     *
     * @return the sum over all reasons
     */
    public long rejectedCount() {
        return rejected.values().stream().mapToLong(Long::longValue).sum();
    }

    /**
     * Signatures verified in a second of work on one thread, accepted or not.
     *
     * @return the rate, 0 if nothing was verified yet
     */
    public double signaturesPerSecond() {
        return busyNs == 0 ? 0 : (accepted + rejectedCount()) * 1e9 / busyNs;
    }
}

package io.trenchbot.buffer;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What opening a journal found.
 *
 * <p>Threading: immutable.
 *
 * @param orderlyClose whether the log was empty or its last writer closed it; false after a kill or a crash
 * @param endPosition where the next record goes
 * @param records committed records found in the segments that were scanned
 * @param scannedBytes bytes of log that were scanned; sealed segments are not, unless asked for
 * @param abandonedClaims records that a dead writer had claimed and not committed, now padding
 * @param abandonedBytes their bytes, headers included
 * @param cut where and why the log was cut; empty when it was not
 * @param durationNs time of the scan and the repairs, in nanoseconds
 */
public record RecoveryReport(
        boolean orderlyClose,
        long endPosition,
        long records,
        long scannedBytes,
        int abandonedClaims,
        long abandonedBytes,
        Optional<Cut> cut,
        long durationNs) {

    /** Why the log ends before its last byte. */
    public enum CutReason {
        /** A frame does not match its checksum. */
        CHECKSUM,
        /** A frame's length cannot be one that was written there. */
        LENGTH,
        /** There are bytes behind the first free word. */
        BEYOND_END
    }

    /**
     * The end of the log was cut off.
     *
     * @param position first position that is no longer in the log
     * @param bytes bytes cut off, up to the last one that was not zero
     * @param reason what stood there
     * @param savedIn files that hold what was cut off
     */
    public record Cut(long position, long bytes, CutReason reason, List<Path> savedIn) {

        /**
         * Takes an immutable copy of the list.
         *
         * @param position first position that is no longer in the log
         * @param bytes bytes cut off
         * @param reason what stood there
         * @param savedIn files that hold what was cut off
         */
        public Cut {
            savedIn = List.copyOf(savedIn);
        }
    }

    /**
     * Whether nothing was cut off and no claim was abandoned.
     *
     * @return true if every byte ever appended is there
     */
    public boolean isClean() {
        return cut.isEmpty() && abandonedClaims == 0;
    }

    @Override
    public String toString() {
        String end = "recovery " + (isClean() ? "clean" : "not clean") + ", end at " + endPosition;
        String claims = abandonedClaims == 0 ? "" : ", " + abandonedClaims + " abandoned claims";
        return end
                + claims
                + cut.map(c -> ", cut " + c.bytes() + " bytes at " + c.position() + ": " + c.reason())
                        .orElse("");
    }
}

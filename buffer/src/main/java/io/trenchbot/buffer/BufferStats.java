package io.trenchbot.buffer;

import java.util.Optional;

/**
 * Counts of a journal at one moment.
 *
 * <p>Threading: immutable.
 *
 * @param records committed records in the log since it began, removed ones included
 * @param tailPosition end of the log: everything before it is appended, or claimed and not yet committed
 * @param earliestPosition start of the oldest segment that is kept
 * @param durablePosition position of the last record known to be on the device, 0 if none
 * @param segments segments in use or prepared
 * @param fileBytes bytes of these segments
 * @param preparedSegments segments ready to be used when the current one is full
 * @param removedSegments segments removed or used again by retention since the journal was opened
 * @param forces writes to the device that this journal waited for since it was opened
 * @param backPressured appends and claims refused because a reader holds the oldest segment
 * @param notReady appends and claims refused because the next segment was still in preparation
 * @param diskFull appends and claims refused because the next segment could not be prepared
 * @param problem why the next segment could not be prepared, or why the journal failed; empty if nothing is wrong
 */
public record BufferStats(
        long records,
        long tailPosition,
        long earliestPosition,
        long durablePosition,
        int segments,
        long fileBytes,
        int preparedSegments,
        long removedSegments,
        long forces,
        long backPressured,
        long notReady,
        long diskFull,
        Optional<String> problem) {}

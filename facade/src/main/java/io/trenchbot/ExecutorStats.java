package io.trenchbot;

import java.util.Map;

/**
 * Counts of an executor since its start.
 *
 * <p>Threading: immutable.
 *
 * @param submittedCount transactions handed to it
 * @param queuedCount waiting now
 * @param inFlightCount sent and not yet settled now
 * @param sentCount handed to the pool
 * @param endedCount ended executions by status; a status without any is absent
 */
public record ExecutorStats(
        long submittedCount,
        int queuedCount,
        int inFlightCount,
        long sentCount,
        Map<ExecutionResult.Status, Long> endedCount) {
    /**
     * Copies the map.
     *
     * @param submittedCount transactions handed to it
     * @param queuedCount waiting now
     * @param inFlightCount sent and not yet settled now
     * @param sentCount handed to the pool
     * @param endedCount ended executions by status
     */
    public ExecutorStats {
        endedCount = Map.copyOf(endedCount);
    }

    /**
     * How many ended in a way.
     *
     * @param status the way
     * @return their number
     */
    public long ended(ExecutionResult.Status status) {
        return endedCount.getOrDefault(status, 0L);
    }

    /**
     * How many are on the chain.
     *
     * @return CONFIRMED and FAILED ones
     */
    public long landedCount() {
        return ended(ExecutionResult.Status.CONFIRMED) + ended(ExecutionResult.Status.FAILED);
    }
}

package io.trenchbot.streaming;

import java.util.List;

/**
 * Counts since the start, read while they change; so their sums may be off by what happens meanwhile.
 *
 * @param deliveredCount events handed to handlers, once for each handler
 * @param backfilledCount those among them that were fetched to fill a gap
 * @param duplicateCount events that had been delivered before and were not again
 * @param droppedCount events dropped, or replaced by newer states, because a handler was too slow
 * @param handlerFailureCount exceptions out of handlers
 * @param gapCount gaps found
 * @param filledGapCount gaps filled
 * @param unfillableGapCount gaps given up
 * @param abandonedSlotCount slots announced that turned out to be dead or on a fork that was left
 * @param slot the newest slot heard of, -1 before the first
 * @param endpoints one for each endpoint, in the order of the builder
 */
public record StreamStats(
        long deliveredCount,
        long backfilledCount,
        long duplicateCount,
        long droppedCount,
        long handlerFailureCount,
        long gapCount,
        long filledGapCount,
        long unfillableGapCount,
        long abandonedSlotCount,
        long slot,
        List<EndpointStats> endpoints) {

    /**
     * Counts of one endpoint.
     *
     * @param endpoint scheme, host and port
     * @param state where its connection stands
     * @param slot the newest slot it told of, -1 before the first
     * @param lagSlots slots it is behind the newest of all endpoints
     * @param frameCount text frames received
     * @param receivedBytes their bytes
     * @param garbageCount frames that could not be read
     * @param winCount events that it was first with
     * @param leadCount events that it was first with and another endpoint brought later; 0 while there is one endpoint
     * @param leadP50Ns by how much it was first with half of them at least, told within a quarter; -1 before the first
     * @param leadP99Ns by how much with the foremost hundredth
     * @param connectCount connections opened
     * @param stallCount connections dropped because they were silent
     * @param roundTripNs the newest ping's time to its pong, -1 before the first
     */
    public record EndpointStats(
            String endpoint,
            StreamState state,
            long slot,
            long lagSlots,
            long frameCount,
            long receivedBytes,
            long garbageCount,
            long winCount,
            long leadCount,
            long leadP50Ns,
            long leadP99Ns,
            long connectCount,
            long stallCount,
            long roundTripNs) {}

    /**
     * Gaps neither filled nor given up.
     *
     * @return a count
     */
    public long openGapCount() {
        return gapCount - filledGapCount - unfillableGapCount;
    }
}

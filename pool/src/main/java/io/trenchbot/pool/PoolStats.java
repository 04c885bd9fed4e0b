package io.trenchbot.pool;

import java.util.List;

/**
 * Counts and states of a pool at one moment; counts are totals since the pool was built.
 *
 * <p>Threading: immutable, any thread.
 *
 * @param calls calls begun
 * @param callsFailed calls that ended without a result
 * @param callsInFlight calls that are not over
 * @param wireRequests requests sent for calls, repeats and hedges included, probes not
 * @param retries attempts after a failed one
 * @param hedges second attempts beside a slow one
 * @param hedgesWon second attempts that answered first
 * @param probes requests that the pool made for itself
 * @param budgetRefusals extra requests that were not made because their budget was spent
 * @param submissions transactions handed to {@code submit}
 * @param submissionsConfirmed transactions seen confirmed
 * @param eventsDropped events that a blocked listener missed
 * @param slotNs measured time of a slot, in nanoseconds
 * @param nodes each node, in the order they were added
 */
public record PoolStats(
        long calls,
        long callsFailed,
        long callsInFlight,
        long wireRequests,
        long retries,
        long hedges,
        long hedgesWon,
        long probes,
        long budgetRefusals,
        long submissions,
        long submissionsConfirmed,
        long eventsDropped,
        long slotNs,
        List<Node> nodes) {

    /** State of a node: the first of these that holds, from the last to the first. */
    public enum NodeState {
        /** In service. */
        UP,
        /** In service with a growing share of calls after an absence. */
        PROBATION,
        /** At its rate limit. */
        LIMITED,
        /** Too many slots behind for reads of the head. */
        STALE,
        /** Out for its faults until a probe is answered. */
        DOWN,
        /** Its cluster is not known yet, and an expected genesis hash was given. */
        UNVERIFIED,
        /** Taken out by the caller. */
        CORDONED,
        /** Refuses the caller, or belongs to another cluster: out until uncordoned. */
        MISCONFIGURED
    }

    /**
     * One node.
     *
     * @param name its name
     * @param role what it is used for
     * @param state its state
     * @param reason why it is in this state; empty while UP
     * @param inFlight requests that it has not answered yet
     * @param requests requests sent to it, probes included
     * @param replies replies of use: results and errors that are the caller's
     * @param faults outcomes that count against it
     * @param refusals requests refused for their rate
     * @param latencyNs peak-sensitive moving average, in nanoseconds; 0 if it never answered
     * @param processedSlot last slot seen at commitment processed; -1 if none
     * @param confirmedSlot last slot seen at commitment confirmed; -1 if none
     * @param finalizedSlot last slot seen at commitment finalized; -1 if none
     * @param lagSlots slots behind the other nodes
     */
    public record Node(
            String name,
            RpcNode.Role role,
            NodeState state,
            String reason,
            int inFlight,
            long requests,
            long replies,
            long faults,
            long refusals,
            long latencyNs,
            long processedSlot,
            long confirmedSlot,
            long finalizedSlot,
            int lagSlots) {}

    /**
     * One node by name.
     *
     * @param name name of the node
     * @return its stats
     * @throws IllegalArgumentException if the pool has no such node
     */
    public Node node(String name) {
        return nodes.stream()
                .filter(node -> node.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no node named '" + name + "'"));
    }
}

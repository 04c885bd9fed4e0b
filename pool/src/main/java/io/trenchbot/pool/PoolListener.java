package io.trenchbot.pool;

/**
 * What happened in a pool. Nodes are named, never given by URL. Events come in order on one thread of the pool that no
 * call waits for: a listener that throws or blocks harms no call; while it blocks, events beyond a bound are dropped and
 * counted in {@link PoolStats#eventsDropped()}.
 *
 * <p>Threading: all methods are called on one daemon thread of the pool.
 */
public interface PoolListener {

    /** Why an attempt went to its node. */
    enum Reason {
        /** First attempt of the call. */
        FIRST,
        /** An earlier attempt failed. */
        RETRY,
        /** A pooled connection had died; the same request again, on the same node. */
        SAME_NODE,
        /** An earlier attempt is slower than usual. */
        HEDGE,
        /** The pool asks a node how it is. */
        PROBE
    }

    /**
     * A request goes out.
     *
     * @param method JSON-RPC method
     * @param node name of the node
     * @param reason why this attempt is made
     */
    default void attemptStarted(String method, String node, Reason reason) {}

    /**
     * A request came to its end.
     *
     * @param method JSON-RPC method
     * @param node name of the node
     * @param latencyNs from its start, in nanoseconds
     * @param outcome kind of outcome in a word or two, for example {@code RESULT} or {@code TIMEOUT}
     */
    default void attemptEnded(String method, String node, long latencyNs, String outcome) {}

    /**
     * A second attempt answered before the first.
     *
     * @param method JSON-RPC method
     * @param node name of the node that won
     */
    default void hedgeWon(String method, String node) {}

    /**
     * A call is over.
     *
     * @param method JSON-RPC method
     * @param latencyNs from its start, in nanoseconds
     * @param attempts requests on the wire
     * @param outcome {@code RESULT}, or the simple name of the exception
     */
    default void callEnded(String method, long latencyNs, int attempts, String outcome) {}

    /**
     * A node's state on the fault axis changed, or it was barred or freed.
     *
     * @param node name of the node
     * @param state what it is now
     * @param why the last thing that happened to it
     */
    default void nodeStateChanged(String node, PoolStats.NodeState state, String why) {}

    /**
     * A node refused a request for its rate and is left alone for a while.
     *
     * @param node name of the node
     * @param method method that is limited; empty: all
     * @param pauseNs time without requests, in nanoseconds
     */
    default void rateLimited(String node, String method, long pauseNs) {}

    /**
     * A node was seen at a new slot.
     *
     * @param node name of the node
     * @param commitment commitment of the slot
     * @param slot the slot
     * @param lagSlots slots behind the others
     */
    default void slotObserved(String node, Commitment commitment, long slot, int lagSlots) {}

    /**
     * An extra request was not made because its budget is spent.
     *
     * @param method JSON-RPC method
     * @param budget {@code retry} or {@code hedge}
     */
    default void budgetExhausted(String method, String budget) {}
}

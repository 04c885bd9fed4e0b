package io.trenchbot.streaming;

/**
 * Where the connection to an endpoint stands.
 *
 * <pre>
 *   CONNECTING → SUBSCRIBING → LIVE
 *        ↑            │          │     connection lost, stalled, or no reply
 *        └─ WAITING ←─┴──────────┘     the first new attempt at once, later ones after a random delay that grows
 *              └→ FAILED               the attempts allowed are used up
 *   any → CLOSED                       close()
 * </pre>
 */
public enum StreamState {
    /** A socket is being opened. */
    CONNECTING,
    /** The socket is open; not all subscriptions are confirmed, or no slot was told of yet. */
    SUBSCRIBING,
    /** All subscriptions are confirmed and a slot was told of: from here on, whatever is missed is reported as a gap. */
    LIVE,
    /** The next attempt is due later. */
    WAITING,
    /** No further attempt is made. */
    FAILED,
    /** The stream was closed. */
    CLOSED
}

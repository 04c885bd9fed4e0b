package io.trenchbot.streaming;

/** What a subscription does with events that come faster than its handler takes them. */
public enum Overflow {
    /**
     * The handler runs on the thread that reads the socket, nothing is buffered here, and a slow handler makes the kernel
     * slow the server down. The default, and the fastest. A server disconnects a client that stays behind, which opens a
     * gap.
     */
    BLOCK,
    /** Buffers on a thread of the subscription's own; when full, the oldest buffered events make room. */
    DROP_OLDEST,
    /** Buffers on a thread of the subscription's own; when full, the new event is dropped. */
    DROP_NEWEST,
    /** Buffers on a thread of the subscription's own the newest state of each account; accounts and programs only. */
    CONFLATE,
    /** Buffers on a thread of the subscription's own; when full, the connection is dropped and the gap filled later. */
    DISCONNECT
}

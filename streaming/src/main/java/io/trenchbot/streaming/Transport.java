package io.trenchbot.streaming;

/** One connection of text frames: the seam between the sessions and a WebSocket library. Used once, never reopened. */
interface Transport {
    /** Begins to connect; returns at once. */
    void open();

    /** Sends a text frame, or does nothing where the connection is not open. */
    void send(String text);

    /** Sends a ping, or does nothing where the connection is not open. */
    void ping();

    /** Ends the connection at once, without waiting for the peer; {@link Listener#onClosed} follows. */
    void abort(int closeCode, String reason);

    /** Hears of one connection. All but onClosed come from its reader thread. */
    interface Listener {
        void onOpen();

        /** Bytes have come; the messages from here to the next call were complete with them. */
        void onRead();

        /** A whole text message, valid during the call only. */
        void onText(byte[] bytes, int offset, int length);

        void onPong();

        /** Comes once, also where the connection never opened. */
        void onClosed(int closeCode, String reason);
    }

    /** Makes transports. */
    @FunctionalInterface
    interface Factory {
        Transport create(Endpoint endpoint, Listener listener);
    }
}

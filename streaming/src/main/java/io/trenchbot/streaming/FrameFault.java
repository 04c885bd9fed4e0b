package io.trenchbot.streaming;

/** The peer broke the WebSocket protocol. */
final class FrameFault extends Exception {
    private static final long serialVersionUID = 1L;
    static final int PROTOCOL_ERROR = 1002;
    static final int UNSUPPORTED = 1003;
    static final int NOT_UTF8 = 1007;
    static final int TOO_LARGE = 1009;

    /** The code to close with. */
    final int closeCode;

    FrameFault(int closeCode, String message) {
        super(message);
        this.closeCode = closeCode;
    }
}

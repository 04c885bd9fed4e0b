package io.trenchbot.streaming;

/** A stream could not do what was asked of it: a server refused a subscription, or a stream was used after its end. */
public final class StreamException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** {@link #code()} of a fault that is not a server's refusal. */
    public static final int NO_CODE = 0;
    /** The server does not know the method, or has it switched off. */
    public static final int METHOD_NOT_FOUND = -32601;
    /** The server does not take the parameters. */
    public static final int INVALID_PARAMS = -32602;
    /** The server failed; tried again. */
    public static final int INTERNAL_ERROR = -32603;

    /** The refusal's code. */
    private final int code;

    StreamException(int code, String message) {
        super(message);
        this.code = code;
    }

    /**
     * The JSON-RPC error code of a refusal.
     *
     * @return a negative number, {@link #NO_CODE} for another fault
     */
    public int code() {
        return code;
    }
}

package io.trenchbot.testkit;

import org.jspecify.annotations.Nullable;

/** An error reply: its JSON-RPC code, message and data. */
final class RpcException extends Exception {
    static final int PARSE_ERROR = -32700;
    static final int INVALID_REQUEST = -32600;
    static final int METHOD_NOT_FOUND = -32601;
    static final int INVALID_PARAMS = -32602;
    static final int INTERNAL_ERROR = -32603;
    static final int BLOCK_CLEANED_UP = -32001;
    static final int PREFLIGHT_FAILURE = -32002;
    static final int SIGNATURE_VERIFICATION_FAILURE = -32003;
    static final int BLOCK_NOT_AVAILABLE = -32004;
    static final int NODE_UNHEALTHY = -32005;
    static final int SLOT_SKIPPED = -32007;
    static final int LONG_TERM_STORAGE_SLOT_SKIPPED = -32009;
    static final int UNSUPPORTED_TRANSACTION_VERSION = -32015;
    static final int MIN_CONTEXT_SLOT_NOT_REACHED = -32016;

    private static final long serialVersionUID = 1L;

    private final int code;
    private final @Nullable String dataJson;

    RpcException(int code, String message) {
        this(code, message, null);
    }

    RpcException(int code, String message, @Nullable String dataJson) {
        super(message, null, false, false);
        this.code = code;
        this.dataJson = dataJson;
    }

    static RpcException invalidParams(String message) {
        return new RpcException(INVALID_PARAMS, message);
    }

    static RpcException methodNotFound() {
        return new RpcException(METHOD_NOT_FOUND, "Method not found");
    }

    int code() {
        return code;
    }

    /** The error object as JSON. */
    String json() {
        StringBuilder out =
                new StringBuilder(96).append("{\"code\":").append(code).append(",\"message\":");
        Json.quote(out, String.valueOf(getMessage()));
        if (dataJson != null) {
            out.append(",\"data\":").append(dataJson);
        }
        return out.append('}').toString();
    }
}

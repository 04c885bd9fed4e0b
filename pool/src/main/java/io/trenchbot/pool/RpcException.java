package io.trenchbot.pool;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Why a call has no result. Each node's own failure is attached as a suppressed exception, in the order of the attempts.
 * Messages name nodes, never their URLs.
 *
 * <p>Threading: as any exception.
 */
public abstract sealed class RpcException extends IOException {
    private static final long serialVersionUID = 1;

    /** Name of the node; null if it is not about a single one. */
    private final @Nullable String node;

    private RpcException(@Nullable String node, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.node = node;
    }

    /**
     * The node that this failure is about.
     *
     * @return name of the node; null if it is not about a single one
     */
    public final @Nullable String node() {
        return node;
    }

    /** A node executed the request and answered with a JSON-RPC error. */
    public static final class ErrorReply extends RpcException {
        private static final long serialVersionUID = 1;

        /** JSON-RPC code. */
        private final int code;

        /** Message of the error object. */
        private final String reason;

        /** Data member, JSON text; null if absent. */
        private final @Nullable String dataJson;

        ErrorReply(String node, int code, String reason, @Nullable String dataJson) {
            super(node, node + " answered error " + code + ": " + reason, null);
            this.code = code;
            this.reason = reason;
            this.dataJson = dataJson;
        }

        /**
         * The error code.
         *
         * @return JSON-RPC code, for example -32602
         */
        public int code() {
            return code;
        }

        /**
         * The node's message.
         *
         * @return text of the error object, cut to a few hundred characters
         */
        public String reason() {
            return reason;
        }

        /**
         * The {@code data} member of the error object.
         *
         * @return JSON text; null if the error has no data
         */
        public @Nullable String dataJson() {
            return dataJson;
        }
    }

    /** The exchange with a node failed: connection, TLS, DNS, HTTP status or attempt timeout. */
    public static final class Transport extends RpcException {
        private static final long serialVersionUID = 1;

        /** Status of the reply, 0 if there was none. */
        private final int httpStatus;

        Transport(String node, int httpStatus, String message, @Nullable Throwable cause) {
            super(node, node + ": " + message, cause);
            this.httpStatus = httpStatus;
        }

        /**
         * The HTTP status.
         *
         * @return status of the reply, 0 if there was none
         */
        public int httpStatus() {
            return httpStatus;
        }
    }

    /** A node answered with something that is not the reply to this request: HTML, half a JSON text, a foreign id. */
    public static final class MalformedResponse extends RpcException {
        private static final long serialVersionUID = 1;

        MalformedResponse(String node, String message, @Nullable Throwable cause) {
            super(node, node + ": " + message, cause);
        }
    }

    /** The caller's decoder failed on what two nodes sent, so the decoder is at fault. */
    public static final class Decoding extends RpcException {
        private static final long serialVersionUID = 1;

        Decoding(String node, String method, @Nullable Throwable cause) {
            super(node, "the decoder of " + method + " failed on the result of " + node + ": " + cause, cause);
        }
    }

    /** The deadline of the call passed. */
    public static final class Timeout extends RpcException {
        private static final long serialVersionUID = 1;

        Timeout(String message) {
            super(null, message, null);
        }
    }

    /** Every node that could serve the call is at its rate limit beyond the deadline of the call. */
    public static final class RateLimited extends RpcException {
        private static final long serialVersionUID = 1;

        /** Time until a node is free. */
        private final Duration retryAfter;

        RateLimited(@Nullable String node, String message, Duration retryAfter) {
            super(node, message, null);
            this.retryAfter = retryAfter;
        }

        /**
         * When the first node is free again.
         *
         * @return time from the failure on
         */
        public Duration retryAfter() {
            return retryAfter;
        }
    }

    /** No node answered; each one's failure is suppressed here. */
    public static final class NoNodeAvailable extends RpcException {
        private static final long serialVersionUID = 1;

        NoNodeAvailable(String message) {
            super(null, message, null);
        }
    }

    /** A node refuses the caller (401, 403, bad certificate, other cluster); it is out until an operator acts. */
    public static final class NodeConfiguration extends RpcException {
        private static final long serialVersionUID = 1;

        NodeConfiguration(String node, String message, @Nullable Throwable cause) {
            super(node, node + ": " + message, cause);
        }
    }

    /** The pool is closed. */
    public static final class PoolClosed extends RpcException {
        private static final long serialVersionUID = 1;

        PoolClosed() {
            super(null, "the pool is closed", null);
        }
    }
}

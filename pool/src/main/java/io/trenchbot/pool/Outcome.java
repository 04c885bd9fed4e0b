package io.trenchbot.pool;

import org.jspecify.annotations.Nullable;

/** What one attempt came to, as far as {@link Classification} needs to know. */
record Outcome(
        Symptom symptom,
        int httpStatus,
        int code,
        String message,
        @Nullable String dataJson) {

    enum Symptom {
        /** A result that the decoder accepted. */
        RESULT,
        /** A JSON-RPC error object; code, message and data are set. */
        ERROR_REPLY,
        /** An HTTP status other than 200 without a JSON-RPC error in the body. */
        HTTP_STATUS,
        /** A body that is not the reply to the request. */
        MALFORMED,
        /** A body over the limit of bytes. */
        TOO_LARGE,
        /** The caller's decoder threw. */
        DECODER,
        /** A pooled connection turned out dead before a byte of the reply. */
        STALE_CONNECTION,
        /** No connection: refused, unreachable, timeout of the connect. Nothing was sent. */
        NOT_CONNECTED,
        /** The name of the host did not resolve. Nothing was sent. */
        UNKNOWN_HOST,
        /** The certificate is not valid for the host. Nothing was sent. */
        UNTRUSTED,
        /** The connection broke after the request began. */
        BROKEN,
        /** No whole reply within the attempt timeout. */
        TIMEOUT,
        /** Ended by the pool: another attempt won, or the caller gave up. */
        CANCELLED
    }

    static final Outcome RESULT = of(Symptom.RESULT);
    static final Outcome CANCELLED = of(Symptom.CANCELLED);

    static Outcome of(Symptom symptom) {
        return new Outcome(symptom, 0, 0, "", null);
    }

    static Outcome of(Symptom symptom, String message) {
        return new Outcome(symptom, 0, 0, message, null);
    }

    static Outcome http(int status, String message) {
        return new Outcome(Symptom.HTTP_STATUS, status, 0, message, null);
    }

    static Outcome error(int httpStatus, int code, String message, @Nullable String dataJson) {
        return new Outcome(Symptom.ERROR_REPLY, httpStatus, code, message, dataJson);
    }
}

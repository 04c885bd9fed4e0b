package io.trenchbot.pool;

import java.io.IOException;

/**
 * The answer to one call.
 *
 * <p>Threading: immutable, any thread (as far as the value is).
 *
 * @param value what the decoder made of the result
 * @param node name of the node that answered
 * @param attempts requests on the wire that this call made so far, at least 1
 * @param contextSlot slot of the state that the answer was read from; -1 if the reply has no context
 * @param latencyNs from the start of the call to the decoded answer, in nanoseconds
 * @param <T> type of the value
 */
public record RpcResponse<T>(T value, String node, int attempts, long contextSlot, long latencyNs) {

    /**
     * Makes a value of the JSON bytes of a result. A decoder that throws fails the attempt, not the node: if the bytes
     * of two nodes fail alike, the call ends with {@link RpcException.Decoding}.
     *
     * <p>Threading: called on the caller's thread (synchronous first attempts) or a pool thread; must not block.
     *
     * @param <T> type of the value
     */
    @FunctionalInterface
    public interface Decoder<T> {
        /**
         * Decodes a result.
         *
         * @param json buffer holding the result, UTF-8
         * @param offset first byte of the result
         * @param length bytes of the result
         * @return the value
         * @throws IOException if the bytes are not what the method should return
         */
        T decode(byte[] json, int offset, int length) throws IOException;
    }
}

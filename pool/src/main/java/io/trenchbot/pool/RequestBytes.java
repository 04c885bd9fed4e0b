package io.trenchbot.pool;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The body of one request and its id. Ids are random, not counted: a counter would be one more word that all callers
 * fight for, and a reply that went astray should not match by chance.
 */
final class RequestBytes {
    private static final byte[] HEAD = "{\"jsonrpc\":\"2.0\",\"id\":".getBytes(StandardCharsets.US_ASCII);

    /** All ids have the same number of digits, so the length is known before writing. */
    private static final int ID_MIN = 1_000_000_000;

    private static final int ID_DIGITS = 10;

    private final byte[] body;
    private final long id;

    private RequestBytes(byte[] body, long id) {
        this.body = body;
        this.id = id;
    }

    byte[] body() {
        return body;
    }

    /** The id of the request; of a batch, that of its first member. */
    long id() {
        return id;
    }

    static RequestBytes of(byte[] tail) {
        return of(ThreadLocalRandom.current().nextInt(ID_MIN, Integer.MAX_VALUE), tail);
    }

    /** A JSON array of requests; the id is that of the first, the others count up from it. */
    static RequestBytes ofBatch(List<RpcRequest> members) {
        int first = ThreadLocalRandom.current().nextInt(ID_MIN, Integer.MAX_VALUE - members.size());
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int i = 0; i < members.size(); i++) {
            body.write(i == 0 ? '[' : ',');
            body.writeBytes(of(first + i, members.get(i).tail()).body);
        }
        body.write(']');
        return new RequestBytes(body.toByteArray(), first);
    }

    private static RequestBytes of(int id, byte[] tail) {
        byte[] body = new byte[HEAD.length + ID_DIGITS + tail.length];
        System.arraycopy(HEAD, 0, body, 0, HEAD.length);
        int rest = id;
        for (int at = HEAD.length + ID_DIGITS - 1; at >= HEAD.length; at--) {
            body[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        System.arraycopy(tail, 0, body, HEAD.length + ID_DIGITS, tail.length);
        return new RequestBytes(body, id);
    }
}

package io.trenchbot.pool;

import io.trenchbot.pool.Outcome.Symptom;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.LongSupplier;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.jspecify.annotations.Nullable;

/** What came back over HTTP, read whole within its limit, and what it comes to. */
final class Reply {
    /** Error bodies are read up to this size; what proxies send beyond is HTML. */
    private static final int ERROR_BODY_BYTES_MAX = 64 * 1024;

    private static final int QUOTED_BYTES_MAX = 200;
    private static final int UNKNOWN_LENGTH_BYTES = 1024;

    private final RpcNode node;
    private final boolean batch;
    private byte[] body = {};
    private int bodyBytes;
    private @Nullable Envelope envelope;
    private Outcome outcome = Outcome.CANCELLED;
    private long retryAfterNs = -1;

    private Reply(RpcNode node, boolean batch) {
        this.node = node;
        this.batch = batch;
    }

    /**
     * Reads a response.
     *
     * @param id the id that was sent
     * @param bytesMax limit of a good reply
     * @param wallClockMs read if the reply names a date
     */
    static Reply read(
            Response response, RpcNode node, RpcRequest request, long id, int bytesMax, LongSupplier wallClockMs)
            throws IOException {
        Reply reply = new Reply(node, request.batch());
        int status = response.code();
        int limit = status == 200 ? bytesMax : Math.min(bytesMax, ERROR_BODY_BYTES_MAX);
        boolean whole = reply.fill(response.body(), limit);
        if (status != 200) {
            reply.retryAfterNs = RetryAfter.parseNs(response.header("Retry-After"), wallClockMs);
            reply.readError(status, id);
        } else if (whole) {
            reply.readResult(id, request.resultIsSlot());
        } else {
            reply.outcome = Outcome.of(Symptom.TOO_LARGE, "reply of more than " + bytesMax + " bytes");
        }
        return reply;
    }

    byte[] body() {
        return body;
    }

    int bodyBytes() {
        return bodyBytes;
    }

    /** The envelope, if the outcome is a result or an error of a single request. */
    @Nullable
    Envelope envelope() {
        return envelope;
    }

    Outcome outcome() {
        return outcome;
    }

    /** What the node asked for with a refusal; negative: nothing. */
    long retryAfterNs() {
        return retryAfterNs;
    }

    private void readResult(long id, boolean resultIsSlot) {
        if (batch && !startsWithBrace()) {
            outcome = Outcome.RESULT;
            return;
        }
        Envelope read = Envelope.parse(body, bodyBytes, id, resultIsSlot);
        envelope = read;
        outcome = switch (read.kind()) {
            case RESULT -> Outcome.RESULT;
            case ERROR -> errorReply(200, read);
            case MALFORMED -> Outcome.of(Symptom.MALFORMED, read.defect() + quoted());
        };
    }

    /** A node that takes no batches answers one with a single error. */
    private boolean startsWithBrace() {
        int at = 0;
        while (at < bodyBytes && body[at] <= ' ') {
            at++;
        }
        return at < bodyBytes && body[at] == '{';
    }

    /** Nodes and proxies put a JSON-RPC error under any status; where there is one, it says more than the status. */
    private void readError(int status, long id) {
        Envelope read = Envelope.parse(body, bodyBytes, id, false);
        boolean error = read.kind() == Envelope.Kind.ERROR && read.errorCode() != 0;
        outcome = error ? errorReply(status, read) : Outcome.http(status, "HTTP status " + status + quoted());
    }

    private Outcome errorReply(int status, Envelope read) {
        String data = read.errorData();
        return Outcome.error(
                status, read.errorCode(), node.redact(read.errorMessage()), data == null ? null : node.redact(data));
    }

    private String quoted() {
        int length = Math.min(bodyBytes, QUOTED_BYTES_MAX);
        String text = new String(body, 0, length, StandardCharsets.UTF_8);
        String printable = node.redact(text).replaceAll("\\p{Cntrl}+", " ").strip();
        return printable.isEmpty() ? " (empty body)" : ": " + printable;
    }

    /**
     * Reads the body.
     *
     * @return false if it is longer than the limit
     */
    private boolean fill(ResponseBody responseBody, int limit) throws IOException {
        long announced = responseBody.contentLength();
        if (announced > limit) {
            return false;
        }
        byte[] buffer = new byte[announced >= 0 ? (int) announced : UNKNOWN_LENGTH_BYTES];
        int filled = 0;
        InputStream in = responseBody.byteStream();
        while (true) {
            if (filled == buffer.length) {
                int next = in.read();
                if (next < 0) {
                    break;
                }
                if (filled == limit) {
                    return false;
                }
                buffer = Arrays.copyOf(buffer, (int) Math.min(limit, 2L * Math.max(filled, 16)));
                buffer[filled++] = (byte) next;
            }
            int count = in.read(buffer, filled, buffer.length - filled);
            if (count < 0) {
                break;
            }
            filled += count;
        }
        body = buffer;
        bodyBytes = filled;
        return true;
    }
}

package io.trenchbot.pool;

import io.trenchbot.pool.Outcome.Symptom;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Proxy;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.util.Arrays;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.Connection;
import okhttp3.EventListener;
import okhttp3.Protocol;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.jspecify.annotations.Nullable;

/**
 * One request to one node: exactly one on the wire, or none if no connection came about. It listens to its own call,
 * because how far an exchange got decides what its failure means.
 */
final class Attempt extends EventListener implements Callback {
    /** Error bodies are read up to this size; what proxies send beyond is HTML. */
    private static final int ERROR_BODY_BYTES_MAX = 64 * 1024;

    private static final int QUOTED_BYTES_MAX = 200;
    private static final int UNKNOWN_LENGTH_BYTES = 1024;

    private final Node node;
    private final PoolListener.Reason reason;
    private final RpcRequest request;
    private final long id;
    private final int responseBytesMax;
    private final long startNs;
    private final Call call;
    private final Consumer<Attempt> onEnd;

    private boolean connected;
    private volatile boolean sent;
    private boolean answered;
    private volatile boolean multiplexed;
    private volatile boolean cancelled;
    private volatile boolean lost;

    private Outcome outcome = Outcome.of(Symptom.CANCELLED);
    private @Nullable IOException failure;
    private @Nullable Envelope envelope;
    private byte[] body = {};
    private int bodyBytes;
    private long retryAfterNs = -1;

    /** @param onEnd is told when an enqueued attempt is over; not used by {@link #run} */
    Attempt(
            Transport transport,
            Node node,
            RpcRequest request,
            RequestBytes bytes,
            PoolListener.Reason reason,
            int responseBytesMax,
            long timeoutNs,
            long startNs,
            Consumer<Attempt> onEnd) {
        this.node = node;
        this.request = request;
        this.id = bytes.id();
        this.reason = reason;
        this.responseBytesMax = responseBytesMax;
        this.startNs = startNs;
        this.onEnd = onEnd;
        call = transport.newCall(node, bytes.body(), this, timeoutNs);
    }

    Node node() {
        return node;
    }

    PoolListener.Reason reason() {
        return reason;
    }

    long startNs() {
        return startNs;
    }

    Outcome outcome() {
        return outcome;
    }

    /** The reply, if the outcome is a result of a single request. */
    @Nullable
    Envelope envelope() {
        return envelope;
    }

    byte[] body() {
        return body;
    }

    int bodyBytes() {
        return bodyBytes;
    }

    @Nullable
    IOException failure() {
        return failure;
    }

    /** What the node asked for with a refusal; negative: nothing. */
    long retryAfterNs() {
        return retryAfterNs;
    }

    /** Does the exchange share its connection with others, so that ending it costs no connection? */
    boolean multiplexed() {
        return multiplexed;
    }

    /** Runs the exchange on this thread. */
    void run() {
        try (Response response = call.execute()) {
            read(response);
        } catch (IOException e) {
            fail(e);
        } catch (RuntimeException e) {
            fail(unexpected(e));
        }
    }

    /** Starts the exchange on a thread of the pool. */
    void enqueue() {
        call.enqueue(this);
    }

    /** Ends the exchange because another attempt of the call was faster. */
    void lose() {
        lost = true;
        cancel();
    }

    boolean lost() {
        return lost;
    }

    void cancel() {
        cancelled = true;
        call.cancel();
    }

    @Override
    public void onResponse(Call ignored, Response response) {
        try (response) {
            read(response);
        } catch (IOException e) {
            fail(e);
        } catch (RuntimeException e) {
            fail(unexpected(e));
        }
        onEnd.accept(this);
    }

    @Override
    public void onFailure(Call ignored, IOException e) {
        fail(e);
        onEnd.accept(this);
    }

    private void read(Response response) throws IOException {
        ResponseBody responseBody = response.body();
        int limit = response.code() == 200 ? responseBytesMax : Math.min(responseBytesMax, ERROR_BODY_BYTES_MAX);
        boolean whole = fill(responseBody, limit);
        if (response.code() == 200) {
            readReply(whole);
        } else {
            retryAfterNs = RetryAfter.parseNs(response.header("Retry-After"), System.currentTimeMillis());
            readError(response.code());
        }
    }

    private void readReply(boolean whole) {
        if (!whole) {
            outcome = Outcome.of(Symptom.TOO_LARGE, "reply of more than " + responseBytesMax + " bytes");
        } else if (request.batch() && !startsWithBrace()) {
            outcome = Outcome.of(Symptom.RESULT);
        } else {
            Envelope read = Envelope.parse(body, bodyBytes, id, request.resultIsSlot());
            envelope = read;
            outcome = switch (read.kind()) {
                case RESULT -> Outcome.of(Symptom.RESULT);
                case ERROR -> errorReply(200, read);
                case MALFORMED -> Outcome.of(Symptom.MALFORMED, read.defect() + quoted());
            };
        }
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
    private void readError(int status) {
        Envelope read = Envelope.parse(body, bodyBytes, id, false);
        boolean error = read.kind() == Envelope.Kind.ERROR && read.errorCode() != 0;
        outcome = error ? errorReply(status, read) : Outcome.http(status, "HTTP status " + status + quoted());
    }

    private Outcome errorReply(int status, Envelope read) {
        String data = read.errorData();
        return Outcome.error(
                status,
                read.errorCode(),
                node.spec().redact(read.errorMessage()),
                data == null ? null : node.spec().redact(data));
    }

    private String quoted() {
        int length = Math.min(bodyBytes, QUOTED_BYTES_MAX);
        String text = new String(body, 0, length, StandardCharsets.UTF_8);
        String printable =
                node.spec().redact(text).replaceAll("\\p{Cntrl}+", " ").strip();
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

    private void fail(IOException e) {
        failure = e;
        outcome = Outcome.of(symptom(e), describe(e));
    }

    /** Whatever the libraries below throw, an attempt ends and gives back what it holds. */
    private static IOException unexpected(RuntimeException e) {
        return new IOException("unexpected failure of the exchange", e);
    }

    private Symptom symptom(IOException e) {
        if (cancelled || Thread.currentThread().isInterrupted()) {
            return Symptom.CANCELLED;
        }
        if (e instanceof UnknownHostException) {
            return Symptom.UNKNOWN_HOST;
        }
        if (e instanceof SSLException && !sent) {
            return untrusted(e) ? Symptom.UNTRUSTED : Symptom.NOT_CONNECTED;
        }
        if (!sent) {
            return Symptom.NOT_CONNECTED;
        }
        if (e instanceof InterruptedIOException) {
            return Symptom.TIMEOUT;
        }
        // A line that is no HTTP is an answer too.
        return connected || answered || e instanceof ProtocolException ? Symptom.BROKEN : Symptom.STALE_CONNECTION;
    }

    private static boolean untrusted(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateException || cause instanceof SSLPeerUnverifiedException) {
                return true;
            }
        }
        return false;
    }

    private String describe(IOException e) {
        String message = e.getMessage();
        return node.spec().redact(message == null ? e.getClass().getSimpleName() : message);
    }

    @Override
    public void connectStart(Call ignored, InetSocketAddress address, Proxy proxy) {
        connected = true;
    }

    @Override
    public void connectionAcquired(Call ignored, Connection connection) {
        multiplexed = connection.protocol() == Protocol.HTTP_2;
    }

    @Override
    public void requestHeadersStart(Call ignored) {
        sent = true;
    }

    @Override
    public void responseHeadersStart(Call ignored) {
        answered = true;
    }
}

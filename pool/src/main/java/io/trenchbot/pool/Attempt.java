package io.trenchbot.pool;

import io.trenchbot.pool.Outcome.Symptom;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Proxy;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.util.Objects;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.Connection;
import okhttp3.EventListener;
import okhttp3.Protocol;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * One request to one node: exactly one on the wire, or none if no connection came about. It listens to its own call,
 * because how far an exchange got decides what its failure means.
 */
final class Attempt extends EventListener implements Callback {
    private final Node node;
    private final PoolListener.Reason reason;
    private final RpcRequest request;
    private final long id;
    private final int responseBytesMax;
    private final long startNs;
    private final long deadlineNs;
    private final Transport transport;
    private final Call call;
    private final Consumer<Attempt> onEnd;

    private boolean connected;
    private volatile boolean sent;
    private boolean answered;
    private volatile boolean multiplexed;
    private volatile boolean cancelled;
    private volatile boolean timedOut;
    private volatile boolean over;
    private volatile boolean lost;

    private Outcome outcome = Outcome.CANCELLED;
    private @Nullable IOException failure;
    private @Nullable Reply reply;

    /**
     * @param deadlineNs when {@link #timeOut} is to be called
     * @param onEnd is told when an enqueued attempt is over; not used by {@link #run}
     */
    Attempt(
            Transport transport,
            Node node,
            RpcRequest request,
            PoolListener.Reason reason,
            int responseBytesMax,
            long startNs,
            long deadlineNs,
            Consumer<Attempt> onEnd) {
        RequestBytes bytes = request.bytes();
        this.transport = transport;
        this.node = node;
        this.request = request;
        this.id = bytes.id();
        this.reason = reason;
        this.responseBytesMax = responseBytesMax;
        this.startNs = startNs;
        this.deadlineNs = deadlineNs;
        this.onEnd = onEnd;
        call = transport.newCall(node, bytes.body(), this);
    }

    Node node() {
        return node;
    }

    String method() {
        return request.method();
    }

    PoolListener.Reason reason() {
        return reason;
    }

    long startNs() {
        return startNs;
    }

    /** Time left; MAX_VALUE if nothing is to be done at the deadline any more. */
    long leftNs(long nowNs) {
        return timedOut || over ? Long.MAX_VALUE : deadlineNs - nowNs;
    }

    Outcome outcome() {
        return outcome;
    }

    @Nullable
    IOException failure() {
        return failure;
    }

    /** What came back; null if nothing did. */
    @Nullable
    Reply reply() {
        return reply;
    }

    /** Slot of the state that was read; -1 if the reply does not say. */
    long contextSlot() {
        Reply read = reply;
        Envelope envelope = read == null ? null : read.envelope();
        return envelope == null ? -1 : envelope.contextSlot();
    }

    /** What the node asked for with a refusal; negative: nothing. */
    long retryAfterNs() {
        Reply read = reply;
        return read == null ? -1 : read.retryAfterNs();
    }

    /** The value of a result; of a batch, that of the whole body. */
    <T> T decoded(RpcResponse.Decoder<T> decoder) throws IOException {
        Reply read = Objects.requireNonNull(reply);
        Envelope envelope = read.envelope();
        return envelope == null
                ? decoder.decode(read.body(), 0, read.bodyBytes())
                : decoder.decode(read.body(), envelope.resultOffset(), envelope.resultLength());
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
        over = true;
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

    /** Ends the exchange because its time is over; what that means depends on how far it got. */
    void timeOut() {
        if (!over) {
            timedOut = true;
            call.cancel();
        }
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
        over = true;
        onEnd.accept(this);
    }

    @Override
    public void onFailure(Call ignored, IOException e) {
        fail(e);
        over = true;
        onEnd.accept(this);
    }

    private void read(Response response) throws IOException {
        Reply read = Reply.read(response, node.spec(), request, id, responseBytesMax, transport::wallTimeMs);
        reply = read;
        outcome = read.outcome();
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
        if (timedOut || e instanceof InterruptedIOException) {
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
        if (timedOut) {
            return "no whole reply within " + (deadlineNs - startNs) / 1_000_000 + " ms";
        }
        String message = e.getMessage();
        return node.spec().redact(message == null ? e.getClass().getSimpleName() : message);
    }

    @Override
    public void connectStart(Call ignored, InetSocketAddress address, Proxy proxy) {
        connected = true;
        endIfClosed();
    }

    @Override
    public void connectionAcquired(Call ignored, Connection connection) {
        multiplexed = connection.protocol() == Protocol.HTTP_2;
        endIfClosed();
    }

    /** An exchange that began while the pool was closing was not there when all others were ended. */
    private void endIfClosed() {
        if (transport.closed()) {
            call.cancel();
        }
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

package io.trenchbot;

import io.trenchbot.ExecutionResult.Status;
import io.trenchbot.pool.SolanaConnectionPool;
import io.trenchbot.pool.Submission;
import io.trenchbot.sigverify.SignatureVerifier;
import io.trenchbot.streaming.TransactionView;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends signed transactions: a bounded queue, a check of every signature (a wrong one never leaves this machine), a limit
 * of transactions in flight, and the pool, which sends and repeats until the transaction is confirmed or can no longer
 * land. Every execution ends with an {@link ExecutionResult}; none is lost and none throws.
 *
 * <p>Threading: all methods by any thread; one thread of its own checks and sends. Functions chained to a result run on
 * threads of the executor and the pool and must not block.
 */
public final class TransactionExecutor implements AutoCloseable {
    private static final int QUEUE_CAPACITY = 1_024;
    /** The pool polls the statuses of at most 256 signatures in one request. */
    private static final int IN_FLIGHT_MAX = 256;

    private static final long POLL_MS = 50;

    private final @Nullable SolanaConnectionPool pool;
    private final SignatureVerifier verifier;
    private final LongSupplier nanoClock;
    private final LongConsumer totalNs;
    private final ArrayBlockingQueue<Execution> queue = new ArrayBlockingQueue<>(QUEUE_CAPACITY);
    private final Semaphore inFlight = new Semaphore(IN_FLIGHT_MAX);
    private final AtomicLong submitted = new AtomicLong();
    private final AtomicLong sent = new AtomicLong();
    private final Map<Status, LongAdder> ended = new EnumMap<>(Status.class);
    private final Thread thread = new Thread(this::run, "trenchbot-executor");
    private volatile boolean closed;

    /** One transaction on its way; its times are written by one thread after the other. */
    private static final class Execution {
        final byte[] wire;
        final TransactionView view;
        final Submission.Options options;
        final CompletableFuture<ExecutionResult> result = new CompletableFuture<>();
        final long submittedNs;
        long takenNs;
        long verifiedNs;
        volatile long acceptedNs;

        Execution(byte[] wire, TransactionView view, Submission.Options options, long submittedNs) {
            this.wire = wire;
            this.view = view;
            this.options = options;
            this.submittedNs = submittedNs;
            takenNs = submittedNs;
            verifiedNs = submittedNs;
        }
    }

    /**
     * An executor, not started.
     *
     * @param pool sends; null: every execution ends as CLOSED
     * @param verifier checks the signatures
     * @param nanoClock the bot's clock
     * @param totalNs is handed the total time of each execution that ended on the chain
     */
    TransactionExecutor(
            @Nullable SolanaConnectionPool pool,
            SignatureVerifier verifier,
            LongSupplier nanoClock,
            LongConsumer totalNs) {
        this.pool = pool;
        this.verifier = verifier;
        this.nanoClock = nanoClock;
        this.totalNs = totalNs;
        for (Status status : Status.values()) {
            ended.put(status, new LongAdder());
        }
        thread.setDaemon(true);
    }

    void start() {
        if (pool != null) {
            thread.start();
        }
    }

    /**
     * Sends a signed transaction to several nodes until it is confirmed. Returns at once.
     *
     * @param wire the serialized transaction; copied
     * @return completes normally in every case
     */
    public CompletableFuture<ExecutionResult> execute(byte[] wire) {
        return execute(wire, Submission.Options.DEFAULT);
    }

    /**
     * Sends a signed transaction. Returns at once.
     *
     * @param wire the serialized transaction; copied
     * @param options how to send and what to wait for
     * @return completes normally in every case
     */
    public CompletableFuture<ExecutionResult> execute(byte[] wire, Submission.Options options) {
        Objects.requireNonNull(options, "options");
        submitted.incrementAndGet();
        byte[] copy = Arrays.copyOf(wire, wire.length);
        TransactionView view = new TransactionView();
        TransactionView.Status status = view.wrap(copy, 0, copy.length);
        Execution execution = new Execution(copy, view, options, nanoClock.getAsLong());
        if (status != TransactionView.Status.OK) {
            end(execution, Status.MALFORMED, "not a transaction: " + status);
        } else if (closed || pool == null) {
            end(execution, Status.CLOSED, pool == null ? "the bot has no pool" : "the executor is closed");
        } else if (!queue.offer(execution)) {
            end(execution, Status.QUEUE_FULL, QUEUE_CAPACITY + " transactions are waiting");
        } else if (closed) {
            endWaiting();
        }
        return execution.result.copy();
    }

    private void run() {
        try {
            while (!closed) {
                Execution execution = queue.poll(POLL_MS, TimeUnit.MILLISECONDS);
                if (execution != null) {
                    take(execution);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        endWaiting();
    }

    private void take(Execution execution) throws InterruptedException {
        execution.takenNs = nanoClock.getAsLong();
        boolean valid = verify(execution.view);
        execution.verifiedNs = nanoClock.getAsLong();
        if (!valid) {
            end(execution, Status.SIGNATURE_INVALID, "a signature does not verify");
            return;
        }
        while (!inFlight.tryAcquire(POLL_MS, TimeUnit.MILLISECONDS)) {
            if (closed) {
                end(execution, Status.CLOSED, "the executor is closed");
                return;
            }
        }
        send(execution);
    }

    private boolean verify(TransactionView view) {
        return verifier.verifyTransaction(
                view.buffer(),
                view.offset(),
                view.length(),
                view.signatureCount(),
                view.signatureOffset(0),
                view.keyOffset(0),
                view.messageOffset());
    }

    private void send(Execution execution) {
        Submission submission;
        try {
            submission =
                    Objects.requireNonNull(pool).submit(execution.wire, 0, execution.wire.length, execution.options);
        } catch (RuntimeException e) {
            inFlight.release();
            end(execution, Status.REJECTED, String.valueOf(e.getMessage()));
            return;
        }
        sent.incrementAndGet();
        var unused = submission
                .accepted()
                .thenRun(() -> execution.acceptedNs = nanoClock.getAsLong())
                .thenCombine(submission.settled(), (nothing, outcome) -> {
                    inFlight.release();
                    settled(execution, outcome);
                    return outcome;
                });
    }

    private void settled(Execution execution, Submission.Outcome outcome) {
        Status status = switch (outcome.state()) {
            case CONFIRMED -> outcome.transactionError() == null ? Status.CONFIRMED : Status.FAILED;
            case REJECTED -> Status.REJECTED;
            case EXPIRED -> Status.EXPIRED;
            case UNKNOWN, PENDING, ACCEPTED -> Status.UNKNOWN;
        };
        String error = outcome.transactionError();
        String detail = error != null
                ? error
                : outcome.failure() != null ? String.valueOf(outcome.failure().getMessage()) : "";
        end(execution, status, detail, outcome.slot(), outcome.acceptedBy().isEmpty() ? 0 : execution.acceptedNs);
    }

    private void end(Execution execution, Status status, String detail) {
        end(execution, status, detail, -1, 0);
    }

    private void end(Execution execution, Status status, String detail, long slot, long acceptedNs) {
        long nowNs = nanoClock.getAsLong();
        boolean wasSent = slot >= 0 || acceptedNs != 0 || status == Status.EXPIRED || status == Status.UNKNOWN;
        ExecutionResult result = new ExecutionResult(
                status,
                status == Status.MALFORMED ? "" : execution.view.signature(0),
                slot,
                detail,
                execution.takenNs - execution.submittedNs,
                execution.verifiedNs - execution.takenNs,
                acceptedNs == 0 ? 0 : acceptedNs - execution.verifiedNs,
                wasSent ? nowNs - execution.verifiedNs : 0,
                nowNs - execution.submittedNs);
        Objects.requireNonNull(ended.get(status)).increment();
        if (result.landed()) {
            totalNs.accept(result.totalNs());
        }
        execution.result.complete(result);
    }

    private void endWaiting() {
        for (Execution execution = queue.poll(); execution != null; execution = queue.poll()) {
            end(execution, Status.CLOSED, "the executor was closed before it was sent");
        }
    }

    /**
     * Counts as they are now.
     *
     * @return the stats
     */
    public ExecutorStats stats() {
        Map<Status, Long> counts = new EnumMap<>(Status.class);
        ended.forEach((status, count) -> {
            if (count.sum() > 0) {
                counts.put(status, count.sum());
            }
        });
        return new ExecutorStats(
                submitted.get(), queue.size(), IN_FLIGHT_MAX - inFlight.availablePermits(), sent.get(), counts);
    }

    /** Takes nothing more and ends what waits as CLOSED; what is in flight ends with the pool. Idempotent. */
    @Override
    public void close() {
        closed = true;
        try {
            thread.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

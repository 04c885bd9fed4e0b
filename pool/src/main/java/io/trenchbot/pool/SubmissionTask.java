package io.trenchbot.pool;

import io.trenchbot.pool.Submission.Outcome;
import io.trenchbot.pool.Submission.State;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * One transaction on its way. It ends as REJECTED only if every request that carried it was answered by a refusal of the
 * transaction itself: with one request unanswered it may be in flight, and only its signature or the block height tell.
 */
final class SubmissionTask {
    /** A blockhash is valid for this many blocks. */
    private static final int BLOCKHASH_BLOCKS = 150;

    private final PoolCore core;
    private final Submitter submitter;
    private final String signature;
    private final String base64;
    private final Submission.Options options;
    private final long startNs;
    private final CompletableFuture<Outcome> accepted = new CompletableFuture<>();
    private final CompletableFuture<Outcome> settled = new CompletableFuture<>();

    // Guarded by this.
    private State state = State.PENDING;
    private final List<String> acceptedBy = new ArrayList<>();
    private @Nullable RpcException failure;
    private @Nullable String transactionError;
    private long landedSlot = -1;
    private int sendsCount;
    private int openBranches;
    private int otherFailures;
    private boolean firstRound = true;
    private long lastValidHeight;
    private long expirySlot = -1;
    private boolean heightPassed;

    SubmissionTask(PoolCore core, Submitter submitter, String signature, String base64, Submission.Options options) {
        this.core = core;
        this.submitter = submitter;
        this.signature = signature;
        this.base64 = base64;
        this.options = options;
        startNs = core.nowNs();
        lastValidHeight = options.lastValidBlockHeight();
    }

    String signature() {
        return signature;
    }

    CompletableFuture<Outcome> accepted() {
        return accepted;
    }

    CompletableFuture<Outcome> settled() {
        return settled;
    }

    synchronized Outcome outcome() {
        return new Outcome(
                state,
                signature,
                List.copyOf(acceptedBy),
                landedSlot,
                transactionError,
                failure,
                sendsCount,
                core.nowNs() - startNs);
    }

    void start() {
        core.timer().at(startNs + options.timeout().toNanos(), () -> settle(State.UNKNOWN));
        if (options.lastValidBlockHeight() == 0) {
            RpcRequest height = RpcRequest.of("getBlockHeight", "[{\"commitment\":\"processed\"}]");
            // Whatever blockhash the transaction carries, it is not newer than now.
            submitter.start(height, Decoders::number, response -> boundHeight(response.value()));
        }
        if (options.simulate()) {
            simulate();
        } else {
            broadcast();
        }
    }

    void cancel() {
        settle(State.UNKNOWN);
    }

    private synchronized void boundHeight(long height) {
        lastValidHeight = height + BLOCKHASH_BLOCKS;
    }

    private void simulate() {
        RpcRequest request = RpcRequest.of(
                "simulateTransaction",
                "[\"" + base64 + "\",{\"encoding\":\"base64\",\"sigVerify\":true,\"commitment\":\"processed\"}]");
        var unused = new PendingCall<>(core, request, Decoders::simulation, null)
                .enqueue()
                .whenComplete((response, thrown) -> {
                    String error = response == null ? null : response.value().errorJson();
                    if (response != null && error != null && !error.contains("AlreadyProcessed")) {
                        reject(new RpcException.ErrorReply(
                                response.node(), -32002, "simulation failed: " + error, error));
                    } else {
                        // A simulation that nobody could run says nothing about the transaction.
                        broadcast();
                    }
                });
    }

    private void reject(RpcException why) {
        synchronized (this) {
            failure = why;
        }
        settle(State.REJECTED);
    }

    /** Sends to as many nodes as wanted, each request to another one, and once more an interval later. */
    private void broadcast() {
        boolean first;
        int branches;
        synchronized (this) {
            if (over()) {
                return;
            }
            first = firstRound;
            firstRound = false;
            branches = Math.max(1, Math.min(options.fanOut(), core.nodes().submitCount()));
            openBranches += branches;
        }
        RpcRequest request = request(options.skipPreflight() || !first);
        List<Node> tried = new CopyOnWriteArrayList<>();
        for (int i = 0; i < branches; i++) {
            var unused = new PendingCall<>(core, request, Decoders::text, tried)
                    .enqueue()
                    .whenComplete((response, thrown) -> {
                        if (response != null) {
                            taken(response);
                        } else {
                            refused(thrown, first);
                        }
                    });
        }
        core.timer().at(core.nowNs() + options.rebroadcastInterval().toNanos(), this::broadcast);
    }

    private RpcRequest request(boolean skipPreflight) {
        String config = "{\"encoding\":\"base64\",\"maxRetries\":0,\"preflightCommitment\":\"processed\","
                + "\"skipPreflight\":" + skipPreflight + "}";
        return RpcRequest.of("sendTransaction", "[\"" + base64 + "\"," + config + "]")
                .withKnownResult(("\"" + signature + "\"").getBytes(StandardCharsets.US_ASCII));
    }

    private void taken(RpcResponse<String> response) {
        boolean first;
        synchronized (this) {
            sendsCount += response.attempts();
            openBranches--;
            acceptedBy.add(response.node());
            first = state == State.PENDING;
            if (first) {
                state = State.ACCEPTED;
            }
        }
        if (first) {
            Guarded.accept(core.settings().sendLatencyNs(), core.nowNs() - startNs);
            accepted.complete(outcome());
        }
    }

    private void refused(Throwable thrown, boolean firstRoundBranch) {
        Throwable cause =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        boolean rejected;
        synchronized (this) {
            sendsCount++;
            openBranches--;
            boolean ofTransaction = cause instanceof RpcException.ErrorReply reply && refusesTransaction(reply);
            if (cause instanceof RpcException why && (failure == null || ofTransaction)) {
                failure = why;
            }
            otherFailures += ofTransaction && cause.getSuppressed().length == 0 ? 0 : 1;
            rejected = firstRoundBranch && state == State.PENDING && openBranches == 0 && otherFailures == 0;
        }
        if (rejected) {
            settle(State.REJECTED);
        }
    }

    /** Would every node say so? */
    private static boolean refusesTransaction(RpcException.ErrorReply reply) {
        io.trenchbot.pool.Outcome outcome =
                io.trenchbot.pool.Outcome.error(200, reply.code(), reply.reason(), reply.dataJson());
        Classification.Action action = Classification.action(outcome);
        return action == Classification.Action.CALLER || action == Classification.Action.ONCE_ELSEWHERE;
    }

    /** A poll read the status of the signature, on a node at a slot. */
    void status(SolanaRpc.@Nullable SignatureStatus status, long contextSlot) {
        if (status != null) {
            synchronized (this) {
                landedSlot = status.slot();
            }
            if (status.confirmation().compareTo(options.confirmation()) >= 0) {
                landed(status.slot(), status.errorJson());
            }
            return;
        }
        boolean expired;
        synchronized (this) {
            expired = heightPassed && contextSlot >= expirySlot;
        }
        if (expired) {
            settle(State.EXPIRED);
        }
    }

    /** A poll read the confirmed block height while the cluster was at a slot. */
    synchronized void height(long height, long slot) {
        if (lastValidHeight > 0 && height > lastValidHeight && !heightPassed) {
            heightPassed = true;
            // Only a node that has seen that slot can say that the signature is not there.
            expirySlot = slot;
        }
    }

    void landed(long slot, @Nullable String errorJson) {
        synchronized (this) {
            if (over()) {
                return;
            }
            landedSlot = slot;
            transactionError = errorJson;
        }
        core.counters().submissionsConfirmed.increment();
        settle(State.CONFIRMED);
    }

    private boolean over() {
        return state != State.PENDING && state != State.ACCEPTED;
    }

    private void settle(State end) {
        synchronized (this) {
            if (over()) {
                return;
            }
            state = end;
        }
        submitter.settled(this);
        Outcome outcome = outcome();
        accepted.complete(outcome);
        settled.complete(outcome);
    }
}

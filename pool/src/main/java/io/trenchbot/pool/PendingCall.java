package io.trenchbot.pool;

import io.trenchbot.pool.Classification.Action;
import io.trenchbot.pool.Classification.Next;
import io.trenchbot.pool.PoolListener.Reason;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One call and its attempts: first, repeats elsewhere, and beside a slow one a hedge.
 *
 * <p>A synchronous call runs attempts on the caller's thread as long as it can (no hop); what starts later by itself (a
 * hedge, a repeat after a pause) runs on threads of the pool. Every end of an attempt comes through {@link #ended},
 * which takes the next step under the monitor; whoever makes the step that ends the call publishes the result outside
 * of it.
 */
final class PendingCall<T> {
    private final PoolCore pool;
    private final RpcRequest request;
    private final RpcResponse.Decoder<T> decoder;
    private final long startNs;
    private final long deadlineNs;

    // Guarded by this.
    private final CallPath path;
    private final CallFailures failures;
    private final CallWatch watch;
    private int wireCount;
    private DeadlineTimer.@Nullable Entry wake;

    // Set under the monitor, read by whichever thread an attempt of the call ends on.
    private volatile @Nullable Node freeRetried;
    private volatile boolean done;
    private @Nullable RpcResponse<T> response;
    private @Nullable RpcException failure;
    private @Nullable Thread waiter;
    private @Nullable CompletableFuture<RpcResponse<T>> future;

    PendingCall(
            PoolCore pool, RpcRequest request, RpcResponse.Decoder<T> decoder, @Nullable Collection<Node> sharedTried) {
        this.pool = pool;
        this.request = request;
        this.decoder = decoder;
        startNs = pool.nowNs();
        long timeoutNs =
                request.timeoutNs() > 0 ? request.timeoutNs() : pool.settings().callTimeoutNs();
        deadlineNs = startNs + timeoutNs;
        path = new CallPath(pool, request, sharedTried);
        failures = new CallFailures(request);
        watch = new CallWatch(pool, request, this::look);
    }

    RpcResponse<T> execute() throws RpcException, InterruptedIOException {
        waiter = Thread.currentThread();
        Attempt next = begin();
        while (next != null) {
            next.run();
            next = ended(next);
        }
        await();
        RpcResponse<T> result = response;
        if (result == null) {
            throw failure == null ? new RpcException.PoolClosed() : failure;
        }
        return result;
    }

    CompletableFuture<RpcResponse<T>> enqueue() {
        CompletableFuture<RpcResponse<T>> result = new CompletableFuture<>() {
            @Override
            public boolean cancel(boolean mayInterruptIfRunning) {
                boolean changed = super.cancel(mayInterruptIfRunning);
                PendingCall.this.abandon();
                return changed;
            }
        };
        future = result;
        start(begin());
        return result;
    }

    private static void start(@Nullable Attempt attempt) {
        if (attempt != null) {
            attempt.enqueue();
        }
    }

    private @Nullable Attempt begin() {
        pool.callBegan();
        return guarded(() -> another(Reason.FIRST, null));
    }

    /** A step under the monitor; if it ended the call, the result is published outside. */
    private @Nullable Attempt guarded(Supplier<@Nullable Attempt> step) {
        Attempt next;
        synchronized (this) {
            if (done) {
                return null;
            }
            next = step.get();
            if (!done) {
                return next;
            }
        }
        publish();
        return null;
    }

    /** An attempt is over; returns the one to run next on this thread, if any. */
    private @Nullable Attempt ended(Attempt attempt) {
        Verdict<T> verdict = Verdict.of(attempt, request, decoder, freeRetried);
        pool.books().attemptEnded(attempt, request, verdict.outcome(), verdict.action());
        return guarded(() -> step(verdict));
    }

    private @Nullable Attempt step(Verdict<T> verdict) {
        Attempt attempt = verdict.attempt();
        Action action = verdict.action();
        watch.forget(attempt);
        if (action == Action.RESULT) {
            succeed(attempt, verdict.value(), attempt.contextSlot());
            return null;
        }
        byte[] known = request.knownResult();
        if (action == Action.ALREADY_PROCESSED && known != null) {
            succeedWith(known, attempt);
            return null;
        }
        Next next = action == Action.ALREADY_PROCESSED
                ? Next.FAIL
                : Classification.next(request.methodClass(), verdict.outcome(), action);
        if (next == Next.SAME_NODE) {
            freeRetried = attempt.node();
            return launch(attempt.node(), Reason.SAME_NODE);
        }
        RpcException why = CallFailures.of(attempt, verdict.outcome(), verdict.cause());
        if (action == Action.CANCELLED) {
            // Only the pool or the caller cancels, and both end the call themselves; else it was an interrupt.
            fail(pool.closed() ? new RpcException.PoolClosed() : why);
            return null;
        }
        failures.add(why);
        if (next == Next.FAIL) {
            fail(why);
            return null;
        }
        return watch.running() ? null : another(Reason.RETRY, next);
    }

    /** The next attempt on a node not tried yet; or a pause; or the end. */
    private @Nullable Attempt another(Reason reason, @Nullable Next after) {
        long nowNs = pool.nowNs();
        if (pool.closed()) {
            fail(new RpcException.PoolClosed());
        } else if (nowNs - deadlineNs >= 0) {
            fail(failures.timeout(deadlineNs - startNs, wireCount));
        } else if (!path.mayGoOn(after)) {
            fail(failures.nobodyLeft());
        } else {
            Node node = path.next(nowNs);
            if (node == null) {
                pauseOrFail(path.rest(after, nowNs, deadlineNs));
            } else if (path.begun() && !pool.extras().withdrawRetry(request, nowNs)) {
                fail(failures.nobodyLeft());
            } else {
                path.tries();
                return launch(node, reason);
            }
        }
        return null;
    }

    private void pauseOrFail(CallPath.Rest rest) {
        if (rest instanceof CallPath.Rest.Until until) {
            pool.paused(this);
            // Waits past the deadline end with it.
            long atNs = until.atNs() - deadlineNs < 0 ? until.atNs() : deadlineNs;
            wake = pool.timer().at(atNs, this::resume);
        } else if (rest instanceof CallPath.Rest.Limited limited) {
            fail(failures.limited(limited.freeInNs()));
        } else {
            fail(failures.nobodyLeft());
        }
    }

    private void resume() {
        pool.resumed(this);
        start(guarded(() -> another(path.begun() ? Reason.RETRY : Reason.FIRST, Next.ELSEWHERE)));
    }

    private Attempt launch(Node node, Reason reason) {
        long nowNs = pool.nowNs();
        path.asked(node);
        wireCount++;
        Attempt attempt = pool.newAttempt(node, request, reason, nowNs, deadlineNs - nowNs, over -> start(ended(over)));
        watch.begin(attempt, waiter != null, nowNs);
        return attempt;
    }

    /** The watch is due: an interrupt, a timeout or a hedge. */
    private void look() {
        Thread thread = waiter;
        if (thread != null && thread.isInterrupted()) {
            abandon();
        } else {
            start(guarded(this::hedgeIfDue));
        }
    }

    private @Nullable Attempt hedgeIfDue() {
        long nowNs = pool.nowNs();
        Node node = watch.wantsHedge(nowNs) ? path.beside(nowNs) : null;
        if (node == null || !pool.extras().withdrawHedge(request, nowNs)) {
            watch.goOn(waiter != null, nowNs);
            return null;
        }
        return launch(node, Reason.HEDGE);
    }

    private void succeedWith(byte[] known, Attempt attempt) {
        try {
            succeed(attempt, decoder.decode(known, 0, known.length), -1);
        } catch (IOException | RuntimeException e) {
            fail(new RpcException.Decoding(attempt.node().name(), request.method(), e));
        }
    }

    @SuppressWarnings("NullAway") // A decoder of a nullable type may return null; the record passes it on.
    private void succeed(Attempt attempt, @Nullable T value, long contextSlot) {
        response = new RpcResponse<>(value, attempt.node().name(), wireCount, contextSlot, pool.nowNs() - startNs);
        done = true;
        if (attempt.reason() == Reason.HEDGE) {
            pool.hedgeWon(request, attempt.node());
        }
    }

    private void fail(RpcException why) {
        failure = failures.last(why);
        done = true;
    }

    /** Ends what still runs and hands over the result. */
    private void publish() {
        RpcResponse<T> result = response;
        RpcException why = failure;
        synchronized (this) {
            DeadlineTimer.cancel(wake);
            watch.end(result != null, waiter != null);
        }
        long latencyNs = result == null ? pool.nowNs() - startNs : result.latencyNs();
        pool.callEnded(request, latencyNs, wireCount, why);
        LockSupport.unpark(waiter);
        CompletableFuture<RpcResponse<T>> target = future;
        if (target != null) {
            if (result != null) {
                target.complete(result);
            } else if (why != null) {
                target.completeExceptionally(why);
            }
        }
    }

    /** The caller gave up, or the pool closes. */
    void abandon() {
        boolean first;
        synchronized (this) {
            first = !done;
            if (first) {
                fail(pool.closed() ? new RpcException.PoolClosed() : failures.timeout(deadlineNs - startNs, wireCount));
            }
        }
        if (first) {
            pool.resumed(this);
            publish();
        }
    }

    private void await() throws InterruptedIOException {
        while (!done) {
            long leftNs = deadlineNs - pool.nowNs();
            if (leftNs <= 0 || Thread.currentThread().isInterrupted()) {
                abandon();
            } else {
                LockSupport.parkNanos(this, leftNs);
            }
        }
        if (response == null && Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException(request.method() + " was interrupted");
        }
    }
}

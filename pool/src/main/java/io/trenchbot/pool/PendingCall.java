package io.trenchbot.pool;

import io.trenchbot.pool.Classification.Action;
import io.trenchbot.pool.Classification.Next;
import io.trenchbot.pool.Outcome.Symptom;
import io.trenchbot.pool.PoolListener.Reason;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
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
    /** A blocked socket read ignores interrupts, so the timer looks for them this often. */
    private static final long INTERRUPT_POLL_NS = 25_000_000L;

    private static final long BACKOFF_MIN_NS = 20_000_000L;
    private static final int HEDGES_MAX = 2;

    private final PoolCore pool;
    private final RpcRequest request;
    private final RpcResponse.Decoder<T> decoder;
    private final long startNs;
    private final long deadlineNs;
    private final @Nullable Collection<Node> sharedTried;

    // Guarded by this.
    private Collection<Node> tried = List.of();
    private @Nullable List<RpcException> failures;
    private @Nullable Attempt primary;
    private @Nullable Attempt hedge;
    private int wireCount;
    private int triesCount;
    private int hedgesCount;
    private int roundsCount;
    private boolean waitedForSlot;
    private boolean onceElsewhere;
    private @Nullable Node freeRetried;
    private DeadlineTimer.@Nullable Entry watch;
    private DeadlineTimer.@Nullable Entry wake;

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
        this.sharedTried = sharedTried;
        startNs = pool.nowNs();
        long timeoutNs =
                request.timeoutNs() > 0 ? request.timeoutNs() : pool.settings().callTimeoutNs();
        deadlineNs = startNs + timeoutNs;
        if (sharedTried != null) {
            tried = sharedTried;
        }
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
        if (result != null) {
            return result;
        }
        throw failure == null ? new RpcException.PoolClosed() : failure;
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
        T value = null;
        Outcome outcome = attempt.outcome();
        IOException decoding = null;
        if (outcome.symptom() == Symptom.RESULT) {
            outcome = checked(attempt);
        }
        if (outcome.symptom() == Symptom.RESULT) {
            try {
                value = decoded(attempt);
            } catch (IOException | RuntimeException e) {
                decoding = e instanceof IOException io ? io : new IOException(e.toString(), e);
                outcome = Outcome.of(Symptom.DECODER, e.toString());
            }
        }
        Action action = Classification.action(outcome);
        Node free = freeRetried;
        if (action == Action.STALE_CONNECTION && free == attempt.node()) {
            // Twice in one call is no longer a connection that had been idle for too long.
            outcome = Outcome.of(Symptom.BROKEN, outcome.message());
            action = Classification.action(outcome);
        }
        pool.attemptEnded(attempt, request, outcome, action);
        Outcome last = outcome;
        Action lastAction = action;
        T result = value;
        IOException cause = decoding == null ? attempt.failure() : decoding;
        return guarded(() -> step(attempt, last, lastAction, result, cause));
    }

    private T decoded(Attempt attempt) throws IOException {
        Envelope envelope = attempt.envelope();
        return envelope == null
                ? decoder.decode(attempt.body(), 0, attempt.bodyBytes())
                : decoder.decode(attempt.body(), envelope.resultOffset(), envelope.resultLength());
    }

    /** A node that ignores {@code minContextSlot} is as stale as one that refuses it. */
    private Outcome checked(Attempt attempt) {
        Envelope envelope = attempt.envelope();
        long slot = envelope == null ? -1 : envelope.contextSlot();
        return slot >= 0 && slot < request.minContextSlot()
                ? Outcome.error(200, -32016, "state of slot " + slot + ", before " + request.minContextSlot(), null)
                : attempt.outcome();
    }

    private @Nullable Attempt step(
            Attempt attempt, Outcome outcome, Action action, @Nullable T value, @Nullable IOException cause) {
        forget(attempt);
        if (action == Action.RESULT) {
            Envelope envelope = attempt.envelope();
            succeed(attempt, value, envelope == null ? -1 : envelope.contextSlot());
            return null;
        }
        byte[] known = action == Action.ALREADY_PROCESSED ? request.knownResult() : null;
        if (known != null) {
            try {
                succeed(attempt, decoder.decode(known, 0, known.length), -1);
                return null;
            } catch (IOException | RuntimeException e) {
                fail(new RpcException.Decoding(attempt.node().name(), request.method(), e));
                return null;
            }
        }
        Next next = action == Action.ALREADY_PROCESSED
                ? Next.FAIL
                : Classification.next(request.methodClass(), outcome, action);
        if (next == Next.SAME_NODE) {
            freeRetried = attempt.node();
            return launch(attempt.node(), Reason.SAME_NODE);
        }
        RpcException why = pool.exceptionOf(attempt, request, outcome, cause);
        if (outcome.symptom() == Symptom.CANCELLED) {
            // Only the pool or the caller cancels, and both end the call themselves; else it was an interrupt.
            fail(pool.closed() ? new RpcException.PoolClosed() : why);
            return null;
        }
        failures().add(why);
        if (next == Next.FAIL) {
            fail(why);
            return null;
        }
        return running() ? null : another(Reason.RETRY, next);
    }

    /** The next attempt on a node not tried yet; or a pause; or the end. */
    private @Nullable Attempt another(Reason reason, @Nullable Next after) {
        long nowNs = pool.nowNs();
        if (pool.closed()) {
            fail(new RpcException.PoolClosed());
            return null;
        }
        if (nowNs - deadlineNs >= 0) {
            fail(timeout());
            return null;
        }
        if ((after == Next.ELSEWHERE_ONCE && onceElsewhere) || triesCount >= triesMax()) {
            fail(summary());
            return null;
        }
        onceElsewhere |= after == Next.ELSEWHERE_ONCE;
        Node node = choose(nowNs);
        if (node == null) {
            return pauseOrFail(after, nowNs);
        }
        if (triesCount > 0 && !pool.withdrawRetry(request)) {
            fail(summary());
            return null;
        }
        triesCount++;
        return launch(node, reason);
    }

    private @Nullable Node choose(long nowNs) {
        NodeSelector.Table table = pool.table();
        String name = request.nodeName();
        if (name != null) {
            Node node = table.byName(name);
            return node == null || node.removed() || tried.contains(node) ? null : node;
        }
        return pool.selector().select(table, request, tried, nowNs);
    }

    private int triesMax() {
        int max = Math.max(pool.settings().attemptsMax(), pool.table().all().size());
        // A second sweep a slot later is a new round.
        return Math.min(waitedForSlot ? 2 * max : max, request.methodClass().attemptsMax);
    }

    private @Nullable Attempt pauseOrFail(@Nullable Next after, long nowNs) {
        NodeSelector.Table table = pool.table();
        long freeNs =
                request.nodeName() != null ? Long.MAX_VALUE : pool.selector().freeAtNs(table, request, tried, nowNs);
        if (freeNs != Long.MAX_VALUE) {
            if (freeNs - deadlineNs >= 0) {
                fail(limited(freeNs - nowNs));
            } else {
                pauseUntil(freeNs);
            }
            return null;
        }
        boolean everybodyTried = !tried.isEmpty() && sharedTried == null;
        if (everybodyTried && after == Next.ELSEWHERE_THEN_WAIT && !waitedForSlot) {
            waitedForSlot = true;
            tried = List.of();
            pauseUntil(nowNs + pool.slots().slotNs());
        } else if (everybodyTried && after == Next.ELSEWHERE) {
            tried = List.of();
            long fullNs = BACKOFF_MIN_NS << Math.min(roundsCount++, 10);
            pauseUntil(nowNs + fullNs / 2 + ThreadLocalRandom.current().nextLong(fullNs / 2 + 1));
        } else {
            fail(summary());
        }
        return null;
    }

    private void pauseUntil(long atNs) {
        pool.paused(this);
        // Waits past the deadline end with it.
        wake = pool.timer().at(Math.min(atNs, deadlineNs), this::resume);
    }

    private void resume() {
        pool.resumed(this);
        start(guarded(() -> another(triesCount == 0 ? Reason.FIRST : Reason.RETRY, Next.ELSEWHERE)));
    }

    private Attempt launch(Node node, Reason reason) {
        long nowNs = pool.nowNs();
        addTried(node);
        wireCount++;
        Attempt attempt = pool.newAttempt(node, request, reason, nowNs, deadlineNs - nowNs, this::onAsyncEnd);
        if (reason == Reason.HEDGE) {
            hedge = attempt;
        } else {
            primary = attempt;
            armWatch(nowNs);
        }
        return attempt;
    }

    private void onAsyncEnd(Attempt attempt) {
        start(ended(attempt));
    }

    private void addTried(Node node) {
        if (tried.isEmpty() && sharedTried == null) {
            tried = new ArrayList<>(2);
        }
        tried.add(node);
    }

    /** A timer for the hedge, and for interrupts of a caller that is blocked in a read. */
    private void armWatch(long nowNs) {
        long hedgeNs = request.hedged() && hedgesCount < HEDGES_MAX ? pool.hedgeDelayNs(request) : Long.MAX_VALUE;
        long delayNs = waiter == null ? hedgeNs : Math.min(hedgeNs, INTERRUPT_POLL_NS);
        if (delayNs != Long.MAX_VALUE) {
            watch = pool.timer().at(nowNs + delayNs, () -> watch(hedgeNs));
        }
    }

    private void watch(long hedgeNs) {
        Thread thread = waiter;
        if (thread != null && thread.isInterrupted()) {
            abandon();
            return;
        }
        start(guarded(() -> hedgeOrWatch(hedgeNs)));
    }

    private @Nullable Attempt hedgeOrWatch(long hedgeNs) {
        Attempt slow = primary;
        if (slow == null) {
            return null;
        }
        long nowNs = pool.nowNs();
        Attempt second = null;
        if (hedge == null && nowNs - slow.startNs() >= hedgeNs) {
            slow.node().load().observeAtLeast(nowNs, (float) (nowNs - slow.startNs()));
            second = secondAttempt(nowNs);
        }
        if (waiter != null) {
            watch = pool.timer().at(nowNs + INTERRUPT_POLL_NS, () -> watch(Long.MAX_VALUE));
        }
        return second;
    }

    private @Nullable Attempt secondAttempt(long nowNs) {
        Node node = pool.selector().selectFit(pool.table(), request, tried, nowNs);
        if (node == null || request.nodeName() != null || !pool.withdrawHedge(request)) {
            return null;
        }
        hedgesCount++;
        return launch(node, Reason.HEDGE);
    }

    private void forget(Attempt attempt) {
        if (attempt == primary) {
            primary = null;
        } else if (attempt == hedge) {
            hedge = null;
        }
    }

    private boolean running() {
        return primary != null || hedge != null;
    }

    private List<RpcException> failures() {
        if (failures == null) {
            failures = new ArrayList<>(2);
        }
        return failures;
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
        for (RpcException earlier : failures == null ? List.<RpcException>of() : failures) {
            if (earlier != why) {
                why.addSuppressed(earlier);
            }
        }
        failure = why;
        done = true;
    }

    private RpcException timeout() {
        return new RpcException.Timeout(request.method() + " had no result within "
                + Duration.ofNanos(deadlineNs - startNs).toMillis() + " ms, after " + wireCount + " attempts");
    }

    private RpcException limited(long freeInNs) {
        Duration free = Duration.ofNanos(freeInNs);
        return new RpcException.RateLimited(
                null,
                request.method() + ": every node that could answer is at its rate limit for " + free.toMillis() + " ms",
                free);
    }

    /** What to say when nobody is left to ask: the node's own words if they are all of one node. */
    private RpcException summary() {
        List<RpcException> all = failures == null ? List.of() : failures;
        RpcException last = all.isEmpty() ? null : all.get(all.size() - 1);
        if (last instanceof RpcException.ErrorReply || last instanceof RpcException.Decoding) {
            return last;
        }
        if (last != null && request.nodeName() != null) {
            return last;
        }
        StringBuilder text = new StringBuilder("no node answered ").append(request.method());
        all.forEach(each -> text.append("; ").append(each.getMessage()));
        if (all.isEmpty()) {
            text.append(pool.table().all().isEmpty() ? ": the pool has no node" : ": none is in service for it");
        }
        return new RpcException.NoNodeAvailable(text.toString());
    }

    /** Ends what still runs and hands over the result. */
    private void publish() {
        Attempt first;
        Attempt second;
        synchronized (this) {
            first = primary;
            second = hedge;
            cancelTimer(watch);
            cancelTimer(wake);
        }
        endLoser(first);
        endLoser(second);
        RpcResponse<T> result = response;
        RpcException why = failure;
        pool.callEnded(request, startNs, wireCount, why);
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

    private static void cancelTimer(DeadlineTimer.@Nullable Entry entry) {
        if (entry != null) {
            entry.cancel();
        }
    }

    /**
     * A loser on a shared connection costs nothing to end. One that owns its connection would take it along, so it may
     * finish if nobody waits for it; a failed call or a blocked caller does not wait.
     */
    private void endLoser(@Nullable Attempt attempt) {
        if (attempt != null) {
            boolean blocksCaller = waiter != null && attempt.reason() != Reason.HEDGE;
            if (response == null) {
                attempt.cancel();
            } else if (attempt.multiplexed() || blocksCaller) {
                attempt.lose();
            }
        }
    }

    /** The caller gave up, or the pool closes. */
    void abandon() {
        boolean first;
        synchronized (this) {
            first = !done;
            if (first) {
                fail(pool.closed() ? new RpcException.PoolClosed() : timeout());
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

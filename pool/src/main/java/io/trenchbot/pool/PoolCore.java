package io.trenchbot.pool;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The parts of a pool, wired, with their beginning, their regular work and their end. */
final class PoolCore {
    private static final long TICK_NS = 200_000_000L;

    private final PoolSettings settings;
    private final Transport transport;
    private final DeadlineTimer timer;
    private final Events events;
    private final SlotTracker slots;
    private final NodeSelector selector;
    private final Counters counters = new Counters();
    private final MethodLatencies latencies;
    private final ExtraRequests extras;
    private final NodeBooks books;
    private final Nodes nodes;
    private final Prober prober;
    private final Set<PendingCall<?>> waiting = ConcurrentHashMap.newKeySet();

    private volatile boolean closed;

    PoolCore(PoolSettings settings, List<RpcNode> specs) {
        this.settings = settings;
        transport = new Transport(settings);
        timer = new DeadlineTimer(settings.name() + "-timer", settings.nanoClock());
        events = new Events(settings.name() + "-events", settings.listener());
        slots = new SlotTracker(settings.slotLagMax(), settings.slotLagHardMax());
        selector = new NodeSelector(slots, settings.slotLagMax(), settings.slotLagHardMax());
        latencies = new MethodLatencies(settings.hedgeQuantile());
        extras = new ExtraRequests(settings, latencies, counters, events);
        prober = new Prober(this);
        books = new NodeBooks(settings, transport, slots, latencies, counters, events, prober::onDown);
        nodes = new Nodes(settings, transport, slots, books);
        specs.forEach(nodes::add);
    }

    void start() {
        events.start();
        timer.start();
        tick();
    }

    private void tick() {
        long nowNs = nowNs();
        latencies.tick(nowNs);
        extras.tick(nowNs);
        table().all().forEach(node -> node.tick(nowNs));
        prober.tick(nowNs);
        if (!closed) {
            timer.at(nowNs + TICK_NS, this::tick);
        }
    }

    /** An attempt that was booked as begun; its maker ends it at its deadline. */
    Attempt newAttempt(
            Node node,
            RpcRequest request,
            PoolListener.Reason reason,
            long nowNs,
            long leftNs,
            Consumer<Attempt> onAsyncEnd) {
        books.attemptBegan(node, request, reason, nowNs);
        long deadlineNs = nowNs + Math.min(leftNs, attemptTimeoutNs(request));
        return new Attempt(
                transport, node, request, reason, settings.responseBytesMax(), nowNs, deadlineNs, onAsyncEnd);
    }

    /** Ends an attempt at its deadline, if it is still running then. */
    void endAt(Attempt attempt) {
        long nowNs = nowNs();
        timer.at(nowNs + attempt.leftNs(nowNs), attempt::timeOut);
    }

    /** Scans take as long as they take; the call timeout bounds them. */
    private long attemptTimeoutNs(RpcRequest request) {
        return request.methodClass() == MethodClass.HEAVY ? Long.MAX_VALUE : settings.attemptTimeoutNs();
    }

    void callBegan() {
        counters.calls.increment();
    }

    void callEnded(RpcRequest request, long latencyNs, int wireCount, @Nullable RpcException failure) {
        counters.callsEnded.increment();
        if (failure != null) {
            counters.callsFailed.increment();
        }
        Guarded.accept(settings.callLatencyNs(), latencyNs);
        if (events.wanted()) {
            String outcome = failure == null ? "RESULT" : failure.getClass().getSimpleName();
            events.add(listener -> listener.callEnded(request.method(), latencyNs, wireCount, outcome));
        }
    }

    void hedgeWon(RpcRequest request, Node node) {
        counters.hedgesWon.increment();
        events.add(listener -> listener.hedgeWon(request.method(), node.name()));
    }

    void paused(PendingCall<?> call) {
        waiting.add(call);
    }

    void resumed(PendingCall<?> call) {
        waiting.remove(call);
    }

    PoolStats stats() {
        long nowNs = nowNs();
        return new PoolStats(
                counters.calls.sum(),
                counters.callsFailed.sum(),
                counters.inFlight(),
                counters.wireRequests.sum(),
                counters.retries.sum(),
                counters.hedges.sum(),
                counters.hedgesWon.sum(),
                counters.probes.sum(),
                extras.refusedCount(),
                counters.submissions.sum(),
                counters.submissionsConfirmed.sum(),
                events.droppedCount(),
                slots.slotNs(),
                table().all().stream()
                        .map(node -> node.stats(nowNs, settings.slotLagMax()))
                        .toList());
    }

    long nowNs() {
        return settings.nanoClock().getAsLong();
    }

    PoolSettings settings() {
        return settings;
    }

    DeadlineTimer timer() {
        return timer;
    }

    SlotTracker slots() {
        return slots;
    }

    NodeSelector selector() {
        return selector;
    }

    NodeSelector.Table table() {
        return nodes.table();
    }

    Nodes nodes() {
        return nodes;
    }

    NodeBooks books() {
        return books;
    }

    ExtraRequests extras() {
        return extras;
    }

    Counters counters() {
        return counters;
    }

    boolean closed() {
        return closed;
    }

    /** No new calls; those in flight finish until the grace is over, then fail as closed. */
    synchronized void close(long graceNs) {
        boolean first = !closed;
        closed = true;
        long endNs = System.nanoTime() + graceNs;
        while (first && counters.inFlight() > 0 && System.nanoTime() - endNs < 0 && !Thread.interrupted()) {
            LockSupport.parkNanos(1_000_000);
        }
        waiting.forEach(PendingCall::abandon);
        transport.close();
        table().all().forEach(Node::dropIdleConnections);
        timer.close();
        events.close();
    }
}

package io.trenchbot.pool;

import io.trenchbot.pool.Classification.Action;
import io.trenchbot.pool.Classification.Effect;
import io.trenchbot.pool.Classification.Fault;
import io.trenchbot.pool.Outcome.Symptom;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The parts of a pool and what they share; the place where the outcome of an attempt is booked. */
final class PoolCore {
    private static final Logger LOG = LoggerFactory.getLogger(SolanaConnectionPool.class);
    private static final long TICK_NS = 200_000_000L;

    /** At a hedge for one call in twenty, a node that is well loses this often in a row once in 3 million calls. */
    private static final int LOST_IN_A_ROW_MAX = 5;

    /** Below this many samples the quantile is a guess, and a hedge would be too. */
    private static final long HEDGE_SAMPLES_MIN = 50;

    /** Hedges a second that need no calls to pay for them, so that a quiet bot has them too. */
    private static final double HEDGES_PER_SECOND = 1;

    private final PoolSettings settings;
    private final Transport transport;
    private final DeadlineTimer timer;
    private final Events events;
    private final SlotTracker slots;
    private final NodeSelector selector;
    private final TokenBudget retryBudget;
    private final TokenBudget hedgeBudget;
    private final Counters counters = new Counters();
    private final Map<MethodClass, LatencyWindow> windows = new EnumMap<>(MethodClass.class);
    private final Set<PendingCall<?>> waiting = ConcurrentHashMap.newKeySet();
    private final Map<String, SlotTracker.Marks> witnesses = new ConcurrentHashMap<>();
    private final SplittableRandom random = new SplittableRandom();
    private final Prober prober;

    private volatile NodeSelector.Table table = NodeSelector.Table.of(List.of());
    private volatile boolean closed;

    PoolCore(PoolSettings settings, List<RpcNode> nodes) {
        this.settings = settings;
        transport = new Transport(settings);
        timer = new DeadlineTimer(settings.name() + "-timer", settings.nanoClock());
        events = new Events(settings.name() + "-events", settings.listener());
        slots = new SlotTracker(settings.slotLagMax(), settings.slotLagHardMax());
        selector = new NodeSelector(slots, settings.slotLagMax(), settings.slotLagHardMax());
        retryBudget = new TokenBudget(settings.retryShare(), settings.retriesPerSecond());
        hedgeBudget = new TokenBudget(settings.hedgeShare(), settings.hedgeShare() > 0 ? HEDGES_PER_SECOND : 0);
        for (MethodClass methodClass : MethodClass.values()) {
            windows.put(methodClass, new LatencyWindow(settings.hedgeQuantile()));
        }
        prober = new Prober(this);
        nodes.forEach(this::addNode);
    }

    void start() {
        events.start();
        timer.start();
        tick();
    }

    private void tick() {
        long nowNs = nowNs();
        windows.values().forEach(window -> window.tick(nowNs));
        retryBudget.tick(nowNs, counters.calls.sum());
        hedgeBudget.tick(nowNs, counters.calls.sum());
        table.all().forEach(node -> node.tick(nowNs));
        prober.tick(nowNs);
        if (!closed) {
            timer.at(nowNs + TICK_NS, this::tick);
        }
    }

    // ---- nodes

    synchronized Node addNode(RpcNode spec) {
        if (table.byName(spec.name()) != null) {
            throw new IllegalArgumentException("there is a node named '" + spec.name() + "' already");
        }
        boolean verify = settings.genesisHash() != null && spec.role() != RpcNode.Role.SUBMIT;
        Node node =
                new Node(spec, transport.newClient(), settings.latencyDecayNs(), slots.join(), verify, random.split());
        List<Node> nodes = new ArrayList<>(table.all());
        nodes.add(node);
        table = NodeSelector.Table.of(nodes);
        return node;
    }

    synchronized void removeNode(String name) {
        Node node = node(name);
        node.remove();
        slots.leave(node.marks());
        List<Node> nodes = new ArrayList<>(table.all());
        nodes.remove(node);
        table = NodeSelector.Table.of(nodes);
    }

    Node node(String name) {
        Node node = table.byName(name);
        if (node == null) {
            throw new IllegalArgumentException("no node named '" + name + "'");
        }
        return node;
    }

    /** The slot marks of a node by its name or host, or of a witness outside the pool. */
    void observeSlot(String source, Commitment commitment, long slot) {
        for (Node node : table.all()) {
            if (node.name().equals(source) || node.spec().host().equals(source)) {
                slotSeen(node, commitment, slot);
                return;
            }
        }
        SlotTracker.Marks marks = witnesses.computeIfAbsent(source, ignored -> slots.join());
        slots.observe(marks, commitment, slot, nowNs());
    }

    void slotSeen(Node node, Commitment commitment, long slot) {
        long nowNs = nowNs();
        long before = node.marks().slot(commitment);
        if (slot == before && nowNs - node.marks().seenNs(commitment) < SlotTracker.SAME_SLOT_NS) {
            return;
        }
        long back = slots.observe(node.marks(), commitment, slot, nowNs);
        if (back > 0) {
            stateChanged(node, "went back " + back + " slots: another cluster or a dead fork");
        }
        if (slot > before && events.wanted()) {
            int lag = node.marks().lagSlots(nowNs);
            events.add(listener -> listener.slotObserved(node.name(), commitment, slot, lag));
        }
    }

    // ---- calls

    Attempt newAttempt(
            Node node,
            RpcRequest request,
            PoolListener.Reason reason,
            long nowNs,
            long leftNs,
            Consumer<Attempt> onAsyncEnd) {
        node.take(request.method(), nowNs);
        node.load().start();
        counters.sent(reason);
        if (events.wanted()) {
            events.add(listener -> listener.attemptStarted(request.method(), node.name(), reason));
        }
        long timeoutNs = Math.min(leftNs, attemptTimeoutNs(request));
        return new Attempt(
                transport,
                node,
                request,
                request.bytes(),
                reason,
                settings.responseBytesMax(),
                timeoutNs,
                nowNs,
                onAsyncEnd);
    }

    /** Scans take as long as they take; the call timeout bounds them. */
    private long attemptTimeoutNs(RpcRequest request) {
        return request.methodClass() == MethodClass.HEAVY ? Long.MAX_VALUE : settings.attemptTimeoutNs();
    }

    /** Books an outcome: load, health, limits, slots and counts of the node. */
    void attemptEnded(Attempt attempt, RpcRequest request, Outcome outcome, Action action) {
        Node node = attempt.node();
        long nowNs = nowNs();
        long latencyNs = nowNs - attempt.startNs();
        node.load().end();
        if (action.fault != Fault.NONE) {
            bookFault(node, outcome, action, nowNs, latencyNs);
        } else if (outcome.symptom() == Symptom.CANCELLED) {
            bookCancelled(attempt, request, nowNs, latencyNs);
        } else if (action == Action.STALE_CONNECTION) {
            // The others were opened in the same time and closed by the same peer.
            node.dropIdleConnections();
        } else {
            bookReply(node, request, outcome, nowNs, latencyNs);
        }
        bookEffect(node, request, attempt, outcome, action, nowNs);
        Envelope envelope = attempt.envelope();
        if (envelope != null && envelope.contextSlot() >= 0) {
            slotSeen(node, request.commitment(), envelope.contextSlot());
        }
        if (events.wanted()) {
            String kind = outcome.symptom() == Symptom.ERROR_REPLY
                    ? "ERROR_REPLY " + outcome.code()
                    : outcome.symptom().name();
            events.add(listener -> listener.attemptEnded(request.method(), node.name(), latencyNs, kind));
        }
    }

    private void bookFault(Node node, Outcome outcome, Action action, long nowNs, long latencyNs) {
        node.faults.increment();
        node.failed(nowNs, outcome.message());
        // A failure may be quick; that must not make the node look fast, but a slow one does make it look slow.
        node.load().observeAtLeast(nowNs, (float) latencyNs);
        if (outcome.symptom() == Symptom.NOT_CONNECTED) {
            transport.distrustAddresses(node.spec().host());
        }
        if (node.health().onFault(nowNs, action.fault == Fault.TRANSPORT)) {
            stateChanged(node, outcome.message());
        }
    }

    /** A loser has waited at least this long, and so has the method: leaving it out would bias the quantile down. */
    private void bookCancelled(Attempt attempt, RpcRequest request, long nowNs, long latencyNs) {
        Node node = attempt.node();
        node.load().observeAtLeast(nowNs, (float) latencyNs);
        window(request).record(latencyNs);
        // Hedges hide a node that hangs; so many in a row without one answer is no chance.
        if (attempt.lost()
                && node.lost(nowNs) >= LOST_IN_A_ROW_MAX
                && node.health().onFault(nowNs, true)) {
            stateChanged(node, "no answer while others answered");
        }
    }

    private void bookReply(Node node, RpcRequest request, Outcome outcome, long nowNs, long latencyNs) {
        boolean useful = outcome.symptom() == Symptom.RESULT || outcome.symptom() == Symptom.ERROR_REPLY;
        if (!useful) {
            return;
        }
        node.replies.increment();
        node.replied(nowNs);
        if (outcome.symptom() == Symptom.RESULT) {
            window(request).record(latencyNs);
            node.load().observe(nowNs, latencyNs * scale(request.methodClass()));
        }
        if (node.health().onSuccess(nowNs)) {
            stateChanged(node, "");
        }
    }

    /** Makes latencies of slow methods comparable: a node must not look slow for having been asked for blocks. */
    private float scale(MethodClass methodClass) {
        if (methodClass == MethodClass.HEAD_READ || methodClass == MethodClass.NODE_SCOPED) {
            return 1;
        }
        long headNs = window(MethodClass.HEAD_READ).medianNs();
        long ownNs = window(methodClass).medianNs();
        return headNs == 0 || ownNs == 0 ? 1 : headNs / (float) ownNs;
    }

    private void bookEffect(
            Node node, RpcRequest request, Attempt attempt, Outcome outcome, Action action, long nowNs) {
        if (action.effect == Effect.NONE) {
            return;
        }
        switch (action.effect) {
            case LIMITED -> limited(node, request, attempt.retryAfterNs(), nowNs);
            case STALE -> stale(node, request, outcome, nowNs);
            case INCAPABLE -> node.incapable(request.method(), nowNs);
            case MISCONFIGURED -> misconfigured(node, outcome.message());
            case NONE -> {}
        }
    }

    private void limited(Node node, RpcRequest request, long retryAfterNs, long nowNs) {
        node.refusals.increment();
        RateLimit limit = node.limitOf(request.method());
        limit.onRefused(nowNs, retryAfterNs, node.sentPerSecond(nowNs));
        boolean own = limit != node.rate();
        long pauseNs = limit.freeAtNs(nowNs) - nowNs;
        events.add(listener -> listener.rateLimited(node.name(), own ? request.method() : "", pauseNs));
    }

    private void stale(Node node, RpcRequest request, Outcome outcome, long nowNs) {
        String data = outcome.dataJson();
        if (outcome.code() == -32016) {
            long slot = ErrorData.number(data, "contextSlot");
            if (slot >= 0) {
                slotSeen(node, request.commitment(), slot);
            }
            return;
        }
        long behind = ErrorData.number(data, "numSlotsBehind");
        int lag = (int) Math.min(Integer.MAX_VALUE, behind >= 0 ? behind : settings.slotLagHardMax() + 1L);
        node.marks().reportLag(nowNs, lag, settings.probeIntervalNs());
        stateChanged(node, "says it is " + (behind >= 0 ? behind + " slots" : "") + " behind");
    }

    void misconfigured(Node node, String why) {
        if (!node.misconfigured()) {
            node.misconfigured(why);
            LOG.error("node {} is out until it is uncordoned: {}", node.name(), why);
            stateChanged(node, why);
        }
    }

    void stateChanged(Node node, String why) {
        long nowNs = nowNs();
        PoolStats.NodeState state = node.state(nowNs, settings.slotLagMax());
        if (state == PoolStats.NodeState.DOWN) {
            LOG.warn("node {} is down: {}", node.name(), why);
            prober.onDown(node);
        } else {
            LOG.info("node {} is {} {}", node.name(), state, why);
        }
        events.add(listener -> listener.nodeStateChanged(node.name(), state, why));
    }

    RpcException exceptionOf(Attempt attempt, RpcRequest request, Outcome outcome, @Nullable IOException cause) {
        String node = attempt.node().name();
        Action action = Classification.action(outcome);
        return switch (outcome.symptom()) {
            case DECODER -> new RpcException.Decoding(node, request.method(), cause);
            case MALFORMED, TOO_LARGE -> new RpcException.MalformedResponse(node, outcome.message(), cause);
            case ERROR_REPLY ->
                new RpcException.ErrorReply(node, outcome.code(), outcome.message(), outcome.dataJson());
            case UNTRUSTED -> new RpcException.NodeConfiguration(node, outcome.message(), cause);
            default ->
                action == Action.MISCONFIGURED
                        ? new RpcException.NodeConfiguration(node, outcome.message(), cause)
                        : new RpcException.Transport(
                                node, outcome.httpStatus(), outcome.symptom() + " " + outcome.message(), cause);
        };
    }

    void callBegan() {
        counters.calls.increment();
    }

    void callEnded(RpcRequest request, long startNs, int wireCount, @Nullable RpcException failure) {
        counters.callsEnded.increment();
        if (failure != null) {
            counters.callsFailed.increment();
        }
        long latencyNs = nowNs() - startNs;
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

    /** How long to wait for an answer before asking another node as well; MAX_VALUE: not at all. */
    long hedgeDelayNs(RpcRequest request) {
        LatencyWindow window = window(request);
        if (!settings.hedging() || window.sampleCount() < HEDGE_SAMPLES_MIN) {
            return Long.MAX_VALUE;
        }
        return Math.max(settings.hedgeFloorNs(), window.quantileNs());
    }

    boolean withdrawRetry(RpcRequest request) {
        return withdrawn(retryBudget.withdraw(nowNs(), counters.calls.sum()), request, "retry");
    }

    boolean withdrawHedge(RpcRequest request) {
        return withdrawn(hedgeBudget.withdraw(nowNs(), counters.calls.sum()), request, "hedge");
    }

    private boolean withdrawn(boolean allowed, RpcRequest request, String budget) {
        if (!allowed) {
            events.add(listener -> listener.budgetExhausted(request.method(), budget));
        }
        return allowed;
    }

    void paused(PendingCall<?> call) {
        waiting.add(call);
    }

    void resumed(PendingCall<?> call) {
        waiting.remove(call);
    }

    private LatencyWindow window(RpcRequest request) {
        return window(request.methodClass());
    }

    @SuppressWarnings("NullAway") // Every class has its window from the constructor on.
    private LatencyWindow window(MethodClass methodClass) {
        return windows.get(methodClass);
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
                retryBudget.refusedCount() + hedgeBudget.refusedCount(),
                counters.submissions.sum(),
                counters.submissionsConfirmed.sum(),
                events.droppedCount(),
                slots.slotNs(),
                table.all().stream()
                        .map(node -> node.stats(nowNs, settings.slotLagMax()))
                        .toList());
    }

    // ---- shared parts

    long nowNs() {
        return settings.nanoClock().getAsLong();
    }

    PoolSettings settings() {
        return settings;
    }

    DeadlineTimer timer() {
        return timer;
    }

    Events events() {
        return events;
    }

    SlotTracker slots() {
        return slots;
    }

    /** Nodes that take transactions. */
    int submitNodesCount() {
        return (int) table.all().stream().filter(node -> !node.barred()).count();
    }

    NodeSelector selector() {
        return selector;
    }

    NodeSelector.Table table() {
        return table;
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
        table.all().forEach(Node::dropIdleConnections);
        timer.close();
        events.close();
    }
}

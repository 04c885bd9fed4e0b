package io.trenchbot.pool;

import io.trenchbot.pool.Classification.Action;
import io.trenchbot.pool.Classification.Effect;
import io.trenchbot.pool.Classification.Fault;
import io.trenchbot.pool.Outcome.Symptom;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Books what attempts tell about their nodes: load, health, limits, slots and counts, and says so if a state changes. */
final class NodeBooks {
    private static final Logger LOG = LoggerFactory.getLogger(SolanaConnectionPool.class);

    /** At a hedge for one call in twenty, a node that is well loses this often in a row once in 3 million calls. */
    private static final int LOST_IN_A_ROW_MAX = 5;

    private final PoolSettings settings;
    private final Transport transport;
    private final SlotTracker slots;
    private final MethodLatencies latencies;
    private final Counters counters;
    private final Events events;
    private final Consumer<Node> onDown;

    /** @param onDown is told of every node that goes down */
    NodeBooks(
            PoolSettings settings,
            Transport transport,
            SlotTracker slots,
            MethodLatencies latencies,
            Counters counters,
            Events events,
            Consumer<Node> onDown) {
        this.settings = settings;
        this.transport = transport;
        this.slots = slots;
        this.latencies = latencies;
        this.counters = counters;
        this.events = events;
        this.onDown = onDown;
    }

    private long nowNs() {
        return settings.nanoClock().getAsLong();
    }

    void attemptBegan(Node node, RpcRequest request, PoolListener.Reason reason, long nowNs) {
        node.requests.increment();
        node.limits().take(request.method(), nowNs);
        node.load().start();
        counters.sent(reason);
        if (events.wanted()) {
            events.add(listener -> listener.attemptStarted(request.method(), node.name(), reason));
        }
    }

    void attemptEnded(Attempt attempt, RpcRequest request, Outcome outcome, Action action) {
        Node node = attempt.node();
        long nowNs = nowNs();
        long latencyNs = nowNs - attempt.startNs();
        if (action.fault != Fault.NONE) {
            fault(node, outcome, action, nowNs, latencyNs);
        } else if (outcome.symptom() == Symptom.CANCELLED) {
            cancelled(attempt, request, nowNs, latencyNs);
        } else if (action == Action.STALE_CONNECTION) {
            // The others were opened in the same time and closed by the same peer.
            node.load().end();
            node.dropIdleConnections();
        } else {
            replied(node, request, outcome.symptom(), nowNs, latencyNs);
        }
        if (node.removed() || transport.closed()) {
            // Its connection would idle for minutes with nobody to use it.
            node.dropIdleConnections();
        }
        if (action.effect != Effect.NONE) {
            effect(node, request, attempt, outcome, action, nowNs);
        }
        if (attempt.contextSlot() >= 0) {
            slotSeen(node, request.commitment(), attempt.contextSlot());
        }
        if (events.wanted()) {
            String kind = outcome.symptom() == Symptom.ERROR_REPLY
                    ? "ERROR_REPLY " + outcome.code()
                    : outcome.symptom().name();
            events.add(listener -> listener.attemptEnded(request.method(), node.name(), latencyNs, kind));
        }
    }

    private void fault(Node node, Outcome outcome, Action action, long nowNs, long latencyNs) {
        node.load().end();
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
    private void cancelled(Attempt attempt, RpcRequest request, long nowNs, long latencyNs) {
        Node node = attempt.node();
        node.load().end();
        node.load().observeAtLeast(nowNs, (float) latencyNs);
        latencies.record(request.methodClass(), latencyNs);
        // Hedges hide a node that hangs; so many in a row without one answer is no chance.
        if (attempt.lost()
                && node.lost(nowNs) >= LOST_IN_A_ROW_MAX
                && node.health().onFault(nowNs, true)) {
            stateChanged(node, "no answer while others answered");
        }
    }

    /** The node answered, with a result or an error that is not its fault. */
    void replied(Node node, RpcRequest request, Symptom symptom, long nowNs, long latencyNs) {
        node.load().end();
        if (symptom != Symptom.RESULT && symptom != Symptom.ERROR_REPLY) {
            return;
        }
        node.replies.increment();
        node.replied(nowNs);
        if (symptom == Symptom.RESULT) {
            latencies.record(request.methodClass(), latencyNs);
            node.load().observe(nowNs, latencyNs * latencies.scale(request.methodClass()));
        }
        if (node.health().onSuccess(nowNs)) {
            stateChanged(node, "");
        }
    }

    private void effect(Node node, RpcRequest request, Attempt attempt, Outcome outcome, Action action, long nowNs) {
        switch (action.effect) {
            case LIMITED -> limited(node, request, attempt.retryAfterNs(), nowNs);
            case STALE -> stale(node, request, outcome, nowNs);
            case INCAPABLE -> node.limits().incapable(request.method(), nowNs);
            case MISCONFIGURED -> misconfigured(node, outcome.message());
            case NONE -> {}
        }
    }

    private void limited(Node node, RpcRequest request, long retryAfterNs, long nowNs) {
        node.refusals.increment();
        RateLimit limit = node.limits().limitOf(request.method());
        limit.onRefused(nowNs, retryAfterNs, node.sentPerSecond(nowNs));
        boolean own = limit != node.limits().rate();
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

    void misconfigured(Node node, String why) {
        if (!node.misconfigured()) {
            node.misconfigured(why);
            LOG.error("node {} is out until it is uncordoned: {}", node.name(), why);
            stateChanged(node, why);
        }
    }

    void stateChanged(Node node, String why) {
        PoolStats.NodeState state = node.state(nowNs(), settings.slotLagMax());
        if (state == PoolStats.NodeState.DOWN) {
            LOG.warn("node {} is down: {}", node.name(), why);
            onDown.accept(node);
        } else {
            LOG.info("node {} is {} {}", node.name(), state, why);
        }
        events.add(listener -> listener.nodeStateChanged(node.name(), state, why));
    }
}

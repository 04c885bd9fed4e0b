package io.trenchbot.pool;

import io.trenchbot.pool.Classification.Action;
import io.trenchbot.pool.Classification.Effect;
import io.trenchbot.pool.Classification.Fault;
import io.trenchbot.pool.Outcome.Symptom;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks nodes how they are when calls do not tell: an idle node every probe interval (which also keeps its connection
 * warm), a node that is down when its absence ends, a new node at once. A probe is health and processed slot in one
 * batch; nodes that take no batches get the slot alone. The genesis hash is read once per node.
 *
 * <p>Runs on the pool's timer and call threads.
 */
final class Prober {
    private static final RpcRequest SLOT = RpcRequest.of("getSlot", "[{\"commitment\":\"processed\"}]");
    private static final List<RpcRequest> MEMBERS = List.of(RpcRequest.of("getHealth"), SLOT);
    private static final RpcRequest GENESIS = RpcRequest.of("getGenesisHash");

    /** A node that could not tell its genesis hash is asked again after this time. */
    private static final long GENESIS_RETRY_NS = 500_000_000L;

    private static final long SUSPECT_INTERVAL_NS = 200_000_000L;

    private static final class Watch {
        private volatile boolean running;
        private volatile long probedNs = Long.MIN_VALUE;
        private volatile boolean genesisRunning;
        private volatile long genesisNs = Long.MIN_VALUE;
        private volatile boolean takesBatches = true;
    }

    private final PoolCore pool;
    private final Map<Node, Watch> watches = new ConcurrentHashMap<>();

    Prober(PoolCore pool) {
        this.pool = pool;
    }

    /** Looks after all nodes; called about every 200 ms. */
    void tick(long nowNs) {
        List<Node> nodes = pool.table().all();
        watches.keySet().retainAll(nodes);
        for (Node node : nodes) {
            if (node.spec().role() != RpcNode.Role.SUBMIT) {
                look(node, watches.computeIfAbsent(node, ignored -> new Watch()), nowNs);
            } else if (absenceOver(node, nowNs) && node.health().onProbeSuccess(nowNs)) {
                // Nothing but a transaction may be sent to it, so the next one is the probe.
                node.load().forget();
                pool.books().stateChanged(node, "");
            }
        }
    }

    /** A node went down: its probe is due exactly when its absence ends. */
    void onDown(Node node) {
        pool.timer().at(node.health().downUntilNs(), () -> tick(pool.nowNs()));
    }

    private void look(Node node, Watch watch, long nowNs) {
        if (pool.closed() || (node.barred() && !node.unverified()) || node.misconfigured()) {
            return;
        }
        if (node.genesisHash() == null && due(watch.genesisNs, GENESIS_RETRY_NS, nowNs) && !watch.genesisRunning) {
            askGenesis(node, watch, nowNs);
        }
        if (watch.running) {
            return;
        }
        boolean down = node.health().state() == NodeHealth.State.DOWN;
        if (down ? absenceOver(node, nowNs) : quiet(node, watch, nowNs)) {
            probe(node, watch, nowNs);
        }
    }

    private static boolean absenceOver(Node node, long nowNs) {
        return node.health().state() == NodeHealth.State.DOWN
                && nowNs - node.health().downUntilNs() >= 0;
    }

    private static boolean due(long lastNs, long intervalNs, long nowNs) {
        return lastNs == Long.MIN_VALUE || nowNs - lastNs >= intervalNs;
    }

    /** Has the node proved neither life nor slot by itself lately? */
    private boolean quiet(Node node, Watch watch, long nowNs) {
        long interval = pool.settings().probeIntervalNs();
        if (node.suspect()) {
            // Calls avoid a node that failed, so they would not find out whether it is down.
            return due(watch.probedNs, Math.min(interval, SUSPECT_INTERVAL_NS), nowNs);
        }
        if (!due(watch.probedNs, interval, nowNs)) {
            return false;
        }
        boolean alive = node.replies.sum() > 0 && nowNs - node.repliedNs() < interval;
        boolean placed = false;
        for (Commitment commitment : Commitment.values()) {
            placed |= node.marks().slot(commitment) >= 0 && nowNs - node.marks().seenNs(commitment) < interval;
        }
        return !alive || !placed;
    }

    private void probe(Node node, Watch watch, long nowNs) {
        watch.running = true;
        watch.probedNs = nowNs;
        RpcRequest request = watch.takesBatches ? RpcRequest.batchOf(MEMBERS, RequestBytes.ofBatch(MEMBERS)) : SLOT;
        ask(node, request, nowNs, attempt -> {
            try {
                probed(node, watch, request, attempt);
            } finally {
                watch.running = false;
            }
        });
    }

    private void ask(Node node, RpcRequest request, long nowNs, Consumer<Attempt> onEnd) {
        long timeoutNs = pool.settings().attemptTimeoutNs();
        Attempt attempt = pool.newAttempt(node, request, PoolListener.Reason.PROBE, nowNs, timeoutNs, onEnd);
        pool.endAt(attempt);
        attempt.enqueue();
    }

    private void probed(Node node, Watch watch, RpcRequest request, Attempt attempt) {
        Outcome outcome = attempt.outcome();
        if (request.batch() && outcome.symptom() == Symptom.RESULT) {
            outcome = readBatch(node, request, attempt);
        } else if (request.batch() && refusesBatch(outcome)) {
            watch.takesBatches = false;
            watch.probedNs = Long.MIN_VALUE;
        }
        Action action = Classification.action(outcome);
        pool.books().attemptEnded(attempt, request, outcome, action);
        long nowNs = pool.nowNs();
        if (node.health().state() == NodeHealth.State.DOWN) {
            revive(node, action, outcome, nowNs);
        }
    }

    private static boolean refusesBatch(Outcome outcome) {
        boolean status = outcome.symptom() == Symptom.HTTP_STATUS
                && outcome.httpStatus() >= 400
                && Classification.action(outcome).effect == Effect.NONE
                && outcome.httpStatus() < 500;
        return status || (outcome.symptom() == Symptom.ERROR_REPLY && outcome.code() != -32005);
    }

    private void revive(Node node, Action action, Outcome outcome, long nowNs) {
        if (action.fault != Fault.NONE || action == Action.STALE_CONNECTION || action == Action.CANCELLED) {
            node.health().onProbeFault(nowNs);
            node.failed(nowNs, outcome.message());
            onDown(node);
        } else if (node.health().onProbeSuccess(nowNs)) {
            node.load().forget();
            pool.books().stateChanged(node, "answers again");
        }
    }

    /** The health member decides the outcome; the slot member is learned. */
    private Outcome readBatch(Node node, RpcRequest request, Attempt attempt) {
        try {
            List<Envelope> replies = attempt.decoded((json, offset, length) -> BatchReply.split(
                    json, offset, length, MEMBERS, request.bytes().id()));
            long slot = replies.get(1).contextSlot();
            if (slot >= 0) {
                pool.books().slotSeen(node, Commitment.PROCESSED, slot);
            }
            Envelope health = replies.get(0);
            boolean behind = health.kind() == Envelope.Kind.ERROR && health.errorCode() == -32005;
            return behind
                    ? Outcome.error(200, -32005, health.errorMessage(), health.errorData())
                    : Outcome.of(Symptom.RESULT);
        } catch (IOException e) {
            return Outcome.of(Symptom.MALFORMED, String.valueOf(e.getMessage()));
        }
    }

    private void askGenesis(Node node, Watch watch, long nowNs) {
        watch.genesisRunning = true;
        watch.genesisNs = nowNs;
        ask(node, GENESIS, nowNs, attempt -> {
            try {
                genesisRead(node, attempt);
            } finally {
                watch.genesisRunning = false;
            }
        });
    }

    private void genesisRead(Node node, Attempt attempt) {
        Outcome outcome = attempt.outcome();
        pool.books().attemptEnded(attempt, GENESIS, outcome, Classification.action(outcome));
        if (outcome.symptom() == Symptom.RESULT) {
            node.genesisHash(genesisHash(attempt));
            compareClusters();
        } else if (outcome.symptom() == Symptom.ERROR_REPLY && pool.settings().genesisHash() == null) {
            // A node that does not tell is taken at its word unless a cluster was asked for.
            node.genesisHash("");
        }
    }

    private static String genesisHash(Attempt attempt) {
        try {
            return attempt.decoded((json, offset, length) -> new String(json, offset, length, StandardCharsets.UTF_8))
                    .replace("\"", "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All nodes must be of the expected cluster, or else of the first primary's. */
    private synchronized void compareClusters() {
        String expected = expectedGenesis();
        for (Node node : pool.table().all()) {
            String own = node.genesisHash();
            if (expected == null || own == null || own.isEmpty()) {
                continue;
            }
            if (!own.equals(expected)) {
                String misfit = "belongs to the cluster with genesis hash " + own + ", not " + expected;
                pool.books().misconfigured(node, misfit);
            } else if (node.unverified()) {
                node.verified();
                pool.books().stateChanged(node, "genesis hash is the expected one");
            }
        }
    }

    private @Nullable String expectedGenesis() {
        if (pool.settings().genesisHash() != null) {
            return pool.settings().genesisHash();
        }
        for (Node node : pool.table().primaries()) {
            String own = node.genesisHash();
            if (own != null && !own.isEmpty()) {
                return own;
            }
            if (!node.barred() && node.health().state() == NodeHealth.State.UP) {
                // An earlier primary may still tell; a later one must not judge before it.
                return null;
            }
        }
        return null;
    }
}

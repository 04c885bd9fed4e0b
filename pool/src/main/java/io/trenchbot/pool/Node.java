package io.trenchbot.pool;

import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/**
 * A node in service: its description and what the pool learned about it. Fault state, rate limits, slot lag and the
 * operator's word are four independent axes; none of them is ever folded into another.
 */
final class Node {
    private static final long RATE_SPAN_NS = 1_000_000_000L;
    private static final long REPLIED_RESOLUTION_NS = 1_000_000L;

    private final RpcNode spec;
    private final Request requestTemplate;
    private final OkHttpClient client;
    private final NodeLoad load;
    private final NodeHealth health;
    private final NodeLimits limits;
    private final SlotTracker.Marks marks;

    final LongAdder requests = new LongAdder();
    final LongAdder replies = new LongAdder();
    final LongAdder faults = new LongAdder();
    final LongAdder refusals = new LongAdder();

    private volatile @Nullable String cordonedWhy;
    private volatile @Nullable String misconfiguredWhy;
    private volatile boolean unverified;
    private volatile boolean removed;
    private volatile boolean barred;
    private volatile long repliedNs;
    private volatile String lastFailure = "";
    private volatile long failedNs;
    private volatile boolean failedOnce;
    private final AtomicInteger lostInARow = new AtomicInteger();
    private volatile @Nullable String genesisHash;
    private volatile long countedNs = Long.MIN_VALUE;
    private volatile long countedRequests;

    Node(
            RpcNode spec,
            OkHttpClient client,
            long latencyDecayNs,
            SlotTracker.Marks marks,
            boolean unverified,
            SplittableRandom random) {
        this.spec = spec;
        this.client = client;
        this.marks = marks;
        this.unverified = unverified;
        this.barred = unverified;
        load = new NodeLoad(latencyDecayNs);
        health = new NodeHealth(random);
        limits = new NodeLimits(spec);
        Request.Builder template = new Request.Builder().url(spec.url());
        spec.headers().forEach(template::header);
        requestTemplate = template.build();
    }

    String name() {
        return spec.name();
    }

    RpcNode spec() {
        return spec;
    }

    Request requestTemplate() {
        return requestTemplate;
    }

    OkHttpClient client() {
        return client;
    }

    /** Closes connections that no exchange uses. */
    void dropIdleConnections() {
        client.connectionPool().evictAll();
    }

    NodeLoad load() {
        return load;
    }

    NodeHealth health() {
        return health;
    }

    SlotTracker.Marks marks() {
        return marks;
    }

    NodeLimits limits() {
        return limits;
    }

    /** Out whatever its health: by a person, by its cluster, or because it was removed. */
    boolean barred() {
        return barred;
    }

    boolean unverified() {
        return unverified;
    }

    boolean misconfigured() {
        return misconfiguredWhy != null;
    }

    boolean removed() {
        return removed;
    }

    void cordon(@Nullable String why) {
        cordonedWhy = why;
        refreshBar();
    }

    void misconfigured(@Nullable String why) {
        misconfiguredWhy = why;
        refreshBar();
    }

    void verified() {
        unverified = false;
        refreshBar();
    }

    void remove() {
        removed = true;
        refreshBar();
    }

    private synchronized void refreshBar() {
        barred = removed || unverified || cordonedWhy != null || misconfiguredWhy != null;
    }

    @Nullable
    String genesisHash() {
        return genesisHash;
    }

    void genesisHash(String hash) {
        genesisHash = hash;
    }

    /** Starts a new span for {@link #sentPerSecond} every second. */
    void tick(long nowNs) {
        if (countedNs == Long.MIN_VALUE || nowNs - countedNs >= RATE_SPAN_NS) {
            countedRequests = requests.sum();
            countedNs = nowNs;
        }
    }

    /** Requests a second since the start of the span. */
    double sentPerSecond(long nowNs) {
        long spanNs = countedNs == Long.MIN_VALUE ? RATE_SPAN_NS : Math.max(nowNs - countedNs, RATE_SPAN_NS / 10);
        return (requests.sum() - countedRequests) * 1e9 / spanNs;
    }

    void replied(long nowNs) {
        if (lostInARow.get() != 0) {
            lostInARow.set(0);
        }
        // Every choice of a node reads this cache line, so replies in quick succession do not write to it.
        if (nowNs - repliedNs >= REPLIED_RESOLUTION_NS || suspect()) {
            repliedNs = nowNs;
        }
    }

    long repliedNs() {
        return repliedNs;
    }

    void failed(long nowNs, String why) {
        failedNs = nowNs;
        failedOnce = true;
        lastFailure = why;
    }

    /**
     * It was overtaken by another node's answer.
     *
     * @return how often in a row, without an answer of its own in between
     */
    int lost(long nowNs) {
        failedNs = nowNs;
        failedOnce = true;
        return lostInARow.incrementAndGet();
    }

    /** Was the last thing it did a fault, or no answer? */
    boolean suspect() {
        return failedOnce && failedNs - repliedNs > 0;
    }

    PoolStats.NodeState state(long nowNs, int slotLagMax) {
        if (misconfiguredWhy != null) {
            return PoolStats.NodeState.MISCONFIGURED;
        }
        if (cordonedWhy != null) {
            return PoolStats.NodeState.CORDONED;
        }
        if (unverified) {
            return PoolStats.NodeState.UNVERIFIED;
        }
        NodeHealth.State state = health.state();
        if (state == NodeHealth.State.DOWN) {
            return PoolStats.NodeState.DOWN;
        }
        if (marks.lagSlots(nowNs) > slotLagMax) {
            return PoolStats.NodeState.STALE;
        }
        if (limits.rate().paused(nowNs)) {
            return PoolStats.NodeState.LIMITED;
        }
        return state == NodeHealth.State.UP ? PoolStats.NodeState.UP : PoolStats.NodeState.PROBATION;
    }

    String reason(PoolStats.NodeState state, long nowNs) {
        String misconfigured = misconfiguredWhy;
        String cordoned = cordonedWhy;
        return switch (state) {
            case UP -> "";
            case PROBATION, DOWN -> lastFailure;
            case LIMITED -> "rate limit";
            case STALE -> marks.lagSlots(nowNs) + " slots behind";
            case UNVERIFIED -> "genesis hash not read yet";
            case CORDONED -> cordoned == null ? "" : cordoned;
            case MISCONFIGURED -> misconfigured == null ? "" : misconfigured;
        };
    }

    PoolStats.Node stats(long nowNs, int slotLagMax) {
        PoolStats.NodeState state = state(nowNs, slotLagMax);
        return new PoolStats.Node(
                name(),
                spec.role(),
                state,
                reason(state, nowNs),
                load.inFlight(),
                requests.sum(),
                replies.sum(),
                faults.sum(),
                refusals.sum(),
                (long) load.latencyNs(nowNs),
                marks.slot(Commitment.PROCESSED),
                marks.slot(Commitment.CONFIRMED),
                marks.slot(Commitment.FINALIZED),
                marks.lagSlots(nowNs));
    }

    @Override
    public String toString() {
        return spec.toString();
    }
}

package io.trenchbot.pool;

/** What a call may send beyond its first request: when a hedge is due, and the budgets of hedges and repeats. */
final class ExtraRequests {
    /** Below this many samples the quantile is a guess, and a hedge would be too. */
    private static final long HEDGE_SAMPLES_MIN = 50;

    /** Hedges a second that need no calls to pay for them, so that a quiet bot has them too. */
    private static final double HEDGES_PER_SECOND = 1;

    private final PoolSettings settings;
    private final MethodLatencies latencies;
    private final Counters counters;
    private final Events events;
    private final TokenBudget retryBudget;
    private final TokenBudget hedgeBudget;

    ExtraRequests(PoolSettings settings, MethodLatencies latencies, Counters counters, Events events) {
        this.settings = settings;
        this.latencies = latencies;
        this.counters = counters;
        this.events = events;
        retryBudget = new TokenBudget(settings.retryShare(), settings.retriesPerSecond());
        hedgeBudget = new TokenBudget(settings.hedgeShare(), settings.hedgeShare() > 0 ? HEDGES_PER_SECOND : 0);
    }

    void tick(long nowNs) {
        retryBudget.tick(nowNs, counters.calls.sum());
        hedgeBudget.tick(nowNs, counters.calls.sum());
    }

    /** How long to wait for an answer before asking another node as well; MAX_VALUE: not at all. */
    long hedgeDelayNs(RpcRequest request) {
        LatencyWindow window = latencies.of(request.methodClass());
        if (!settings.hedging() || window.sampleCount() < HEDGE_SAMPLES_MIN) {
            return Long.MAX_VALUE;
        }
        return Math.max(settings.hedgeFloorNs(), window.quantileNs());
    }

    boolean withdrawRetry(RpcRequest request, long nowNs) {
        return withdrawn(retryBudget.withdraw(nowNs, counters.calls.sum()), request, "retry");
    }

    boolean withdrawHedge(RpcRequest request, long nowNs) {
        return withdrawn(hedgeBudget.withdraw(nowNs, counters.calls.sum()), request, "hedge");
    }

    private boolean withdrawn(boolean allowed, RpcRequest request, String budget) {
        if (!allowed) {
            events.add(listener -> listener.budgetExhausted(request.method(), budget));
        }
        return allowed;
    }

    long refusedCount() {
        return retryBudget.refusedCount() + hedgeBudget.refusedCount();
    }
}

package io.trenchbot.pool;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What a node does not serve, or not now: its rate, the rates of methods, and the methods that it does not have. */
final class NodeLimits {
    /** How long a method that a node does not serve is not asked of it again. */
    static final long INCAPABLE_NS = 60_000_000_000L;

    private final RateLimit rate;
    private final Map<String, RateLimit> methodRates = new ConcurrentHashMap<>();
    private final Map<String, Long> incapableUntilNs = new ConcurrentHashMap<>();

    NodeLimits(RpcNode spec) {
        rate = new RateLimit(spec.requestsPerSecond());
        spec.methodRequestsPerSecond().forEach((method, limit) -> methodRates.put(method, new RateLimit(limit)));
    }

    /** When a request of the method may go out next; not after now: at once. */
    long freeAtNs(String method, long nowNs) {
        long freeNs = rate.freeAtNs(nowNs);
        if (!methodRates.isEmpty()) {
            RateLimit limit = methodRates.get(method);
            return limit == null ? freeNs : Math.max(freeNs, limit.freeAtNs(nowNs));
        }
        return freeNs;
    }

    /** Counts a request that goes out. */
    void take(String method, long nowNs) {
        rate.take(nowNs);
        if (!methodRates.isEmpty()) {
            RateLimit limit = methodRates.get(method);
            if (limit != null) {
                limit.take(nowNs);
            }
        }
    }

    /** The limit that a refusal of a method belongs to: the method's own where one is configured, else the node's. */
    RateLimit limitOf(String method) {
        RateLimit limit = methodRates.get(method);
        return limit == null ? rate : limit;
    }

    RateLimit rate() {
        return rate;
    }

    boolean capable(String method, long nowNs) {
        if (incapableUntilNs.isEmpty()) {
            return true;
        }
        Long until = incapableUntilNs.get(method);
        if (until != null && until - nowNs <= 0) {
            incapableUntilNs.remove(method, until);
            return true;
        }
        return until == null;
    }

    void incapable(String method, long nowNs) {
        incapableUntilNs.put(method, nowNs + INCAPABLE_NS);
    }
}

package io.trenchbot.pool;

import java.util.EnumMap;
import java.util.Map;

/** Latencies by kind of method: when a reply is late, and how long one kind takes beside another. */
final class MethodLatencies {
    private final Map<MethodClass, LatencyWindow> windows = new EnumMap<>(MethodClass.class);

    /** @param quantile of the latencies beyond which a reply is late */
    MethodLatencies(double quantile) {
        for (MethodClass methodClass : MethodClass.values()) {
            windows.put(methodClass, new LatencyWindow(quantile));
        }
    }

    /** Computes the quantiles; one thread. */
    void tick(long nowNs) {
        windows.values().forEach(window -> window.tick(nowNs));
    }

    void record(MethodClass methodClass, long latencyNs) {
        of(methodClass).record(latencyNs);
    }

    /** Makes latencies of slow methods comparable: a node must not look slow for having been asked for blocks. */
    float scale(MethodClass methodClass) {
        if (methodClass == MethodClass.HEAD_READ || methodClass == MethodClass.NODE_SCOPED) {
            return 1;
        }
        long headNs = of(MethodClass.HEAD_READ).medianNs();
        long ownNs = of(methodClass).medianNs();
        return headNs == 0 || ownNs == 0 ? 1 : headNs / (float) ownNs;
    }

    @SuppressWarnings("NullAway") // Every class has its window from the constructor on.
    LatencyWindow of(MethodClass methodClass) {
        return windows.get(methodClass);
    }
}

package io.trenchbot.benchmarks;

import java.util.List;

/** A client of several nodes, as an application would set it up: three tries within a second each. */
interface Caller extends AutoCloseable {
    /** Reads a balance, from whichever node. */
    long call() throws Exception;

    @Override
    void close();

    static Caller of(CallerKind kind, List<String> urls) {
        return switch (kind) {
            case OURS -> new PoolCaller(urls, true);
            case OURS_UNHEDGED -> new PoolCaller(urls, false);
            case OKHTTP -> RoundRobinCaller.plain(urls);
            case RESILIENCE4J -> RoundRobinCaller.resilience4j(urls);
            case FAILSAFE -> RoundRobinCaller.failsafe(urls);
            case ARMERIA -> new ArmeriaCaller(urls);
            case SOLANAJ -> new SolanajCaller(urls);
        };
    }
}

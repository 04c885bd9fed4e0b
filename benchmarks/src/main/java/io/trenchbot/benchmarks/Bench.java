package io.trenchbot.benchmarks;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One JMH method with the parameters and the flags of its own forked JVM.
 *
 * @param method simple class name and method, {@code QueueBench.ours}
 * @param params values of its {@code @Param} fields; a field that is not named keeps its declared values' first
 * @param jvmFlags flags that its JVM needs; ours need none but those of the vector module
 * @param minimumJdk the oldest feature release that it runs on
 */
record Bench(String method, Map<String, String> params, List<String> jvmFlags, int minimumJdk) {
    static Bench of(String method) {
        return new Bench(method, Map.of(), List.of(), 17);
    }

    Bench with(String param, String value) {
        Map<String, String> more = new TreeMap<>(params);
        more.put(param, value);
        return new Bench(method, Map.copyOf(more), jvmFlags, minimumJdk);
    }

    Bench flags(String... flags) {
        return new Bench(method, params, List.of(flags), minimumJdk);
    }

    Bench from(int jdk) {
        return new Bench(method, params, jvmFlags, jdk);
    }
}

package io.trenchbot.benchmarks;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One JMH method with the parameters and the flags of its own forked JVM.
 *
 * @param method simple class name and method, {@code QueueBench.window}
 * @param params values of its {@code @Param} fields; a field that is not named must declare one value
 * @param batch things that one call of the method handles; the time of a call is divided by it
 * @param jvmFlags flags that its JVM needs, by feature release; ours need none but those of the vector module
 * @param minimumJdk the oldest feature release that it runs on
 * @param setupMs what its setup takes beyond the start of a JVM
 * @param onRecordedData whether it reads the shared folder of recorded data, handed to it as parameter {@code shared}
 * @param reading what is read off its JVM
 * @param need says what of this machine it lacks, null if nothing
 */
record Bench(
        String method,
        Map<String, String> params,
        int batch,
        IntFunction<List<String>> jvmFlags,
        int minimumJdk,
        int setupMs,
        boolean onRecordedData,
        Reading reading,
        Supplier<@Nullable String> need) {
    /** What is read off a benchmark's JVM. */
    enum Reading {
        /** The median call of a warm JVM, in nanoseconds. */
        TIME,
        /** The mean call of a warm JVM, in nanoseconds: with several callers, what decides how many calls they make. */
        MEAN,
        /** The one and only call of a fresh JVM, in nanoseconds. */
        FIRST_CALL,
        /** What a call of a warm JVM allocates, in bytes. */
        ALLOCATION,
        /** The call of a warm JVM that one in a hundred exceeds, in nanoseconds. */
        TAIL,
        /** What the one and only call reports as its {@code value}; it warms up by itself. */
        REPORTED,
        /** No benchmark but a number that the other side is to keep within. */
        LIMIT
    }

    static Bench of(String method, int batch) {
        return new Bench(method, Map.of(), batch, feature -> List.of(), 17, 0, false, Reading.TIME, () -> null);
    }

    /** A number instead of a peer: with a goal of 1, ours must not exceed it. */
    static Bench limit(double value) {
        return of("limit", 1).with("value", Double.toString(value)).reading(Reading.LIMIT);
    }

    Bench with(String param, String value) {
        Map<String, String> more = new TreeMap<>(params);
        more.put(param, value);
        return new Bench(method, Map.copyOf(more), batch, jvmFlags, minimumJdk, setupMs, onRecordedData, reading, need);
    }

    Bench flags(String... flags) {
        return flags(feature -> List.of(flags));
    }

    Bench flags(IntFunction<List<String>> flags) {
        return new Bench(method, params, batch, flags, minimumJdk, setupMs, onRecordedData, reading, need);
    }

    Bench from(int jdk) {
        return new Bench(method, params, batch, jvmFlags, jdk, setupMs, onRecordedData, reading, need);
    }

    Bench setup(int ms) {
        return new Bench(method, params, batch, jvmFlags, minimumJdk, ms, onRecordedData, reading, need);
    }

    Bench recordedData() {
        return new Bench(method, params, batch, jvmFlags, minimumJdk, setupMs, true, reading, need);
    }

    /** The same with another method. */
    Bench method(String other) {
        return new Bench(other, params, batch, jvmFlags, minimumJdk, setupMs, onRecordedData, reading, need);
    }

    Bench reading(Reading what) {
        return new Bench(method, params, batch, jvmFlags, minimumJdk, setupMs, onRecordedData, what, need);
    }

    Bench needing(Supplier<@Nullable String> lack) {
        return new Bench(method, params, batch, jvmFlags, minimumJdk, setupMs, onRecordedData, reading, lack);
    }
}

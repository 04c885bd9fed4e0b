package io.trenchbot.benchmarks;

import java.util.List;
import java.util.stream.Stream;

/** Every claim, in the order of the way of the data. A new benchmark becomes a claim by a row here. */
final class Claims {
    private Claims() {}

    static List<Claim> all() {
        return Stream.of(
                        StreamingClaims.all(),
                        QueueClaims.all(),
                        SigverifyClaims.all(),
                        JournalClaims.all(),
                        PoolClaims.all(),
                        monitor())
                .flatMap(List::stream)
                .toList();
    }

    /** Those that a name of a claim or a module names; all of a run if none is given. */
    static List<Claim> select(List<String> names, boolean quick) {
        List<Claim> all = all();
        for (String name : names) {
            if (all.stream().noneMatch(claim -> matches(claim, name))) {
                throw new IllegalArgumentException("no claim or module " + name);
            }
        }
        return names.isEmpty()
                ? all.stream().filter(claim -> claim.inQuick() || !quick).toList()
                : all.stream()
                        .filter(claim -> names.stream().anyMatch(name -> matches(claim, name)))
                        .toList();
    }

    private static boolean matches(Claim claim, String name) {
        return claim.name().equals(name) || claim.module().equals(name);
    }

    private static List<Claim> monitor() {
        return List.of(new Claim(
                "monitor-record",
                "monitor",
                "Recording a latency, kept to one percent, takes half the time of HdrHistogram's single-writer recorder",
                "ns a record",
                Bench.of("MonitorBench.ours", MonitorBench.VALUES),
                "HdrHistogram SingleWriterRecorder",
                Bench.of("MonitorBench.hdrHistogram", MonitorBench.VALUES),
                2.0));
    }
}

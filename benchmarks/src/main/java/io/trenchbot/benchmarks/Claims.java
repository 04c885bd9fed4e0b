package io.trenchbot.benchmarks;

import java.util.List;
import java.util.stream.Stream;

/** Every claim, in the order of the way of the data. A new benchmark becomes a claim by a row here. */
final class Claims {
    private Claims() {}

    static List<Claim> all() {
        return Stream.of(
                        StreamingClaims.all(),
                        queue(),
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

    private static List<Claim> queue() {
        Bench counted = Bench.of("QueueBench.ours", QueueBench.WINDOW).with("sampling", "OFF");
        Bench sampled = Bench.of("QueueBench.ours", QueueBench.WINDOW).with("sampling", "ONE_IN_64");
        Bench jctools = Bench.of("QueueBench.jctools", QueueBench.WINDOW);
        return List.of(
                queue("queue-sampled", "with residence times costs a tenth", sampled, "JCTools SPSC", jctools, 0.90),
                queue(
                        "queue-counted",
                        "with counts alone costs next to nothing",
                        counted,
                        "JCTools SPSC",
                        jctools,
                        0.97),
                queue(
                        "queue-disruptor",
                        "with residence times",
                        sampled,
                        "Disruptor 4",
                        Bench.of("DisruptorBench.disruptor", QueueBench.WINDOW),
                        3.0),
                queue(
                        "queue-blocking",
                        "with residence times",
                        sampled,
                        "ArrayBlockingQueue",
                        Bench.of("QueueBench.arrayBlockingQueue", QueueBench.WINDOW),
                        10));
    }

    private static Claim queue(String name, String which, Bench ours, String peerName, Bench peer, double goal) {
        return new Claim(
                name,
                "queue",
                "Two threads, saturated: the queue " + which + ", against " + peerName,
                "ns an element",
                ours,
                peerName,
                peer,
                goal);
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

package io.trenchbot.benchmarks;

import java.util.List;
import java.util.stream.Stream;

/** Every claim, in the order of the way of the data. A new benchmark becomes a claim by a row here. */
final class Claims {
    /** Opening the first mapping of Chronicle starts a process and loads native code. */
    private static final int CHRONICLE_SETUP_MS = 1_500;

    private static final int APPENDER_SETUP_MS = 500;

    private Claims() {}

    static List<Claim> all() {
        return Stream.of(StreamingClaims.all(), queue(), SigverifyClaims.all(), buffer(), PoolClaims.all(), monitor())
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

    private static List<Claim> buffer() {
        Bench chronicle = Bench.of("BufferBench.chronicle", Appender.BATCH)
                .flags(Claims::chronicleFlags)
                .setup(CHRONICLE_SETUP_MS);
        Bench agrona = Bench.of("BufferBench.agrona", Appender.BATCH)
                .flags("--add-opens", "java.base/jdk.internal.misc=ALL-UNNAMED")
                .setup(APPENDER_SETUP_MS);
        return List.of(
                append("buffer-chronicle-64", 64, "Chronicle MappedBytes", chronicle, 1.75),
                append("buffer-chronicle-256", 256, "Chronicle MappedBytes", chronicle, 1.2),
                append("buffer-agrona-64", 64, "Agrona UnsafeBuffer", agrona, 0.90),
                append("buffer-agrona-256", 256, "Agrona UnsafeBuffer", agrona, 0.90));
    }

    private static Claim append(String name, int payloadBytes, String peerName, Bench peer, double goal) {
        String bytes = Integer.toString(payloadBytes);
        return new Claim(
                name,
                "buffer",
                "Appends " + bytes + " bytes to a warm journal, no checksum, against " + peerName
                        + " with the same frames",
                "ns a record",
                Bench.of("BufferBench.ours", Appender.BATCH)
                        .with("payloadBytes", bytes)
                        .setup(APPENDER_SETUP_MS),
                peerName,
                peer.with("payloadBytes", bytes),
                goal);
    }

    /** The fewest that it runs with, and those that keep it silent; one of these keeps JDK 17 from starting. */
    private static List<String> chronicleFlags(int feature) {
        Stream<String> needed = Stream.of(
                "--add-opens",
                "java.base/java.lang.reflect=ALL-UNNAMED",
                "--add-opens",
                "java.base/sun.nio.ch=ALL-UNNAMED",
                "--add-exports",
                "java.base/jdk.internal.ref=ALL-UNNAMED",
                "-Dchronicle.analytics.disable=true");
        Stream<String> silent = feature < 24
                ? Stream.of()
                : Stream.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");
        return Stream.concat(needed, silent).toList();
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

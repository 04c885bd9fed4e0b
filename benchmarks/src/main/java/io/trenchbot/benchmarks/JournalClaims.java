package io.trenchbot.benchmarks;

import java.util.List;
import java.util.stream.Stream;

/** What is claimed of the journal. */
final class JournalClaims {
    /** Opening the first mapping of Chronicle starts a process and loads native code. */
    private static final int CHRONICLE_SETUP_MS = 1_500;

    private static final int APPENDER_SETUP_MS = 500;

    private JournalClaims() {}

    static List<Claim> all() {
        Bench chronicle = Bench.of("BufferBench.chronicle", Appender.BATCH)
                .flags(JournalClaims::chronicleFlags)
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
}

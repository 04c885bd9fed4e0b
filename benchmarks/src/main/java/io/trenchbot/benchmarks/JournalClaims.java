package io.trenchbot.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What is claimed of the journal. */
final class JournalClaims {
    /** Opening the first mapping of Chronicle starts a process and loads native code. */
    private static final int CHRONICLE_SETUP_MS = 1_500;

    private static final int APPENDER_SETUP_MS = 500;
    private static final int LOG_SETUP_MS = 5_000;
    private static final String AGAIN = "through the same mapping again and again";

    private JournalClaims() {}

    static List<Claim> all() {
        return Stream.of(appends(), checksums(), fresh(), replays(), roundTrips(), device(), recovery(), takeover())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Claim> appends() {
        Bench chronicle = Bench.of("BufferBench.chronicle", Appender.BATCH)
                .flags(JournalClaims::chronicleFlags)
                .setup(CHRONICLE_SETUP_MS);
        Bench agrona = Bench.of("BufferBench.agrona", Appender.BATCH)
                .flags("--add-opens", "java.base/jdk.internal.misc=ALL-UNNAMED")
                .setup(APPENDER_SETUP_MS);
        return List.of(
                append("buffer-chronicle-64", 64, "Chronicle MappedBytes", chronicle, 1.75),
                append("buffer-chronicle-256", 256, "Chronicle MappedBytes", chronicle, 1.2),
                append("buffer-chronicle-1024", 1_024, "Chronicle MappedBytes", chronicle, 0.9)
                        .notInQuick(),
                append("buffer-agrona-64", 64, "Agrona UnsafeBuffer", agrona, 0.90),
                append("buffer-agrona-256", 256, "Agrona UnsafeBuffer", agrona, 0.90),
                append("buffer-agrona-1024", 1_024, "Agrona UnsafeBuffer", agrona, 0.90)
                        .notInQuick());
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

    private static Claim claim(
            String name, String sentence, String metric, Bench ours, String peerName, Bench peer, double goal) {
        return new Claim(name, "buffer", sentence, metric, ours, peerName, peer, goal).notInQuick();
    }

    private static List<Claim> checksums() {
        return Stream.of(64, 256, 1_024)
                .map(bytes -> claim(
                        "buffer-checksum-" + bytes,
                        "Appends " + bytes + " bytes with a checksum in at most twice the time without",
                        "ns a record",
                        warm(bytes, true),
                        "the same journal without checksums",
                        warm(bytes, false),
                        1 / 2.0))
                .toList();
    }

    private static Bench warm(int payloadBytes, boolean checksum) {
        return log(checksum ? LogKind.WARM : LogKind.WARM_UNCHECKED, payloadBytes);
    }

    private static Bench log(LogKind kind, int payloadBytes) {
        return Bench.of("FreshBench.append", 1)
                .with("kind", kind.name())
                .with("payloadBytes", Integer.toString(payloadBytes))
                .setup(LOG_SETUP_MS)
                .reading(Bench.Reading.REPORTED);
    }

    private static List<Claim> fresh() {
        List<Claim> claims = new ArrayList<>();
        for (int bytes : new int[] {64, 256, 1_024}) {
            claims.add(claim(
                    "buffer-queue-" + bytes,
                    "Appends " + bytes
                            + " bytes with a checksum to new segments that were touched ahead, against Chronicle Queue",
                    "ns a record",
                    log(LogKind.FRESH, bytes),
                    "Chronicle Queue appender, no checksum",
                    log(LogKind.CHRONICLE_QUEUE, bytes).flags(JournalClaims::chronicleFlags),
                    8));
        }
        Bench fresh = log(LogKind.FRESH, 256).with("onDevice", "true");
        claims.add(claim(
                "buffer-fresh",
                "Appending 256 bytes to new segments takes at most 1.3 times as long as to the same ones again",
                "ns a record",
                fresh,
                "the same journal as a ring",
                log(LogKind.WARM, 256).with("onDevice", "true"),
                1 / 1.3));
        claims.add(claim(
                "buffer-faults",
                "The appending thread meets no page fault in 192 MiB of new segments",
                "page faults",
                fresh.method("FreshBench.faults"),
                "a limit of none",
                Bench.limit(0),
                1));
        return claims;
    }

    private static List<Claim> replays() {
        List<Claim> claims = new ArrayList<>();
        for (int bytes : new int[] {64, 256, 1_024}) {
            claims.add(replay("buffer-replay-" + bytes, bytes, true, "as a new reader", "readingDocument"));
            claims.add(replay("buffer-replay-again-" + bytes, bytes, false, AGAIN, "readingDocument"));
            claims.add(replay("buffer-replay-bytes-" + bytes, bytes, false, AGAIN, "readBytes"));
        }
        return claims;
    }

    private static Claim replay(String name, int payloadBytes, boolean reopened, String how, String call) {
        return claim(
                name,
                "Replays records of " + payloadBytes + " bytes and verifies each, " + how
                        + ", against Chronicle Queue's tailer",
                "ns a record",
                replay("ours", payloadBytes, reopened),
                "Chronicle Queue tailer by " + call + ", no checksum",
                replay(call, payloadBytes, reopened).flags(JournalClaims::chronicleFlags),
                2);
    }

    private static Bench replay(String side, int payloadBytes, boolean reopened) {
        return Bench.of("ReplayBench." + side, ReplayBench.BATCH)
                .with("payloadBytes", Integer.toString(payloadBytes))
                .with("reopened", Boolean.toString(reopened))
                .setup(CHRONICLE_SETUP_MS);
    }

    private static List<Claim> roundTrips() {
        Bench ours = Bench.of("RoundTripBench.ours", RoundTripBench.BATCH).setup(APPENDER_SETUP_MS);
        String sentence = "64 bytes to another thread and back through a ring, against ";
        return List.of(
                claim(
                        "buffer-aeron",
                        sentence + "Aeron IPC",
                        "ns a round trip",
                        ours,
                        "Aeron IPC, exclusive publications",
                        Bench.of("RoundTripBench.aeron", RoundTripBench.BATCH)
                                .flags("--add-opens", "java.base/jdk.internal.misc=ALL-UNNAMED")
                                .setup(CHRONICLE_SETUP_MS),
                        1 / 0.65),
                claim(
                        "buffer-queue-round-trip",
                        sentence + "Chronicle Queue",
                        "ns a round trip",
                        ours,
                        "Chronicle Queue",
                        Bench.of("RoundTripBench.chronicleQueue", RoundTripBench.BATCH)
                                .flags(JournalClaims::chronicleFlags)
                                .setup(CHRONICLE_SETUP_MS),
                        1 / 0.45));
    }

    private static List<Claim> device() {
        return List.of(claim(
                "buffer-group",
                "Puts fifty times as many records of 256 bytes on the device in groups of 256 as each by itself",
                "ns a record",
                Bench.of("DeviceBench.grouped", DeviceBench.GROUP).setup(APPENDER_SETUP_MS),
                "the same journal, every append waits for the device",
                Bench.of("DeviceBench.each", 1).setup(APPENDER_SETUP_MS),
                50));
    }

    private static List<Claim> recovery() {
        return List.of(
                scan(64, 3),
                scan(256, 7),
                opens("buffer-open", "", false),
                opens("buffer-open-all", ", every segment verified", true));
    }

    private static Claim scan(int payloadBytes, int gigabytesPerSecond) {
        return claim(
                "buffer-scan-" + payloadBytes,
                "Recovery verifies " + gigabytesPerSecond + " GB of log a second on all processors, in records of "
                        + payloadBytes + " bytes",
                "ns for a thousand bytes",
                Bench.of("RecoveryBench.scan", 1)
                        .with("payloadBytes", Integer.toString(payloadBytes))
                        .setup(LOG_SETUP_MS)
                        .reading(Bench.Reading.REPORTED),
                "a limit of " + gigabytesPerSecond + " GB/s",
                Bench.limit(1_000.0 / gigabytesPerSecond),
                1);
    }

    private static Claim opens(String name, String which, boolean all) {
        return claim(
                name,
                "Opens a journal of 1 GiB whose writer was killed within half a second, in a new JVM" + which,
                "ms",
                Bench.of("RecoveryBench.open", 1)
                        .with("all", Boolean.toString(all))
                        .setup(LOG_SETUP_MS)
                        .reading(Bench.Reading.REPORTED),
                "a limit of 500 ms",
                Bench.limit(500),
                1);
    }

    private static List<Claim> takeover() {
        Bench ours = Bench.of("RecoveryBench.takeover", 1).setup(LOG_SETUP_MS).reading(Bench.Reading.REPORTED);
        Bench chronicle = Bench.of("RecoveryBench.takeoverChronicleQueue", 1)
                .flags(JournalClaims::chronicleFlags)
                .setup(LOG_SETUP_MS)
                .reading(Bench.Reading.REPORTED);
        return List.of(
                claim(
                        "buffer-takeover",
                        "The next writer's first record comes a tenth of a second after its predecessor was killed",
                        "ms",
                        ours,
                        "a limit of 100 ms",
                        Bench.limit(100),
                        1),
                claim(
                        "buffer-takeover-queue",
                        "The next writer's first record after its predecessor was killed, against Chronicle Queue",
                        "ms",
                        ours,
                        "Chronicle Queue, timeoutMS 1,000 and not 10,000",
                        chronicle,
                        15));
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

package io.trenchbot.benchmarks;

import java.util.ArrayList;
import java.util.List;

/** The claims of the stream: frames, scanning, the whole client, and how late it hands over. */
final class StreamingClaims {
    private static final int SETUP_MS = 1_000;
    private static final int PACED_SETUP_MS = 19_500;
    private static final String STRINGS = "Java-WebSocket onMessage(String)";
    private static final String HAND_WRITTEN = "a hand-written socket client";
    private static final String NS = "ns a message";

    private StreamingClaims() {}

    static List<Claim> all() {
        List<Claim> claims = new ArrayList<>();
        claims.addAll(client());
        claims.addAll(transport(Recording.LOGS, "logs"));
        claims.addAll(transport(Recording.TRANSACTIONS, "transactions"));
        claims.add(scanner(Recording.LOGS, "logs"));
        claims.add(scanner(Recording.TRANSACTIONS, "transactions"));
        claims.addAll(paced("p50", "half of the messages", "0.5"));
        claims.addAll(paced("p99", "99 of 100 messages", "0.99"));
        return claims;
    }

    private static Claim claim(
            String name, String sentence, String metric, Bench ours, String peerName, Bench peer, double goal) {
        return new Claim("streaming-" + name, "streaming", sentence, metric, ours, peerName, peer, goal);
    }

    private static Bench feed(FeedClient client, Recording recording) {
        return Bench.of("StreamingBench.messages", recording.window)
                .with("client", client.name())
                .with("recording", recording.name())
                .setup(SETUP_MS)
                .recordedData();
    }

    private static List<Claim> client() {
        List<Claim> claims = new ArrayList<>();
        for (Recording recording : List.of(Recording.LOGS, Recording.TRANSACTIONS)) {
            claims.add(claim(
                    recording.what,
                    "The whole client reads recorded " + recording.what
                            + " off a socket at least four times as fast as Java-WebSocket with Jackson",
                    NS,
                    feed(FeedClient.OURS, recording),
                    STRINGS + " + Jackson streaming",
                    feed(FeedClient.JACKSON, recording),
                    4));
            claims.add(claim(
                            recording.what + "-garbage",
                            "The whole client, the transaction decoded, allocates next to nothing for each of the recorded "
                                    + recording.what,
                            "bytes a message",
                            feed(FeedClient.OURS, recording).reading(Bench.Reading.ALLOCATION),
                            "a limit of 16 bytes",
                            Bench.limit(16),
                            1)
                    .notInQuick());
        }
        claims.add(claim(
                        "transactions-rate",
                        "The whole client takes more than 50,000 full transactions a second, decoded, on one thread",
                        NS,
                        feed(FeedClient.OURS, Recording.TRANSACTIONS),
                        "a limit of 20 us",
                        Bench.limit(20_000),
                        1)
                .notInQuick());
        claims.add(peer("blocks-solanaj", "solanaj 1.27.3", FeedClient.SOLANAJ, Recording.BLOCK));
        claims.add(peer("logs-solanaj", "solanaj 1.27.3", FeedClient.SOLANAJ, Recording.LOGS));
        claims.add(peer("logs-sava", "sava-rpc 24.23.3", FeedClient.SAVA, Recording.LOGS));
        return claims;
    }

    /** On the feeds that a peer has a method for; none has one for transactions. */
    private static Claim peer(String name, String peerName, FeedClient peer, Recording recording) {
        Bench theirs = feed(peer, recording);
        return claim(
                        name,
                        "The whole client reads recorded " + recording.what + " at least four times as fast as "
                                + peerName,
                        recording == Recording.BLOCK ? "ns a transaction" : NS,
                        feed(FeedClient.OURS, recording),
                        peerName,
                        peer == FeedClient.SAVA ? theirs.from(25) : theirs,
                        4)
                .notInQuick();
    }

    private static List<Claim> transport(Recording recording, String what) {
        Bench ours = feed(FeedClient.OUR_TRANSPORT, recording);
        return List.of(
                claim(
                                "frames-" + what,
                                "Frames of recorded " + what + " in place, against strings of the same library",
                                NS,
                                ours,
                                STRINGS,
                                feed(FeedClient.STRINGS, recording),
                                5)
                        .notInQuick(),
                claim(
                                "hand-" + what,
                                "Frames of recorded " + what + " cost at most a tenth more than those cut by hand",
                                NS,
                                ours,
                                HAND_WRITTEN,
                                feed(FeedClient.HAND_WRITTEN, recording),
                                0.9)
                        .notInQuick());
    }

    private static Claim scanner(Recording recording, String what) {
        return claim(
                        "scanner-" + what,
                        "Scans recorded " + what + " twice as fast as Jackson's streaming parser over the same bytes",
                        NS,
                        scan("ours", recording),
                        "Jackson JsonParser",
                        scan("jackson", recording),
                        2)
                .notInQuick();
    }

    private static Bench scan(String method, Recording recording) {
        return Bench.of("ScannerBench." + method, ScannerBench.FRAMES)
                .with("recording", recording.name())
                .setup(SETUP_MS)
                .recordedData();
    }

    private static List<Claim> paced(String name, String which, String share) {
        List<Claim> claims = new ArrayList<>();
        for (Recording recording : List.of(Recording.LOGS, Recording.TRANSACTIONS)) {
            claims.add(claim(
                            recording.what + "-" + name,
                            "At 10,000 " + recording.what + " a second, " + which
                                    + " reach the handler, scanned and decoded, within 1.3 times as long as bare frames by hand",
                            NS,
                            paced(FeedClient.OURS, recording, share),
                            HAND_WRITTEN,
                            paced(FeedClient.HAND_WRITTEN, recording, share),
                            1 / 1.3)
                    .notInQuick());
        }
        return claims;
    }

    private static Bench paced(FeedClient client, Recording recording, String share) {
        return Bench.of("PacedBench.latency", 1)
                .with("client", client.name())
                .with("recording", recording.name())
                .with("share", share)
                .setup(PACED_SETUP_MS)
                .recordedData()
                .reading(Bench.Reading.REPORTED);
    }
}

package io.trenchbot.benchmarks;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A client on a loopback socket whose server sends recorded frames as fast as they are taken; a call is a window of
 * messages. Where a client waits for the server, it could have done more than is measured.
 */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // What the setup makes; nothing comes before it.
public class StreamingBench {
    @Param("OURS")
    public FeedClient client;

    @Param({"LOGS", "TRANSACTIONS"})
    public Recording recording;

    /** The folder of recorded data. */
    @Param("")
    public String shared;

    private FrameServer server;
    private AutoCloseable connection;
    private Arrivals arrivals;

    @Setup
    public void start() throws Exception {
        List<String> frames = recording.frames(Path.of(shared));
        server = new FrameServer(frames, null);
        int count = recording == Recording.BLOCK ? recording.window : frames.size();
        Check.same(
                first(client.oracle(recording), count),
                first(client, count),
                "messages read by " + client.oracle(recording) + " and " + client);
        arrivals = new Arrivals(recording.window, 0, null);
        connection = client.connect(server.url(), recording, arrivals);
    }

    private List<String> first(FeedClient kind, int count) throws Exception {
        Arrivals kept = new Arrivals(recording.window, count, null);
        AutoCloseable brief = kind.connect(server.url(), recording, kept);
        try {
            return kept.first().stream().map(this::comparable).toList();
        } finally {
            brief.close();
        }
    }

    private String comparable(String text) {
        return switch (client) {
            // Hands no slot over.
            case SOLANAJ -> recording == Recording.LOGS ? text.substring(text.indexOf(' ')) : text;
            // Reads an escaped end of line as the letter.
            case SAVA -> text.replace('\n', 'n');
            default -> text;
        };
    }

    @TearDown
    public void stop() throws Exception {
        connection.close();
        server.close();
    }

    @Benchmark
    public long messages() throws InterruptedException {
        return arrivals.awaitWindow();
    }
}

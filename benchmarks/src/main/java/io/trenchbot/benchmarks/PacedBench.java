package io.trenchbot.benchmarks;

import java.nio.file.Path;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Ten thousand recorded messages a second, from the time each is meant to be sent to the client's handler. */
@BenchmarkMode(Mode.SingleShotTime)
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // What the harness sets; nothing comes before it.
public class PacedBench {
    private static final int PER_SECOND = 10_000;
    private static final int UNCOUNTED = 10_000;
    private static final int COUNTED = 30_000;

    @Param("OURS")
    public FeedClient client;

    @Param({"LOGS", "TRANSACTIONS"})
    public Recording recording;

    /** The folder of recorded data. */
    @Param("")
    public String shared;

    @Param("0.5")
    public double share;

    @Benchmark
    public void latency(Reported reported) throws Exception {
        Pace pace = new Pace(PER_SECOND, UNCOUNTED, COUNTED);
        Arrivals arrivals = new Arrivals(recording.window, 0, pace);
        FrameServer server = new FrameServer(recording.frames(Path.of(shared)), pace);
        AutoCloseable connection = client.connect(server.url(), recording, arrivals);
        try {
            reported.value = pace.percentileNs(share);
        } finally {
            connection.close();
            server.close();
        }
    }
}

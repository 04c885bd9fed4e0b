package io.trenchbot.benchmarks;

import java.net.URI;
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
 * A whole client on a loopback socket whose server sends recorded frames as fast as they are taken; a call is a window of
 * messages.
 *
 * <p>The client is measured and not its scanner, which nobody can call: frames, scanning and handing over to a handler are
 * what an application pays for. Where ours waits for the server, the ratio is less than that of the work.
 */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class StreamingBench {
    /** Makes a client that is connected, or soon will be. */
    @FunctionalInterface
    interface Connector {
        AutoCloseable connect(URI url, Recording recording, Arrivals arrivals) throws InterruptedException;
    }

    private static AutoCloseable ours(URI url, Recording recording, Arrivals arrivals) {
        return new OurClient(url, recording, arrivals);
    }

    private static AutoCloseable jackson(URI url, Recording recording, Arrivals arrivals) throws InterruptedException {
        JacksonClient client = new JacksonClient(url, recording, arrivals);
        return client::closeBlocking;
    }

    /** A server, and a client of one kind, after both kinds were compared. */
    @State(Scope.Benchmark)
    @SuppressWarnings("NullAway.Init") // What the setup makes; nothing comes before it.
    public abstract static class Feed {
        @Param({"LOGS", "TRANSACTIONS"})
        public Recording recording;

        /** The folder of recorded data. */
        @Param("")
        public String shared;

        private FrameServer server;
        private AutoCloseable client;
        private Arrivals arrivals;

        abstract Connector connector();

        @Setup
        public void start() throws Exception {
            List<String> frames = recording.frames(Path.of(shared));
            server = new FrameServer(frames);
            Check.same(
                    first(StreamingBench::jackson, frames.size()),
                    first(StreamingBench::ours, frames.size()),
                    "messages read by Jackson and by ours");
            arrivals = new Arrivals(recording.window, 0);
            client = connector().connect(server.url(), recording, arrivals);
        }

        private List<String> first(Connector connector, int count) throws Exception {
            Arrivals kept = new Arrivals(recording.window, count);
            AutoCloseable connection = connector.connect(server.url(), recording, kept);
            try {
                return kept.first();
            } finally {
                connection.close();
            }
        }

        final Arrivals arrivals() {
            return arrivals;
        }

        @TearDown
        public void stop() throws Exception {
            client.close();
            server.close();
        }
    }

    /** Ours. */
    public static class OurFeed extends Feed {
        @Override
        Connector connector() {
            return StreamingBench::ours;
        }
    }

    /** The peer's. */
    public static class JacksonFeed extends Feed {
        @Override
        Connector connector() {
            return StreamingBench::jackson;
        }
    }

    @Benchmark
    public long ours(OurFeed feed) throws InterruptedException {
        return feed.arrivals().awaitWindow();
    }

    @Benchmark
    public long jackson(JacksonFeed feed) throws InterruptedException {
        return feed.arrivals().awaitWindow();
    }
}

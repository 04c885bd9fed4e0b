package io.trenchbot.benchmarks;

import io.trenchbot.pool.PoolStats;
import io.trenchbot.pool.RpcNode;
import io.trenchbot.pool.SolanaConnectionPool;
import io.trenchbot.pool.SolanaRpc;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Sessions that read from nodes at different slots: three within the lag that is fine and one far behind. The benchmark is
 * one long run that reports a figure of its own.
 */
@BenchmarkMode(Mode.SingleShotTime)
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // What the setup makes; nothing comes before it.
public class PoolSlotsBench {
    static final int CALLS = 200_000;

    private static final int CALLERS = 8;
    private static final long SLOT_NS = 400_000_000;
    private static final int[] LAGS = {0, 2, 4, 20};
    private static final String STALE = "behind-" + LAGS[LAGS.length - 1];
    private static final String HASH = "EkSnNWid2cvwEVnVx9aBqawnmiCNiDgp3gUdkDPTKN1N";
    private static final long PATIENCE_NS = 20_000_000_000L;

    /** What is reported. */
    public enum Figure {
        STALE_READS,
        BACKWARD_SLOTS,
        PROBES_PER_SECOND
    }

    @Param("STALE_READS")
    public Figure figure;

    private final long startNs = System.nanoTime();
    private final AtomicLong staleReads = new AtomicLong();
    private final AtomicLong backwardSlots = new AtomicLong();
    private final AtomicLong highestSlot = new AtomicLong();
    private final List<ReplyServer> servers = new ArrayList<>();
    private SolanaConnectionPool pool;

    @Setup
    public void start() throws IOException {
        SolanaConnectionPool.Builder builder = SolanaConnectionPool.builder();
        for (int lag : LAGS) {
            ReplyServer server = new ReplyServer(request -> answer(request, lag));
            servers.add(server);
            builder.addNode(RpcNode.builder("behind-" + lag, server.url()).build());
        }
        pool = builder.build();
        awaitKnown();
    }

    private void awaitKnown() throws IOException {
        long endNs = System.nanoTime() + PATIENCE_NS;
        while (pool.stats().node(STALE).state() != PoolStats.NodeState.STALE) {
            Check.that(System.nanoTime() - endNs < 0, "the pool notices that a node is " + STALE);
            pool.rpc().getLatestBlockhash();
            LockSupport.parkNanos(1_000_000);
        }
    }

    private String answer(String request, int lag) {
        long slot = ReplyServer.SLOT + (System.nanoTime() - startNs) / SLOT_NS - lag;
        if (!request.contains("\"getLatestBlockhash\"")) {
            return ReplyServer.body(request, request.contains("\"getSlot\"") ? Long.toString(slot) : '"' + HASH + '"');
        }
        if (lag == LAGS[LAGS.length - 1]) {
            staleReads.incrementAndGet();
        }
        return ReplyServer.body(
                request,
                "{\"context\":{\"slot\":" + slot + "},\"value\":{\"blockhash\":\"" + HASH
                        + "\",\"lastValidBlockHeight\":" + slot + "}}");
    }

    @TearDown
    public void stop() throws IOException {
        pool.close();
        for (ReplyServer server : servers) {
            server.close();
        }
    }

    @Benchmark
    public void measure(Reported reported) {
        long staleBefore = staleReads.get();
        long probesBefore = pool.stats().probes();
        long beganNs = System.nanoTime();
        Load.runAll(Stream.generate(() -> new Thread(this::readInSession))
                .limit(CALLERS)
                .toList());
        double seconds = (System.nanoTime() - beganNs) / 1e9;
        Check.that(highestSlot.get() > ReplyServer.SLOT, "all sessions have read");
        reported.value = switch (figure) {
            case STALE_READS -> staleReads.get() - staleBefore;
            case BACKWARD_SLOTS -> backwardSlots.get();
            case PROBES_PER_SECOND -> (pool.stats().probes() - probesBefore) / seconds / LAGS.length;
        };
    }

    private void readInSession() {
        SolanaRpc session = pool.rpc().session();
        long seen = 0;
        for (int i = 0; i < CALLS / CALLERS; i++) {
            long slot = read(session);
            if (slot < seen) {
                backwardSlots.incrementAndGet();
            }
            seen = Math.max(seen, slot);
        }
        highestSlot.accumulateAndGet(seen, Math::max);
    }

    private static long read(SolanaRpc session) {
        try {
            return session.getLatestBlockhash().contextSlot();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

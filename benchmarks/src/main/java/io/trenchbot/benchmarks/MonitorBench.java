package io.trenchbot.benchmarks;

import io.trenchbot.monitor.LatencyRecorder;
import io.trenchbot.monitor.PerformanceMonitor;
import io.trenchbot.monitor.PerformanceReport;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Records latencies of all magnitudes, one writer, snapshots by others possible; a call is a run of them. */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
public class MonitorBench {
    static final int VALUES = 8_192;
    private static final String SERIES = "bench.stage";
    /** What ours covers. */
    private static final long LONGEST_NS = (1L << 37) - 1;
    /** Keeps a value to one percent, as ours does. */
    private static final int DIGITS = 2;

    private final long[] latenciesNs = latencies();
    private final PerformanceMonitor monitor = PerformanceMonitor.builder().build();
    private final LatencyRecorder recorder = monitor.latency(SERIES);
    private final SingleWriterRecorder hdrRecorder = new SingleWriterRecorder(1, LONGEST_NS, DIGITS);

    /** Log-normal around 20 µs with a long tail, as stages of a pipeline have it. */
    private static long[] latencies() {
        Random random = new Random(7);
        return LongStream.generate(() -> (long) Math.exp(9.9 + 1.5 * random.nextGaussian()))
                .limit(VALUES)
                .toArray();
    }

    @Setup
    public void check() {
        ours();
        hdrHistogram();
        PerformanceReport.Distribution total =
                monitor.report().latency(SERIES).orElseThrow().total();
        Histogram hdr = hdrRecorder.getIntervalHistogram();
        Check.that(total.count() == hdr.getTotalCount(), total.count() + " records are " + hdr.getTotalCount());
        near(total.p50Ns(), hdr.getValueAtPercentile(50));
        near(total.p99Ns(), hdr.getValueAtPercentile(99));
        near(total.p999Ns(), hdr.getValueAtPercentile(99.9));
    }

    /** Both may be wrong by one percent. */
    private static void near(long oursNs, long peerNs) {
        Check.that(Math.abs(oursNs - peerNs) <= 0.02 * peerNs, oursNs + " ns is near " + peerNs + " ns");
    }

    @Benchmark
    public void ours() {
        for (long ns : latenciesNs) {
            recorder.record(ns);
        }
    }

    @Benchmark
    public void hdrHistogram() {
        for (long ns : latenciesNs) {
            hdrRecorder.recordValue(ns);
        }
    }
}

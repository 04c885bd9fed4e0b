package io.trenchbot.benchmarks;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** There through one queue and back through another of its kind, one element at a time; a call is one trip. */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
public class QueueTripBench {
    private static final int TRIPS = 100;

    @Param("OURS_SAMPLED")
    public String kind = "OURS_SAMPLED";

    private Handover there = Handover.of(kind);
    private Handover back = Handover.of(kind);
    private @Nullable Thread echo;
    private volatile boolean stopped;

    @Setup
    public void start() {
        there = Handover.of(kind);
        back = Handover.of(kind);
        Thread thread = new Thread(this::echo, "echo");
        thread.setDaemon(true);
        thread.start();
        echo = thread;
        for (int i = 0; i < TRIPS; i++) {
            Check.that(trip(i) == i, "what went there comes back");
        }
    }

    @TearDown
    public void stop() throws InterruptedException {
        stopped = true;
        if (echo != null) {
            echo.join();
        }
    }

    private void echo() {
        while (!stopped) {
            Integer element = there.poll();
            if (element == null) {
                Thread.onSpinWait();
            } else {
                Check.that(back.offer(element), "there is room for one");
            }
        }
    }

    private Integer trip(Integer element) {
        Check.that(there.offer(element), "there is room for one");
        Integer returned = back.poll();
        while (returned == null) {
            Thread.onSpinWait();
            returned = back.poll();
        }
        return returned;
    }

    @Benchmark
    public Integer roundTrip() {
        return trip(TRIPS);
    }
}

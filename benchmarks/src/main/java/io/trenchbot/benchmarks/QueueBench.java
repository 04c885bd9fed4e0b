package io.trenchbot.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
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

/**
 * Two threads, one queue, references. A producer pushes all the time, the measured thread pops; a call is a window of
 * elements, many times what the queue holds.
 *
 * <p>Which thread runs ahead, and where queue and thread come to lie, is decided at random and stays for as long as both
 * live. So queue and producer are replaced every few windows, and the median is over many of them.
 */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
public class QueueBench {
    static final int WINDOW = 200_000;
    static final int CAPACITY = Handover.CAPACITY;
    private static final int CHECKED = 3 * CAPACITY;

    @Param("OURS_SAMPLED")
    public String kind = "OURS_SAMPLED";

    /** Windows with one queue and one producer. */
    @Param("24")
    public int windowsEach;

    private Handover queue = Handover.of(kind);
    private int windowsLeft;
    private @Nullable Thread producer;
    private volatile boolean stopped;

    @Setup
    public void start() throws InterruptedException {
        queue = Handover.of(kind);
        Check.same(expected(), handedOver(), "elements handed over by the JDK's queue and by this one");
        startLane();
    }

    private void startLane() {
        stopped = false;
        queue = Handover.of(kind);
        windowsLeft = windowsEach;
        Thread thread = new Thread(this::produce, "producer");
        thread.setDaemon(true);
        thread.start();
        producer = thread;
    }

    @TearDown
    public void stop() throws InterruptedException {
        stopped = true;
        if (producer != null) {
            producer.join();
        }
    }

    private void produce() {
        Handover to = queue;
        while (!stopped) {
            push(to);
        }
    }

    private void push(Handover to) {
        Integer element = CAPACITY;
        for (int i = 0; i < CAPACITY && !stopped; i++) {
            while (!to.offer(element) && !stopped) {
                Thread.onSpinWait();
            }
        }
    }

    @Benchmark
    public Integer window() throws InterruptedException {
        if (windowsLeft-- == 0) {
            stop();
            startLane();
        }
        return pop(queue);
    }

    private static Integer pop(Handover from) {
        Integer last = 0;
        for (int i = 0; i < WINDOW; i++) {
            last = next(from);
        }
        return last;
    }

    private static Integer next(Handover from) {
        Integer element = from.poll();
        while (element == null) {
            Thread.onSpinWait();
            element = from.poll();
        }
        return element;
    }

    /** How many fit, what comes out of it then, and what another thread hands over. */
    private List<Integer> handedOver() throws InterruptedException {
        List<Integer> out = new ArrayList<>();
        int fitting = 0;
        while (queue.offer(fitting)) {
            fitting++;
        }
        for (Integer element = queue.poll(); element != null; element = queue.poll()) {
            out.add(element);
        }
        out.add(fitting);
        Thread other = new Thread(() -> {
            for (int i = 0; i < CHECKED; i++) {
                while (!queue.offer(i)) {
                    Thread.onSpinWait();
                }
            }
        });
        other.start();
        for (int i = 0; i < CHECKED; i++) {
            out.add(next(queue));
        }
        other.join();
        return out;
    }

    private static List<Integer> expected() {
        ArrayBlockingQueue<Integer> queue = new ArrayBlockingQueue<>(CAPACITY);
        List<Integer> out = new ArrayList<>();
        int fitting = 0;
        while (queue.offer(fitting)) {
            fitting++;
        }
        queue.drainTo(out);
        out.add(fitting);
        for (int i = 0; i < CHECKED; i++) {
            queue.add(i);
            out.add(queue.remove());
        }
        return out;
    }
}

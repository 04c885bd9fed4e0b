package io.trenchbot.benchmarks;

import io.trenchbot.queue.Sampling;
import io.trenchbot.queue.TransactionQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jctools.queues.varhandle.SpscVarHandleArrayQueue;
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
 */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class QueueBench {
    static final int WINDOW = 200_000;
    static final int CAPACITY = 32_768;
    private static final int CHECKED = 3 * CAPACITY;

    /** A queue of one kind and its producer. A JVM loads one subclass, so that every call in the loops has one target. */
    @State(Scope.Benchmark)
    public abstract static class Lane {
        private @Nullable Thread producer;
        private volatile boolean stopped;

        abstract boolean offer(Integer element);

        abstract @Nullable Integer poll();

        /** Where parameters are needed; the harness has set them by now. */
        void open() {}

        @Setup
        public void start() throws InterruptedException {
            open();
            Check.same(expected(), handedOver(), "elements handed over by the JDK's queue and by this one");
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
            Integer element = CAPACITY;
            while (!stopped) {
                for (int i = 0; i < WINDOW && !stopped; i++) {
                    while (!offer(element) && !stopped) {
                        Thread.onSpinWait();
                    }
                }
            }
        }

        Integer popWindow() {
            Integer last = 0;
            for (int i = 0; i < WINDOW; i++) {
                Integer element = poll();
                while (element == null) {
                    Thread.onSpinWait();
                    element = poll();
                }
                last = element;
            }
            return last;
        }

        /** How many fit, what comes out of it then, and what another thread hands over. */
        private List<Integer> handedOver() throws InterruptedException {
            List<Integer> out = new ArrayList<>();
            int fitting = 0;
            while (offer(fitting)) {
                fitting++;
            }
            for (Integer element = poll(); element != null; element = poll()) {
                out.add(element);
            }
            out.add(fitting);
            Thread other = new Thread(() -> {
                for (int i = 0; i < CHECKED; i++) {
                    while (!offer(i)) {
                        Thread.onSpinWait();
                    }
                }
            });
            other.start();
            for (int i = 0; i < CHECKED; i++) {
                Integer element = poll();
                while (element == null) {
                    Thread.onSpinWait();
                    element = poll();
                }
                out.add(element);
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

    /** Ours. */
    public static class Ours extends Lane {
        @Param({"ONE_IN_64", "OFF"})
        public Sampling sampling = Sampling.ONE_IN_64;

        private TransactionQueue<Integer> queue =
                TransactionQueue.<Integer>builder(CAPACITY).build();

        @Override
        void open() {
            queue = TransactionQueue.<Integer>builder(CAPACITY)
                    .sampling(sampling)
                    .build();
        }

        @Override
        boolean offer(Integer element) {
            return queue.tryPush(element);
        }

        @Override
        @Nullable
        Integer poll() {
            return queue.tryPop();
        }
    }

    /** JCTools' queue as it is: no counts, no times. */
    public static class JcTools extends Lane {
        private final SpscVarHandleArrayQueue<Integer> queue = new SpscVarHandleArrayQueue<>(CAPACITY);

        @Override
        boolean offer(Integer element) {
            return queue.offer(element);
        }

        @Override
        @Nullable
        Integer poll() {
            return queue.poll();
        }
    }

    /** The JDK's bounded queue, without waiting. */
    public static class JdkBlocking extends Lane {
        private final ArrayBlockingQueue<Integer> queue = new ArrayBlockingQueue<>(CAPACITY);

        @Override
        boolean offer(Integer element) {
            return queue.offer(element);
        }

        @Override
        @Nullable
        Integer poll() {
            return queue.poll();
        }
    }

    @Benchmark
    public Integer ours(Ours lane) {
        return lane.popWindow();
    }

    @Benchmark
    public Integer jctools(JcTools lane) {
        return lane.popWindow();
    }

    @Benchmark
    public Integer arrayBlockingQueue(JdkBlocking lane) {
        return lane.popWindow();
    }
}

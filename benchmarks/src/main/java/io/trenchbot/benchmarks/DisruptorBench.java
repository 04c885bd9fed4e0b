package io.trenchbot.benchmarks;

import com.lmax.disruptor.BatchEventProcessor;
import com.lmax.disruptor.BatchEventProcessorBuilder;
import com.lmax.disruptor.BusySpinWaitStrategy;
import com.lmax.disruptor.EventHandler;
import com.lmax.disruptor.RingBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The Disruptor as its authors use it: one producer, one busy-spinning batch processor on a thread of its own, a reference
 * in each entry. The measured thread publishes; a window is many times what the ring holds, so the slower side sets the
 * pace, as in {@link QueueBench}.
 */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
public class DisruptorBench {
    private static final class Entry {
        private @Nullable Integer element;
    }

    private static final class Taker implements EventHandler<Entry> {
        private final List<Integer> kept = new ArrayList<>();
        private @Nullable Integer last;
        private volatile long seen = -1;
        private long keepUntil;

        @Override
        public void onEvent(Entry entry, long sequence, boolean endOfBatch) {
            last = entry.element;
            if (sequence < keepUntil) {
                keep(sequence);
            }
        }

        private void keep(long sequence) {
            kept.add(last == null ? -1 : last);
            seen = sequence;
        }
    }

    private final RingBuffer<Entry> ring =
            RingBuffer.createSingleProducer(Entry::new, QueueBench.CAPACITY, new BusySpinWaitStrategy());
    private final Taker taker = new Taker();
    private final BatchEventProcessor<Entry> processor =
            new BatchEventProcessorBuilder().build(ring, ring.newBarrier(), taker);

    @Setup
    public void start() {
        int count = 3 * QueueBench.CAPACITY;
        taker.keepUntil = count;
        ring.addGatingSequences(processor.getSequence());
        Thread thread = new Thread(processor, "consumer");
        thread.setDaemon(true);
        thread.start();
        for (int i = 0; i < count; i++) {
            publish(i);
        }
        while (taker.seen < count - 1) {
            Thread.onSpinWait();
        }
        Check.same(IntStream.range(0, count).boxed().toList(), taker.kept, "elements published and taken");
    }

    @TearDown
    public void stop() {
        processor.halt();
    }

    private void publish(Integer element) {
        long sequence = ring.next();
        ring.get(sequence).element = element;
        ring.publish(sequence);
    }

    @Benchmark
    public void disruptor() {
        Integer element = QueueBench.CAPACITY;
        for (int i = 0; i < QueueBench.WINDOW; i++) {
            publish(element);
        }
    }
}

package io.trenchbot.queue;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Lincheck runs small programs of two or three threads through their interleavings, at every shared read and write, and
 * asks of each outcome whether the plain sequential queue could have given it. Sequentially consistent, so memory order
 * is left to jcstress.
 */
class LinearizabilityTest {
    private static final int CAPACITY = 4;

    /** What all of them must look like: a bounded queue that can be closed. */
    public static class Model {
        private final boolean dropOldest;
        private final ArrayDeque<Integer> elements = new ArrayDeque<>();
        private boolean closed;

        public Model() {
            this(false);
        }

        Model(boolean dropOldest) {
            this.dropOldest = dropOldest;
        }

        public boolean push(@Param(gen = IntGen.class, conf = "1:9") int element) {
            if (closed || (!dropOldest && elements.size() == CAPACITY)) {
                return false;
            }
            if (elements.size() == CAPACITY) {
                elements.remove();
            }
            return elements.add(element);
        }

        public Integer pop() {
            return elements.poll();
        }

        public List<Integer> drain() {
            List<Integer> taken = new ArrayList<>(elements);
            elements.clear();
            return taken;
        }

        public void close() {
            closed = true;
        }

        public boolean isDone() {
            return closed && elements.isEmpty();
        }
    }

    public static final class DropOldestModel extends Model {
        public DropOldestModel() {
            super(true);
        }
    }

    private static <Q> QueueBuilder<Q> deterministic(QueueBuilder<Q> builder) {
        return builder.sampling(Sampling.EVERY).sampleSeed(1).nanoClock(() -> 7);
    }

    /** One producer (which also closes), one consumer. */
    public static class OneProducer {
        final TransactionQueue<Integer> queue;

        public OneProducer() {
            this(TransactionQueue.builder(CAPACITY));
        }

        OneProducer(QueueBuilder<TransactionQueue<Integer>> builder) {
            this.queue = deterministic(builder).build();
        }

        @Operation(nonParallelGroup = "producer")
        public boolean push(@Param(gen = IntGen.class, conf = "1:9") int element) {
            return queue.tryPush(element);
        }

        @Operation(nonParallelGroup = "producer")
        public void close() {
            queue.close();
        }

        @Operation(nonParallelGroup = "consumer")
        public Integer pop() {
            return queue.tryPop();
        }

        @Operation(nonParallelGroup = "consumer")
        public boolean isDone() {
            return queue.isDone();
        }
    }

    public static final class DropOldest extends OneProducer {
        public DropOldest() {
            super(TransactionQueue.<Integer>builder(CAPACITY).overflow(OverflowPolicy.DROP_OLDEST));
        }
    }

    public static final class ManyProducers {
        private final TransactionQueue<Integer> queue = deterministic(
                        TransactionQueue.<Integer>builder(CAPACITY).manyProducers())
                .build();

        @Operation
        public boolean push(@Param(gen = IntGen.class, conf = "1:9") int element) {
            return queue.tryPush(element);
        }

        @Operation
        public void close() {
            queue.close();
        }

        @Operation(nonParallelGroup = "consumer")
        public Integer pop() {
            return queue.tryPop();
        }

        @Operation(nonParallelGroup = "consumer")
        public boolean isDone() {
            return queue.isDone();
        }
    }

    public static final class Ring {
        private final EntryRing<int[]> ring =
                deterministic(EntryRing.builder(CAPACITY, () -> new int[1])).build();

        @Operation(nonParallelGroup = "producer")
        public boolean push(@Param(gen = IntGen.class, conf = "1:9") int element) {
            int[] entry = ring.claim();
            if (entry == null) {
                return false;
            }
            entry[0] = element;
            ring.publish();
            return true;
        }

        @Operation(nonParallelGroup = "producer")
        public void close() {
            ring.close();
        }

        @Operation(nonParallelGroup = "consumer")
        public Integer pop() {
            int[] taken = new int[1];
            return ring.drain(entry -> taken[0] = entry[0], 1) == 0 ? null : taken[0];
        }

        @Operation(nonParallelGroup = "consumer")
        public boolean isDone() {
            return ring.isDone();
        }
    }

    /** The mistake that DropOldestQueue avoids: the consumer moves the head without asking whether it still is there. */
    public static final class HeadMovedBlindly {
        private final Integer[] places = new Integer[CAPACITY];
        private volatile long head;
        private volatile long tail;

        @Operation(nonParallelGroup = "producer")
        public boolean push(@Param(gen = IntGen.class, conf = "1:9") int element) {
            if (tail - head == CAPACITY) {
                head = head + 1;
            }
            places[(int) (tail % CAPACITY)] = element;
            tail = tail + 1;
            return true;
        }

        @Operation(nonParallelGroup = "consumer")
        public Integer pop() {
            if (head == tail) {
                return null;
            }
            Integer element = places[(int) (head % CAPACITY)];
            head = head + 1;
            return element;
        }
    }

    /** Program, threads, calls a thread, what it must look like. */
    static Stream<Arguments> programs() {
        return Stream.of(
                arguments(OneProducer.class, 2, 6, Model.class),
                arguments(DropOldest.class, 2, 7, DropOldestModel.class),
                arguments(ManyProducers.class, 2, 6, Model.class),
                arguments(ManyProducers.class, 3, 3, Model.class),
                arguments(Ring.class, 2, 6, Model.class));
    }

    @ParameterizedTest
    @MethodSource("programs")
    void isLinearizable(Class<?> queue, int threads, int calls, Class<?> model) {
        options(threads, calls, model, 2, 200).check(queue);
    }

    @Tag("slow")
    @ParameterizedTest
    @MethodSource("programs")
    void isLinearizableOverManyPrograms(Class<?> queue, int threads, int calls, Class<?> model) {
        options(threads, calls, model, 40, 2_000).check(queue);
    }

    @Test
    void aWrongQueueIsFound() {
        assertThatThrownBy(() -> options(2, 7, DropOldestModel.class, 100, 1_000)
                        .minimizeFailedScenario(false)
                        .check(HeadMovedBlindly.class))
                .isInstanceOf(LincheckAssertionError.class);
    }

    private static ModelCheckingOptions options(
            int threads, int calls, Class<?> model, int programs, int interleavings) {
        // No calls before or after: they would run on the threads of the wrong roles.
        return new ModelCheckingOptions()
                .threads(threads)
                .actorsPerThread(calls)
                .actorsBefore(0)
                .actorsAfter(0)
                .iterations(programs)
                .invocationsPerIteration(interleavings)
                .sequentialSpecification(model);
    }
}

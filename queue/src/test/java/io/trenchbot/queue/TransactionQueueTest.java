package io.trenchbot.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(30)
class TransactionQueueTest {
    /** The three shapes behind the one type. */
    enum Shape {
        ONE_PRODUCER,
        MANY_PRODUCERS,
        DROP_OLDEST;

        QueueBuilder<TransactionQueue<Integer>> builder(int capacity) {
            QueueBuilder<TransactionQueue<Integer>> builder = TransactionQueue.builder(capacity);
            return switch (this) {
                case ONE_PRODUCER -> builder;
                case MANY_PRODUCERS -> builder.manyProducers();
                case DROP_OLDEST -> builder.overflow(OverflowPolicy.DROP_OLDEST);
            };
        }
    }

    @Test
    void theCapacityIsRoundedUpToAPowerOfTwoAndCheckedWhole() {
        assertThat(TransactionQueue.builder(2).build().capacity()).isEqualTo(4);
        assertThat(TransactionQueue.builder(5).build().capacity()).isEqualTo(8);
        assertThat(TransactionQueue.builder(4096).build().capacity()).isEqualTo(4096);
        for (int wrong : new int[] {Integer.MIN_VALUE, 0, 1, (1 << 26) + 1}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> TransactionQueue.builder(wrong))
                    .withMessageContaining(Integer.toString(wrong));
        }
    }

    @Test
    void whatCannotBeSoundIsNotBuilt() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TransactionQueue.builder(8)
                        .overflow(OverflowPolicy.DROP_OLDEST)
                        .manyProducers()
                        .build());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EntryRing.builder(8, Object::new)
                        .overflow(OverflowPolicy.DROP_OLDEST)
                        .build());
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> EntryRing.builder(8, Object::new).manyProducers().build());
    }

    @ParameterizedTest
    @EnumSource(Shape.class)
    void closeRefusesPushesAndLeavesWhatIsInside(Shape shape) {
        TransactionQueue<Integer> queue = shape.builder(8).build();
        queue.push(1);
        queue.push(2);
        queue.close();
        queue.close();
        assertThat(queue.tryPush(3)).isFalse();
        assertThat(queue.push(3)).isFalse();
        assertThat(queue.push(3, IdleStrategy.busySpin(), System.nanoTime() + TimeUnit.HOURS.toNanos(1)))
                .isFalse();
        assertThat(queue.fill(new Integer[] {3, 4}, 0, 2)).isZero();
        assertThatNullPointerException().isThrownBy(() -> queue.tryPush(null));
        assertThat(queue.isClosed()).isTrue();
        assertThat(queue.isDone()).isFalse();
        assertThat(queue.tryPop()).isEqualTo(1);
        assertThat(queue.pop(IdleStrategy.busySpin(), System.nanoTime())).isEqualTo(2);
        assertThat(queue.isDone()).isTrue();
        assertThat(queue.tryPop()).isNull();
        assertThat(queue.rejectedCount()).isEqualTo(3);
        assertThat(queue.pushedCount()).isEqualTo(2);
        assertThat(queue.poppedCount()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(Shape.class)
    void closeEndsAWaitingPop(Shape shape) throws Exception {
        TransactionQueue<Integer> queue = shape.builder(8).build();
        CompletableFuture<Integer> popped =
                CompletableFuture.supplyAsync(() -> queue.pop(IdleStrategy.backoff(), inAnHour()));
        awaitEmptyPolls(queue, 50);
        queue.close();
        assertThat(popped.get(10, TimeUnit.SECONDS)).isNull();
    }

    @ParameterizedTest
    @EnumSource(
            names = {"ONE_PRODUCER", "MANY_PRODUCERS"},
            value = Shape.class)
    void closeEndsAWaitingPush(Shape shape) throws Exception {
        List<Boolean> waiting = new ArrayList<>();
        IdleStrategy idle = () -> {
            synchronized (waiting) {
                waiting.add(true);
                waiting.notifyAll();
            }
        };
        TransactionQueue<Integer> queue =
                shape.builder(4).overflow(OverflowPolicy.BLOCK).idle(() -> idle).build();
        CompletableFuture<Integer> pushed = CompletableFuture.supplyAsync(() -> {
            int count = 0;
            while (queue.push(count)) {
                count++;
            }
            return count;
        });
        synchronized (waiting) {
            while (waiting.isEmpty()) {
                waiting.wait();
            }
        }
        queue.close();
        assertThat(pushed.get(10, TimeUnit.SECONDS)).isEqualTo(4);
        assertThat(queue.rejectedCount()).isEqualTo(1);
        assertThat(IntStream.range(0, 4).mapToObj(i -> queue.tryPop())).containsExactly(0, 1, 2, 3);
        assertThat(queue.isDone()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(
            names = {"ONE_PRODUCER", "MANY_PRODUCERS"},
            value = Shape.class)
    void aBlockedPushGoesOnWhenThereIsRoom(Shape shape) throws Exception {
        TransactionQueue<Integer> queue =
                shape.builder(4).overflow(OverflowPolicy.BLOCK).build();
        CompletableFuture<Boolean> all =
                CompletableFuture.supplyAsync(() -> IntStream.range(0, 10_000).allMatch(queue::push));
        for (int i = 0; i < 10_000; i++) {
            assertThat(queue.pop(IdleStrategy.yielding(), inAnHour())).isEqualTo(i);
        }
        assertThat(all.get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(queue.rejectedCount()).isZero();
    }

    @ParameterizedTest
    @EnumSource(
            names = {"ONE_PRODUCER", "MANY_PRODUCERS"},
            value = Shape.class)
    void aDeadlineEndsTheWaitOfPushAndPopByTheQueuesClock(Shape shape) {
        ManualClock clock = new ManualClock();
        clock.nowNs = Long.MAX_VALUE - 50; // a clock may wrap
        clock.stepNs = 10;
        TransactionQueue<Integer> queue =
                shape.builder(4).sampling(Sampling.OFF).nanoClock(clock).build();
        int[] idles = new int[1];
        assertThat(queue.pop(() -> idles[0]++, clock.nowNs + 100)).isNull();
        assertThat(idles[0]).isEqualTo(9);
        assertThat(queue.emptyPollCount()).isEqualTo(10);
        assertThat(queue.fill(new Integer[] {9, 1, 2, 3, 4, 5}, 1, 5)).isEqualTo(4);
        assertThat(queue.push(5, () -> idles[0]++, clock.nowNs + 30)).isFalse();
        assertThat(idles[0]).isEqualTo(11);
        assertThat(queue.rejectedCount()).isEqualTo(1);
        assertThat(queue.push(5, () -> queue.tryPop(), clock.nowNs + 30)).isTrue();
    }

    @Test
    void anInterruptEndsTheWaitAndStays() {
        TransactionQueue<Integer> queue = TransactionQueue.<Integer>builder(4)
                .overflow(OverflowPolicy.BLOCK)
                .build();
        Thread.currentThread().interrupt();
        assertThat(queue.pop(IdleStrategy.backoff(), inAnHour())).isNull();
        assertThat(IntStream.range(0, 5).filter(queue::push).count()).isEqualTo(4);
        assertThat(Thread.interrupted()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Shape.class)
    void drainHandsOverUpToItsLimit(Shape shape) {
        TransactionQueue<Integer> queue = shape.builder(16).build();
        Integer[] elements = IntStream.range(0, 10).boxed().toArray(Integer[]::new);
        assertThat(queue.fill(elements, 0, 10)).isEqualTo(10);
        List<Integer> got = new ArrayList<>();
        assertThat(queue.drain(got::add, 0)).isZero();
        assertThat(queue.drain(got::add, -1)).isZero();
        assertThat(queue.drain(got::add, 4)).isEqualTo(4);
        assertThat(queue.drain(got::add, 100)).isEqualTo(6);
        assertThat(queue.emptyPollCount()).isZero();
        assertThat(queue.drain(got::add, 100)).isZero();
        assertThat(queue.emptyPollCount()).isEqualTo(1);
        assertThat(got).containsExactly(elements);
        assertThatThrownBy(() -> queue.fill(elements, 5, 6)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @ParameterizedTest
    @EnumSource(Shape.class)
    void aHandlerThatThrowsLosesOnlyItsOwnElement(Shape shape) {
        TransactionQueue<Integer> queue = shape.builder(16).build();
        queue.fill(new Integer[] {1, 2, 3}, 0, 3);
        assertThatThrownBy(() -> queue.drain(
                        element -> {
                            throw new IllegalStateException("at " + element);
                        },
                        3))
                .hasMessage("at 1");
        assertThat(queue.tryPop()).isEqualTo(2);
        assertThat(queue.poppedCount()).isEqualTo(2);
    }

    @Test
    void dropOldestKeepsTheNewestInOrder() {
        TransactionQueue<Integer> queue = Shape.DROP_OLDEST.builder(4).build();
        for (int i = 0; i < 10; i++) {
            assertThat(queue.tryPush(i)).isTrue();
        }
        List<Integer> got = new ArrayList<>();
        queue.drain(got::add, 100);
        assertThat(got).containsExactly(6, 7, 8, 9);
        assertThat(queue.droppedCount()).isEqualTo(6);
        assertThat(queue.pushedCount()).isEqualTo(10);
        assertThat(queue.poppedCount()).isEqualTo(4);
        assertThat(queue.rejectedCount()).isZero();
        assertThat(queue.depth()).isZero();
        assertThat(queue.highWaterCount()).isEqualTo(4);
    }

    @ParameterizedTest
    @EnumSource(Sampling.class)
    void underDropOldestEachElementIsPoppedOrDroppedOnceAndInOrder(Sampling sampling) throws Exception {
        int count = 1_000_000;
        TransactionQueue<Integer> queue =
                Shape.DROP_OLDEST.builder(64).sampling(sampling).build();
        Integer[] elements = IntStream.range(0, count).boxed().toArray(Integer[]::new);
        Thread producer = new Thread(() -> {
            for (Integer element : elements) {
                queue.push(element);
            }
            queue.close();
        });
        producer.start();
        int last = -1;
        long popped = 0;
        while (!queue.isDone()) {
            Integer element = queue.tryPop();
            if (element != null) {
                assertThat(element > last).as("%d after %d", element, last).isTrue();
                last = element;
                popped++;
            }
        }
        producer.join();
        assertThat(last).isEqualTo(count - 1);
        assertThat(queue.poppedCount()).isEqualTo(popped);
        assertThat(queue.droppedCount()).isEqualTo(count - popped);
    }

    /** Every accepted push is popped, however the close falls among the pushes. */
    @Test
    void amongManyProducersCloseIsExact() throws Exception {
        for (int round = 0; round < 200; round++) {
            TransactionQueue<Integer> queue = Shape.MANY_PRODUCERS.builder(1024).build();
            List<CompletableFuture<Integer>> accepted = new ArrayList<>();
            for (int p = 0; p < 2; p++) {
                accepted.add(CompletableFuture.supplyAsync(() -> {
                    int pushed = 0;
                    while (!queue.isClosed() || pushed == 0) {
                        if (queue.tryPush(pushed)) {
                            pushed++;
                        } else if (queue.isClosed()) {
                            break;
                        }
                    }
                    return pushed;
                }));
            }
            int popped = 0;
            while (!queue.isDone()) {
                if (queue.tryPop() != null) {
                    popped++;
                }
                if (popped == 500) {
                    queue.close();
                }
            }
            int pushed = 0;
            for (CompletableFuture<Integer> one : accepted) {
                pushed += one.get(10, TimeUnit.SECONDS);
            }
            assertThat(popped).isEqualTo(pushed);
            assertThat(queue.pushedCount()).isEqualTo(pushed);
        }
    }

    private static void awaitEmptyPolls(TransactionQueue<?> queue, long count) {
        while (queue.emptyPollCount() < count) {
            Thread.onSpinWait();
        }
    }

    private static long inAnHour() {
        return System.nanoTime() + TimeUnit.HOURS.toNanos(1);
    }
}

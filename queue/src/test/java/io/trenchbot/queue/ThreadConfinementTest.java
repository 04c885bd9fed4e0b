package io.trenchbot.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class ThreadConfinementTest {
    @Test
    void aSecondProducerIsFound() throws Exception {
        assertMisuse("producer", queue -> queue.tryPush(1), QueueBuilder::build);
        assertMisuse(
                "producer",
                queue -> queue.tryPush(1),
                builder -> builder.overflow(OverflowPolicy.DROP_OLDEST).build());
    }

    @Test
    void aSecondConsumerIsFound() throws Exception {
        assertMisuse("consumer", TransactionQueue::tryPop, QueueBuilder::build);
        assertMisuse(
                "consumer",
                TransactionQueue::tryPop,
                builder -> builder.manyProducers().build());
        assertMisuse(
                "consumer",
                TransactionQueue::tryPop,
                builder -> builder.overflow(OverflowPolicy.DROP_OLDEST).build());
    }

    @Test
    void aSecondThreadOfARingIsFound() throws Exception {
        EntryRing<Object> ring = EntryRing.builder(4, Object::new).build();
        assertThat(misuse(ring::claim)).hasMessageContaining("producer");
        assertThat(misuse(() -> ring.drain(entry -> {}, 1))).hasMessageContaining("consumer");
    }

    @Test
    void manyProducersMayPush() throws Exception {
        TransactionQueue<Integer> queue =
                TransactionQueue.<Integer>builder(4).manyProducers().build();
        assertThat(misuse(() -> queue.tryPush(1))).isNull();
    }

    @Test
    void producersMayTakeTurns() throws Exception {
        TransactionQueue<Integer> queue =
                TransactionQueue.<Integer>builder(4).producersTakeTurns().build();
        assertThat(misuse(() -> queue.tryPush(1))).isNull();
        EntryRing<Object> ring =
                EntryRing.builder(4, Object::new).producersTakeTurns().build();
        assertThat(misuse(ring::claim)).isNull();
        assertThat(misuse(() -> ring.drain(entry -> {}, 1))).hasMessageContaining("consumer");
    }

    @Test
    void aRoleIsFreeOnceItsThreadHasEnded() throws Exception {
        TransactionQueue<Integer> queue = TransactionQueue.<Integer>builder(4).build();
        Thread first = new Thread(() -> queue.tryPush(1));
        first.start();
        first.join();
        assertThat(queue.tryPush(2)).isTrue();
        assertThat(queue.depth()).isEqualTo(2);
    }

    private static void assertMisuse(
            String role,
            Consumer<TransactionQueue<Integer>> call,
            java.util.function.Function<QueueBuilder<TransactionQueue<Integer>>, TransactionQueue<Integer>> build)
            throws Exception {
        TransactionQueue<Integer> queue = build.apply(TransactionQueue.builder(4));
        assertThat(misuse(() -> call.accept(queue)))
                .hasMessageContaining("the one " + role)
                .hasMessageContaining("first-thread")
                .hasMessageContaining(Thread.currentThread().getName());
    }

    /** The call on a thread that stays alive, then on this one. */
    private static AssertionError misuse(Runnable call) throws Exception {
        CountDownLatch called = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        AtomicReference<AssertionError> error = new AtomicReference<>();
        Thread first = new Thread(
                () -> {
                    call.run();
                    called.countDown();
                    try {
                        end.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "first-thread");
        first.start();
        called.await();
        try {
            call.run();
        } catch (AssertionError e) {
            error.set(e);
        } finally {
            end.countDown();
            first.join();
        }
        return error.get();
    }
}

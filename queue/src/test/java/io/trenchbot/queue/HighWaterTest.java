package io.trenchbot.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** High water, counts and depth against a model that counts at every step. */
class HighWaterTest {
    @ParameterizedTest
    @EnumSource(TransactionQueueTest.Shape.class)
    void highWaterIsWithinOneLookOfTheTruthAndCountsAreExact(TransactionQueueTest.Shape shape) {
        for (long seed = 0; seed < 60; seed++) {
            Random random = new Random(seed);
            int capacity = 4 << random.nextInt(11);
            TransactionQueue<Integer> queue = shape.builder(capacity).build();
            int step = ProducerSide.lookStep(capacity);
            int target = random.nextInt(capacity) + 1;
            long depth = 0;
            long highest = 0;
            long pushed = 0;
            long popped = 0;
            long emptyPolls = 0;
            for (int i = 0; i < 20_000; i++) {
                // A walk that is drawn back to a depth below the capacity.
                if (random.nextInt(2 * target) >= depth) {
                    if (depth == capacity) {
                        continue;
                    }
                    assertThat(queue.tryPush(i)).isTrue();
                    pushed++;
                    depth++;
                } else {
                    if (queue.tryPop() == null) {
                        emptyPolls++;
                    } else {
                        popped++;
                        depth--;
                    }
                }
                highest = Math.max(highest, depth);
                assertThat(queue.depth()).isEqualTo(depth);
            }
            QueueStats stats = queue.stats();
            assertThat(stats.highWaterCount())
                    .as("seed %d, capacity %d", seed, capacity)
                    .isBetween(highest - step + 1, highest);
            assertThat(queue.highWaterCount()).isEqualTo(stats.highWaterCount());
            assertThat(stats.pushedCount()).isEqualTo(pushed);
            assertThat(stats.poppedCount()).isEqualTo(popped);
            assertThat(stats.emptyPollCount()).isEqualTo(emptyPolls);
            assertThat(stats.depth()).isEqualTo(depth);
            assertThat(stats.capacity()).isEqualTo(capacity);
            assertThat(stats.rejectedCount()).isZero();
            assertThat(stats.droppedCount()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(
            names = {"ONE_PRODUCER", "MANY_PRODUCERS"},
            value = TransactionQueueTest.Shape.class)
    void oneRefusalMakesItExact(TransactionQueueTest.Shape shape) {
        TransactionQueue<Integer> queue = shape.builder(1024).build();
        for (int i = 0; i < 1024; i++) {
            queue.push(i);
        }
        queue.push(-1);
        queue.drain(element -> {}, 1024);
        assertThat(queue.highWaterCount()).isEqualTo(1024);
        assertThat(queue.stats().rejectedCount()).isEqualTo(1);
    }

    @Test
    void withoutSamplesItIsWhatASnapshotOrARefusalCameUpon() {
        TransactionQueue<Integer> queue =
                TransactionQueue.<Integer>builder(1024).sampling(Sampling.OFF).build();
        for (int i = 0; i < 100; i++) {
            queue.push(i);
        }
        assertThat(queue.stats().highWaterCount()).isEqualTo(100);
        queue.drain(element -> {}, 1024);
        assertThat(queue.stats().highWaterCount()).isEqualTo(100);
        for (int i = 0; i < 1025; i++) {
            queue.push(i);
        }
        queue.drain(element -> {}, 1024);
        assertThat(queue.highWaterCount()).isEqualTo(1024);
    }
}

package io.trenchbot.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Residence times against a plain list of what a manual clock says they are. */
class ResidenceTest {
    @Test
    void everyBucketHoldsExactlyTheValuesUpToItsBound() {
        for (int bucket = 0; bucket < ResidenceHistogram.BUCKET_COUNT - 1; bucket++) {
            long upper = ResidenceHistogram.upperNs(bucket);
            assertThat(ResidenceHistogram.bucketOf(upper)).isEqualTo(bucket);
            assertThat(ResidenceHistogram.bucketOf(upper + 1)).isEqualTo(bucket + 1);
        }
        assertThat(ResidenceHistogram.bucketOf(-5)).isZero();
        assertThat(ResidenceHistogram.bucketOf(Long.MAX_VALUE)).isEqualTo(ResidenceHistogram.BUCKET_COUNT - 1);
    }

    @ParameterizedTest
    @EnumSource(TransactionQueueTest.Shape.class)
    void theSamplesAreTheTimesFromPushToPop(TransactionQueueTest.Shape shape) {
        ManualClock clock = new ManualClock();
        List<Long> handed = new ArrayList<>();
        TransactionQueue<Integer> queue = shape.builder(256)
                .nanoClock(clock)
                .sampling(Sampling.EVERY)
                .onResidenceNs(handed::add)
                .build();
        Random random = new Random(3);
        List<Long> pushedAtNs = new ArrayList<>();
        List<Long> expected = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            clock.nowNs += (long) Math.exp(random.nextDouble() * 18);
            if (pushedAtNs.size() < 256 && random.nextBoolean()) {
                queue.tryPush(i);
                pushedAtNs.add(clock.nowNs);
            } else if (queue.tryPop() != null) {
                expected.add(clock.nowNs - pushedAtNs.remove(0));
            }
        }
        assertThat(handed).isEqualTo(expected);
        assertQuantiles(queue.stats(), expected);
    }

    static void assertQuantiles(QueueStats stats, List<Long> expected) {
        long[] sorted = expected.stream().mapToLong(Long::longValue).sorted().toArray();
        assertThat(stats.sampleCount()).isEqualTo(sorted.length);
        assertThat(stats.residenceMaxNs()).isEqualTo(sorted[sorted.length - 1]);
        for (double quantile : new double[] {0, 0.01, 0.25, 0.5, 0.9, 0.99, 0.999, 1}) {
            long exact = sorted[Math.max(0, (int) Math.ceil(quantile * sorted.length) - 1)];
            assertThat(stats.residenceNs(quantile)).as("quantile %s", quantile).isBetween(exact, exact + exact / 31);
        }
        assertThat(stats.residenceP50Ns()).isEqualTo(stats.residenceNs(0.5));
        assertThat(stats.residenceP99Ns()).isEqualTo(stats.residenceNs(0.99));
        assertThat(stats.residenceP999Ns()).isEqualTo(stats.residenceNs(0.999));
    }

    @ParameterizedTest
    @EnumSource(Sampling.class)
    void theRateIsWhatItSaysAndStandsInTheSnapshot(Sampling sampling) {
        TransactionQueue<Integer> queue =
                TransactionQueue.<Integer>builder(64).sampling(sampling).build();
        for (int i = 0; i < 256 * 100; i++) {
            queue.push(i);
            queue.tryPop();
        }
        QueueStats stats = queue.stats();
        assertThat(stats.sampling()).isEqualTo(sampling);
        assertThat(stats.sampleCount()).isEqualTo(sampling == Sampling.OFF ? 0 : 256 * 100 / sampling.blockLength());
        if (sampling == Sampling.OFF) {
            assertThat(stats.residenceP99Ns()).isZero();
        }
    }

    /** Elements of every age in flight, dropped ones between: no stamp may be taken for another's. */
    @ParameterizedTest
    @EnumSource(Sampling.class)
    void droppedElementsTakeTheirStampsWithThem(Sampling sampling) {
        ManualClock clock = new ManualClock();
        List<Long> handed = new ArrayList<>();
        TransactionQueue<Long> queue = TransactionQueue.<Long>builder(128)
                .overflow(OverflowPolicy.DROP_OLDEST)
                .nanoClock(clock)
                .sampling(sampling)
                .onResidenceNs(handed::add)
                .build();
        Random random = new Random(5);
        long samples = 0;
        for (int i = 0; i < 100_000; i++) {
            clock.nowNs += 1 + random.nextInt(1000);
            if (random.nextInt(10) < (i / 1000 % 2 == 0 ? 8 : 2)) {
                queue.push(clock.nowNs);
            } else {
                Long pushedNs = queue.tryPop();
                if (handed.size() > samples) {
                    samples++;
                    assertThat(handed.get(handed.size() - 1)).isEqualTo(clock.nowNs - pushedNs);
                }
            }
        }
        assertThat(queue.stats().sampleCount()).isEqualTo(samples);
        assertThat(samples > 0).isEqualTo(sampling != Sampling.OFF);
    }

    @Test
    void aRefusedPushIsTimedFromTheAttemptThatWasAccepted() {
        ManualClock clock = new ManualClock();
        List<Long> handed = new ArrayList<>();
        TransactionQueue<Integer> queue = TransactionQueue.<Integer>builder(4)
                .nanoClock(clock)
                .sampling(Sampling.EVERY)
                .onResidenceNs(handed::add)
                .build();
        queue.fill(new Integer[] {0, 1, 2, 3}, 0, 4);
        clock.nowNs = 100;
        assertThat(queue.tryPush(4)).isFalse();
        queue.tryPop();
        clock.nowNs = 1000;
        queue.tryPush(4);
        clock.nowNs = 1007;
        queue.drain(element -> {}, 4);
        assertThat(handed).containsExactly(100L, 1007L, 1007L, 1007L, 7L);
    }

    @Test
    void aHookThatThrowsCostsNoElement() {
        TransactionQueue<Integer> queue = TransactionQueue.<Integer>builder(4)
                .sampling(Sampling.EVERY)
                .onResidenceNs(ns -> {
                    throw new IllegalStateException("hook");
                })
                .build();
        queue.push(1);
        assertThat(queue.tryPop()).isEqualTo(1);
        assertThat(queue.stats().sampleCount()).isEqualTo(1);
    }

    @Test
    void sinceGivesTheIntervalBetweenTwoSnapshots() {
        ManualClock clock = new ManualClock();
        TransactionQueue<Integer> queue = TransactionQueue.<Integer>builder(64)
                .nanoClock(clock)
                .sampling(Sampling.EVERY)
                .build();
        pass(queue, clock, 10, 1_000_000);
        queue.tryPop();
        QueueStats first = queue.stats();
        pass(queue, clock, 5, 1_000);
        queue.push(1);
        QueueStats second = queue.stats();
        QueueStats interval = second.since(first);
        assertThat(interval.pushedCount()).isEqualTo(6);
        assertThat(interval.poppedCount()).isEqualTo(5);
        assertThat(interval.emptyPollCount()).isZero();
        assertThat(interval.depth()).isEqualTo(1);
        assertThat(interval.sampleCount()).isEqualTo(5);
        assertThat(interval.residenceMaxNs()).isBetween(1_000L, 1_032L);
        assertThat(interval.residenceP50Ns()).isBetween(1_000L, 1_032L);
        assertThat(second.residenceMaxNs()).isEqualTo(1_000_000);
        assertThat(second.since(second).residenceMaxNs()).isZero();
        assertThatIllegalArgumentException().isThrownBy(() -> first.since(second));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> second.since(
                        TransactionQueue.<Integer>builder(4).build().stats()));
        for (double wrong : new double[] {-0.1, 1.1, Double.NaN}) {
            assertThatIllegalArgumentException().isThrownBy(() -> first.residenceNs(wrong));
        }
    }

    private static void pass(TransactionQueue<Integer> queue, ManualClock clock, int count, long ns) {
        for (int i = 0; i < count; i++) {
            queue.push(i);
            clock.nowNs += ns;
            queue.tryPop();
        }
    }

    /** One server at 80 % load, bursts of 64 among the arrivals: the same day through two queues, one measured whole. */
    @ParameterizedTest
    @EnumSource(names = {"ONE_IN_64", "ONE_IN_256"})
    void theSampledQuantilesAreThoseOfAllElements(Sampling sampling) {
        QueueStats whole = simulate(Sampling.EVERY);
        QueueStats sampled = simulate(sampling);
        assertThat(sampled.pushedCount()).isEqualTo(whole.pushedCount());
        assertThat(sampled.residenceP50Ns() / (double) whole.residenceP50Ns()).isBetween(0.90, 1.10);
        assertThat(sampled.residenceP99Ns() / (double) whole.residenceP99Ns()).isBetween(0.75, 1.25);
    }

    private static QueueStats simulate(Sampling sampling) {
        ManualClock clock = new ManualClock();
        TransactionQueue<Integer> queue = TransactionQueue.<Integer>builder(1 << 16)
                .sampling(sampling)
                .sampleSeed(11)
                .nanoClock(clock)
                .build();
        Random random = new Random(17);
        double arrivalNs = 0;
        double freeNs = 0;
        for (int i = 0; i < 2_000_000; i++) {
            boolean burst = i / 64 % 100 == 0;
            arrivalNs += burst ? 1 : -Math.log(1 - random.nextDouble()) * 1_250;
            while (freeNs <= arrivalNs && queue.depth() > 0) {
                clock.nowNs = (long) freeNs;
                queue.tryPop();
                freeNs += 500 + random.nextInt(1_000);
            }
            freeNs = Math.max(freeNs, arrivalNs);
            clock.nowNs = (long) arrivalNs;
            assertThat(queue.tryPush(i)).isTrue();
        }
        return queue.stats();
    }

    @Test
    void aSnapshotReadsAsOneLine() {
        TransactionQueue<Integer> queue = TransactionQueue.<Integer>builder(4).build();
        queue.push(1);
        assertThat(queue.stats().toString())
                .contains("pushed 1, popped 0, dropped 0, rejected 0", "high water 1 of 4", "ONE_IN_64")
                .doesNotContain("\n");
    }

    @Test
    void theSeedOfAQueueIsItsOwn() {
        long[] firsts = new long[50];
        Arrays.setAll(firsts, i -> {
            return new SamplePositions(Sampling.ONE_IN_64, new QueueBuilder<>(4, b -> b).sampleSeed).atOrAfter(0);
        });
        assertThat(Arrays.stream(firsts).distinct().count()).isGreaterThan(10);
    }
}

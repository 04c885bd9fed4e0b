package io.trenchbot.queue;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/** Two threads want the same place, the same element or the same word. */
public class RaceStress {
    /** What is left, as the digits of a number, oldest first. */
    static int left(TransactionQueue<Integer> queue) {
        int[] digits = new int[1];
        queue.drain(element -> digits[0] = 10 * digits[0] + element, 10);
        return digits[0];
    }

    @JCStressTest
    @Outcome(id = {"1, 1, 12", "1, 1, 21"}, expect = Expect.ACCEPTABLE, desc = "both, in one order")
    @Outcome(expect = Expect.FORBIDDEN)
    @State
    public static class TwoProducers {
        private final TransactionQueue<Integer> queue =
                TransactionQueue.<Integer>builder(4).manyProducers().build();

        @Actor
        public void first(III_Result r) {
            r.r1 = queue.tryPush(1) ? 1 : 0;
        }

        @Actor
        public void second(III_Result r) {
            r.r2 = queue.tryPush(2) ? 1 : 0;
        }

        @Arbiter
        public void arbiter(III_Result r) {
            r.r3 = left(queue);
        }
    }

    @JCStressTest
    @Outcome(id = {"1, 0, 9991", "0, 1, 9992"}, expect = Expect.ACCEPTABLE, desc = "one of them")
    @Outcome(expect = Expect.FORBIDDEN)
    @State
    public static class OnePlaceLeft {
        private final TransactionQueue<Integer> queue =
                TransactionQueue.<Integer>builder(4).manyProducers().build();

        public OnePlaceLeft() {
            queue.fill(new Integer[] {9, 9, 9}, 0, 3);
        }

        @Actor
        public void first(III_Result r) {
            r.r1 = queue.tryPush(1) ? 1 : 0;
        }

        @Actor
        public void second(III_Result r) {
            r.r2 = queue.tryPush(2) ? 1 : 0;
        }

        @Arbiter
        public void arbiter(III_Result r) {
            r.r3 = left(queue);
        }
    }

    /** The producer drops the element that the consumer is about to take. r1 popped, r2 dropped, r3 what is left. */
    @JCStressTest
    @Outcome(id = "1, 0, 2345", expect = Expect.ACCEPTABLE, desc = "the consumer was first")
    @Outcome(id = "2, 1, 345", expect = Expect.ACCEPTABLE, desc = "the producer was first")
    @Outcome(expect = Expect.FORBIDDEN)
    @State
    public static class DropAgainstPop {
        private final TransactionQueue<Integer> queue = TransactionQueue.<Integer>builder(4)
                .overflow(OverflowPolicy.DROP_OLDEST)
                .sampling(Sampling.EVERY)
                .build();

        public DropAgainstPop() {
            queue.fill(new Integer[] {1, 2, 3, 4}, 0, 4);
        }

        @Actor
        public void producer() {
            queue.tryPush(5);
        }

        @Actor
        public void consumer(III_Result r) {
            r.r1 = queue.tryPop();
        }

        @Arbiter
        public void arbiter(III_Result r) {
            r.r2 = (int) queue.droppedCount();
            r.r3 = left(queue);
        }
    }

    /** Closed with a push under way: accepted and inside, or refused and not. r1 accepted, r2 what isDone() said after the close. */
    @JCStressTest
    @Outcome(id = {"1, 0, 1", "0, 1, 0"}, expect = Expect.ACCEPTABLE, desc = "before the close, or after")
    @Outcome(expect = Expect.FORBIDDEN)
    @State
    public static class CloseAgainstPush {
        private final TransactionQueue<Integer> queue =
                TransactionQueue.<Integer>builder(4).manyProducers().build();

        @Actor
        public void producer(III_Result r) {
            r.r1 = queue.tryPush(1) ? 1 : 0;
        }

        @Actor
        public void closer(III_Result r) {
            queue.close();
            r.r2 = queue.isDone() ? 1 : 0;
        }

        @Arbiter
        public void arbiter(III_Result r) {
            r.r3 = left(queue);
        }
    }

    /** A reader beside the producer: counts only grow. r1 the depth, r2 the pushes read after it. */
    @JCStressTest
    @Outcome(id = {"0, 0", "0, 1", "0, 2", "1, 1", "1, 2", "2, 2"}, expect = Expect.ACCEPTABLE, desc = "never back")
    @Outcome(expect = Expect.FORBIDDEN)
    @State
    public static class StatsAgainstPush {
        private final TransactionQueue<Integer> queue =
                TransactionQueue.<Integer>builder(4).build();

        @Actor
        public void producer() {
            queue.tryPush(1);
            queue.tryPush(2);
        }

        @Actor
        public void reader(II_Result r) {
            r.r1 = (int) queue.depth();
            r.r2 = (int) queue.pushedCount();
        }
    }
}

package io.trenchbot.queue;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * An element with plain fields crosses from one thread to the other. r1 is what the consumer finds in it (0 = no element
 * yet, -1 = an element without its contents), r2 its residence by a clock that stands at 7: 0, or 7 where the consumer
 * did not see the stamp that was stored before the element.
 */
public class HandoverStress {
    static final class Element {
        int value;

        Element(int value) {
            this.value = value;
        }
    }

    /** The consumer's view, the same for all the queues. */
    static void pop(Element element, long residenceNs, II_Result r) {
        r.r1 = element == null ? 0 : element.value == 0 ? -1 : element.value;
        r.r2 = (int) residenceNs;
    }

    /** A queue of which every residence is seen. */
    static final class Handover {
        private long residenceNs;
        private final TransactionQueue<Element> queue;

        Handover(QueueBuilder<TransactionQueue<Element>> builder) {
            this.queue = builder.sampling(Sampling.EVERY)
                    .nanoClock(() -> 7)
                    .onResidenceNs(ns -> residenceNs = ns)
                    .build();
        }

        void push() {
            queue.tryPush(new Element(1));
        }

        void pop(II_Result r) {
            Element element = queue.tryPop();
            HandoverStress.pop(element, residenceNs, r);
        }
    }

    @JCStressTest
    @Outcome(id = {"0, 0", "1, 0"}, expect = Expect.ACCEPTABLE, desc = "nothing yet, or all of it")
    @Outcome(expect = Expect.FORBIDDEN)
    @State
    public static class OneProducer {
        private final Handover handover = new Handover(TransactionQueue.builder(4));

        @Actor
        public void producer() {
            handover.push();
        }

        @Actor
        public void consumer(II_Result r) {
            handover.pop(r);
        }
    }

    @JCStressTest
    @Outcome(id = {"0, 0", "1, 0"}, expect = Expect.ACCEPTABLE, desc = "nothing yet, or all of it")
    @Outcome(expect = Expect.FORBIDDEN)
    @State
    public static class ManyProducers {
        private final Handover handover = new Handover(TransactionQueue.<Element>builder(4).manyProducers());

        @Actor
        public void producer() {
            handover.push();
        }

        @Actor
        public void consumer(II_Result r) {
            handover.pop(r);
        }
    }

    @JCStressTest
    @Outcome(id = {"0, 0", "1, 0"}, expect = Expect.ACCEPTABLE, desc = "nothing yet, or all of it")
    @Outcome(expect = Expect.FORBIDDEN)
    @State
    public static class DropOldest {
        private final Handover handover = new Handover(TransactionQueue.<Element>builder(4).overflow(OverflowPolicy.DROP_OLDEST));

        @Actor
        public void producer() {
            handover.push();
        }

        @Actor
        public void consumer(II_Result r) {
            handover.pop(r);
        }
    }

    @JCStressTest
    @Outcome(id = {"0, 0", "1, 0"}, expect = Expect.ACCEPTABLE, desc = "nothing yet, or all of it")
    @Outcome(expect = Expect.FORBIDDEN)
    @State
    public static class Ring {
        private long residenceNs;
        private final EntryRing<Element> ring = EntryRing.builder(4, () -> new Element(0))
                .sampling(Sampling.EVERY)
                .nanoClock(() -> 7)
                .onResidenceNs(ns -> residenceNs = ns)
                .build();

        @Actor
        public void producer() {
            ring.claim().value = 1;
            ring.publish();
        }

        @Actor
        public void consumer(II_Result r) {
            Element[] taken = new Element[1];
            ring.drain(entry -> taken[0] = entry, 1);
            pop(taken[0], residenceNs, r);
        }
    }

    /** The entry goes back to the producer only with what the consumer did to it. */
    @JCStressTest
    @Outcome(id = {"0, 0", "2, 0"}, expect = Expect.ACCEPTABLE, desc = "no entry yet, or a released one")
    @Outcome(expect = Expect.FORBIDDEN)
    @State
    public static class RingReuse {
        private final EntryRing<Element> ring =
                EntryRing.builder(4, () -> new Element(1)).build();

        public RingReuse() {
            for (int i = 0; i < 4; i++) {
                ring.claim();
                ring.publish();
            }
        }

        @Actor
        public void producer(II_Result r) {
            pop(ring.claim(), 0, r);
        }

        @Actor
        public void consumer() {
            ring.drain(entry -> entry.value = 2, 1);
        }
    }
}

package io.trenchbot.queue;

import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.function.IntFunction;
import org.jctools.queues.varhandle.MpscVarHandleArrayQueue;
import org.jctools.queues.varhandle.SpscVarHandleArrayQueue;

/** A queue under the contract suite: ours, and those whose behaviour ours must not differ from. */
interface Subject {
    boolean offer(Object element);

    Object poll();

    int size();

    /** What to call it, how to make one, and what it is able to do. */
    record Kind(String name, boolean bounded, boolean manyProducers, IntFunction<Subject> factory) {
        Subject make(int capacity) {
            return factory.apply(capacity);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Kind> all() {
        return List.of(
                ours("spsc, off", Sampling.OFF),
                ours("spsc, 1/256", Sampling.ONE_IN_256),
                ours("spsc, 1/64", Sampling.ONE_IN_64),
                ours("spsc, every", Sampling.EVERY),
                new Kind(
                        "mpsc, 1/64",
                        true,
                        true,
                        n -> of(TransactionQueue.builder(n).manyProducers().build())),
                new Kind(
                        "mpsc, every",
                        true,
                        true,
                        n -> of(TransactionQueue.builder(n)
                                .manyProducers()
                                .sampling(Sampling.EVERY)
                                .build())),
                new Kind("ring, off", true, false, n -> ring(n, Sampling.OFF)),
                new Kind("ring, every", true, false, n -> ring(n, Sampling.EVERY)),
                new Kind("JCTools spsc", true, false, n -> of(new SpscVarHandleArrayQueue<>(n))),
                new Kind("JCTools mpsc", true, true, n -> of(new MpscVarHandleArrayQueue<>(n))),
                new Kind("ArrayBlockingQueue", true, true, n -> of(new ArrayBlockingQueue<>(n))),
                new Kind("LinkedTransferQueue", false, true, n -> of(new LinkedTransferQueue<>())),
                new Kind("ConcurrentLinkedQueue", false, true, n -> of(new ConcurrentLinkedQueue<>())));
    }

    private static Kind ours(String name, Sampling sampling) {
        return new Kind(
                name,
                true,
                false,
                n -> of(TransactionQueue.builder(n).sampling(sampling).build()));
    }

    static Subject of(TransactionQueue<Object> queue) {
        return new Subject() {
            @Override
            public boolean offer(Object element) {
                return queue.tryPush(element);
            }

            @Override
            public Object poll() {
                return queue.tryPop();
            }

            @Override
            public int size() {
                return (int) queue.depth();
            }
        };
    }

    static Subject of(Queue<Object> queue) {
        return new Subject() {
            @Override
            public boolean offer(Object element) {
                return queue.offer(element);
            }

            @Override
            public Object poll() {
                return queue.poll();
            }

            @Override
            public int size() {
                return queue.size();
            }
        };
    }

    /** An entry holds the element; drained one at a time. */
    static Subject ring(int capacity, Sampling sampling) {
        EntryRing<Object[]> ring = EntryRing.<Object[]>builder(capacity, () -> new Object[1])
                .sampling(sampling)
                .build();
        Object[] taken = new Object[1];
        return new Subject() {
            @Override
            public boolean offer(Object element) {
                Objects.requireNonNull(element);
                Object[] entry = ring.claim();
                if (entry == null) {
                    return false;
                }
                entry[0] = element;
                ring.publish();
                return true;
            }

            @Override
            public Object poll() {
                return ring.drain(entry -> taken[0] = entry[0], 1) == 0 ? null : taken[0];
            }

            @Override
            public int size() {
                return (int) ring.depth();
            }
        };
    }
}

package io.trenchbot.benchmarks;

import io.trenchbot.queue.Sampling;
import io.trenchbot.queue.TransactionQueue;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jctools.queues.varhandle.SpscVarHandleArrayQueue;
import org.jspecify.annotations.Nullable;

/** A bounded queue between two threads. A JVM loads one subclass, so that every call in a loop has one target. */
abstract class Handover {
    static final int CAPACITY = 32_768;

    /** The queues that are compared. */
    enum Kind {
        OURS_SAMPLED,
        OURS_COUNTED,
        JCTOOLS,
        ARRAY_BLOCKING,
        LINKED_TRANSFER,
        TIMED_PUSH;

        Handover create() {
            return switch (this) {
                case OURS_SAMPLED -> new Ours(Sampling.ONE_IN_64);
                case OURS_COUNTED -> new Ours(Sampling.OFF);
                case JCTOOLS -> new JcTools();
                case ARRAY_BLOCKING -> new ArrayBlocking();
                case LINKED_TRANSFER -> new LinkedTransfer();
                case TIMED_PUSH -> new TimedPush();
            };
        }
    }

    static Handover of(String kind) {
        return Kind.valueOf(kind).create();
    }

    abstract boolean offer(Integer element);

    abstract @Nullable Integer poll();

    private static final class Ours extends Handover {
        private final TransactionQueue<Integer> queue;

        Ours(Sampling sampling) {
            this.queue = TransactionQueue.<Integer>builder(CAPACITY)
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
    private static final class JcTools extends Handover {
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
    private static final class ArrayBlocking extends Handover {
        private final Queue<Integer> queue = new ArrayBlockingQueue<>(CAPACITY);

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

    /** The JDK's lock-free queue; it has no bound of its own, so the producer is told now and then what was taken. */
    private static final class LinkedTransfer extends Handover {
        private static final int TAKEN_STEP = 1_024;

        private final Queue<Integer> queue = new LinkedTransferQueue<>();
        private final AtomicLong taken = new AtomicLong();
        private long pushed;
        private long popped;

        @Override
        boolean offer(Integer element) {
            if (pushed % TAKEN_STEP == 0 && pushed - taken.get() >= CAPACITY) {
                return false;
            }
            pushed++;
            return queue.offer(element);
        }

        @Override
        @Nullable
        Integer poll() {
            Integer element = queue.poll();
            if (element != null && ++popped % TAKEN_STEP == 0) {
                taken.lazySet(popped);
            }
            return element;
        }
    }

    /** Measured as it is often done: every push timed, counts and times in atomics that both threads write. */
    private static final class TimedPush extends Handover {
        private final SpscVarHandleArrayQueue<Integer> queue = new SpscVarHandleArrayQueue<>(CAPACITY);
        private final AtomicLong pushed = new AtomicLong();
        private final AtomicLong popped = new AtomicLong();
        private final AtomicLong totalNs = new AtomicLong();
        private final AtomicLong maxNs = new AtomicLong();

        @Override
        boolean offer(Integer element) {
            long startNs = System.nanoTime();
            boolean accepted = queue.offer(element);
            long ns = System.nanoTime() - startNs;
            if (accepted) {
                pushed.getAndIncrement();
                totalNs.getAndAdd(ns);
                maxNs.accumulateAndGet(ns, Math::max);
            }
            return accepted;
        }

        @Override
        @Nullable
        Integer poll() {
            Integer element = queue.poll();
            if (element != null) {
                popped.getAndIncrement();
            }
            return element;
        }
    }
}

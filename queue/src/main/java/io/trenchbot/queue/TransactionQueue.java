package io.trenchbot.queue;

import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A bounded first-in first-out queue of references from one producer (or many) to one consumer that says how it goes.
 *
 * <p>Nothing is counted on the way of an element: the positions of producer and consumer, which the queue needs anyway, are
 * the counts, and everything else is counted where time is lost already (full, empty). Residence time is sampled, see
 * {@link Sampling}.
 *
 * <p><b>End.</b> {@link #close()} ends the producers' side at once: every later push is refused and every waiting one
 * returns. What was accepted stays and can be popped; {@link #isDone()} says that there is no more. When a thread other than
 * the one producer closes, a push that is running at that moment may be accepted after {@code isDone()} was seen; it is
 * not lost, but waits in {@link #depth()} for one more pop. A queue of many producers has no such moment.
 *
 * <p>Threading: pushes by one thread ({@link QueueBuilder#manyProducers()}: by any), pops by one thread; asserted with
 * {@code -ea}. Counts, {@link #stats()} and {@link #close()} by any thread. What the producer did before a push, the consumer
 * sees after the pop.
 *
 * @param <E> the type of the elements
 */
public abstract sealed class TransactionQueue<E> implements AutoCloseable
        permits SpscQueue, MpscQueue, DropOldestQueue {
    final int capacity;
    final ResidenceMeter meter;
    final ConsumerSide consumer;
    final ThreadConfinement consumerThread = new ThreadConfinement("consumer");
    volatile boolean closed;

    private final OverflowPolicy policy;
    private final LongSupplier nanoClock;
    private final IdleStrategy ownIdle;

    TransactionQueue(QueueBuilder<TransactionQueue<E>> builder) {
        this.capacity = builder.capacity;
        this.policy = builder.policy;
        this.nanoClock = builder.nanoClock;
        this.ownIdle = builder.idle.get();
        this.meter = new ResidenceMeter(builder);
        this.consumer = new ConsumerSide(meter);
    }

    /**
     * Starts a queue.
     *
     * @param capacity the most elements it will hold, 2 to 2^26; rounded up to a power of two, at
     *     least 4
     * @param <E> the type of the elements
     * @return a builder with the defaults: one producer, {@link OverflowPolicy#REJECT}, {@link Sampling#ONE_IN_64}
     * @throws IllegalArgumentException if the capacity is out of range
     */
    public static <E> QueueBuilder<TransactionQueue<E>> builder(int capacity) {
        return new QueueBuilder<>(capacity, TransactionQueue::build);
    }

    private static <E> TransactionQueue<E> build(QueueBuilder<TransactionQueue<E>> builder) {
        if (builder.policy == OverflowPolicy.DROP_OLDEST) {
            if (builder.manyProducers) {
                throw new IllegalArgumentException("DROP_OLDEST with many producers: which is the oldest is a race");
            }
            return new DropOldestQueue<>(builder);
        }
        return builder.manyProducers ? new MpscQueue<>(builder) : new SpscQueue<>(builder);
    }

    /** Pushes or returns false, counting nothing. */
    abstract boolean offer(E element);

    /** Pops or returns null, counting nothing but the sample. */
    abstract @Nullable E poll();

    /** Counts a refused push; false, for the caller to return. */
    abstract boolean refuse();

    /** The idle strategy of a push that waits by policy. */
    IdleStrategy pushIdle() {
        return ownIdle;
    }

    /**
     * Pushes without waiting. Under {@link OverflowPolicy#DROP_OLDEST} there is always room while the queue is open.
     *
     * @param element what to hand over
     * @return whether it was accepted; false (counted) when the queue is full or closed
     * @throws NullPointerException if {@code element} is null
     */
    public abstract boolean tryPush(E element);

    /**
     * Pops without waiting.
     *
     * @return the oldest element, or null (counted) when there is none
     */
    public abstract @Nullable E tryPop();

    /**
     * Pushes as the overflow policy says: {@link OverflowPolicy#BLOCK} waits for room, the others return at once.
     *
     * @param element what to hand over
     * @return whether it was accepted; false (counted) when the queue is full, was closed, or the waiting thread interrupted
     * @throws NullPointerException if {@code element} is null
     */
    public final boolean push(E element) {
        return policy == OverflowPolicy.BLOCK ? push(element, pushIdle(), false, 0) : tryPush(element);
    }

    /**
     * Pushes, waiting for room until a moment, whatever the policy.
     *
     * @param element what to hand over
     * @param idle what to do between two looks
     * @param deadlineNs the moment to give up, in nanoseconds of the queue's clock ({@code System.nanoTime() + patienceNs})
     * @return whether it was accepted; false (counted) when the moment has come, the queue was closed, or the thread
     *     interrupted (it stays so)
     * @throws NullPointerException if {@code element} is null
     */
    public final boolean push(E element, IdleStrategy idle, long deadlineNs) {
        return push(element, idle, true, deadlineNs);
    }

    private boolean push(E element, IdleStrategy idle, boolean timed, long deadlineNs) {
        Objects.requireNonNull(element, "element");
        idle.reset();
        while (!offer(element)) {
            if (isClosed() || isOver(timed, deadlineNs)) {
                return refuse();
            }
            idle.idle();
        }
        return true;
    }

    /**
     * Pops, waiting for an element until a moment.
     *
     * @param idle what to do between two looks
     * @param deadlineNs the moment to give up, in nanoseconds of the queue's clock
     * @return the oldest element, or null when the moment has come, the queue {@link #isDone()}, or the thread was interrupted
     *     (it stays so)
     */
    public final @Nullable E pop(IdleStrategy idle, long deadlineNs) {
        idle.reset();
        while (true) {
            boolean wasClosed = isClosed();
            E element = tryPop();
            // Closed before the look that found nothing: there is no more. Closed after it: look again.
            if (element != null || wasClosed || isOver(true, deadlineNs)) {
                return element;
            }
            idle.idle();
        }
    }

    private boolean isOver(boolean timed, long deadlineNs) {
        return Thread.currentThread().isInterrupted() || (timed && nanoClock.getAsLong() - deadlineNs >= 0);
    }

    /**
     * Pushes as many elements of an array as there is room for; those that do not fit stay the caller's and are not counted.
     *
     * @param elements where they are
     * @param offset index of the first
     * @param count how many
     * @return how many were accepted, from the first on
     * @throws IndexOutOfBoundsException if offset and count do not lie in the array
     * @throws NullPointerException if an element is null; those before it were accepted
     */
    public final int fill(E[] elements, int offset, int count) {
        Objects.checkFromIndexSize(offset, count, elements.length);
        for (int i = 0; i < count; i++) {
            if (!offer(elements[offset + i])) {
                return i;
            }
        }
        return count;
    }

    /**
     * Pops up to a number of elements without waiting and hands each to the handler.
     *
     * @param handler gets them in order; an exception it throws comes through, the element it was given is gone, those
     *     behind it are not
     * @param limit the most to pop
     * @return how many were popped; 0 (counted) when there was none
     */
    public final int drain(Consumer<? super E> handler, int limit) {
        for (int i = 0; i < limit; i++) {
            E element = i == 0 ? tryPop() : poll();
            if (element == null) {
                return i;
            }
            handler.accept(element);
        }
        return Math.max(limit, 0);
    }

    /** Refuses every push from now on and ends every waiting one; what is inside can still be popped. Idempotent. */
    @Override
    public void close() {
        closed = true;
    }

    /**
     * Whether the queue takes no more elements.
     *
     * @return true once {@link #close()} was called
     */
    public boolean isClosed() {
        return closed;
    }

    /**
     * Whether the consumer has seen everything.
     *
     * @return true when the queue is closed and empty
     */
    public final boolean isDone() {
        return isClosed() && depth() == 0;
    }

    /**
     * The most elements the queue can hold.
     *
     * @return elements, a power of two
     */
    public final int capacity() {
        return capacity;
    }

    /**
     * Elements accepted so far.
     *
     * @return elements
     */
    public abstract long pushedCount();

    /**
     * Elements popped so far.
     *
     * @return elements
     */
    public abstract long poppedCount();

    /**
     * Accepted elements thrown away for newer ones so far.
     *
     * @return elements; 0 but under {@link OverflowPolicy#DROP_OLDEST}
     */
    public long droppedCount() {
        return 0;
    }

    /**
     * Pushes refused so far.
     *
     * @return calls
     */
    public abstract long rejectedCount();

    /**
     * Looks of the consumer that found nothing so far.
     *
     * @return looks
     */
    public final long emptyPollCount() {
        return consumer.emptyPollCount();
    }

    /**
     * Elements inside at about this moment.
     *
     * @return elements, 0 to capacity
     */
    public final long depth() {
        // Taken before given: the other order could see more taken than given.
        long gone = poppedCount() + droppedCount();
        return Math.max(0, Math.min(capacity, pushedCount() - gone));
    }

    /**
     * The most elements that were inside at once.
     *
     * @return elements; its precision is that of {@link QueueStats#highWaterCount()}
     */
    public abstract long highWaterCount();

    /**
     * A snapshot of all counts and of the residence times. The threads that push and pop are not held up.
     *
     * @return the figures since the queue was made
     */
    public final QueueStats stats() {
        return new QueueStats(
                new QueueStats.Counts(
                        capacity,
                        poppedCount(),
                        droppedCount(),
                        pushedCount(),
                        rejectedCount(),
                        emptyPollCount(),
                        highWaterCount()),
                meter);
    }
}

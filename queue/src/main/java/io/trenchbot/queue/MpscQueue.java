package io.trenchbot.queue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Many producers, one consumer.
 *
 * <p>A producer takes a position by compare-and-set on the tail, stamps it if it is a sampled one, and publishes the element
 * by a release store into its place; the consumer waits for the place, not for the tail. The position has to be known
 * <em>before</em> the element is published, or its residence cannot be stamped; the JCTools queue for many producers does
 * not tell it, which is why this one is here.
 *
 * <p>The sign bit of the tail says closed, so that closing and taking a position are decided by the same word: no element is
 * accepted after the close.
 *
 * <ul>
 *   <li>A place is null from the moment the head has passed it until its next producer fills it.
 *   <li>A producer takes position t only when it has seen head > t - capacity, so the place is null by then.
 * </ul>
 */
final class MpscQueue<E> extends TransactionQueue<E> {
    private static final VarHandle PLACE = MethodHandles.arrayElementVarHandle(Object[].class);
    private static final long CLOSED = Long.MIN_VALUE;

    /** Spins for a producer that has its position but not yet stored its element, before it gives it the core. */
    private static final int SPINS = 128;

    private final Object[] places;
    private final long mask;
    private final PaddedLong tail = new PaddedLong();
    private final PaddedLong head = new PaddedLong();

    /** head + capacity when last read: spares the producers the consumer's cache line. */
    private final PaddedLong limit = new PaddedLong();

    private final PaddedLong highWater = new PaddedLong();
    private final PaddedLong rejected = new PaddedLong();
    private final Supplier<IdleStrategy> idle;
    private final int lookMask;

    MpscQueue(QueueBuilder<TransactionQueue<E>> builder) {
        super(builder);
        this.places = new Object[capacity];
        this.mask = capacity - 1L;
        this.limit.release(capacity);
        this.idle = builder.idle;
        this.lookMask = ProducerSide.lookStep(capacity) - 1;
    }

    @Override
    IdleStrategy pushIdle() {
        return idle.get();
    }

    @Override
    public boolean tryPush(E element) {
        return offer(element) || refuse();
    }

    @Override
    boolean offer(E element) {
        Objects.requireNonNull(element, "element");
        long position;
        do {
            position = tail.volatileValue();
            if (position < 0 || (position >= limit.acquire() && !hasRoom(position))) {
                return false;
            }
        } while (!tail.compareAndSet(position, position + 1));
        if (meter.positions().contains(position)) {
            meter.stamp(position);
        }
        PLACE.setRelease(places, (int) (position & mask), element);
        if ((position & lookMask) == 0) {
            highWater.raise(Math.min(capacity, position + 1 - head.acquire()));
        }
        return true;
    }

    /** A limit written late by a slower producer is only too low, and read again when it is reached. */
    private boolean hasRoom(long position) {
        long fresh = head.acquire() + capacity;
        if (position >= fresh) {
            return false;
        }
        limit.release(fresh);
        return true;
    }

    @Override
    boolean refuse() {
        if (!isClosed()) {
            highWater.raise(capacity);
        }
        rejected.getAndAdd(1);
        return false;
    }

    @Override
    public @Nullable E tryPop() {
        E element = poll();
        if (element == null) {
            consumer.countEmptyPoll();
        }
        return element;
    }

    @Override
    @Nullable
    E poll() {
        assert consumerThread.isHeld();
        long position = head.plain();
        int index = (int) (position & mask);
        Object element = PLACE.getAcquire(places, index);
        if (element == null) {
            if (position == (tail.volatileValue() & ~CLOSED)) {
                return null;
            }
            element = await(index);
        }
        PLACE.set(places, index, null);
        if (position == consumer.nextSample) {
            consumer.sample(position);
        }
        // Publishes the null, and that the stamp was read.
        head.release(position + 1);
        @SuppressWarnings("unchecked") // only offer(E) stores here
        E taken = (E) element;
        return taken;
    }

    /**
     * The position is taken, its element a few instructions away: null here would say "empty" of a queue into which another
     * producer has already finished a later push.
     */
    @SuppressWarnings("ThreadPriorityCheck") // where the producer lost its core, the yield may give it this one
    private Object await(int index) {
        for (int i = 0; ; i++) {
            Object element = PLACE.getAcquire(places, index);
            if (element != null) {
                return element;
            }
            if (i < SPINS) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
        }
    }

    @Override
    public void close() {
        tail.or(CLOSED);
    }

    @Override
    public boolean isClosed() {
        return tail.volatileValue() < 0;
    }

    @Override
    public long pushedCount() {
        return tail.acquire() & ~CLOSED;
    }

    @Override
    public long poppedCount() {
        return head.acquire();
    }

    @Override
    public long rejectedCount() {
        return rejected.opaque();
    }

    @Override
    public long highWaterCount() {
        return Math.max(highWater.opaque(), depth());
    }
}

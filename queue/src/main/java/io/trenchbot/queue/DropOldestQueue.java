package io.trenchbot.queue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One producer that is never refused, one consumer that always gets the oldest element still there.
 *
 * <p>Both sides take from the head, so it moves by compare-and-set; the tail is the producer's own.
 *
 * <ul>
 *   <li>The producer fills the place of position t only after the head has passed t - capacity, by the consumer's hand or by
 *       its own (a drop). It never waits for the consumer.
 *   <li>The consumer reads place and stamp of the head first and moves the head after: if the move succeeds, the head was
 *       there all the time, so what was read is the element of that position. If not, the element was dropped, and it
 *       looks again.
 *   <li>So each accepted element is either popped once or dropped once, in order.
 * </ul>
 *
 * <p>A place keeps its last reference until it is filled anew: once the head has passed, the place is the producer's, and
 * the consumer may not clear it.
 */
final class DropOldestQueue<E> extends TransactionQueue<E> {
    private static final VarHandle PLACE = MethodHandles.arrayElementVarHandle(Object[].class);

    private final Object[] places;
    private final long mask;
    private final PaddedLong tail = new PaddedLong();
    private final PaddedLong head = new PaddedLong();
    private final PaddedLong dropped = new PaddedLong();
    private final ProducerSide producer;
    private final ThreadConfinement producerThread;

    DropOldestQueue(QueueBuilder<TransactionQueue<E>> builder) {
        super(builder);
        this.places = new Object[capacity];
        this.mask = capacity - 1L;
        this.producer = new ProducerSide(capacity, meter.positions());
        this.producerThread = ThreadConfinement.ofProducer(builder);
    }

    @Override
    public boolean tryPush(E element) {
        return offer(element) || refuse();
    }

    @Override
    boolean offer(E element) {
        assert producerThread.isHeld();
        Objects.requireNonNull(element, "element");
        if (closed) {
            return false;
        }
        long position = tail.plain();
        if (position - producer.consumerPositionSeen >= capacity) {
            makeRoom(position);
        }
        boolean marked = position == producer.nextMark;
        if (marked && position == producer.nextSample) {
            meter.stamp(position);
        }
        PLACE.setRelease(places, (int) (position & mask), element);
        tail.release(position + 1);
        if (marked) {
            if (position == producer.nextLook) {
                producer.look(position, head.acquire());
            }
            producer.advance(position);
        }
        return true;
    }

    private void makeRoom(long position) {
        long seen = head.acquire();
        if (position - seen >= capacity) {
            producer.wasFull();
            // If the move fails, the consumer has just taken this very element, and there is room all the same.
            if (head.compareAndSet(seen, seen + 1)) {
                dropped.opaque(dropped.plain() + 1);
            }
            seen++;
        }
        producer.consumerPositionSeen = seen;
    }

    @Override
    boolean refuse() {
        producer.countRejected();
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
        while (true) {
            long position = head.volatileValue();
            if (position >= tail.acquire()) {
                return null;
            }
            Object element = PLACE.getAcquire(places, (int) (position & mask));
            if (consumer.nextSample < position) {
                consumer.nextSample = meter.positions().atOrAfter(position); // the sampled ones between were dropped
            }
            boolean sampled = position == consumer.nextSample;
            long stampNs = sampled ? meter.stampNs(position) : 0;
            if (head.compareAndSet(position, position + 1)) {
                if (sampled) {
                    consumer.sample(position, stampNs);
                }
                @SuppressWarnings({"unchecked", "NullAway"}) // only offer(E) stores here, and it did for this position
                E taken = (E) element;
                return taken;
            }
        }
    }

    @Override
    public long pushedCount() {
        return tail.acquire();
    }

    @Override
    public long poppedCount() {
        // The head counts both; a drop is counted just after the head moved, so this may be one high for a moment.
        return head.acquire() - dropped.opaque();
    }

    @Override
    public long droppedCount() {
        return dropped.opaque();
    }

    @Override
    public long rejectedCount() {
        return producer.rejectedCount();
    }

    @Override
    public long highWaterCount() {
        return Math.max(producer.highWater(), depth());
    }
}

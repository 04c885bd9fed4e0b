package io.trenchbot.queue;

import java.util.Objects;
import org.jctools.queues.varhandle.SpscVarHandleArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * One producer, one consumer: the JCTools queue of VarHandles, which needs no JVM flag.
 *
 * <p>Its producer and consumer positions are read on the thread that writes them, a load from the first-level cache, and
 * compared with the next position at which there is anything to measure. Without samples even that is left out, because
 * it is a third of what handing over an element takes; the highest depth is then known from refusals and from whoever
 * asked for it.
 */
final class SpscQueue<E> extends TransactionQueue<E> {
    private final SpscVarHandleArrayQueue<E> queue;
    private final ProducerSide producer;
    private final ThreadConfinement producerThread;
    private final boolean sampled;

    /** The highest depth that was told to anybody, so that no later answer is below it. */
    private final PaddedLong highestTold = new PaddedLong();

    SpscQueue(QueueBuilder<TransactionQueue<E>> builder) {
        super(builder);
        this.queue = new SpscVarHandleArrayQueue<>(capacity);
        this.producer = new ProducerSide(capacity, meter.positions());
        this.producerThread = ThreadConfinement.ofProducer(builder);
        this.sampled = builder.sampling != Sampling.OFF;
    }

    @Override
    public boolean tryPush(E element) {
        return offer(element) || refuse();
    }

    @Override
    boolean offer(E element) {
        assert producerThread.isHeld();
        if (closed) {
            return isRefused(element);
        }
        if (!sampled) {
            return queue.offer(element);
        }
        long position = queue.currentProducerIndex();
        return position == producer.nextMark ? offerMarked(element, position) : queue.offer(element);
    }

    private boolean isRefused(E element) {
        Objects.requireNonNull(element, "element");
        return false;
    }

    /** The stamp first: the release store inside {@code offer} publishes both. */
    private boolean offerMarked(E element, long position) {
        if (position == producer.nextSample) {
            meter.stamp(position);
        }
        if (!queue.offer(element)) {
            return false;
        }
        if (position == producer.nextLook) {
            producer.look(position, queue.currentConsumerIndex());
        }
        producer.advance(position);
        return true;
    }

    @Override
    boolean refuse() {
        if (!closed) {
            producer.wasFull();
        }
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
        if (!sampled) {
            return queue.poll();
        }
        long position = queue.currentConsumerIndex();
        E element = queue.poll();
        if (element != null && position == consumer.nextSample) {
            consumer.sample(position);
        }
        return element;
    }

    @Override
    public long pushedCount() {
        return queue.currentProducerIndex();
    }

    @Override
    public long poppedCount() {
        return queue.currentConsumerIndex();
    }

    @Override
    public long rejectedCount() {
        return producer.rejectedCount();
    }

    @Override
    public long highWaterCount() {
        highestTold.raise(Math.max(producer.highWater(), depth()));
        return highestTold.opaque();
    }
}

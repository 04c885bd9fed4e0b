package io.trenchbot.queue;

import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A bounded ring of entries that are allocated once: the producer claims one, fills it and publishes it; the consumer is
 * handed a batch of them and releases the whole batch at once.
 *
 * <pre>{@code
 * Tx entry = ring.claim();          // producer
 * if (entry != null) {
 *     entry.fill(bytes, offset, length);
 *     ring.publish();
 * }
 * ring.drain(this::onTx, 256);      // consumer
 * }</pre>
 *
 * <p>An entry belongs to the producer from {@link #claim()} to {@link #publish()}, and to the consumer from then until the
 * {@code drain} that handed it out is about to return; neither may touch it outside that time. A claim that is not published
 * is handed out again by the next claim.
 *
 * <p>Counts, samples and the end are those of {@link TransactionQueue}: {@link #close()} refuses every later claim and ends a
 * waiting one; an entry already claimed may still be published, and what was published can still be drained.
 *
 * <p>Threading: claim and publish by one thread (or by several in turns, {@link QueueBuilder#producersTakeTurns}), drain by one
 * thread; asserted with {@code -ea}. Counts, {@link #stats()} and
 * {@link #close()} by any thread. What the producer wrote into an entry before publish, the consumer sees; what the consumer
 * did to it before the release, the producer sees at the next claim.
 *
 * @param <E> the type of the entries
 */
public final class EntryRing<E> implements AutoCloseable {
    private final Object[] entries;
    private final int capacity;
    private final PaddedLong tail = new PaddedLong();
    private final PaddedLong head = new PaddedLong();
    private final ResidenceMeter meter;
    private final ProducerSide producer;
    private final ConsumerSide consumer;
    private final ThreadConfinement producerThread;
    private final ThreadConfinement consumerThread = new ThreadConfinement("consumer");
    private final OverflowPolicy policy;
    private final IdleStrategy ownIdle;
    private final LongSupplier nanoClock;
    private volatile boolean closed;

    private EntryRing(QueueBuilder<EntryRing<E>> builder, Supplier<? extends E> entrySource) {
        this.capacity = builder.capacity;
        this.policy = builder.policy;
        this.ownIdle = builder.idle.get();
        this.nanoClock = builder.nanoClock;
        this.producerThread = ThreadConfinement.ofProducer(builder);
        this.meter = new ResidenceMeter(builder);
        this.producer = new ProducerSide(capacity, meter.positions());
        this.consumer = new ConsumerSide(meter);
        this.entries = new Object[capacity];
        for (int i = 0; i < capacity; i++) {
            entries[i] = Objects.requireNonNull(entrySource.get(), "The supplier made a null entry");
        }
    }

    /**
     * Starts a ring.
     *
     * @param capacity the most published entries it will hold, 2 to 2^26; rounded up to a power of two, at least 4
     * @param entries makes one entry; called capacity times when the ring is built
     * @param <E> the type of the entries
     * @return a builder with the defaults: {@link OverflowPolicy#REJECT}, {@link Sampling#ONE_IN_64}
     * @throws IllegalArgumentException if the capacity is out of range
     */
    public static <E> QueueBuilder<EntryRing<E>> builder(int capacity, Supplier<? extends E> entries) {
        Objects.requireNonNull(entries, "entries");
        return new QueueBuilder<>(capacity, builder -> build(builder, entries));
    }

    private static <E> EntryRing<E> build(QueueBuilder<EntryRing<E>> builder, Supplier<? extends E> entries) {
        if (builder.policy == OverflowPolicy.DROP_OLDEST) {
            throw new IllegalArgumentException("DROP_OLDEST on an EntryRing: the consumer may hold the oldest entry");
        }
        if (builder.manyProducers) {
            throw new IllegalArgumentException("Many producers on an EntryRing: a claim belongs to one thread");
        }
        return new EntryRing<>(builder, entries);
    }

    /**
     * Claims the next entry without waiting.
     *
     * @return the entry to fill, or null (counted) when the ring is full or closed
     */
    public @Nullable E tryClaim() {
        E entry = next();
        return entry != null ? entry : refuse();
    }

    /**
     * Claims the next entry as the overflow policy says: {@link OverflowPolicy#BLOCK} waits for room, else it returns at once.
     *
     * @return the entry to fill, or null (counted) when the ring is full, was closed, or the waiting thread interrupted
     */
    public @Nullable E claim() {
        return policy == OverflowPolicy.BLOCK ? claim(ownIdle, false, 0) : tryClaim();
    }

    /**
     * Claims the next entry, waiting for room until a moment, whatever the policy.
     *
     * @param idle what to do between two looks
     * @param deadlineNs the moment to give up, in nanoseconds of the ring's clock ({@code System.nanoTime() + patienceNs})
     * @return the entry to fill, or null (counted) when the moment has come, the ring was closed, or the thread interrupted (it
     *     stays so)
     */
    public @Nullable E claim(IdleStrategy idle, long deadlineNs) {
        return claim(idle, true, deadlineNs);
    }

    private @Nullable E claim(IdleStrategy idle, boolean timed, long deadlineNs) {
        idle.reset();
        while (true) {
            E entry = next();
            if (entry != null) {
                return entry;
            }
            if (closed
                    || Thread.currentThread().isInterrupted()
                    || (timed && nanoClock.getAsLong() - deadlineNs >= 0)) {
                return refuse();
            }
            idle.idle();
        }
    }

    private @Nullable E next() {
        assert producerThread.isHeld();
        if (closed) {
            return null;
        }
        long position = tail.plain();
        if (position - producer.consumerPositionSeen >= capacity) {
            producer.consumerPositionSeen = head.acquire();
            if (position - producer.consumerPositionSeen >= capacity) {
                return null;
            }
        }
        producer.claimedPosition = position;
        return entry(position);
    }

    @SuppressWarnings("unchecked") // the constructor fills it from a supplier of E
    private E entry(long position) {
        return (E) entries[(int) position & (entries.length - 1)];
    }

    private @Nullable E refuse() {
        if (!closed) {
            producer.wasFull();
        }
        producer.countRejected();
        return null;
    }

    /**
     * Hands the claimed entry to the consumer.
     *
     * @throws IllegalStateException if no entry is claimed
     */
    public void publish() {
        long position = tail.plain();
        if (producer.claimedPosition != position) {
            throw new IllegalStateException("publish() without a claim, after " + position + " entries");
        }
        if (position == producer.nextMark) {
            publishMarked(position);
        } else {
            tail.release(position + 1);
        }
    }

    private void publishMarked(long position) {
        if (position == producer.nextSample) {
            meter.stamp(position);
        }
        tail.release(position + 1);
        if (position == producer.nextLook) {
            producer.look(position, head.acquire());
        }
        producer.advance(position);
    }

    /**
     * Hands up to a number of published entries to the handler, in order, without waiting, and releases them together.
     *
     * @param handler gets each entry; an exception it throws comes through: the entries up to and with that one are released,
     *     those behind it wait for the next drain
     * @param limit the most entries
     * @return how many were handed over; 0 (counted) when there was none
     */
    public int drain(Consumer<? super E> handler, int limit) {
        return drain(handler, EntryRing::nothing, limit);
    }

    private static void nothing() {}

    /**
     * Like {@link #drain(Consumer, int)}, with a last step while the entries of the batch are still the consumer's: to verify,
     * journal or send the batch as one.
     *
     * @param handler gets each entry
     * @param endOfBatch runs after the last entry and before the release; not after an exception, nor without entries
     * @param limit the most entries
     * @return how many were handed over; 0 (counted) when there was none
     */
    public int drain(Consumer<? super E> handler, Runnable endOfBatch, int limit) {
        assert consumerThread.isHeld();
        if (limit <= 0) {
            return 0;
        }
        long first = head.plain();
        long end = Math.min(published(first, limit), first + limit);
        if (end == first) {
            consumer.countEmptyPoll();
            return 0;
        }
        long position = first;
        try {
            while (position < end) {
                if (position == consumer.nextSample) {
                    consumer.sample(position);
                }
                handler.accept(entry(position++));
            }
            endOfBatch.run();
        } finally {
            head.release(position);
        }
        return (int) (position - first);
    }

    /** The tail, read anew (a cache miss) only when what is known of it does not fill the batch. */
    private long published(long first, int limit) {
        if (consumer.producerPositionSeen - first < limit) {
            consumer.producerPositionSeen = tail.acquire();
        }
        return consumer.producerPositionSeen;
    }

    /** Refuses every claim from now on and ends a waiting one; what was published can still be drained. Idempotent. */
    @Override
    public void close() {
        closed = true;
    }

    /**
     * Whether the ring hands out no more entries.
     *
     * @return true once {@link #close()} was called
     */
    public boolean isClosed() {
        return closed;
    }

    /**
     * Whether the consumer has seen everything. A claim that was open when another thread closed may still be published.
     *
     * @return true when the ring is closed and empty
     */
    public boolean isDone() {
        return closed && depth() == 0;
    }

    /**
     * The most published entries the ring can hold.
     *
     * @return entries, a power of two
     */
    public int capacity() {
        return capacity;
    }

    /**
     * Entries published so far.
     *
     * @return entries
     */
    public long pushedCount() {
        return tail.acquire();
    }

    /**
     * Entries handed to the consumer and released so far.
     *
     * @return entries
     */
    public long poppedCount() {
        return head.acquire();
    }

    /**
     * Claims refused so far.
     *
     * @return calls
     */
    public long rejectedCount() {
        return producer.rejectedCount();
    }

    /**
     * Drains that found nothing so far.
     *
     * @return looks
     */
    public long emptyPollCount() {
        return consumer.emptyPollCount();
    }

    /**
     * Entries published and not yet released, at about this moment.
     *
     * @return entries, 0 to capacity
     */
    public long depth() {
        long popped = poppedCount();
        return Math.min(capacity, pushedCount() - popped);
    }

    /**
     * The most entries that were inside at once.
     *
     * @return entries; its precision is that of {@link QueueStats#highWaterCount()}
     */
    public long highWaterCount() {
        return Math.max(producer.highWater(), depth());
    }

    /**
     * A snapshot of all counts and of the residence times (publish to hand-over). The two threads are not held up.
     *
     * @return the figures since the ring was made
     */
    public QueueStats stats() {
        return new QueueStats(
                new QueueStats.Counts(
                        capacity, poppedCount(), 0, pushedCount(), rejectedCount(), emptyPollCount(), highWaterCount()),
                meter);
    }
}

package io.trenchbot.queue;

import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a {@link TransactionQueue} or an {@link EntryRing}.
 *
 * <p>Threading: one thread.
 *
 * @param <Q> the type of the queue that is built
 */
public final class QueueBuilder<Q> {
    /** 64 Mi references are 256 MiB or more: a queue that long hides a consumer that is too slow. */
    private static final int MAX_CAPACITY = 1 << 26;

    /** JCTools keeps no fewer places. */
    private static final int MIN_CAPACITY = 4;

    final int capacity;
    OverflowPolicy policy = OverflowPolicy.REJECT;
    Sampling sampling = Sampling.ONE_IN_64;
    Supplier<IdleStrategy> idle = IdleStrategy::backoff;
    LongSupplier nanoClock = System::nanoTime;

    @Nullable
    LongConsumer residenceNs;

    boolean manyProducers;
    boolean producersTakeTurns;
    long sampleSeed = ThreadLocalRandom.current().nextLong();

    private final Function<QueueBuilder<Q>, Q> factory;

    QueueBuilder(int capacity, Function<QueueBuilder<Q>, Q> factory) {
        if (capacity < 2 || capacity > MAX_CAPACITY) {
            throw new IllegalArgumentException("Capacity outside 2 to " + MAX_CAPACITY + ": " + capacity);
        }
        this.capacity = Math.max(MIN_CAPACITY, Integer.highestOneBit(capacity - 1) << 1);
        this.factory = factory;
    }

    /**
     * What {@link TransactionQueue#push(Object)} and {@link EntryRing#claim()} do when there is no room; without this call
     * {@link OverflowPolicy#REJECT}.
     *
     * @param policy the policy
     * @return this
     */
    public QueueBuilder<Q> overflow(OverflowPolicy policy) {
        this.policy = Objects.requireNonNull(policy, "policy");
        return this;
    }

    /**
     * How many elements have their residence time measured; without this call {@link Sampling#ONE_IN_64}.
     *
     * @param sampling the rate
     * @return this
     */
    public QueueBuilder<Q> sampling(Sampling sampling) {
        this.sampling = Objects.requireNonNull(sampling, "sampling");
        return this;
    }

    /**
     * Lets any number of threads push, at the cost of a compare-and-set a push. For a {@link TransactionQueue} only.
     *
     * @return this
     */
    public QueueBuilder<Q> manyProducers() {
        this.manyProducers = true;
        return this;
    }

    /**
     * Lets the producer's part pass from thread to thread, of which only one claims or pushes at a time and each sees what
     * the one before it did, as under a lock of theirs. It costs nothing; only the assertion of confinement is left out.
     *
     * @return this
     */
    public QueueBuilder<Q> producersTakeTurns() {
        this.producersTakeTurns = true;
        return this;
    }

    /**
     * How a producer waits under {@link OverflowPolicy#BLOCK}; without this call {@link IdleStrategy#backoff()}.
     *
     * @param idle makes a strategy: one for the one producer, or one each time that one of many has to wait
     * @return this
     */
    public QueueBuilder<Q> idle(Supplier<IdleStrategy> idle) {
        this.idle = Objects.requireNonNull(idle, "idle");
        return this;
    }

    /**
     * The clock of deadlines and residence times; without this call {@link System#nanoTime()}.
     *
     * @param nanoClock nanoseconds that never go back; read by producers and consumer
     * @return this
     */
    public QueueBuilder<Q> nanoClock(LongSupplier nanoClock) {
        this.nanoClock = Objects.requireNonNull(nanoClock, "nanoClock");
        return this;
    }

    /**
     * Where to hand each measured residence time as well, say a recorder of the application's own.
     *
     * @param residenceNs gets nanoseconds on the consumer's thread, before the element is handed over; an exception it throws
     *     is discarded
     * @return this
     */
    public QueueBuilder<Q> onResidenceNs(LongConsumer residenceNs) {
        this.residenceNs = Objects.requireNonNull(residenceNs, "residenceNs");
        return this;
    }

    /** Makes the sampled positions known, for tests. */
    QueueBuilder<Q> sampleSeed(long sampleSeed) {
        this.sampleSeed = sampleSeed;
        return this;
    }

    /**
     * Makes the queue; all its places and entries are allocated now.
     *
     * @return an open, empty queue
     * @throws IllegalArgumentException if {@link OverflowPolicy#DROP_OLDEST} is asked of many producers or of a ring, or a ring
     *     of many producers
     */
    public Q build() {
        return factory.apply(this);
    }
}

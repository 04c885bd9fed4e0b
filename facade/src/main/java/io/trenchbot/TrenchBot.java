package io.trenchbot;

import io.trenchbot.buffer.TransactionBuffer;
import io.trenchbot.monitor.PerformanceMonitor;
import io.trenchbot.pool.SolanaConnectionPool;
import io.trenchbot.queue.EntryRing;
import io.trenchbot.sigverify.SignatureVerifier;
import io.trenchbot.streaming.SolanaStream;
import io.trenchbot.streaming.TransactionView;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A trading bot's plumbing, composed of the parts that it was given: stream, queue, verification, journal, analyzers,
 * strategy, executor, pool, monitor.
 *
 * <pre>{@code
 * try (TrenchBot bot = TrenchBot.builder()
 *         .stream(URI.create("wss://rpc.example.com/?api-key=…"))
 *         .pool(SolanaConnectionPool.builder().primary("https://rpc.example.com/?api-key=…").build())
 *         .verifier(SignatureVerifier.create())
 *         .journal(TransactionBuffer.builder(Path.of("journal")).open())
 *         .monitor(PerformanceMonitor.builder().build())
 *         .strategy(new MyStrategy())
 *         .build()
 *         .start()) {
 *     …
 * }
 * }</pre>
 *
 * <p>A part that is left out is skipped. The bot owns the parts it was given and closes them, in the reverse of the order
 * in which they start: stream, strategy thread (after what it had received), executor, journal, pool, monitor.
 *
 * <p>Threading: all methods by any thread; {@link #offer} by one thread, and only without a stream.
 */
public final class TrenchBot implements AutoCloseable {
    private final @Nullable SolanaStream stream;
    private final EntryRing<Entry> ring;
    private final Intake intake;
    private final Pipeline pipeline;
    private final DutyThread strategyThread;
    private final TransactionExecutor executor;
    private final @Nullable Journal journal;
    private final @Nullable TransactionBuffer journalBuffer;
    private final @Nullable SolanaConnectionPool pool;
    private final @Nullable PerformanceMonitor monitor;
    private final @Nullable SignatureVerifier verifier;
    private final LongSupplier nanoClock;
    private final Duration warmUp;
    private boolean started;
    private boolean closed;

    TrenchBot(BotBuilder builder) {
        nanoClock = builder.nanoClock;
        warmUp = builder.warmUp;
        pool = builder.pool;
        monitor = builder.monitor;
        verifier = builder.verifier;
        journalBuffer = builder.journal;
        StageLatencies latencies = StageLatencies.of(monitor);
        LongConsumer totalNs = monitor == null ? ns -> {} : monitor.sharedLatency("execute.endToEnd");
        ring = EntryRing.builder(builder.queueCapacity, Entry::new)
                .overflow(builder.queueOverflow)
                // The stream's connections and its backfill deliver one at a time, on threads of their own.
                .producersTakeTurns()
                .build();
        executor = new TransactionExecutor(
                pool, verifier != null ? verifier : SignatureVerifier.create(), nanoClock, totalNs);
        journal = journalBuffer == null ? null : new Journal(journalBuffer, nanoClock, epochNsOfClock(nanoClock));
        FlushDeadline flushDeadline = new FlushDeadline(
                builder.flushDeadline.toNanos(),
                () -> verifier == null ? 1 : verifier.engine().lanes(),
                nanoClock);
        pipeline = new Pipeline(
                ring,
                verifier,
                journal,
                builder.analyzers,
                builder.strategy,
                executor,
                latencies,
                flushDeadline,
                nanoClock);
        intake = new Intake(ring, latencies, nanoClock, slotWitness(builder));
        strategyThread = new DutyThread("trenchbot-strategy", pipeline::poll, ring::isDone);
        stream = builder.stream(intake::onTransaction);
        if (monitor != null) {
            BotSeries.register(monitor, this);
        }
    }

    /** The pool then knows how far a node is without asking it, where stream and node have the same host. */
    private static Intake.SlotWitness slotWitness(BotBuilder builder) {
        SolanaConnectionPool nodes = builder.pool;
        List<String> hosts = builder.streamHosts();
        return nodes == null
                ? (endpoint, slot) -> {}
                : (endpoint, slot) -> nodes.observeSlot(hosts.get(endpoint), slot);
    }

    /** The difference is taken once: a wall clock that is set must not make the journal's stamps jump. */
    private static LongSupplier epochNsOfClock(LongSupplier nanoClock) {
        long differenceNs = TimeUnit.MILLISECONDS.toNanos(Clock.systemUTC().millis()) - nanoClock.getAsLong();
        return () -> differenceNs;
    }

    /**
     * Starts a builder.
     *
     * @return one without any part
     */
    public static BotBuilder builder() {
        return new BotBuilder();
    }

    /**
     * Warms up the verification, then starts the threads, the stream last. A bot is started once.
     *
     * @return this bot
     * @throws IllegalStateException if it was started or closed before
     */
    public synchronized TrenchBot start() {
        if (started || closed) {
            throw new IllegalStateException(closed ? "the bot is closed" : "the bot is started once");
        }
        started = true;
        if (verifier != null) {
            WarmUp.run(verifier.engine().engine(), warmUp.toNanos());
        }
        if (monitor != null) {
            monitor.start();
        }
        executor.start();
        strategyThread.start();
        if (stream != null) {
            stream.start();
        }
        return this;
    }

    /**
     * Hands in a transaction of the application's own feed, as if the stream had received it now.
     *
     * @param wire holds the serialized transaction; copied
     * @param offset where it starts
     * @param length its length in bytes
     * @param slot the slot it is of
     * @return whether the queue took it
     * @throws IllegalArgumentException if it is longer than a transaction can be
     * @throws IllegalStateException if the bot has a stream, whose thread is the queue's one producer
     */
    public boolean offer(byte[] wire, int offset, int length, long slot) {
        if (stream != null) {
            throw new IllegalStateException("the stream's thread is the one producer of this bot's queue");
        }
        Objects.checkFromIndexSize(offset, length, wire.length);
        if (length > TransactionView.MAX_WIRE_BYTES) {
            throw new IllegalArgumentException(
                    "a transaction of " + length + " bytes, more than " + TransactionView.MAX_WIRE_BYTES);
        }
        return intake.offer(wire, offset, length, slot, nanoClock.getAsLong());
    }

    /**
     * What sends transactions.
     *
     * @return the executor that the strategy is handed, too
     */
    public TransactionExecutor executor() {
        return executor;
    }

    /**
     * The stream, for its state and stats and for further subscriptions.
     *
     * @return empty if it was left out
     */
    public Optional<SolanaStream> stream() {
        return Optional.ofNullable(stream);
    }

    /**
     * The pool, for calls.
     *
     * @return empty if it was left out
     */
    public Optional<SolanaConnectionPool> pool() {
        return Optional.ofNullable(pool);
    }

    /**
     * The journal, for readers.
     *
     * @return empty if it was left out
     */
    public Optional<TransactionBuffer> journal() {
        return Optional.ofNullable(journalBuffer);
    }

    /**
     * The monitor, for series of the application's own and for reports.
     *
     * @return empty if it was left out
     */
    public Optional<PerformanceMonitor> monitor() {
        return Optional.ofNullable(monitor);
    }

    /**
     * The verifier, for its engine and stats.
     *
     * @return empty if it was left out
     */
    public Optional<SignatureVerifier> verifier() {
        return Optional.ofNullable(verifier);
    }

    EntryRing<Entry> ring() {
        return ring;
    }

    /**
     * Counts as they are now.
     *
     * @return the stats
     */
    public BotStats stats() {
        return new BotStats(
                intake.received.value(),
                intake.undecodable.value(),
                ring.rejectedCount(),
                pipeline.delivered.value(),
                pipeline.accepted.value(),
                pipeline.rejected.value(),
                pipeline.malformed.value(),
                journal == null ? 0 : journal.appended.value(),
                journal == null ? 0 : journal.missing.value(),
                pipeline.findings.value(),
                pipeline.userErrors.value());
    }

    /**
     * Stops: the stream first, then what was received goes through to its end, then the rest. May be called again.
     */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (stream != null) {
            stream.close();
        }
        ring.close();
        strategyThread.close();
        executor.close();
        if (journalBuffer != null) {
            journalBuffer.close();
        }
        if (pool != null) {
            pool.close();
        }
        if (monitor != null) {
            monitor.close();
        }
    }
}

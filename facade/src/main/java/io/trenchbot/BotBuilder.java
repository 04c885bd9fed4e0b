package io.trenchbot;

import io.trenchbot.buffer.TransactionBuffer;
import io.trenchbot.monitor.PerformanceMonitor;
import io.trenchbot.pool.SolanaConnectionPool;
import io.trenchbot.queue.OverflowPolicy;
import io.trenchbot.sigverify.SignatureVerifier;
import io.trenchbot.streaming.Backfill;
import io.trenchbot.streaming.SolanaStream;
import io.trenchbot.streaming.Subscription;
import io.trenchbot.streaming.TransactionFilter;
import io.trenchbot.streaming.TransactionHandler;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a bot. Each is optional; what is built is closed by the bot.
 *
 * <p>Threading: for one thread.
 */
public final class BotBuilder {
    /** A third of a second at 50,000 transactions a second, in some 20 MB. */
    private static final int DEFAULT_QUEUE_CAPACITY = 16_384;

    /** The thread spins while it waits; beyond this it would rather sleep. */
    private static final Duration MAX_FLUSH_DEADLINE = Duration.ofMillis(10);

    private final List<URI> endpoints = new ArrayList<>();
    private TransactionFilter filter = TransactionFilter.all();
    private Consumer<SolanaStream.Builder> streamSettings = builder -> {};
    final List<TransactionAnalyzer> analyzers = new ArrayList<>();
    Strategy strategy = new Strategy() {};
    int queueCapacity = DEFAULT_QUEUE_CAPACITY;
    OverflowPolicy queueOverflow = OverflowPolicy.BLOCK;
    LongSupplier nanoClock = System::nanoTime;
    Duration warmUp = Duration.ofSeconds(1);
    Duration flushDeadline = Duration.ZERO;

    @Nullable
    SignatureVerifier verifier;

    @Nullable
    TransactionBuffer journal;

    @Nullable
    SolanaConnectionPool pool;

    @Nullable
    PerformanceMonitor monitor;

    BotBuilder() {}

    /**
     * Streams transactions from WebSocket endpoints; the first to bring one wins.
     *
     * @param urls ws or wss; a key in them is never logged
     * @return this builder
     */
    public BotBuilder stream(URI... urls) {
        endpoints.addAll(List.of(urls));
        return this;
    }

    /**
     * Which transactions are streamed; all, with votes and failed ones, unless set.
     *
     * @param wanted the filter
     * @return this builder
     */
    public BotBuilder transactions(TransactionFilter wanted) {
        filter = Objects.requireNonNull(wanted, "wanted");
        return this;
    }

    /**
     * Has the last word on the stream's settings: commitment, listener, stall timeout, further subscriptions.
     *
     * @param settings changes the stream's builder; the bot has already given it endpoints, transactions, clock, and the
     *     pool as backfill
     * @return this builder
     */
    public BotBuilder streamSettings(Consumer<SolanaStream.Builder> settings) {
        streamSettings = streamSettings.andThen(settings);
        return this;
    }

    /**
     * Verifies every signature before anything else sees the transaction.
     *
     * @param signatureVerifier the verifier
     * @return this builder
     */
    public BotBuilder verifier(SignatureVerifier signatureVerifier) {
        verifier = Objects.requireNonNull(signatureVerifier, "signatureVerifier");
        return this;
    }

    /**
     * Writes every transaction with its verdict to a journal, see {@link JournalRecord}.
     *
     * @param buffer the open journal
     * @return this builder
     */
    public BotBuilder journal(TransactionBuffer buffer) {
        journal = Objects.requireNonNull(buffer, "buffer");
        return this;
    }

    /**
     * Sends transactions and fetches what the stream missed.
     *
     * @param connectionPool the pool
     * @return this builder
     */
    public BotBuilder pool(SolanaConnectionPool connectionPool) {
        pool = Objects.requireNonNull(connectionPool, "connectionPool");
        return this;
    }

    /**
     * Measures every stage.
     *
     * @param performanceMonitor a monitor that is not started; the bot starts it
     * @return this builder
     */
    public BotBuilder monitor(PerformanceMonitor performanceMonitor) {
        monitor = Objects.requireNonNull(performanceMonitor, "performanceMonitor");
        return this;
    }

    /**
     * Adds an analyzer behind those already there.
     *
     * @param analyzer looks at every accepted transaction
     * @return this builder
     */
    public BotBuilder analyzer(TransactionAnalyzer analyzer) {
        analyzers.add(Objects.requireNonNull(analyzer, "analyzer"));
        return this;
    }

    /**
     * Who decides.
     *
     * @param decider called for every transaction and finding
     * @return this builder
     */
    public BotBuilder strategy(Strategy decider) {
        strategy = Objects.requireNonNull(decider, "decider");
        return this;
    }

    /**
     * The queue between the stream's thread and the strategy's.
     *
     * @param capacity transactions, 16,384 unless set; about 1.3 KB each
     * @param overflow what a full queue does; BLOCK unless set, which slows the stream down and loses nothing
     * @return this builder
     */
    public BotBuilder queue(int capacity, OverflowPolicy overflow) {
        queueCapacity = capacity;
        queueOverflow = Objects.requireNonNull(overflow, "overflow");
        return this;
    }

    /**
     * How long a partial batch waits at most before its signatures are verified. Lanes take as long for one signature as
     * for a full group of them, so on a busy feed a few microseconds of patience save work, at the price of that much
     * latency in a trickle. The wait begins when the strategy's thread, idle otherwise, sees a transaction; it ends with
     * the deadline or with as many transactions as the verifier has lanes, whichever comes first. The thread spins
     * meanwhile. With the scalar engine, or without a verifier, nothing waits.
     *
     * @param time zero unless set, which verifies at once what is there; at most 10 ms
     * @return this builder
     * @throws IllegalArgumentException if the time is negative or longer than that
     */
    public BotBuilder flushDeadline(Duration time) {
        if (time.isNegative() || time.compareTo(MAX_FLUSH_DEADLINE) > 0) {
            throw new IllegalArgumentException(
                    "flush deadline " + time + " is not between 0 and " + MAX_FLUSH_DEADLINE);
        }
        flushDeadline = time;
        return this;
    }

    /**
     * How long {@link TrenchBot#start} verifies signatures of its own before the first transaction may come, so that the
     * machine code is there when it does; a cold JVM takes hundreds of milliseconds for its first batches.
     *
     * @param time 1 s unless set; zero for none
     * @return this builder
     */
    public BotBuilder warmUp(Duration time) {
        warmUp = Objects.requireNonNull(time, "time");
        return this;
    }

    /**
     * The clock of all stages.
     *
     * @param clock nanoseconds that only grow; {@code System::nanoTime} unless set
     * @return this builder
     */
    public BotBuilder nanoClock(LongSupplier clock) {
        nanoClock = Objects.requireNonNull(clock, "clock");
        return this;
    }

    /**
     * Puts the parts together.
     *
     * @return a bot, not started
     */
    public TrenchBot build() {
        return new TrenchBot(this);
    }

    /** By the index that events name. */
    List<String> streamHosts() {
        return endpoints.stream().map(URI::getHost).toList();
    }

    @Nullable
    SolanaStream stream(TransactionHandler handler) {
        if (endpoints.isEmpty()) {
            return null;
        }
        SolanaStream.Builder builder = SolanaStream.builder().nanoClock(nanoClock);
        endpoints.forEach(builder::endpoint);
        builder.subscribe(Subscription.transactions(filter, handler));
        if (pool != null) {
            builder.backfill(backfill(pool));
        }
        streamSettings.accept(builder);
        return builder.build();
    }

    private static Backfill backfill(SolanaConnectionPool nodes) {
        return (method, paramsJson) -> nodes.call(method, paramsJson).value();
    }
}

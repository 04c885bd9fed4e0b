package io.trenchbot.streaming;

import io.trenchbot.streaming.StreamStats.EndpointStats;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * A live feed of Solana events from one endpoint or several raced against one another.
 *
 * <p>What it promises: events reach their handlers one at a time, each identity once; a connection that breaks or falls
 * silent is replaced and its subscriptions are made again; and whatever may have been missed is reported as a {@link Gap}
 * and fetched where {@link Backfill} can. PubSub itself loses events without a sign now and then: racing endpoints is the
 * remedy for that, and what no endpoint sends cannot be known here.
 *
 * <p>Threading: all methods may be called by any thread, handlers included.
 */
public final class SolanaStream implements AutoCloseable {
    /** How late a due action may be. */
    private static final long POLL_NS = 10_000_000;

    private final StreamContext context;
    private final Counters counters;
    private final BackfillRunner backfill;
    private final Commitment commitment;
    private final List<Group> groups = new CopyOnWriteArrayList<>();
    private final List<EndpointSession> sessions = new ArrayList<>();
    private final Thread control = new Thread(this::run, "trenchbot-stream-control");
    private int nextGroup;
    private boolean started;
    private volatile boolean closed;

    private SolanaStream(Builder builder) {
        commitment = builder.commitment;
        List<Endpoint> endpoints = List.copyOf(builder.endpoints);
        counters = new Counters(endpoints.size());
        Notifier notifier = new Notifier();
        Deliveries deliveries = new Deliveries(
                new IdentityFilter(builder.identityCount, builder.random),
                counters,
                notifier,
                builder.listener,
                new GapLedger(counters, notifier, builder.listener, this::fill),
                groups);
        backfill =
                new BackfillRunner(builder.backfill, new StreamBase(builder.nanoClock, builder.settings, deliveries));
        Group heartbeat = newGroup(Subscription.slot(event -> {}), endpoints.size());
        context = new StreamContext(
                builder.nanoClock,
                builder.random,
                builder.settings,
                builder.listener,
                notifier,
                deliveries,
                backfill,
                builder.transports(),
                heartbeat,
                groups);
        groups.add(heartbeat);
        endpoints.forEach(endpoint -> sessions.add(new EndpointSession(endpoint, context, this::wake)));
        builder.subscriptions.forEach(this::join);
        control.setDaemon(true);
    }

    private void fill(Group group, Gap gap, long fromSlot) {
        backfill.onGap(group, gap, fromSlot);
    }

    private Group newGroup(Subscription subscription, int endpointCount) {
        return new Group(nextGroup++, subscription, commitmentOf(subscription), endpointCount);
    }

    private Commitment commitmentOf(Subscription subscription) {
        return switch (subscription.kind) {
            case SLOT, SLOTS_UPDATES, VOTE -> Commitment.PROCESSED;
            case ROOT -> Commitment.FINALIZED;
            default -> subscription.commitment != null ? subscription.commitment : commitment;
        };
    }

    /** Adds a subscription to its group; returns the group where it is new. */
    private @Nullable Group join(Subscription subscription) {
        for (Group group : groups) {
            if (group.accepts(subscription, commitmentOf(subscription)) && !group.finished) {
                group.members.add(new Member(subscription, context.deliveries()::threw));
                return null;
            }
        }
        Group group = newGroup(subscription, sessions.size());
        group.members.add(new Member(subscription, context.deliveries()::threw));
        groups.add(group);
        return group;
    }

    /**
     * Starts a builder.
     *
     * @return one without endpoints and subscriptions
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Connects, and goes on until {@link #close}. Returns at once; the listener tells when an endpoint is live.
     *
     * @return this stream
     * @throws StreamException where it was started or closed before
     */
    public synchronized SolanaStream start() {
        if (started || closed) {
            throw new StreamException(StreamException.NO_CODE, "a stream is started once");
        }
        started = true;
        context.notifier().start();
        control.start();
        return this;
    }

    private void run() {
        while (!closed) {
            long nowNs = context.clock().getAsLong();
            for (EndpointSession session : sessions) {
                session.poll(nowNs);
            }
            LockSupport.parkNanos(POLL_NS);
        }
    }

    private void wake() {
        LockSupport.unpark(control);
    }

    /**
     * Adds a subscription to the running stream.
     *
     * @param subscription what to subscribe to
     * @throws StreamException where the stream is closed
     */
    public synchronized void subscribe(Subscription subscription) {
        if (closed) {
            throw new StreamException(StreamException.NO_CODE, "the stream is closed");
        }
        Group group = join(subscription);
        if (group != null) {
            sessions.forEach(session -> session.add(group));
        }
    }

    /**
     * Ends a subscription; the one on the servers ends with the last of those that share it.
     *
     * @param subscription one that was given to the builder or to {@link #subscribe}
     * @return whether it was there
     */
    public synchronized boolean unsubscribe(Subscription subscription) {
        for (Group group : List.copyOf(groups)) {
            for (Member member : group.members) {
                if (member.subscription == subscription) {
                    leave(group, member);
                    return true;
                }
            }
        }
        return false;
    }

    private void leave(Group group, Member member) {
        group.members.remove(member);
        member.close();
        if (group.members.isEmpty() && group != context.heartbeat()) {
            groups.remove(group);
            sessions.forEach(session -> session.remove(group));
        }
    }

    /**
     * Where the best of the endpoints stands.
     *
     * @return LIVE as soon as one is
     */
    public StreamState state() {
        StreamState best = StreamState.CLOSED;
        for (StreamState candidate : List.of(
                StreamState.FAILED,
                StreamState.WAITING,
                StreamState.CONNECTING,
                StreamState.SUBSCRIBING,
                StreamState.LIVE)) {
            for (EndpointSession session : sessions) {
                best = session.state() == candidate ? candidate : best;
            }
        }
        return best;
    }

    /**
     * Counts since the start.
     *
     * @return a copy
     */
    public StreamStats stats() {
        long newest = sessions.stream().mapToLong(session -> session.slot).max().orElse(Coverage.NONE);
        List<EndpointStats> endpoints =
                sessions.stream().map(session -> endpointStats(session, newest)).toList();
        return new StreamStats(
                counters.delivered.get(),
                counters.backfilled.get(),
                counters.duplicates.get(),
                counters.dropped.get(),
                counters.handlerFailures.get(),
                counters.gaps.get(),
                counters.filledGaps.get(),
                counters.unfillableGaps.get(),
                counters.abandonedSlots.get(),
                newest,
                endpoints);
    }

    private EndpointStats endpointStats(EndpointSession session, long newest) {
        LeadTimes leads = counters.leads[session.endpoint.index()];
        return new EndpointStats(
                session.endpoint.name(),
                session.state(),
                session.slot,
                session.slot == Coverage.NONE ? 0 : newest - session.slot,
                session.frameCount(),
                session.bytes.get(),
                session.garbage.get(),
                counters.wins.get(session.endpoint.index()),
                leads.count(),
                leads.percentileNs(0.5),
                leads.percentileNs(0.99),
                session.connects.get(),
                session.stalls.get(),
                session.roundTripNs);
    }

    /**
     * Ends the stream. No handler is called after it returns, unless one has been running for seconds; gaps still open are
     * reported as unfillable. May be called again.
     */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        wake();
        context.deliveries().close();
        sessions.forEach(EndpointSession::close);
        groups.forEach(group -> group.members.forEach(Member::close));
        backfill.close();
        context.notifier().close();
    }

    /**
     * Settings of a stream.
     *
     * <p>Threading: confined to one thread.
     */
    public static final class Builder {
        private static final int DEFAULT_IDENTITIES = 1 << 18;
        /** Thirteen gigabytes, and half of what an array can index. */
        private static final int MAX_IDENTITIES = 1 << 28;

        private final List<Endpoint> endpoints = new ArrayList<>();
        private final List<Subscription> subscriptions = new ArrayList<>();
        private Commitment commitment = Commitment.CONFIRMED;
        private StreamListener listener = new StreamListener() {};
        private LongSupplier nanoClock = System::nanoTime;
        private @Nullable Backfill backfill;
        private StreamSettings settings = StreamSettings.defaults();
        private int identityCount = DEFAULT_IDENTITIES;
        private @Nullable SocketFactory socketFactory;
        private Transport.@Nullable Factory transports;
        private RandomGenerator random = new SecureRandom();

        private Builder() {}

        /**
         * Adds an endpoint. With several, all are connected at once and the first to bring an event wins.
         *
         * @param uri ws or wss; a key in it is never logged
         * @return this builder
         * @throws IllegalArgumentException where it is no WebSocket address
         */
        public Builder endpoint(URI uri) {
            return endpoint(uri, Map.of());
        }

        /**
         * Adds an endpoint that wants headers, such as an authorization.
         *
         * @param uri ws or wss; a key in it is never logged
         * @param headers sent when connecting; never logged
         * @return this builder
         * @throws IllegalArgumentException where it is no WebSocket address
         */
        public Builder endpoint(URI uri, Map<String, String> headers) {
            endpoints.add(new Endpoint(endpoints.size(), uri, headers));
            return this;
        }

        /**
         * Adds a subscription.
         *
         * @param subscription what to subscribe to
         * @return this builder
         */
        public Builder subscribe(Subscription subscription) {
            subscriptions.add(Objects.requireNonNull(subscription, "subscription"));
            return this;
        }

        /**
         * The commitment of subscriptions that ask for none; CONFIRMED unless set.
         *
         * @param commitment how settled events must be
         * @return this builder
         */
        public Builder commitment(Commitment commitment) {
            this.commitment = Objects.requireNonNull(commitment, "commitment");
            return this;
        }

        /**
         * Who hears of states, gaps and refusals.
         *
         * @param listener the listener
         * @return this builder
         */
        public Builder listener(StreamListener listener) {
            this.listener = Objects.requireNonNull(listener, "listener");
            return this;
        }

        /**
         * The clock of time stamps and timeouts.
         *
         * @param nanoClock nanoseconds that only grow
         * @return this builder
         */
        public Builder nanoClock(LongSupplier nanoClock) {
            this.nanoClock = Objects.requireNonNull(nanoClock, "nanoClock");
            return this;
        }

        /**
         * Who fetches what was missed. Without one, gaps are reported and stay unfilled.
         *
         * @param backfill calls a node over RPC
         * @return this builder
         */
        public Builder backfill(Backfill backfill) {
            this.backfill = Objects.requireNonNull(backfill, "backfill");
            return this;
        }

        /**
         * Longest gap that is filled, 1,500 slots (ten minutes) unless set: a block is some 7 MB to fetch.
         *
         * @param slots from the last slot heard to the first one again
         * @return this builder
         */
        public Builder maxGapSlots(long slots) {
            settings = settings.withMaxGapSlots(slots);
            return this;
        }

        /**
         * How long a connection may bring no new slot before it is replaced, 2 s unless set.
         *
         * @param timeout more than a slot's 0.4 s
         * @return this builder
         */
        public Builder stallTimeout(Duration timeout) {
            settings = settings.withStallTimeoutNs(positive(timeout.toNanos(), "stallTimeout"));
            return this;
        }

        /**
         * Attempts in a row that may fail before an endpoint is given up; without limit unless set.
         *
         * @param attempts 1 or more
         * @return this builder
         */
        public Builder maxAttempts(int attempts) {
            settings = settings.withMaxAttempts((int) positive(attempts, "maxAttempts"));
            return this;
        }

        /**
         * Longest message taken, 64 MiB unless set; a block in one message is some 7 MB.
         *
         * @param bytes of UTF-8
         * @return this builder
         */
        public Builder maxMessageBytes(int bytes) {
            settings = settings.withMaxMessageBytes((int) positive(bytes, "maxMessageBytes"));
            return this;
        }

        private static long positive(long value, String name) {
            if (value <= 0) {
                throw new IllegalArgumentException(name + " of " + value + " is not above 0");
            }
            return value;
        }

        /**
         * Identities remembered to tell repeated events, 262,144 unless set: some fifty seconds of all transactions. Racing
         * endpoints must lie less than that apart. A power of two takes 48 bytes each, others up to twice as many.
         *
         * @param count 1 to {@value #MAX_IDENTITIES}
         * @return this builder
         */
        public Builder identities(int count) {
            if (count > MAX_IDENTITIES) {
                throw new IllegalArgumentException("identities of " + count + " is above " + MAX_IDENTITIES);
            }
            identityCount = (int) positive(count, "identities");
            return this;
        }

        /**
         * Makes the sockets, for a proxy or a trust store of one's own; an SSL one for wss.
         *
         * @param factory makes unconnected sockets
         * @return this builder
         */
        public Builder socketFactory(SocketFactory factory) {
            socketFactory = Objects.requireNonNull(factory, "factory");
            return this;
        }

        Builder settings(StreamSettings settings) {
            this.settings = settings;
            return this;
        }

        Builder transports(Transport.Factory transports) {
            this.transports = transports;
            return this;
        }

        Builder random(RandomGenerator random) {
            this.random = random;
            return this;
        }

        private Transport.Factory transports() {
            if (transports != null) {
                return transports;
            }
            int maxMessageBytes = settings.maxMessageBytes();
            int connectTimeoutMs = (int) TimeUnit.NANOSECONDS.toMillis(settings.connectTimeoutNs());
            SocketFactory factory = socketFactory;
            return (endpoint, to) -> new WebSocketTransport(endpoint, to, maxMessageBytes, connectTimeoutMs, factory);
        }

        /**
         * Makes the stream; {@link SolanaStream#start} connects it.
         *
         * @return the stream
         * @throws IllegalArgumentException without an endpoint
         */
        public SolanaStream build() {
            if (endpoints.isEmpty()) {
                throw new IllegalArgumentException("a stream needs an endpoint");
            }
            return new SolanaStream(this);
        }
    }
}

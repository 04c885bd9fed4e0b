package io.trenchbot.streaming;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one endpoint connected: the states of {@link StreamState}, the delays between attempts, and what is remembered from
 * one connection to the next.
 *
 * <p>Threading: {@link #poll} is called by the control thread; connections report from their threads. The state is guarded
 * by this object; nothing else is locked, and no foreign code called, while it is held.
 */
final class EndpointSession {
    /** Agave breaks the connection on a longer request instead of answering it. */
    private static final int MAX_REQUEST_BYTES = 4_096 - 128;
    /** "Never connected" in the close codes of the WebSocket library; used for our own giving up too. */
    private static final int ABNORMAL = 1006;

    private static final Logger LOG = LoggerFactory.getLogger(SolanaStream.class);

    final Endpoint endpoint;
    final AtomicLong frames = new AtomicLong();
    final AtomicLong bytes = new AtomicLong();
    final AtomicLong garbage = new AtomicLong();
    final AtomicLong connects = new AtomicLong();
    final AtomicLong stalls = new AtomicLong();
    volatile long roundTripNs = -1;
    volatile long slot = Coverage.NONE;

    private final StreamContext context;
    private final Runnable wake;
    private final Backoff backoff;
    private final Map<Group, TransactionSource> sources = new ConcurrentHashMap<>();
    private volatile StreamState state = StreamState.WAITING;
    private @Nullable Connection connection;
    private long nextAttemptNs;
    private long connectingSinceNs;
    private int failedAttempts;
    private boolean proven;

    EndpointSession(Endpoint endpoint, StreamContext context, Runnable wake) {
        this.endpoint = endpoint;
        this.context = context;
        this.wake = wake;
        StreamSettings settings = context.settings();
        backoff = new Backoff(settings.backoffBaseNs(), settings.backoffCapNs(), context.random());
        nextAttemptNs = context.clock().getAsLong();
    }

    StreamState state() {
        return state;
    }

    /** Does what is due. */
    void poll(long nowNs) {
        Connection current;
        boolean connecting;
        synchronized (this) {
            current = connection;
            connecting = state == StreamState.CONNECTING;
            if (state == StreamState.WAITING && nowNs - nextAttemptNs >= 0) {
                current = new Connection(this, endpoint, context);
                connection = current;
                connectingSinceNs = nowNs;
                proven = false;
                enter(StreamState.CONNECTING, "attempt " + (failedAttempts + 1));
            } else if (current == null) {
                return;
            } else if (connecting
                    && nowNs - connectingSinceNs <= context.settings().connectTimeoutNs()) {
                return;
            }
        }
        if (state == StreamState.CONNECTING && !connecting) {
            current.open();
        } else if (connecting) {
            down(current, Gap.Cause.DISCONNECTED, "no connection in time");
        } else {
            supervise(current, nowNs);
        }
    }

    private void supervise(Connection current, long nowNs) {
        String reason = current.poll(nowNs, context.settings());
        if (reason != null) {
            stalls.incrementAndGet();
            down(current, Gap.Cause.STALLED, reason);
        }
    }

    private void enter(StreamState next, String reason) {
        state = next;
        LOG.info("{} is {}: {}", endpoint, next, reason);
        context.notifier().tell(() -> context.listener().onState(endpoint.name(), next, reason));
    }

    void opened(Connection from) {
        synchronized (this) {
            if (connection != from || state != StreamState.CONNECTING) {
                return;
            }
            connects.incrementAndGet();
            enter(StreamState.SUBSCRIBING, "connected");
        }
    }

    void live(Connection from) {
        synchronized (this) {
            if (connection == from && state != StreamState.LIVE) {
                failedAttempts = 0;
                enter(StreamState.LIVE, "all subscriptions are confirmed");
            }
        }
    }

    /** A connection that has shown a slot may be followed by another at once. */
    void slot(Connection from, long newest) {
        slot = Math.max(slot, newest);
        if (!proven) {
            synchronized (this) {
                if (connection == from && state == StreamState.LIVE) {
                    proven = true;
                    backoff.reset();
                }
            }
        }
    }

    /** A connection ended or must end. Comes from any thread, possibly more than once. */
    void down(Connection from, Gap.Cause cause, String reason) {
        from.markClosed();
        synchronized (this) {
            if (connection != from) {
                return;
            }
            connection = null;
            failedAttempts++;
            long delayNs = backoff.nextNs();
            nextAttemptNs = context.clock().getAsLong() + delayNs;
            boolean last = failedAttempts >= context.settings().maxAttempts();
            enter(last ? StreamState.FAILED : StreamState.WAITING, reason);
        }
        frames.addAndGet(from.frameCount.get());
        ServerSubscription oversized = from.oversized(MAX_REQUEST_BYTES);
        if (oversized != null && oversized.group.kind == Kind.TRANSACTIONS) {
            fallBack(
                    oversized.group,
                    oversized.method,
                    new StreamException(
                            StreamException.NO_CODE,
                            "the connection ended at a request of " + oversized.params.length() + " bytes"));
        }
        for (Group group : context.groups()) {
            context.deliveries().lost(group, endpoint.index(), cause, reason);
        }
        from.abort(ABNORMAL, reason);
        wake.run();
    }

    /** What to ask this endpoint for, to get a group's transactions. */
    List<ServerSubscription> transactionPlan(Group group) {
        TransactionFilter filter = group.model.filter;
        return switch (sources.getOrDefault(group, TransactionSource.TRANSACTIONS)) {
            case TRANSACTIONS -> List.of(new ServerSubscription(group, Kind.TRANSACTIONS, group.params));
            case BLOCKS -> {
                List<String> accounts = accounts(filter);
                String target = accounts.size() == 1 ? accounts.get(0) : "all";
                yield List.of(new ServerSubscription(group, Kind.BLOCK, Requests.blocks(target, group.commitment)));
            }
            case LOGS -> {
                List<ServerSubscription> plan = new ArrayList<>();
                for (String account : accounts(filter)) {
                    plan.add(new ServerSubscription(group, Kind.LOGS, Requests.logs(account, group.commitment)));
                }
                if (plan.isEmpty()) {
                    String target = filter.votes() ? "allWithVotes" : "all";
                    plan.add(new ServerSubscription(group, Kind.LOGS, Requests.logs(target, group.commitment)));
                }
                yield plan;
            }
        };
    }

    /** Accounts of which every wanted transaction names at least one; none where it may name any. */
    static List<String> accounts(TransactionFilter filter) {
        return filter.required().isEmpty()
                ? filter.include()
                : filter.required().subList(0, 1);
    }

    /** Takes the next way to a group's transactions after one was refused; false where there is none left. */
    boolean fallBack(Group group, Kind refused, StreamException refusal) {
        if (refusal.code() == StreamException.INVALID_PARAMS) {
            return false;
        }
        TransactionSource next = refused == Kind.TRANSACTIONS ? TransactionSource.BLOCKS : TransactionSource.LOGS;
        if (refused == Kind.LOGS
                || (next == TransactionSource.LOGS && !context.backfill().possible())) {
            return false;
        }
        sources.put(group, next);
        tellSource(group, next);
        return true;
    }

    private void tellSource(Group group, TransactionSource source) {
        LOG.info("{} serves {} by {}", endpoint, group.model, source);
        for (Member member : group.members) {
            context.notifier()
                    .tell(() -> context.listener().onTransactionSource(endpoint.name(), member.subscription, source));
        }
    }

    /** A frame came. Called by the reader of the one connection that stands. */
    void received(int length) {
        bytes.lazySet(bytes.getPlain() + length);
    }

    void garbage() {
        garbage.incrementAndGet();
    }

    void roundTrip(long ns) {
        roundTripNs = ns;
    }

    long frameCount() {
        Connection current;
        synchronized (this) {
            current = connection;
        }
        return frames.get() + (current == null ? 0 : current.frameCount.get());
    }

    void add(Group group) {
        Connection current;
        synchronized (this) {
            current = connection;
        }
        if (current != null) {
            current.add(group);
        }
    }

    void remove(Group group) {
        Connection current;
        synchronized (this) {
            current = connection;
        }
        if (current != null) {
            current.remove(group);
        }
        sources.remove(group);
    }

    void close() {
        Connection current;
        synchronized (this) {
            current = connection;
            connection = null;
            if (state != StreamState.CLOSED) {
                enter(StreamState.CLOSED, "closed");
            }
        }
        if (current != null) {
            current.abort(1000, "closed");
        }
    }
}

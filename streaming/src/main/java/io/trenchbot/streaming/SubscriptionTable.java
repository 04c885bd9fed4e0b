package io.trenchbot.streaming;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What one connection has subscribed to: the requests on their way, and the ids that the server gave.
 *
 * <p>Threading: guarded by itself; what a frame is looked up in is read without a lock.
 */
final class SubscriptionTable {
    private static final long RETRY_BASE_NS = 500_000_000;
    private static final int MAX_RETRY_SHIFT = 6;

    private final EndpointSession session;
    private final Transport transport;
    private final LongSupplier clock;
    private final Map<Long, ServerSubscription> pending = new HashMap<>();
    private final List<ServerSubscription> subscriptions = new ArrayList<>();
    private long nextRequestId = 1;
    private boolean opened;
    private volatile IdMap ids = new IdMap(List.of());
    private volatile List<Group> liveGroups = List.of();

    SubscriptionTable(EndpointSession session, Transport transport, LongSupplier clock) {
        this.session = session;
        this.transport = transport;
        this.clock = clock;
    }

    /** The first of those that the server gave an id. */
    @Nullable
    ServerSubscription get(long serverId) {
        return ids.get(serverId);
    }

    /** Groups all of whose subscriptions are confirmed. */
    List<Group> liveGroups() {
        return liveGroups;
    }

    /** The connection stands: asks for everything. */
    synchronized void open(Iterable<Group> groups) {
        opened = true;
        groups.forEach(this::subscribe);
    }

    /** Asks for one more group where the connection stands. */
    synchronized void add(Group group) {
        if (opened) {
            subscribe(group);
        }
    }

    private void subscribe(Group group) {
        if (group.finished) {
            return;
        }
        List<ServerSubscription> wanted = group.kind == Kind.TRANSACTIONS
                ? session.transactionPlan(group)
                : List.of(new ServerSubscription(group, group.kind, group.params));
        subscriptions.addAll(wanted);
        wanted.forEach(this::send);
    }

    private void send(ServerSubscription subscription) {
        subscription.requestId = nextRequestId++;
        subscription.sentNs = clock.getAsLong();
        subscription.retryAtNs = 0;
        pending.put(subscription.requestId, subscription);
        transport.send(Requests.request(subscription.requestId, subscription.method.subscribe, subscription.params));
    }

    /** Ends a group's subscriptions, keeping those whose server id another group uses too. */
    synchronized void remove(Group group) {
        List<ServerSubscription> ended =
                subscriptions.stream().filter(s -> s.group == group).toList();
        subscriptions.removeAll(ended);
        publish();
        for (ServerSubscription subscription : ended) {
            pending.remove(subscription.requestId);
            if (subscription.live && ids.get(subscription.serverId) == null) {
                String id = "[" + Long.toUnsignedString(subscription.serverId) + "]";
                transport.send(Requests.request(nextRequestId++, subscription.method.unsubscribe, id));
            }
        }
    }

    private void publish() {
        ids = new IdMap(subscriptions.stream().filter(s -> s.live).toList());
        Set<Group> live = new LinkedHashSet<>();
        subscriptions.forEach(s -> live.add(s.group));
        subscriptions.stream().filter(s -> !s.live).forEach(s -> live.remove(s.group));
        liveGroups = List.copyOf(live);
    }

    /** A request was answered with an id; returns what it was for, null where nobody waits for it. */
    synchronized @Nullable ServerSubscription confirm(long requestId, long serverId) {
        ServerSubscription subscription = pending.remove(requestId);
        if (subscription != null) {
            subscription.live = true;
            subscription.serverId = serverId;
            publish();
        }
        return subscription;
    }

    /** A request was refused; returns what is given up by that, null where it is tried again or nobody waits. */
    synchronized @Nullable ServerSubscription refuse(long requestId, int code) {
        ServerSubscription subscription = pending.remove(requestId);
        if (subscription == null) {
            return null;
        }
        if (code != StreamException.METHOD_NOT_FOUND && code != StreamException.INVALID_PARAMS) {
            int shift = Math.min(subscription.retryCount++, MAX_RETRY_SHIFT);
            subscription.retryAtNs = clock.getAsLong() + (RETRY_BASE_NS << shift);
            return null;
        }
        subscriptions.remove(subscription);
        publish();
        return subscription;
    }

    synchronized boolean complete() {
        return subscriptions.stream().allMatch(s -> s.live);
    }

    /** Sends what is due again; returns why the connection must be given up, or null. */
    synchronized @Nullable String poll(long nowNs, long replyTimeoutNs) {
        for (ServerSubscription subscription : pending.values()) {
            if (nowNs - subscription.sentNs > replyTimeoutNs) {
                return "no reply to " + subscription.method.subscribe;
            }
        }
        for (ServerSubscription subscription : subscriptions) {
            if (subscription.retryAtNs != 0 && nowNs >= subscription.retryAtNs) {
                send(subscription);
            }
        }
        return null;
    }

    /** A request longer than common servers take, still without a reply. */
    synchronized @Nullable ServerSubscription oversized(int maxRequestBytes) {
        return pending.values().stream()
                .filter(s -> s.params.length() > maxRequestBytes)
                .findFirst()
                .orElse(null);
    }
}

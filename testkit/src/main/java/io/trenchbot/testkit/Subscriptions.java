package io.trenchbot.testkit;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who follows what at a node, and under which id. Agave gives equal parameters one id, node-wide, and one unsubscribe ends it for
 * a connection however often it subscribed; Helius gives each subscription an id and a life of its own.
 *
 * <p>Threading: confined to the node's loop.
 */
final class Subscriptions {
    /** Of the size that Helius gives out: beyond an int. */
    private static final long FIRST_HELIUS_ID = 4_743_323_479_349_712L;

    private final boolean helius;
    private final int max;
    private final NodeCounters counters;
    private final Map<Topic, Subscription> byTopic = new HashMap<>();
    private final Map<Topic.Kind, Set<Subscription>> byKind = new EnumMap<>(Topic.Kind.class);
    private final Map<String, Set<Subscription>> byAccountOrSignature = new HashMap<>();
    private final Map<WebSocketPeer, Map<Long, Subscription>> byPeer = new HashMap<>();
    private long nextId;
    private int count;

    Subscriptions(boolean helius, int max, NodeCounters counters) {
        this.helius = helius;
        this.max = max;
        this.counters = counters;
        this.nextId = helius ? FIRST_HELIUS_ID : 0;
        for (Topic.Kind kind : Topic.Kind.values()) {
            byKind.put(kind, new LinkedHashSet<>());
        }
    }

    long add(WebSocketPeer peer, Topic topic) throws RpcException {
        if (count >= max) {
            throw new RpcException(
                    RpcException.INTERNAL_ERROR, "Subscription refused. Node subscription limit reached");
        }
        Subscription subscription = helius ? null : byTopic.get(topic);
        if (subscription == null) {
            subscription = new Subscription(nextId++, topic, helius);
            index(subscription);
        }
        subscription.peers().add(peer);
        if (byPeer.computeIfAbsent(peer, p -> new HashMap<>()).put(subscription.id(), subscription) == null) {
            count++;
            counters.subscriptionsOpened.increment();
        }
        return subscription.id();
    }

    private void index(Subscription subscription) {
        set(subscription.topic().kind()).add(subscription);
        if (!helius) {
            byTopic.put(subscription.topic(), subscription);
        }
        String key = key(subscription.topic());
        if (key != null) {
            byAccountOrSignature
                    .computeIfAbsent(key, k -> new LinkedHashSet<>())
                    .add(subscription);
        }
    }

    /** False if the connection has no subscription of that id. */
    boolean remove(WebSocketPeer peer, long id) {
        Subscription subscription = byPeer.getOrDefault(peer, Map.of()).get(id);
        if (subscription == null) {
            return false;
        }
        byPeer.getOrDefault(peer, new HashMap<>()).remove(id);
        removed(peer, subscription);
        return true;
    }

    /** Ends a subscription for all who follow it. */
    void remove(Subscription subscription) {
        for (WebSocketPeer peer : List.copyOf(subscription.peers())) {
            remove(peer, subscription.id());
        }
    }

    void removeAll(WebSocketPeer peer) {
        Map<Long, Subscription> own = byPeer.remove(peer);
        if (own != null) {
            own.values().forEach(subscription -> removed(peer, subscription));
        }
    }

    private void removed(WebSocketPeer peer, Subscription subscription) {
        subscription.peers().remove(peer);
        count--;
        counters.subscriptionsClosed.increment();
        if (!subscription.peers().isEmpty()) {
            return;
        }
        set(subscription.topic().kind()).remove(subscription);
        byTopic.remove(subscription.topic(), subscription);
        String key = key(subscription.topic());
        if (key != null) {
            byAccountOrSignature.computeIfPresent(
                    key, (k, set) -> set.remove(subscription) && set.isEmpty() ? null : set);
        }
    }

    /** Those of a kind, safe against removal while they are gone through. */
    Collection<Subscription> of(Topic.Kind kind) {
        Set<Subscription> subscriptions = set(kind);
        return subscriptions.isEmpty() ? List.of() : new ArrayList<>(subscriptions);
    }

    boolean any(Topic.Kind kind) {
        return !set(kind).isEmpty();
    }

    /** Those that are about an account or a signature. */
    Collection<Subscription> about(String addressOrSignature) {
        Set<Subscription> subscriptions = byAccountOrSignature.get(addressOrSignature);
        return subscriptions == null ? List.of() : new ArrayList<>(subscriptions);
    }

    private Set<Subscription> set(Topic.Kind kind) {
        return byKind.getOrDefault(kind, new LinkedHashSet<>());
    }

    private static @Nullable String key(Topic topic) {
        if (topic instanceof Topic.Account account) {
            return account.address();
        }
        return topic instanceof Topic.Signature signature ? signature.signature() : null;
    }
}

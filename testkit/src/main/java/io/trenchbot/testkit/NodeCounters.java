package io.trenchbot.testkit;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * What a node counts.
 *
 * <p>Threading: written by the node's loop, read by any thread.
 */
final class NodeCounters {
    final LongAdder connectionsAccepted = new LongAdder();
    final LongAdder connectionsClosed = new LongAdder();
    final LongAdder connectionsDroppedByFaults = new LongAdder();
    final LongAdder connectionsDroppedAsSlow = new LongAdder();
    final LongAdder subscriptionsOpened = new LongAdder();
    final LongAdder subscriptionsClosed = new LongAdder();
    final LongAdder notificationsLost = new LongAdder();
    final LongAdder notificationsDuplicated = new LongAdder();
    final LongAdder notificationsReordered = new LongAdder();
    final LongAdder bytesSent = new LongAdder();
    final LongAdder bytesQueued = new LongAdder();
    final LongAdder transactionsTold = new LongAdder();
    private final Map<String, LongAdder> requests = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> notifications = new ConcurrentHashMap<>();

    /** Methods are known ones or "unknown", so that hostile names take no memory. */
    void request(String method) {
        requests.computeIfAbsent(method, name -> new LongAdder()).increment();
    }

    LongAdder notifications(String method) {
        return notifications.computeIfAbsent(method, name -> new LongAdder());
    }

    NodeStats snapshot() {
        return new NodeStats(
                connectionsAccepted.sum(),
                connectionsAccepted.sum() - connectionsClosed.sum(),
                connectionsDroppedByFaults.sum(),
                connectionsDroppedAsSlow.sum(),
                subscriptionsOpened.sum() - subscriptionsClosed.sum(),
                sums(requests),
                sums(notifications),
                notificationsLost.sum(),
                notificationsDuplicated.sum(),
                notificationsReordered.sum(),
                bytesSent.sum(),
                bytesQueued.sum(),
                transactionsTold.sum());
    }

    private static Map<String, Long> sums(Map<String, LongAdder> counts) {
        Map<String, Long> sums = new TreeMap<>();
        counts.forEach((name, count) -> sums.put(name, count.sum()));
        return Map.copyOf(sums);
    }
}

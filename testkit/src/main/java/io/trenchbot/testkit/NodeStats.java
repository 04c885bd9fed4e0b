package io.trenchbot.testkit;

import java.util.Map;

/**
 * What a node has done since it was built, at one moment.
 *
 * <p>Threading: immutable.
 *
 * @param connectionsAccepted connections accepted, HTTP and WebSocket
 * @param connectionsOpen of these, open now
 * @param connectionsDroppedByFaults connections that a fault ended
 * @param connectionsDroppedAsSlow connections that were dropped because their client read too slowly
 * @param subscriptionsOpen subscriptions of all connections, open now
 * @param requests requests by method, those answered with an error among them; {@code unknown} for methods that are not served
 * @param notifications notifications handed to connections by method, for example {@code logsNotification}; repeated ones once
 * @param notificationsLost notifications that a subscription should have had and never got: left out by a fault, or unsent on a
 *     connection that ended
 * @param notificationsDuplicated notifications that a fault sent twice
 * @param notificationsReordered notifications that a fault sent after their successor
 * @param bytesSent bytes written to all connections
 * @param bytesQueued bytes that wait for a connection to take them
 * @param transactionsTold transactions of the ledger whose subscribers, if any, have been told
 */
public record NodeStats(
        long connectionsAccepted,
        long connectionsOpen,
        long connectionsDroppedByFaults,
        long connectionsDroppedAsSlow,
        long subscriptionsOpen,
        Map<String, Long> requests,
        Map<String, Long> notifications,
        long notificationsLost,
        long notificationsDuplicated,
        long notificationsReordered,
        long bytesSent,
        long bytesQueued,
        long transactionsTold) {

    /**
     * The notifications of all methods.
     *
     * @return their count
     */
    public long notificationCount() {
        return notifications.values().stream().mapToLong(Long::longValue).sum();
    }
}

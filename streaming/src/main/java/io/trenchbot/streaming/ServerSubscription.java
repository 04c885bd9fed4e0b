package io.trenchbot.streaming;

import org.jspecify.annotations.Nullable;

/**
 * One subscription as one connection asks for it.
 *
 * <p>Threading: guarded by its connection, but for what is final.
 */
final class ServerSubscription {
    final Group group;
    /** The method in use, which for transactions may be another than the group's kind. */
    final Kind method;

    final String params;
    final TransactionMatcher matcher;
    long requestId;
    long sentNs;
    long serverId;
    boolean live;
    long retryAtNs;
    int retryCount;
    /** Another one that the server gave the same id. */
    @Nullable
    ServerSubscription next;

    ServerSubscription(Group group, Kind method, String params) {
        this.group = group;
        this.method = method;
        this.params = params;
        matcher = new TransactionMatcher(group.filter());
    }
}

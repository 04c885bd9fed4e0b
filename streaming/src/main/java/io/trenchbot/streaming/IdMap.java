package io.trenchbot.streaming;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Server ids to subscriptions, for one look-up a frame without boxing.
 *
 * <p>Threading: immutable but for the links of {@link ServerSubscription#next}, which are set before it is published.
 */
final class IdMap {
    private static final long FACTOR = 0x9e3779b97f4a7c15L;
    private final @Nullable ServerSubscription[] table;

    IdMap(Collection<ServerSubscription> live) {
        table = new ServerSubscription[Integer.highestOneBit(live.size() + 1) * 4];
        for (ServerSubscription subscription : live) {
            int cell = find(subscription.serverId);
            subscription.next = table[cell];
            table[cell] = subscription;
        }
    }

    @Nullable
    ServerSubscription get(long id) {
        return table[find(id)];
    }

    private int find(long id) {
        int cell = (int) ((id * FACTOR) >>> 40) & (table.length - 1);
        for (ServerSubscription at = table[cell]; at != null && at.serverId != id; at = table[cell]) {
            cell = (cell + 1) & (table.length - 1);
        }
        return cell;
    }
}

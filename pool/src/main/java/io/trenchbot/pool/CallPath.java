package io.trenchbot.pool;

import io.trenchbot.pool.Classification.Next;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The way of one call over the nodes: each once, then, if its method allows, a pause and another round.
 *
 * <p>Guarded by its call.
 */
final class CallPath {
    private static final long BACKOFF_MIN_NS = 20_000_000L;

    /** Where the call stands if no node is to be asked now. */
    sealed interface Rest {
        /** Somebody may be asked at a time. */
        record Until(long atNs) implements Rest {}

        /** Everybody who could answer is at a limit for longer than the call has. */
        record Limited(long freeInNs) implements Rest {}

        /** Nobody is left. */
        record Over() implements Rest {}
    }

    private static final Rest OVER = new Rest.Over();

    private final PoolCore pool;
    private final RpcRequest request;
    private final boolean shared;
    private Collection<Node> tried;
    private int triesCount;
    private int roundsCount;
    private boolean waitedForSlot;
    private boolean onceElsewhere;

    /** @param sharedTried nodes asked by this and its sibling calls, which all avoid; null: the call is alone */
    CallPath(PoolCore pool, RpcRequest request, @Nullable Collection<Node> sharedTried) {
        this.pool = pool;
        this.request = request;
        shared = sharedTried != null;
        tried = sharedTried == null ? List.of() : sharedTried;
    }

    /** Has the call begun? */
    boolean begun() {
        return triesCount > 0;
    }

    /** May the call try once more after what the last attempt came to? */
    boolean mayGoOn(@Nullable Next after) {
        if ((after == Next.ELSEWHERE_ONCE && onceElsewhere) || triesCount >= triesMax()) {
            return false;
        }
        onceElsewhere |= after == Next.ELSEWHERE_ONCE;
        return true;
    }

    private int triesMax() {
        int max = Math.max(pool.settings().attemptsMax(), pool.table().all().size());
        // A second sweep a slot later is a new round.
        return Math.min(waitedForSlot ? 2 * max : max, request.methodClass().attemptsMax);
    }

    /** The node to ask next; null if none can be asked now. */
    @Nullable
    Node next(long nowNs) {
        NodeSelector.Table table = pool.table();
        String name = request.nodeName();
        if (name != null) {
            Node node = table.byName(name);
            return node == null || node.removed() || tried.contains(node) ? null : node;
        }
        return pool.selector().select(table, request, tried, nowNs);
    }

    /** A node for a second attempt beside a running one; null if none is worth it. */
    @Nullable
    Node beside(long nowNs) {
        return request.nodeName() != null ? null : pool.selector().selectFit(pool.table(), request, tried, nowNs);
    }

    void tries() {
        triesCount++;
    }

    void asked(Node node) {
        if (tried.isEmpty() && !shared) {
            tried = new ArrayList<>(2);
        }
        tried.add(node);
    }

    /** What to do while {@link #next} has no node. */
    Rest rest(@Nullable Next after, long nowNs, long deadlineNs) {
        long freeNs = request.nodeName() != null
                ? Long.MAX_VALUE
                : pool.selector().freeAtNs(pool.table(), request, tried, nowNs);
        if (freeNs != Long.MAX_VALUE) {
            return freeNs - deadlineNs >= 0 ? new Rest.Limited(freeNs - nowNs) : new Rest.Until(freeNs);
        }
        if (tried.isEmpty() || shared) {
            return OVER;
        }
        if (after == Next.ELSEWHERE_THEN_WAIT && !waitedForSlot) {
            waitedForSlot = true;
            tried = List.of();
            return new Rest.Until(nowNs + pool.slots().slotNs());
        }
        if (after == Next.ELSEWHERE) {
            tried = List.of();
            long fullNs = BACKOFF_MIN_NS << Math.min(roundsCount++, 10);
            return new Rest.Until(
                    nowNs + fullNs / 2 + ThreadLocalRandom.current().nextLong(fullNs / 2 + 1));
        }
        return OVER;
    }
}

package io.trenchbot.monitor;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Numbers events, keeps the last ones for clients that come back, and hands each client its own queue. A client that
 * reads too slowly loses events, which are counted, and delays nobody.
 *
 * <p>Threading: any thread.
 */
final class EventHub {
    /** Each holds a thread; a person has a few tabs. */
    static final int MAX_CLIENTS = 8;

    /** A minute of ticks. */
    static final int MAX_KEPT = 60;

    /** Then a client is behind and better served by the next event than by the last ones. */
    private static final int MAX_WAITING = 64;

    private final Deque<byte[]> kept = new ArrayDeque<>();
    private final List<BlockingQueue<byte[]>> clients = new CopyOnWriteArrayList<>();
    private final AtomicLong droppedCount = new AtomicLong();
    private long lastId;

    /** Sends one line of data to all clients. */
    synchronized void publish(String data) {
        lastId++;
        byte[] event = ("id: " + lastId + "\nevent: report\ndata: " + data + "\n\n").getBytes(StandardCharsets.UTF_8);
        kept.addLast(event);
        if (kept.size() > MAX_KEPT) {
            kept.removeFirst();
        }
        for (BlockingQueue<byte[]> client : clients) {
            if (!client.offer(event)) {
                droppedCount.incrementAndGet();
            }
        }
    }

    /**
     * A queue that starts with the events after {@code lastEventId} that are still kept, or with the latest one if that id
     * is none of ours; empty if there are too many clients.
     */
    synchronized Optional<BlockingQueue<byte[]>> subscribe(@Nullable String lastEventId) {
        if (clients.size() >= MAX_CLIENTS) {
            return Optional.empty();
        }
        BlockingQueue<byte[]> queue = new ArrayBlockingQueue<>(MAX_WAITING);
        long missed = missedAfter(lastEventId);
        long skip = kept.size() - missed;
        kept.stream().skip(Math.max(0, skip)).forEach(queue::add);
        clients.add(queue);
        return Optional.of(queue);
    }

    synchronized void unsubscribe(BlockingQueue<byte[]> queue) {
        clients.removeIf(client -> client == queue);
    }

    int clientCount() {
        return clients.size();
    }

    long droppedCount() {
        return droppedCount.get();
    }

    private long missedAfter(@Nullable String lastEventId) {
        try {
            long id = lastEventId == null ? -1 : Long.parseLong(lastEventId.strip());
            return id >= 0 && id <= lastId ? lastId - id : 1;
        } catch (NumberFormatException e) {
            return 1;
        }
    }
}

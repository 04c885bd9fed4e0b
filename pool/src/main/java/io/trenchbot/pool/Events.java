package io.trenchbot.pool;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands events to the listener on a thread of its own, so that nothing a listener does reaches a call. */
final class Events implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Events.class);

    /** Events that wait while a listener blocks; enough for a second of a busy pool. */
    private static final int QUEUE_EVENTS_MAX = 16 * 1024;

    private final @Nullable PoolListener listener;
    private final BlockingQueue<Consumer<PoolListener>> queue = new ArrayBlockingQueue<>(QUEUE_EVENTS_MAX);
    private final LongAdder dropped = new LongAdder();
    private final @Nullable Thread thread;

    Events(String name, @Nullable PoolListener listener) {
        this.listener = listener;
        thread = listener == null ? null : new Thread(() -> run(listener), name);
        if (thread != null) {
            thread.setDaemon(true);
        }
    }

    void start() {
        if (thread != null) {
            thread.start();
        }
    }

    /** False if nobody listens: then events need not be made. */
    boolean wanted() {
        return listener != null;
    }

    void add(Consumer<PoolListener> event) {
        if (listener != null && !queue.offer(event)) {
            dropped.increment();
        }
    }

    long droppedCount() {
        return dropped.sum();
    }

    private void run(PoolListener target) {
        try {
            while (true) {
                deliver(queue.take(), target);
            }
        } catch (InterruptedException e) {
            // The pool is closing: what was queued before is still delivered.
            for (Consumer<PoolListener> event = queue.poll(); event != null; event = queue.poll()) {
                deliver(event, target);
            }
        }
    }

    private static void deliver(Consumer<PoolListener> event, PoolListener target) {
        try {
            event.accept(target);
        } catch (RuntimeException | LinkageError | AssertionError e) {
            LOG.warn("pool listener failed", e);
        }
    }

    @Override
    public void close() {
        if (thread != null) {
            thread.interrupt();
        }
    }
}

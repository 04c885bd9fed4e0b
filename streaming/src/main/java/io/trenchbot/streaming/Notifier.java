package io.trenchbot.streaming;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls the listener on a thread of its own, in order, so that no lock is held and no reader waits while it runs. */
final class Notifier {
    /** News are rare; a listener that hangs loses those above this. */
    private static final int MAX_PENDING = 1 << 16;

    private static final Logger LOG = LoggerFactory.getLogger(SolanaStream.class);

    private final BlockingQueue<Runnable> pending = new LinkedBlockingQueue<>(MAX_PENDING);
    private final Thread thread = new Thread(this::run, "trenchbot-stream-listener");
    private volatile boolean closed;

    Notifier() {
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    void tell(Runnable news) {
        if (!pending.offer(news)) {
            LOG.warn("a listener is too slow, news of the stream are lost");
        }
    }

    private void run() {
        while (!closed || !pending.isEmpty()) {
            try {
                pending.take().run();
            } catch (InterruptedException e) {
                closed = true;
            } catch (RuntimeException e) {
                LOG.warn("a stream listener threw", e);
            }
        }
    }

    /** Delivers what is pending, then ends; waits for that, but not for ever and not for itself. */
    void close() {
        tell(() -> closed = true);
        if (Thread.currentThread() != thread) {
            try {
                thread.join(1_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}

package io.trenchbot.testkit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.LinkedHashSet;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread of a node: waits for sockets, timers and tasks, and writes what they have queued in one go, so that many
 * notifications leave in one system call.
 *
 * <p>Threading: {@link #execute} and {@link #close} are for any thread, all else is for the loop's own.
 */
final class NodeLoop implements Executor, AutoCloseable {
    /** What is read or written at once. */
    static final int IO_BYTES = 256 << 10;

    /** How many tasks may queue output before it is written. */
    private static final int TASKS_PER_TURN = 64;

    private static final Logger LOG = LoggerFactory.getLogger(NodeLoop.class);

    /** Takes what its socket is ready for. */
    interface Ready {
        void ready(SelectionKey key) throws IOException;
    }

    private final Selector selector;
    private final Thread thread;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean awake = new AtomicBoolean();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>();
    private final Set<Connection> dirty = new LinkedHashSet<>();
    private final ByteBuffer readBuffer = ByteBuffer.allocateDirect(IO_BYTES);
    private final ByteBuffer writeBuffer = ByteBuffer.allocateDirect(IO_BYTES);
    private long timerCount;
    private volatile boolean closed;

    NodeLoop(String name) throws IOException {
        selector = Selector.open();
        thread = new Thread(this::run, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        if (awake.compareAndSet(false, true)) {
            selector.wakeup();
        }
    }

    /** Runs a task after a delay, in the order of the due times and then of the calls. */
    void schedule(long delayNs, Runnable task) {
        timers.add(new Timer(System.nanoTime() + delayNs, timerCount++, task));
    }

    /** The connection has something to write at the end of this turn. */
    void dirty(Connection connection) {
        dirty.add(connection);
    }

    Selector selector() {
        return selector;
    }

    ByteBuffer readBuffer() {
        return readBuffer.clear();
    }

    ByteBuffer writeBuffer() {
        return writeBuffer.clear();
    }

    private void run() {
        while (!closed) {
            try {
                turn();
            } catch (IOException | RuntimeException e) {
                LOG.warn("a node's turn failed", e);
            }
        }
        selector.keys().forEach(key -> closeQuietly(key.channel()));
        closeQuietly(selector);
    }

    private void turn() throws IOException {
        await();
        awake.set(false);
        for (int i = 0; i < TASKS_PER_TURN && !tasks.isEmpty(); i++) {
            tasks.remove().run();
        }
        while (!timers.isEmpty() && timers.peek().dueNs - System.nanoTime() <= 0) {
            timers.remove().task.run();
        }
        for (SelectionKey key : selector.selectedKeys()) {
            ready(key);
        }
        selector.selectedKeys().clear();
        flush();
    }

    private void await() throws IOException {
        Timer first = timers.peek();
        if (!tasks.isEmpty()) {
            selector.selectNow();
        } else if (first == null) {
            selector.select();
        } else {
            long waitMs = TimeUnit.NANOSECONDS.toMillis(first.dueNs - System.nanoTime() + 999_999);
            if (waitMs > 0) {
                selector.select(waitMs);
            } else {
                selector.selectNow();
            }
        }
    }

    private static void ready(SelectionKey key) {
        try {
            if (key.isValid()) {
                ((Ready) key.attachment()).ready(key);
            }
        } catch (IOException | RuntimeException e) {
            if (e instanceof RuntimeException) {
                LOG.warn("a connection failed and is closed", e);
            }
            if (key.attachment() instanceof Connection connection) {
                connection.abandon();
            }
        }
    }

    private void flush() {
        for (Connection connection : dirty) {
            connection.flush();
        }
        dirty.clear();
    }

    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            LOG.debug("closing failed", e);
        }
    }

    private record Timer(long dueNs, long order, Runnable task) implements Comparable<Timer> {
        @Override
        public int compareTo(Timer other) {
            int byTime = Long.signum(dueNs - other.dueNs);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }
}

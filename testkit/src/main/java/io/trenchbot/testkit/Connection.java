package io.trenchbot.testkit;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * One socket of a node: what came in goes to its protocol, what goes out waits in a bounded queue.
 *
 * <p>Threading: confined to the node's loop.
 */
final class Connection implements NodeLoop.Ready {
    /** What the bytes of a connection mean. */
    interface Protocol {
        void received(ByteBuffer bytes);

        void closed();
    }

    /** A client that does not close meanwhile is not waiting for the last bytes either. */
    private static final long LINGER_NS = 1_000_000_000L;

    private final NodeLoop loop;
    private final NodeCounters counters;
    private final SocketChannel channel;
    private final SelectionKey key;
    private final long maxQueuedBytes;
    private final Deque<Out> queue = new ArrayDeque<>();
    private Protocol protocol;
    private long queuedBytes;
    private boolean paused;
    private boolean stalled;
    private boolean halfOpen;
    private boolean closing;
    private boolean lingering;
    private boolean closed;

    /**
     * Something to be written.
     *
     * @param bytes what is left of it; never the buffer of another connection
     * @param notification whether its loss is the loss of a notification
     */
    private record Out(ByteBuffer bytes, boolean notification) {}

    Connection(
            NodeLoop loop, NodeCounters counters, SocketChannel channel, long maxQueuedBytes, ProtocolFactory factory)
            throws IOException {
        this.loop = loop;
        this.counters = counters;
        this.channel = channel;
        this.maxQueuedBytes = maxQueuedBytes;
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        protocol = factory.create(this);
        key = channel.register(loop.selector(), SelectionKey.OP_READ, this);
    }

    /** Makes the first protocol of a connection. */
    interface ProtocolFactory {
        Protocol create(Connection connection);
    }

    /** Takes over after an upgrade. */
    void become(Protocol next) {
        protocol = next;
    }

    @Override
    public void ready(SelectionKey ready) throws IOException {
        if (ready.isReadable()) {
            read();
        }
        if (!closed && ready.isWritable()) {
            loop.dirty(this);
        }
    }

    private void read() throws IOException {
        ByteBuffer buffer = loop.readBuffer();
        int count = channel.read(buffer);
        if (count < 0) {
            abandon();
            return;
        }
        buffer.flip();
        if (!closing) {
            protocol.received(buffer);
        }
    }

    void send(byte[] bytes) {
        enqueue(bytes, false);
    }

    /** Queues a notification; a client that lets too much pile up is dropped without a close frame. */
    void notification(byte[] frame) {
        if (closed || closing || stalled) {
            counters.notificationsLost.increment();
            return;
        }
        enqueue(frame, true);
        if (queuedBytes > maxQueuedBytes) {
            counters.connectionsDroppedAsSlow.increment();
            abandon();
        }
    }

    private void enqueue(byte[] bytes, boolean notification) {
        if (closed || closing) {
            return;
        }
        queue.addLast(new Out(ByteBuffer.wrap(bytes), notification));
        queuedBytes += bytes.length;
        counters.bytesQueued.add(bytes.length);
        loop.dirty(this);
    }

    /** Writes as much as the socket takes. */
    void flush() {
        if (closed || stalled) {
            return;
        }
        try {
            while (!queue.isEmpty() && writeOnce()) {
                // as long as the socket takes whole buffers
            }
            if (queue.isEmpty() && closing && !lingering) {
                linger();
            }
            interest();
        } catch (IOException e) {
            abandon();
        }
    }

    /** Gathers the head of the queue into one write; false once the socket takes no more. */
    private boolean writeOnce() throws IOException {
        ByteBuffer out = loop.writeBuffer();
        for (Out next : queue) {
            if (!out.hasRemaining()) {
                break;
            }
            ByteBuffer part = next.bytes.duplicate();
            part.limit(Math.min(part.limit(), part.position() + out.remaining()));
            out.put(part);
        }
        out.flip();
        int offered = out.remaining();
        int written = channel.write(out);
        counters.bytesSent.add(written);
        queuedBytes -= written;
        counters.bytesQueued.add(-written);
        consume(written);
        return written == offered;
    }

    private void consume(int count) {
        int left = count;
        while (left > 0) {
            ByteBuffer first = queue.getFirst().bytes;
            int taken = Math.min(left, first.remaining());
            first.position(first.position() + taken);
            left -= taken;
            if (!first.hasRemaining()) {
                queue.removeFirst();
            }
        }
    }

    /** Stops or resumes reading, for a client that is ahead of its replies. */
    void pause(boolean on) {
        paused = on;
        interest();
    }

    /** Keeps the socket open and leaves it alone. */
    void stall(boolean on) {
        stalled = on || halfOpen;
        interest();
        loop.dirty(this);
    }

    /** Keeps the socket open and never touches it again. */
    void stallForGood() {
        halfOpen = true;
        stall(true);
    }

    private void interest() {
        if (!closed && key.isValid()) {
            int read = paused || stalled ? 0 : SelectionKey.OP_READ;
            key.interestOps(read | (queue.isEmpty() || stalled ? 0 : SelectionKey.OP_WRITE));
        }
    }

    /**
     * Ends the stream to the client and drops what it still sends, until it closes too: a socket closed with bytes unread
     * is reset, and the reset may overtake the last reply.
     */
    private void linger() throws IOException {
        lingering = true;
        paused = false;
        channel.shutdownOutput();
        loop.schedule(LINGER_NS, this::abandon);
    }

    /** Closes once everything queued is written. */
    void closeAfterFlush() {
        closing = true;
        loop.dirty(this);
    }

    /** Closes at once with an end of the stream. */
    void abandon() {
        if (closed) {
            return;
        }
        closed = true;
        counters.connectionsClosed.increment();
        counters.notificationsLost.add(queue.stream().filter(Out::notification).count());
        queue.clear();
        counters.bytesQueued.add(-queuedBytes);
        key.cancel();
        NodeLoop.closeQuietly(channel);
        protocol.closed();
    }

    /** Closes at once with a TCP reset. */
    void reset() {
        try {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException e) {
            // a socket that is gone already needs no reset
        }
        abandon();
    }

    boolean closed() {
        return closed;
    }

    @Nullable
    WebSocketPeer webSocket() {
        return protocol instanceof WebSocketPeer peer ? peer : null;
    }
}

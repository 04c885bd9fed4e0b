package io.trenchbot.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * A loopback port that can stop to listen, so that connections are refused by the operating system itself, and begin again.
 *
 * <p>Threading: confined to the node's loop, but for construction.
 */
final class Port implements NodeLoop.Ready {
    /** Connections that wait to be accepted. */
    private static final int BACKLOG = 256;

    private static final long REBIND_NS = 20_000_000;

    /** Takes a new connection. */
    interface Acceptor {
        void accepted(SocketChannel channel) throws IOException;
    }

    private final NodeLoop loop;
    private final Acceptor acceptor;
    private final int number;
    private @Nullable ServerSocketChannel server;
    private boolean listening;
    private boolean paused;

    private Port(NodeLoop loop, Acceptor acceptor, ServerSocketChannel server) {
        this.loop = loop;
        this.acceptor = acceptor;
        this.server = server;
        this.number = server.socket().getLocalPort();
        this.listening = true;
    }

    /** Opens a port, any free one for 0; it accepts once {@link #register} ran on the loop. */
    static Port open(NodeLoop loop, int number, Acceptor acceptor) throws IOException {
        return new Port(loop, acceptor, bind(number));
    }

    private static ServerSocketChannel bind(int number) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open();
        try {
            server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            server.configureBlocking(false);
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), number), BACKLOG);
            return server;
        } catch (IOException e) {
            NodeLoop.closeQuietly(server);
            throw new IOException("cannot listen on loopback port " + number + ": " + e.getMessage(), e);
        }
    }

    void register() {
        try {
            if (server != null) {
                server.register(loop.selector(), paused ? 0 : SelectionKey.OP_ACCEPT, this);
            }
        } catch (IOException e) {
            throw new IllegalStateException("a port that was just opened is closed", e);
        }
    }

    @Override
    public void ready(SelectionKey key) throws IOException {
        ServerSocketChannel accepting = server;
        SocketChannel channel = accepting == null ? null : accepting.accept();
        if (channel != null) {
            acceptor.accepted(channel);
        }
    }

    /** Listens, refuses, or leaves new connections to the operating system's backlog. */
    void state(boolean listen, boolean pause) {
        listening = listen;
        paused = pause;
        ServerSocketChannel open = server;
        if (!listen && open != null) {
            NodeLoop.closeQuietly(open);
            server = null;
        } else if (listen && open == null) {
            rebind();
        } else if (open != null) {
            SelectionKey key = open.keyFor(loop.selector());
            if (key != null) {
                key.interestOps(pause ? 0 : SelectionKey.OP_ACCEPT);
            }
        }
    }

    /** Somebody else may have the port for a moment: tries until it has it, or shall no longer. */
    private void rebind() {
        if (!listening || server != null) {
            return;
        }
        try {
            server = bind(number);
            register();
        } catch (IOException e) {
            loop.schedule(REBIND_NS, this::rebind);
        }
    }

    int number() {
        return number;
    }

    void close() {
        listening = false;
        if (server != null) {
            NodeLoop.closeQuietly(server);
        }
    }
}

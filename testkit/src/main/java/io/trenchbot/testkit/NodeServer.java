package io.trenchbot.testkit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The inside of a {@link LocalNode}: follows the ledger, at a lag if so scripted, and serves connections on two ports, each of
 * which takes HTTP requests and WebSocket upgrades.
 *
 * <p>Threading: confined to the loop, but for construction and {@link #close}.
 */
final class NodeServer implements HttpPeer.Handler, AutoCloseable {
    /** How often a pair of neighbouring free ports is looked for. */
    private static final int PORT_TRIES = 16;

    private final LocalNode.Builder settings;
    private final Ledger ledger;
    private final NodeLoop loop;
    private final Faults faults;
    private final NodeCounters counters = new NodeCounters();
    private final Set<Connection> connections = new HashSet<>();
    private final Deque<LedgerEvent> pending = new ArrayDeque<>();
    private final Consumer<LedgerEvent> observer;
    private final Head head;
    private final Notifier notifier;
    private final PubSub pubSub;
    private final RpcService rpc;
    private final Port httpPort;
    private final Port webSocketPort;

    NodeServer(LocalNode.Builder settings) throws IOException {
        this.settings = settings;
        this.ledger = settings.ledger().ledger();
        this.loop = new NodeLoop("trenchbot-testkit-node");
        try {
            List<Port> ports = ports();
            httpPort = ports.get(0);
            webSocketPort = ports.get(1);
        } catch (IOException e) {
            loop.close();
            throw e;
        }
        faults = new Faults(change -> loop.execute(() -> apply(change)));
        Subscriptions subscriptions = new Subscriptions(
                settings.dialect() == LocalNode.Dialect.HELIUS, settings.maxSubscriptions(), counters);
        pubSub = new PubSub(subscriptions, settings.dialect(), settings.refusedMethods(), faults, counters);
        observer = event -> loop.execute(() -> arrived(event));
        head = ledger.attach(observer);
        notifier = new Notifier(subscriptions, head, counters);
        rpc = new RpcService(ledger, head, loop, faults, counters, settings.refusedMethods());
        loop.execute(httpPort::register);
        loop.execute(webSocketPort::register);
    }

    /** The PubSub port is the RPC port plus one where both may be chosen, as on a validator: web3.js expects it there. */
    private List<Port> ports() throws IOException {
        Port http = Port.open(loop, settings.httpPort(), this::accepted);
        if (settings.webSocketPort() > 0 || settings.httpPort() > 0) {
            return List.of(http, secondPort(http, settings.webSocketPort()));
        }
        for (int i = 0; i < PORT_TRIES; i++) {
            try {
                return List.of(http, Port.open(loop, http.number() + 1, this::accepted));
            } catch (IOException | IllegalArgumentException taken) {
                http.close();
                http = Port.open(loop, 0, this::accepted);
            }
        }
        return List.of(http, secondPort(http, 0));
    }

    private Port secondPort(Port first, int number) throws IOException {
        try {
            return Port.open(loop, number, this::accepted);
        } catch (IOException e) {
            first.close();
            throw e;
        }
    }

    private void accepted(SocketChannel channel) {
        counters.connectionsAccepted.increment();
        long delayNs = faults.acceptDelayNs();
        if (delayNs > 0) {
            loop.schedule(delayNs, () -> serve(channel));
        } else {
            serve(channel);
        }
    }

    private void serve(SocketChannel channel) {
        try {
            connections.removeIf(Connection::closed);
            connections.add(new Connection(
                    loop,
                    counters,
                    channel,
                    settings.maxQueuedBytes(),
                    connection -> new HttpPeer(connection, settings.maxRequestBytes(), this)));
        } catch (IOException e) {
            counters.connectionsClosed.increment();
            NodeLoop.closeQuietly(channel);
        }
    }

    @Override
    public void handle(HttpRequest request, Consumer<HttpPeer.@Nullable Answer> answer) {
        rpc.handle(request, reply -> {
            long delayNs = faults.nextReplyDelayNs();
            if (delayNs > 0) {
                loop.schedule(delayNs, () -> answer.accept(reply));
            } else {
                answer.accept(reply);
            }
        });
    }

    @Override
    public void upgrade(HttpRequest request, Connection connection, ByteBuffer rest) {
        WebSocketPeer.accept(request, connection, rest, faults, counters, pubSub);
    }

    private void arrived(LedgerEvent event) {
        pending.addLast(event);
        deliver(event.tick());
    }

    private void deliver(long newestTick) {
        while (!pending.isEmpty() && pending.getFirst().tick() + faults.lagSlots() <= newestTick) {
            LedgerEvent event = pending.removeFirst();
            head.apply(event);
            notifier.event(event);
        }
    }

    private void apply(Faults.Change change) {
        connections.removeIf(Connection::closed);
        switch (change) {
            case SETTINGS -> applySettings();
            case STALL_OPEN -> connections.forEach(Connection::stallForGood);
            case CLOSE_FRAME, ABRUPT, RESET -> List.copyOf(connections).forEach(connection -> drop(connection, change));
            case GARBAGE_FRAME -> peers().forEach(WebSocketPeer::garbage);
            case TRUNCATED_FRAME -> {
                counters.connectionsDroppedByFaults.add(peers().size());
                peers().forEach(WebSocketPeer::truncated);
            }
        }
    }

    private void applySettings() {
        connections.forEach(connection -> connection.stall(faults.stalled()));
        for (Port port : List.of(httpPort, webSocketPort)) {
            port.state(!faults.refusing(), faults.stalled());
        }
        if (!pending.isEmpty()) {
            deliver(pending.getLast().tick());
        }
    }

    private void drop(Connection connection, Faults.Change how) {
        counters.connectionsDroppedByFaults.increment();
        WebSocketPeer peer = connection.webSocket();
        if (how == Faults.Change.RESET) {
            connection.reset();
        } else if (how == Faults.Change.CLOSE_FRAME && peer != null) {
            peer.closeWithFrame();
        } else {
            connection.abandon();
        }
    }

    private List<WebSocketPeer> peers() {
        List<WebSocketPeer> peers = new ArrayList<>();
        for (Connection connection : connections) {
            WebSocketPeer peer = connection.webSocket();
            if (peer != null) {
                peers.add(peer);
            }
        }
        return peers;
    }

    Faults faults() {
        return faults;
    }

    NodeStats stats() {
        return counters.snapshot();
    }

    int httpPort() {
        return httpPort.number();
    }

    int webSocketPort() {
        return webSocketPort.number();
    }

    @Override
    public void close() {
        ledger.detach(observer);
        loop.close();
        httpPort.close();
        webSocketPort.close();
    }
}

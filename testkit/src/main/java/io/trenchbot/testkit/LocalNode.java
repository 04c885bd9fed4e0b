package io.trenchbot.testkit;

import java.io.IOException;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A stand-in for a Solana node on loopback: JSON-RPC over HTTP and PubSub over WebSocket, as Agave or Helius speak them, serving
 * a {@link LocalLedger}. Several nodes may serve one ledger; each has its own {@link Faults}.
 *
 * <pre>{@code
 * try (LocalLedger ledger = LocalLedger.generated(42).transactionsPerSecond(2_000).build();
 *         LocalNode primary = LocalNode.serve(ledger);
 *         LocalNode backup = LocalNode.serve(ledger)) {
 *     ledger.start();
 *     // connect to primary.webSocketUrl(), primary.rpcUrl(), backup.rpcUrl(), and then
 *     primary.faults().drop(Faults.Drop.RESET);
 *     primary.faults().refuse(true);
 * }
 * }</pre>
 *
 * <p>Threading: safe for any thread; runs one daemon thread until closed.
 */
public final class LocalNode implements AutoCloseable {
    /** Whose habits a node has on PubSub. */
    public enum Dialect {
        /** {@code result} before {@code subscription} and {@code id}; equal parameters share an id; a false id is an error. */
        AGAVE,
        /** {@code subscription} and {@code id} first; every subscription has its own id, beyond an int; a false id gives {@code false}. */
        HELIUS
    }

    private final NodeServer server;

    private LocalNode(Builder builder) throws IOException {
        server = new NodeServer(builder);
    }

    /**
     * Settings for a node that serves a ledger.
     *
     * @param ledger what it serves; it stays the caller's to close, after the node
     * @return a builder
     */
    public static Builder builder(LocalLedger ledger) {
        return new Builder(ledger);
    }

    /**
     * A node with the default settings, on free ports.
     *
     * @param ledger what it serves
     * @return the node, to be closed
     * @throws IOException if no port is free
     */
    public static LocalNode serve(LocalLedger ledger) throws IOException {
        return builder(ledger).build();
    }

    /**
     * Where it takes JSON-RPC.
     *
     * @return an http URL
     */
    public URI rpcUrl() {
        return URI.create("http://127.0.0.1:" + server.httpPort());
    }

    /**
     * Where it takes subscriptions.
     *
     * @return a ws URL
     */
    public URI webSocketUrl() {
        return URI.create("ws://127.0.0.1:" + server.webSocketPort());
    }

    /**
     * The script of what goes wrong.
     *
     * @return always the same object
     */
    public Faults faults() {
        return server.faults();
    }

    /**
     * What it has done so far.
     *
     * @return the counts of this moment
     */
    public NodeStats stats() {
        return server.stats();
    }

    /** Closes ports and connections and ends the thread. */
    @Override
    public void close() {
        server.close();
    }

    /**
     * Settings of a node.
     *
     * <p>Threading: for one thread.
     */
    public static final class Builder {
        private final LocalLedger ledger;
        private Dialect dialect = Dialect.AGAVE;
        private int httpPort;
        private int webSocketPort;
        private Set<String> refusedMethods = Set.of();
        private int maxSubscriptions = 1_000_000;
        private int maxQueuedBytes = 64 << 20;
        private int maxRequestBytes = 50 << 10;

        private Builder(LocalLedger ledger) {
            this.ledger = ledger;
        }

        /**
         * Whose habits it has on PubSub.
         *
         * @param habits {@link Dialect#AGAVE} unless set
         * @return this
         */
        public Builder dialect(Dialect habits) {
            dialect = habits;
            return this;
        }

        /**
         * The port of JSON-RPC.
         *
         * @param port 0 for a free one, which is the default
         * @return this
         */
        public Builder httpPort(int port) {
            httpPort = port;
            return this;
        }

        /**
         * The port of PubSub.
         *
         * @param port 0 for a free one, which is the default: the one after the JSON-RPC port where that is free
         * @return this
         */
        public Builder webSocketPort(int port) {
            webSocketPort = port;
            return this;
        }

        /**
         * Methods that this node does not have, as a validator has no blockSubscribe unless it is started with it: they are
         * answered with error -32601.
         *
         * @param methods names
         * @return this
         */
        public Builder without(String... methods) {
            refusedMethods = new HashSet<>(List.of(methods));
            return this;
        }

        /**
         * How many subscriptions it takes from all connections together.
         *
         * @param count 1,000,000 unless set
         * @return this
         */
        public Builder maxSubscriptions(int count) {
            maxSubscriptions = positive(count, "subscriptions");
            return this;
        }

        /**
         * How much may wait for one slow client before its connection is dropped without a close frame.
         *
         * @param bytes 64 MiB unless set
         * @return this
         */
        public Builder maxQueuedBytes(int bytes) {
            maxQueuedBytes = positive(bytes, "queued bytes");
            return this;
        }

        /**
         * The largest HTTP request body; a larger one is answered with status 413.
         *
         * @param bytes 50 KiB unless set, as Agave has it
         * @return this
         */
        public Builder maxRequestBytes(int bytes) {
            maxRequestBytes = positive(bytes, "request bytes");
            return this;
        }

        /**
         * Opens the ports and serves.
         *
         * @return the node, to be closed
         * @throws IOException if a port is taken
         */
        public LocalNode build() throws IOException {
            return new LocalNode(this);
        }

        LocalLedger ledger() {
            return ledger;
        }

        Dialect dialect() {
            return dialect;
        }

        int httpPort() {
            return httpPort;
        }

        int webSocketPort() {
            return webSocketPort;
        }

        Set<String> refusedMethods() {
            return refusedMethods;
        }

        int maxSubscriptions() {
            return maxSubscriptions;
        }

        int maxQueuedBytes() {
            return maxQueuedBytes;
        }

        int maxRequestBytes() {
            return maxRequestBytes;
        }

        private static int positive(int value, String what) {
            if (value < 1) {
                throw new IllegalArgumentException(value + " " + what + ", not at least 1");
            }
            return value;
        }
    }
}

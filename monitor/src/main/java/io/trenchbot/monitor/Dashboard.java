package io.trenchbot.monitor;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A page on the state of a monitor, its reports and metrics, served by the JDK's HTTP server. There is none unless it is
 * started.
 *
 * <p>It listens on the loopback address and answers GET and HEAD under the names of that address alone; any other address
 * demands a token. Paths: {@code /} the page, {@code /report.html}, {@code /report.json}, {@code /report.txt}, {@code
 * /metrics} for Prometheus, {@code /live} and {@code /ready} for probes, {@code /events} a stream of reports.
 *
 * <p>Threading: all methods may be called by any thread.
 */
public final class Dashboard implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Dashboard.class);

    /** The streams of all clients, and as many again for everything else. */
    private static final int MAX_THREADS = 2 * EventHub.MAX_CLIENTS;

    /** How often the snapshot is looked at; a tenth of the usual tick. */
    private static final Duration LOOK = Duration.ofMillis(100);

    private final HttpServer server;
    private final WatchedExecutor executor;
    private final Thread clock;
    private final EventHub hub = new EventHub();
    private final PerformanceMonitor monitor;
    private final URI uri;
    private volatile boolean closed;
    private Duration publishedAt = Duration.ofNanos(-1);

    private Dashboard(Builder builder, HttpServer server) {
        this.monitor = builder.monitor;
        this.server = server;
        this.executor = new WatchedExecutor("trenchbot-dashboard", MAX_THREADS, builder.requestTimeout);
        this.clock = new Thread(this::run, "trenchbot-dashboard-clock");
        clock.setDaemon(true);
        InetSocketAddress address = server.getAddress();
        String host = address.getAddress().isLoopbackAddress() ? "localhost" : address.getHostString();
        this.uri =
                URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort() + "/");
        RequestGuard guard = new RequestGuard(builder.hosts(address), builder.token);
        server.setExecutor(executor);
        server.createContext("/", new DashboardHandler(guard, new DashboardPages(monitor), hub, executor));
    }

    /**
     * Starts a description of a dashboard.
     *
     * @param monitor what to show; it is not closed with the dashboard
     * @return a builder
     */
    public static Builder of(PerformanceMonitor monitor) {
        return new Builder(monitor);
    }

    /**
     * Where the page is.
     *
     * @return an http address with the actual port
     */
    public URI uri() {
        return uri;
    }

    /**
     * Events that clients missed because they read too slowly.
     *
     * @return since the start
     */
    public long droppedEventCount() {
        return hub.droppedCount();
    }

    /** Stops listening and drops all clients. Further calls do nothing. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(clock);
        executor.close();
        server.stop(0);
    }

    private void run() {
        while (!closed && !Thread.interrupted()) {
            look();
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }

    private void look() {
        try {
            executor.sweep();
            PerformanceReport now = monitor.snapshot();
            // Each tick has an uptime of its own.
            if (!now.uptime().equals(publishedAt)) {
                publishedAt = now.uptime();
                hub.publish(now.toJson());
            }
        } catch (RuntimeException e) {
            LOG.error("the dashboard could not publish a report; it tries again with the next", e);
        }
    }

    /**
     * Describes a dashboard.
     *
     * <p>Threading: one thread.
     */
    public static final class Builder {
        /** A token that cannot be guessed has at least this many characters. */
        private static final int MIN_TOKEN_LENGTH = 16;

        private final PerformanceMonitor monitor;
        private final Set<String> names = new HashSet<>();
        private InetAddress address = InetAddress.getLoopbackAddress();
        private int port;
        private @Nullable String token;
        private Duration requestTimeout = Duration.ofSeconds(10);

        private Builder(PerformanceMonitor monitor) {
            this.monitor = monitor;
        }

        /**
         * The port to listen on.
         *
         * @param port default 0: any that is free
         * @return this
         */
        public Builder port(int port) {
            this.port = port;
            return this;
        }

        /**
         * The address to listen on.
         *
         * @param address default the loopback address; any other one demands a token
         * @return this
         */
        public Builder address(InetAddress address) {
            this.address = address;
            return this;
        }

        /**
         * Demands a token in the header {@code Authorization: Bearer} or in the cookie {@code trenchbot}.
         *
         * @param token at least 16 characters; never logged
         * @return this
         */
        public Builder token(String token) {
            this.token = token;
            return this;
        }

        /**
         * Answers under another name too.
         *
         * @param host as the Host header has it, with the port if it is not 80
         * @return this
         */
        public Builder host(String host) {
            names.add(host);
            return this;
        }

        /**
         * How long one request may take, or one write to a stream of events.
         *
         * @param timeout above zero; default 10 s
         * @return this
         */
        public Builder requestTimeout(Duration timeout) {
            this.requestTimeout = timeout;
            return this;
        }

        /**
         * Listens.
         *
         * @return a running dashboard, to be closed
         * @throws IllegalArgumentException if the address needs a token or the token is too short
         * @throws UncheckedIOException if the port is taken
         */
        public Dashboard start() {
            if (token != null && token.length() < MIN_TOKEN_LENGTH) {
                throw new IllegalArgumentException("the token has " + token.length() + " characters, at least "
                        + MIN_TOKEN_LENGTH + " are needed");
            }
            if (token == null && !address.isLoopbackAddress()) {
                throw new IllegalArgumentException("address " + address + " is not loopback, so it needs a token");
            }
            if (requestTimeout.compareTo(Duration.ZERO) <= 0) {
                throw new IllegalArgumentException("request timeout " + requestTimeout + " is not above zero");
            }
            HttpServer server;
            try {
                server = HttpServer.create(new InetSocketAddress(address, port), 0);
            } catch (IOException e) {
                throw new UncheckedIOException("dashboard cannot listen on " + address + " port " + port, e);
            }
            Dashboard dashboard = new Dashboard(this, server);
            dashboard.clock.start();
            server.start();
            if (address.isLoopbackAddress()) {
                LOG.info("dashboard at {}", dashboard.uri);
            } else {
                LOG.warn("dashboard at {}, open to other machines, in plain text", dashboard.uri);
            }
            return dashboard;
        }

        private Set<String> hosts(InetSocketAddress bound) {
            Set<String> hosts = new HashSet<>(names);
            String suffix = ":" + bound.getPort();
            if (bound.getAddress().isLoopbackAddress()) {
                hosts.add("localhost" + suffix);
                hosts.add("127.0.0.1" + suffix);
                hosts.add("[::1]" + suffix);
            } else {
                hosts.add(bound.getAddress().getHostAddress() + suffix);
            }
            return hosts;
        }
    }
}

package io.trenchbot.pool;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509TrustManager;
import okhttp3.Dns;
import org.jspecify.annotations.Nullable;

/**
 * Many JSON-RPC nodes used as if they were one good node. Each call goes to the node that answers soonest among those
 * that are up, near the head and under their rate limit; if the attempt fails, hangs or is refused, the call goes on
 * elsewhere within its deadline. Whether an outcome is the node's fault, and whether and where the call is repeated, is
 * decided by one table of method, JSON-RPC code, HTTP status and transport failure.
 *
 * <pre>{@code
 * try (SolanaConnectionPool pool = SolanaConnectionPool.builder()
 *         .primary("https://rpc.example.com/?api-key=…")
 *         .backup("https://api.mainnet-beta.solana.com")
 *         .build()) {
 *     long slot = pool.rpc().getSlot();
 * }
 * }</pre>
 *
 * <p>Primaries serve; backups serve while no primary is fit. Build one pool and share it: it owns connections and
 * threads (daemons, named after the pool).
 *
 * <p>Threading: all methods are for any thread at any time.
 */
public final class SolanaConnectionPool implements AutoCloseable {
    private static final RpcResponse.Decoder<byte[]> BYTES =
            (json, offset, length) -> Arrays.copyOfRange(json, offset, offset + length);

    private final PoolCore core;
    private final Submitter submitter;

    private SolanaConnectionPool(PoolSettings settings, List<RpcNode> nodes) {
        core = new PoolCore(settings, nodes);
        submitter = new Submitter(core);
        core.start();
    }

    /**
     * A builder with the defaults.
     *
     * @return the builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Makes a call and waits for its result. The first attempt runs on the calling thread.
     *
     * @param request what to ask
     * @param decoder makes the value of the result's JSON bytes
     * @param <T> type of the value
     * @return the value and where it came from
     * @throws RpcException if there is no result; says why, per node
     * @throws InterruptedIOException if the calling thread was interrupted; its interrupt flag stays set
     */
    public <T> RpcResponse<T> call(RpcRequest request, RpcResponse.Decoder<T> decoder)
            throws RpcException, InterruptedIOException {
        return new PendingCall<>(core, request, decoder, null).execute();
    }

    /**
     * Makes a call by name and gives the result as JSON text.
     *
     * @param method JSON-RPC method
     * @param paramsJson a JSON array
     * @return the result, UTF-8
     * @throws RpcException if there is no result; says why, per node
     * @throws InterruptedIOException if the calling thread was interrupted; its interrupt flag stays set
     */
    public RpcResponse<byte[]> call(String method, String paramsJson) throws RpcException, InterruptedIOException {
        return call(RpcRequest.of(method, paramsJson), BYTES);
    }

    /**
     * Starts a call. Cancelling the future ends what is on the wire. Functions chained to the future without an executor
     * run on threads of the pool and must not block.
     *
     * @param request what to ask
     * @param decoder makes the value of the result's JSON bytes
     * @param <T> type of the value
     * @return completes with the value, or exceptionally with an {@link RpcException}
     */
    public <T> CompletableFuture<RpcResponse<T>> callAsync(RpcRequest request, RpcResponse.Decoder<T> decoder) {
        return new PendingCall<>(core, request, decoder, null).enqueue();
    }

    /**
     * Starts a call by name.
     *
     * @param method JSON-RPC method
     * @param paramsJson a JSON array
     * @return completes with the result as JSON text in UTF-8, or exceptionally with an {@link RpcException}
     */
    public CompletableFuture<RpcResponse<byte[]>> callAsync(String method, String paramsJson) {
        return callAsync(RpcRequest.of(method, paramsJson), BYTES);
    }

    /**
     * Sends several requests in one HTTP request. The whole batch is treated like its strictest member: with one request
     * in it that must not be repeated, nothing is. Members that a node refuses for its own reasons are asked for
     * elsewhere one by one, and so are all if a node takes no batches.
     *
     * @param requests at least one
     * @return for each request, in order, a future that is done: its result as JSON text, or an {@link RpcException}
     * @throws RpcException if the batch as a whole has no answer
     * @throws InterruptedIOException if the calling thread was interrupted; its interrupt flag stays set
     */
    public List<CompletableFuture<RpcResponse<byte[]>>> batch(List<RpcRequest> requests)
            throws RpcException, InterruptedIOException {
        return Batches.call(this, requests);
    }

    /**
     * Typed methods at commitment confirmed.
     *
     * @return a view of this pool
     */
    public SolanaRpc rpc() {
        return new SolanaRpc(this, Commitment.CONFIRMED, null);
    }

    /**
     * Submits a signed transaction with the default options. Returns at once; see {@link Submission}.
     *
     * @param wire buffer holding the serialized transaction
     * @param offset first byte of the transaction
     * @param length bytes of the transaction, at most 1232
     * @return the submission under way
     * @throws IllegalArgumentException if the bytes cannot be a signed transaction
     */
    public Submission submit(byte[] wire, int offset, int length) {
        return submit(wire, offset, length, Submission.Options.DEFAULT);
    }

    /**
     * Submits a signed transaction. The same bytes go to several nodes and are sent again until the transaction is seen
     * confirmed or its blockhash has expired; they execute at most once on chain.
     *
     * @param wire buffer holding the serialized transaction; copied
     * @param offset first byte of the transaction
     * @param length bytes of the transaction, at most 1232
     * @param options how to send and what to wait for
     * @return the submission under way; the one under way already if the same transaction was submitted before
     * @throws IllegalArgumentException if the bytes cannot be a signed transaction
     */
    public Submission submit(byte[] wire, int offset, int length, Submission.Options options) {
        return submitter.submit(wire, offset, length, options);
    }

    /**
     * Tells the pool that a transaction was seen on chain, for example by a signature subscription of a stream.
     *
     * @param signature base58 of its first signature
     * @param slot slot it landed in
     * @param errorJson its error as JSON; null if it succeeded
     */
    public void observeSignature(String signature, long slot, @Nullable String errorJson) {
        submitter.observed(signature, slot, errorJson);
    }

    /**
     * Tells the pool a slot at commitment processed that was seen outside of it.
     *
     * @param source name or host of a node, or any other name for a witness that is no node of this pool
     * @param slot the slot
     */
    public void observeSlot(String source, long slot) {
        observeSlot(source, Commitment.PROCESSED, slot);
    }

    /**
     * Tells the pool a slot that was seen outside of it.
     *
     * @param source name or host of a node, or any other name for a witness that is no node of this pool
     * @param commitment commitment of the slot
     * @param slot the slot
     */
    public void observeSlot(String source, Commitment commitment, long slot) {
        core.nodes().observeSlot(source, commitment, slot);
    }

    /**
     * Adds a node while the pool runs.
     *
     * @param node the node
     * @throws IllegalArgumentException if a node of this name is there already
     */
    public void addNode(RpcNode node) {
        core.nodes().add(node);
    }

    /**
     * Removes a node; attempts in flight on it finish.
     *
     * @param name name of the node
     * @throws IllegalArgumentException if there is no such node
     */
    public void removeNode(String name) {
        core.nodes().remove(name);
    }

    /**
     * Takes a node out of service until it is uncordoned; attempts in flight on it finish.
     *
     * @param name name of the node
     * @param why shown in stats and events
     * @throws IllegalArgumentException if there is no such node
     */
    public void cordon(String name, String why) {
        core.nodes().cordon(name, why);
    }

    /**
     * Puts a node back that was cordoned, or that is out because it refused the caller.
     *
     * @param name name of the node
     * @throws IllegalArgumentException if there is no such node
     */
    public void uncordon(String name) {
        core.nodes().uncordon(name);
    }

    /**
     * Counts and states as they are now.
     *
     * @return the stats
     */
    public PoolStats stats() {
        return core.stats();
    }

    /** Closes at once: calls in flight fail with {@link RpcException.PoolClosed}. A second close does nothing. */
    @Override
    public void close() {
        close(Duration.ZERO);
    }

    /**
     * Closes: no new calls; those in flight may finish for a while, then fail with {@link RpcException.PoolClosed}.
     *
     * @param grace time to finish
     */
    public void close(Duration grace) {
        submitter.close();
        core.close(grace.toNanos());
    }

    PoolCore core() {
        return core;
    }

    /**
     * Builder of a pool; every setting has a default.
     *
     * <p>Threading: one thread.
     */
    public static final class Builder {
        private final List<RpcNode> nodes = new ArrayList<>();
        private String name = "trenchbot-pool";
        private @Nullable String genesisHash;
        private Duration attemptTimeout = Duration.ofSeconds(1);
        private Duration callTimeout = Duration.ofSeconds(5);
        private @Nullable Duration connectTimeout;
        private Duration pingInterval = Duration.ofSeconds(2);
        private int attemptsMax = 3;
        private double retryShare = 0.2;
        private double retriesPerSecond = 10;
        private boolean hedging = true;
        private double hedgeQuantile = 0.95;
        private Duration hedgeFloor = Duration.ofMillis(2);
        private double hedgeShare = 0.05;
        private Duration latencyDecay = Duration.ofSeconds(10);
        private int slotLagMax = 8;
        private int slotLagHardMax = 150;
        private Duration probeInterval = Duration.ofSeconds(2);
        private int responseBytesMax = 64 << 20;
        private boolean http2 = true;
        private PoolSettings.@Nullable Tls tls;
        private Dns dns = Dns.SYSTEM;
        private LongSupplier nanoClock = System::nanoTime;
        private LongSupplier wallClockMs = System::currentTimeMillis;
        private @Nullable LongConsumer callLatencyNs;
        private @Nullable LongConsumer sendLatencyNs;
        private @Nullable PoolListener listener;

        private Builder() {}

        /**
         * Adds primary nodes.
         *
         * @param urls {@code http} or {@code https} URLs
         * @return this builder
         */
        public Builder primary(String... urls) {
            for (String url : urls) {
                addUnnamed(RpcNode.builder("", url));
            }
            return this;
        }

        /**
         * Adds backup nodes.
         *
         * @param urls {@code http} or {@code https} URLs
         * @return this builder
         */
        public Builder backup(String... urls) {
            for (String url : urls) {
                addUnnamed(RpcNode.builder("", url).role(RpcNode.Role.BACKUP));
            }
            return this;
        }

        /**
         * Adds a node.
         *
         * @param node the node
         * @return this builder
         */
        public Builder addNode(RpcNode node) {
            nodes.add(node);
            return this;
        }

        /** Several accounts at one provider share host and port, so a number is added. */
        private void addUnnamed(RpcNode.Builder builder) {
            String base = builder.build().name();
            String unique = base;
            for (int i = 2; named(unique); i++) {
                unique = base + "#" + i;
            }
            nodes.add(builder.name(unique).build());
        }

        private boolean named(String wanted) {
            return nodes.stream().anyMatch(node -> node.name().equals(wanted));
        }

        /**
         * Sets the name of the pool's threads.
         *
         * @param value prefix of thread names; {@code trenchbot-pool} by default
         * @return this builder
         */
        public Builder name(String value) {
            name = value;
            return this;
        }

        /**
         * Sets the cluster: a node that answers {@code getGenesisHash} otherwise, or not at all, is never used. Without
         * it, nodes must be of the same cluster as the first primary.
         *
         * @param base58 genesis hash
         * @return this builder
         */
        public Builder genesisHash(String base58) {
            genesisHash = base58;
            return this;
        }

        /**
         * Sets the time of one request to one node; scans such as getProgramAccounts may use the whole call timeout.
         *
         * @param value 1 s by default
         * @return this builder
         */
        public Builder attemptTimeout(Duration value) {
            attemptTimeout = positive(value);
            return this;
        }

        /**
         * Sets the time of a call with all its attempts, where the request sets none.
         *
         * @param value 5 s by default
         * @return this builder
         */
        public Builder callTimeout(Duration value) {
            callTimeout = positive(value);
            return this;
        }

        /**
         * Sets the time to connect, and to resolve a name.
         *
         * @param value 500 ms by default, or the attempt timeout if that is shorter
         * @return this builder
         */
        public Builder connectTimeout(Duration value) {
            connectTimeout = positive(value);
            return this;
        }

        /**
         * Sets how often idle HTTP/2 connections are pinged; a dead one is found within two intervals.
         *
         * @param value 2 s by default; zero: never
         * @return this builder
         */
        public Builder pingInterval(Duration value) {
            pingInterval = value;
            return this;
        }

        /**
         * Sets how often a call may try; with more nodes than that, each may be tried once.
         *
         * @param value at least 1; 3 by default
         * @return this builder
         */
        public Builder attemptsMax(int value) {
            if (value < 1) {
                throw new IllegalArgumentException("attemptsMax " + value + " is not above 0");
            }
            attemptsMax = value;
            return this;
        }

        /**
         * Sets the budget of repeats over all calls, so that an outage is not made worse by them.
         *
         * @param share repeats per call, 0.2 by default
         * @param perSecond repeats a second beyond that, 10 by default
         * @return this builder
         */
        public Builder retryBudget(double share, double perSecond) {
            retryShare = share;
            retriesPerSecond = perSecond;
            return this;
        }

        /**
         * Sets when a cheap read that is slow is asked of a second node as well.
         *
         * @param quantile of the latencies of its kind after which it is slow, 0.95 by default
         * @param floor earliest time, 2 ms by default
         * @param share extra requests per call at most, 0.05 by default; 0: no hedging
         * @return this builder
         */
        public Builder hedge(double quantile, Duration floor, double share) {
            if (!(quantile > 0 && quantile < 1)) {
                throw new IllegalArgumentException("hedge quantile " + quantile + " is not between 0 and 1");
            }
            hedgeQuantile = quantile;
            hedgeFloor = floor;
            hedgeShare = share;
            hedging = share > 0;
            return this;
        }

        /**
         * Sets how fast old latencies are forgotten.
         *
         * @param value time constant; 10 s by default
         * @return this builder
         */
        public Builder latencyDecay(Duration value) {
            latencyDecay = positive(value);
            return this;
        }

        /**
         * Sets how far behind a node may be.
         *
         * @param soft slots beyond which it serves no reads of the head; 8 by default
         * @param hard slots beyond which it serves nothing; 150 by default
         * @return this builder
         */
        public Builder slotLagMax(int soft, int hard) {
            if (soft < 1) {
                throw new IllegalArgumentException("slot lag " + soft + " is not above 0");
            }
            slotLagMax = soft;
            slotLagHardMax = hard;
            return this;
        }

        /**
         * Sets how often a node is asked for health and slot while calls do not tell.
         *
         * @param value 2 s by default
         * @return this builder
         */
        public Builder probeInterval(Duration value) {
            probeInterval = positive(value);
            return this;
        }

        /**
         * Sets the largest reply that is read, after decompression.
         *
         * @param bytes 64 MiB by default
         * @return this builder
         */
        public Builder responseBytesMax(int bytes) {
            if (bytes < 1024) {
                throw new IllegalArgumentException("responseBytesMax " + bytes + " is below 1024");
            }
            responseBytesMax = bytes;
            return this;
        }

        /**
         * Allows HTTP/2 where a node offers it. It costs some 70 µs a call and buys one warm connection for all calls
         * and a cheap way to end a slow attempt.
         *
         * @param value true by default; false: HTTP/1.1 only
         * @return this builder
         */
        public Builder http2(boolean value) {
            http2 = value;
            return this;
        }

        /**
         * Sets whom to trust for TLS, and client certificates, instead of the platform's defaults.
         *
         * @param context made with the trust manager
         * @param trust decides about certificates
         * @return this builder
         */
        public Builder tls(SSLContext context, X509TrustManager trust) {
            tls = new PoolSettings.Tls(context, trust);
            return this;
        }

        /**
         * Sets the clock of all states, limits and timers.
         *
         * @param value monotonic nanoseconds; {@code System::nanoTime} by default
         * @return this builder
         */
        public Builder nanoClock(LongSupplier value) {
            nanoClock = value;
            return this;
        }

        /**
         * Sets who is handed the latency of every call, in nanoseconds.
         *
         * @param consumer called on the thread that ends the call; must not block
         * @return this builder
         */
        public Builder onCallLatencyNs(LongConsumer consumer) {
            callLatencyNs = consumer;
            return this;
        }

        /**
         * Sets who is handed the time from {@code submit} to the first acceptance by a node, in nanoseconds.
         *
         * @param consumer called on a thread of the pool; must not block
         * @return this builder
         */
        public Builder onSendLatencyNs(LongConsumer consumer) {
            sendLatencyNs = consumer;
            return this;
        }

        /**
         * Sets who is told what happens.
         *
         * @param value the listener
         * @return this builder
         */
        public Builder listener(PoolListener value) {
            listener = value;
            return this;
        }

        /** For tests: the clock that dates in a Retry-After header are held against. */
        Builder wallClockMs(LongSupplier value) {
            wallClockMs = value;
            return this;
        }

        /** For tests of name resolution. */
        Builder dns(Dns value) {
            dns = value;
            return this;
        }

        /**
         * Builds the pool and begins to connect to its nodes.
         *
         * @return the pool; close it
         * @throws IllegalArgumentException if settings contradict each other or two nodes have one name
         */
        public SolanaConnectionPool build() {
            Duration half = Duration.ofMillis(500);
            Duration connect = connectTimeout != null
                    ? connectTimeout
                    : attemptTimeout.compareTo(half) < 0 ? attemptTimeout : half;
            PoolSettings settings = new PoolSettings(
                    name,
                    genesisHash,
                    attemptTimeout.toNanos(),
                    callTimeout.toNanos(),
                    connect.toNanos(),
                    pingInterval.toNanos(),
                    attemptsMax,
                    retryShare,
                    retriesPerSecond,
                    hedging,
                    hedgeQuantile,
                    hedgeFloor.toNanos(),
                    hedgeShare,
                    latencyDecay.toNanos(),
                    slotLagMax,
                    slotLagHardMax,
                    probeInterval.toNanos(),
                    responseBytesMax,
                    http2,
                    tls,
                    dns,
                    nanoClock,
                    wallClockMs,
                    callLatencyNs,
                    sendLatencyNs,
                    listener);
            return new SolanaConnectionPool(settings, nodes);
        }

        private static Duration positive(Duration value) {
            if (value.isNegative() || value.isZero()) {
                throw new IllegalArgumentException("duration " + value + " is not above 0");
            }
            return value;
        }
    }
}

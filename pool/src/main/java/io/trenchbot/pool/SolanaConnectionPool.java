package io.trenchbot.pool;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
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
    public static final class Builder extends PoolOptions<Builder> {
        private final List<RpcNode> nodes = new ArrayList<>();
        private String name = "trenchbot-pool";
        private @Nullable String genesisHash;

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

        @Override
        Builder self() {
            return this;
        }

        /**
         * Builds the pool and begins to connect to its nodes.
         *
         * @return the pool; close it
         * @throws IllegalArgumentException if settings contradict each other or two nodes have one name
         */
        public SolanaConnectionPool build() {
            return new SolanaConnectionPool(settings(name, genesisHash), nodes);
        }
    }
}

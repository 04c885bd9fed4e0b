package io.trenchbot.pool;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * The methods that bots use, typed, over a {@link SolanaConnectionPool}; every other method goes through
 * {@link SolanaConnectionPool#call(String, String)}. Keys, hashes and signatures are base58 texts, amounts are lamports,
 * account data and transactions are bytes; parts whose shape is wide (errors, transaction meta) stay JSON text.
 *
 * <p>Threading: all methods are for any thread; each waits for its result.
 */
public final class SolanaRpc {
    private static final int NODE_UNHEALTHY = -32005;
    private static final String BASE64 = ",\"encoding\":\"base64\"";
    private static final String VERSIONS = ",\"maxSupportedTransactionVersion\":0";

    private final SolanaConnectionPool pool;
    private final Commitment commitment;

    /** Highest context slot seen per commitment; null without monotonic reads. */
    private final @Nullable AtomicLongArray seenSlots;

    SolanaRpc(SolanaConnectionPool pool, Commitment commitment, @Nullable AtomicLongArray seenSlots) {
        this.pool = pool;
        this.commitment = commitment;
        this.seenSlots = seenSlots;
    }

    /**
     * The same methods at another commitment; a session stays the same session.
     *
     * @param value commitment of all reads
     * @return a view
     */
    public SolanaRpc at(Commitment value) {
        return new SolanaRpc(pool, value, seenSlots);
    }

    /**
     * A new session with monotonic reads: per commitment, no answer comes from an older slot than an earlier answer of
     * the session did, whichever nodes serve it.
     *
     * @return a view that remembers the slots it saw
     */
    public SolanaRpc session() {
        return new SolanaRpc(pool, commitment, new AtomicLongArray(Commitment.values().length));
    }

    /**
     * The slot that nodes have reached.
     *
     * @return the slot
     * @throws RpcException if there is no result
     * @throws InterruptedIOException if the calling thread was interrupted
     */
    public long getSlot() throws RpcException, InterruptedIOException {
        return ask("getSlot", config(""), Decoders::number);
    }

    /**
     * The number of blocks under the newest one.
     *
     * @return block height
     * @throws RpcException if there is no result
     * @throws InterruptedIOException if the calling thread was interrupted
     */
    public long getBlockHeight() throws RpcException, InterruptedIOException {
        return ask("getBlockHeight", config(""), Decoders::number);
    }

    /**
     * The balance of an account.
     *
     * @param address account
     * @return lamports; 0 if there is no such account
     * @throws RpcException if there is no result
     * @throws InterruptedIOException if the calling thread was interrupted
     */
    public long getBalance(String address) throws RpcException, InterruptedIOException {
        return ask("getBalance", Json.quoted(address) + "," + config(""), Decoders::valueNumber);
    }

    /**
     * An account.
     *
     * @param address account
     * @return the account; null if there is none
     * @throws RpcException if there is no result
     * @throws InterruptedIOException if the calling thread was interrupted
     */
    public @Nullable Account getAccountInfo(String address) throws RpcException, InterruptedIOException {
        return askNullable("getAccountInfo", Json.quoted(address) + "," + config(BASE64), Decoders::accountValue);
    }

    /**
     * Several accounts at one slot.
     *
     * @param addresses at most 100
     * @return per address its account, null where there is none
     * @throws RpcException if there is no result
     * @throws InterruptedIOException if the calling thread was interrupted
     */
    public List<@Nullable Account> getMultipleAccounts(List<String> addresses)
            throws RpcException, InterruptedIOException {
        return ask("getMultipleAccounts", Json.quotedArray(addresses) + "," + config(BASE64), Decoders::accountValues);
    }

    /**
     * All accounts of a program that pass filters.
     *
     * @param program program id
     * @param filtersJson a JSON array of filters, for example {@code [{"dataSize":165}]}; empty text: none
     * @return the accounts
     * @throws RpcException if there is no result
     * @throws InterruptedIOException if the calling thread was interrupted
     */
    public List<KeyedAccount> getProgramAccounts(String program, String filtersJson)
            throws RpcException, InterruptedIOException {
        String filters = filtersJson.isEmpty() ? "" : ",\"filters\":" + filtersJson;
        return ask(
                "getProgramAccounts", Json.quoted(program) + "," + config(BASE64 + filters), Decoders::keyedAccounts);
    }

    /**
     * The token accounts of an owner for one mint.
     *
     * @param owner owner of the accounts
     * @param mint mint of the token
     * @return the accounts
     * @throws RpcException if there is no result
     * @throws InterruptedIOException if the calling thread was interrupted
     */
    public List<KeyedAccount> getTokenAccountsByOwner(String owner, String mint)
            throws RpcException, InterruptedIOException {
        String selector = "{\"mint\":" + Json.quoted(mint) + "}";
        return ask(
                "getTokenAccountsByOwner",
                Json.quoted(owner) + "," + selector + "," + config(BASE64),
                Decoders::keyedAccounts);
    }

    /**
     * A blockhash for a new transaction.
     *
     * @return the hash and how long it is valid
     * @throws RpcException if there is no result
     * @throws InterruptedIOException if the calling thread was interrupted
     */
    public Blockhash getLatestBlockhash() throws RpcException, InterruptedIOException {
        return ask("getLatestBlockhash", config(""), Decoders::blockhash);
    }

    /**
     * What became of signatures.
     *
     * @param signatures at most 256
     * @param searchHistory true to look beyond the recent status cache as well
     * @return per signature its status, null where it is not known
     * @throws RpcException if there is no result
     * @throws InterruptedIOException if the calling thread was interrupted
     */
    public List<@Nullable SignatureStatus> getSignatureStatuses(List<String> signatures, boolean searchHistory)
            throws RpcException, InterruptedIOException {
        String config = "{\"searchTransactionHistory\":" + searchHistory + "}";
        return ask("getSignatureStatuses", Json.quotedArray(signatures) + "," + config, Decoders::signatureStatuses);
    }

    /**
     * Signatures of transactions that name an account, newest first.
     *
     * @param address account
     * @param limit 1 to 1000
     * @param before signature to start before; null: the newest
     * @param until signature to stop at; null: none
     * @return the signatures
     * @throws RpcException if there is no result
     * @throws InterruptedIOException if the calling thread was interrupted
     */
    public List<SignatureInfo> getSignaturesForAddress(
            String address, int limit, @Nullable String before, @Nullable String until)
            throws RpcException, InterruptedIOException {
        String range = (before == null ? "" : ",\"before\":" + Json.quoted(before))
                + (until == null ? "" : ",\"until\":" + Json.quoted(until));
        return ask(
                "getSignaturesForAddress",
                Json.quoted(address) + "," + pastConfig(",\"limit\":" + limit + range),
                Decoders::signatureInfos);
    }

    /**
     * A landed transaction.
     *
     * @param signature its first signature
     * @return the transaction; null if it is not known
     * @throws RpcException if there is no result
     * @throws InterruptedIOException if the calling thread was interrupted
     */
    public @Nullable LandedTransaction getTransaction(String signature) throws RpcException, InterruptedIOException {
        return askNullable(
                "getTransaction", Json.quoted(signature) + "," + pastConfig(BASE64 + VERSIONS), Decoders::transaction);
    }

    /**
     * A block with its transactions, without rewards.
     *
     * @param slot slot of the block
     * @return the block; null if the node has none for the slot
     * @throws RpcException if there is no result
     * @throws InterruptedIOException if the calling thread was interrupted
     */
    public @Nullable Block getBlock(long slot) throws RpcException, InterruptedIOException {
        return askNullable(
                "getBlock",
                slot + "," + pastConfig(BASE64 + VERSIONS + ",\"transactionDetails\":\"full\",\"rewards\":false"),
                Decoders::block);
    }

    /**
     * The slots in a range that have a block.
     *
     * @param firstSlot first slot of the range
     * @param lastSlot last slot of the range, at most 500,000 later
     * @return the slots, ascending
     * @throws RpcException if there is no result
     * @throws InterruptedIOException if the calling thread was interrupted
     */
    public List<Long> getBlocks(long firstSlot, long lastSlot) throws RpcException, InterruptedIOException {
        return ask("getBlocks", firstSlot + "," + lastSlot + "," + pastConfig(""), Decoders::numbers);
    }

    /**
     * Runs a transaction dry.
     *
     * @param wire serialized transaction
     * @param replaceBlockhash true to run it with the newest blockhash instead of its own; signatures are then not checked
     * @return what it would do
     * @throws RpcException if there is no result
     * @throws InterruptedIOException if the calling thread was interrupted
     */
    public Simulation simulateTransaction(byte[] wire, boolean replaceBlockhash)
            throws RpcException, InterruptedIOException {
        String checks = ",\"sigVerify\":" + !replaceBlockhash + ",\"replaceRecentBlockhash\":" + replaceBlockhash;
        return ask("simulateTransaction", base64(wire) + "," + config(BASE64 + checks), Decoders::simulation);
    }

    /**
     * Sends a signed transaction through one node, repeating the same bytes elsewhere if that fails. {@link SolanaConnectionPool#submit} does more: several nodes, rebroadcast, confirmation.
     *
     * @param wire serialized transaction
     * @param skipPreflight true to have the node send it on without a dry run
     * @return base58 of the first signature; also if the transaction was processed before
     * @throws RpcException if there is no result
     * @throws InterruptedIOException if the calling thread was interrupted
     */
    public String sendTransaction(byte[] wire, boolean skipPreflight) throws RpcException, InterruptedIOException {
        String signature = Submitter.signatureOf(wire, 0, wire.length);
        String config = "{\"encoding\":\"base64\",\"skipPreflight\":" + skipPreflight + ",\"preflightCommitment\":\""
                + commitment.json() + "\"}";
        RpcRequest request = RpcRequest.of("sendTransaction", "[" + base64(wire) + "," + config + "]")
                .withKnownResult(Json.quoted(signature).getBytes(StandardCharsets.US_ASCII));
        return pool.call(request, Decoders::text).value();
    }

    /**
     * Prioritization fees paid in recent blocks.
     *
     * @param accounts accounts that a transaction would lock for writing; may be empty
     * @return lowest fee per block, ascending by slot
     * @throws RpcException if there is no result
     * @throws InterruptedIOException if the calling thread was interrupted
     */
    public List<PrioritizationFee> getRecentPrioritizationFees(List<String> accounts)
            throws RpcException, InterruptedIOException {
        return ask("getRecentPrioritizationFees", Json.quotedArray(accounts), Decoders::prioritizationFees);
    }

    /**
     * The software version of a node.
     *
     * @param node name of the node
     * @return version, for example {@code 3.0.4}
     * @throws RpcException if there is no result
     * @throws InterruptedIOException if the calling thread was interrupted
     */
    public String getVersion(String node) throws RpcException, InterruptedIOException {
        return pool.call(RpcRequest.of("getVersion").withNode(node), Decoders::version)
                .value();
    }

    /**
     * What a node says of its own health. It says ok up to 128 slots behind; {@link PoolStats.Node#lagSlots()} is finer.
     *
     * @param node name of the node
     * @return true if it says ok; false if it says that it is behind
     * @throws RpcException if it does not answer, or with another error
     * @throws InterruptedIOException if the calling thread was interrupted
     */
    public boolean getHealth(String node) throws RpcException, InterruptedIOException {
        try {
            return pool.call(RpcRequest.of("getHealth").withNode(node), Decoders::text)
                    .value()
                    .equals("ok");
        } catch (RpcException.ErrorReply reply) {
            if (reply.code() == NODE_UNHEALTHY) {
                return false;
            }
            throw reply;
        }
    }

    private String config(String members) {
        return "{\"commitment\":\"" + commitment.json() + "\"" + members + "}";
    }

    /** Methods about the past refuse commitment processed. */
    private String pastConfig(String members) {
        Commitment past = commitment == Commitment.PROCESSED ? Commitment.CONFIRMED : commitment;
        return "{\"commitment\":\"" + past.json() + "\"" + members + "}";
    }

    private static String base64(byte[] wire) {
        return "\"" + Base64.getEncoder().encodeToString(wire) + "\"";
    }

    private <T> T ask(String method, String params, RpcResponse.Decoder<T> decoder)
            throws RpcException, InterruptedIOException {
        RpcRequest request = RpcRequest.of(method, "[" + params + "]");
        AtomicLongArray slots = seenSlots;
        if (slots == null) {
            return pool.call(request, decoder).value();
        }
        int at = request.commitment().index();
        long seen = slots.get(at);
        RpcResponse<T> response = pool.call(seen > 0 ? request.withMinContextSlot(seen) : request, decoder);
        slots.accumulateAndGet(at, response.contextSlot(), Math::max);
        return response.value();
    }

    @SuppressWarnings("NullAway") // The decoder gives null for what does not exist, and so does the method.
    private <T> @Nullable T askNullable(String method, String params, NullableDecoder<T> decoder)
            throws RpcException, InterruptedIOException {
        return ask(method, params, decoder::decode);
    }

    @FunctionalInterface
    private interface NullableDecoder<T> {
        @Nullable
        T decode(byte[] json, int offset, int length) throws IOException;
    }

    /**
     * A blockhash.
     *
     * @param blockhash base58
     * @param lastValidBlockHeight block height after which transactions with it cannot land
     * @param contextSlot slot it was read at
     */
    public record Blockhash(String blockhash, long lastValidBlockHeight, long contextSlot) {}

    /**
     * An account.
     *
     * @param owner program that owns it
     * @param lamports balance
     * @param data its bytes; not copied
     * @param executable whether it is a program
     * @param rentEpoch epoch of the next rent, unsigned
     */
    @SuppressWarnings("ArrayRecordComponent") // Bytes in, bytes out; equality of such records means nothing.
    public record Account(String owner, long lamports, byte[] data, boolean executable, long rentEpoch) {}

    /**
     * An account with its address.
     *
     * @param address base58
     * @param account the account
     */
    public record KeyedAccount(String address, Account account) {}

    /**
     * What became of a signature.
     *
     * @param slot slot the transaction landed in
     * @param confirmation how final that is
     * @param errorJson its error; null if it succeeded
     */
    public record SignatureStatus(
            long slot, Commitment confirmation, @Nullable String errorJson) {}

    /**
     * A signature in the history of an account.
     *
     * @param signature base58
     * @param slot slot the transaction landed in
     * @param errorJson its error; null if it succeeded
     * @param blockTimeSeconds Unix time of the block; -1 if not known
     */
    public record SignatureInfo(
            String signature, long slot, @Nullable String errorJson, long blockTimeSeconds) {}

    /**
     * A landed transaction.
     *
     * @param slot slot it landed in
     * @param blockTimeSeconds Unix time of the block; -1 if not known
     * @param wire serialized transaction; not copied
     * @param metaJson error, fee, balances, logs as JSON; null if the node keeps none
     */
    @SuppressWarnings("ArrayRecordComponent") // Bytes in, bytes out; equality of such records means nothing.
    public record LandedTransaction(
            long slot,
            long blockTimeSeconds,
            byte[] wire,
            @Nullable String metaJson) {}

    /**
     * A block.
     *
     * @param blockhash its hash
     * @param previousBlockhash hash of the block before
     * @param parentSlot slot of the block before
     * @param blockHeight number of blocks under it; -1 if not known
     * @param blockTimeSeconds Unix time; -1 if not known
     * @param transactions in the order of execution
     */
    public record Block(
            String blockhash,
            String previousBlockhash,
            long parentSlot,
            long blockHeight,
            long blockTimeSeconds,
            List<BlockTransaction> transactions) {}

    /**
     * A transaction of a block.
     *
     * @param wire serialized transaction; not copied
     * @param metaJson error, fee, balances, logs as JSON; null if the node keeps none
     */
    @SuppressWarnings("ArrayRecordComponent") // Bytes in, bytes out; equality of such records means nothing.
    public record BlockTransaction(byte[] wire, @Nullable String metaJson) {}

    /**
     * What a transaction would do.
     *
     * @param errorJson its error; null if it would succeed
     * @param logs log lines
     * @param unitsConsumed compute units; -1 if the node does not say
     * @param contextSlot slot of the state it was run on
     */
    public record Simulation(@Nullable String errorJson, List<String> logs, long unitsConsumed, long contextSlot) {}

    /**
     * The lowest prioritization fee of a block.
     *
     * @param slot slot of the block
     * @param microLamports fee per compute unit, in millionths of a lamport
     */
    public record PrioritizationFee(long slot, long microLamports) {}
}

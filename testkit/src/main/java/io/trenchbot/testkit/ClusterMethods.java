package io.trenchbot.testkit;

import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The methods about the cluster, its slots, its blockhashes and its prices. */
final class ClusterMethods {
    static final String VERSION = "3.0.10";

    private static final long FEATURE_SET = 3_604_001_754L;
    private static final int SLOTS_PER_EPOCH = 432_000;
    private static final int BLOCKHASH_BLOCKS = 150;
    private static final int MAX_FEE_ADDRESSES = 128;
    private static final int MAX_SIGNERS = 19; // more signatures do not fit a packet
    private static final long LAMPORTS_PER_BYTE = 6_960; // 3,480 a year, twice
    private static final int ACCOUNT_HEADER_BYTES = 128;
    private static final int MAX_ACCOUNT_BYTES = 10 << 20;

    private final NodeView view;
    private final Faults faults;

    ClusterMethods(NodeView view, Faults faults) {
        this.view = view;
        this.faults = faults;
    }

    void addTo(RpcService service) {
        service.add("getHealth", this::health);
        service.add(
                "getVersion", params -> "{\"feature-set\":" + FEATURE_SET + ",\"solana-core\":\"" + VERSION + "\"}");
        service.add("getGenesisHash", this::genesisHash);
        service.add("getSlot", params -> Long.toString(view.slot(params.options(0))));
        service.add("getMaxShredInsertSlot", params -> Long.toString(view.head().slot(Commitment.PROCESSED)));
        service.add(
                "getBlockHeight",
                params -> Long.toString(block(params.options(0)).blockHeight()));
        service.add(
                "getTransactionCount", params -> Long.toString(view.history().executedCount()));
        service.add("getEpochInfo", this::epochInfo);
        service.add("getLatestBlockhash", this::latestBlockhash);
        service.add("isBlockhashValid", this::isBlockhashValid);
        service.add("getFeeForMessage", this::feeForMessage);
        service.add("getRecentPrioritizationFees", this::recentPrioritizationFees);
        service.add("getMinimumBalanceForRentExemption", this::minimumBalance);
    }

    private Block block(Options options) throws RpcException {
        view.slot(options);
        return view.head().block(options.commitment());
    }

    private String health(Params params) throws RpcException {
        view.checkHealth();
        return "\"ok\"";
    }

    private String genesisHash(Params params) {
        String other = faults.genesisHash();
        return Json.quote(other != null ? other : view.ledger().genesisHash());
    }

    private String epochInfo(Params params) throws RpcException {
        Block block = block(params.options(0));
        return "{\"absoluteSlot\":" + block.slot() + ",\"blockHeight\":" + block.blockHeight() + ",\"epoch\":"
                + block.slot() / SLOTS_PER_EPOCH + ",\"slotIndex\":" + block.slot() % SLOTS_PER_EPOCH
                + ",\"slotsInEpoch\":"
                + SLOTS_PER_EPOCH + ",\"transactionCount\":" + view.history().executedCount() + "}";
    }

    private String latestBlockhash(Params params) throws RpcException {
        Block block = block(params.options(0));
        return NodeView.withContext(
                block.slot(),
                "{\"blockhash\":\"" + block.blockhash() + "\",\"lastValidBlockHeight\":"
                        + (block.blockHeight() + BLOCKHASH_BLOCKS) + "}");
    }

    private String isBlockhashValid(Params params) throws RpcException {
        String blockhash = params.address(0);
        long slot = view.slot(params.options(1));
        return NodeView.withContext(slot, String.valueOf(recent(blockhash, slot)));
    }

    private boolean recent(String blockhash, long slot) {
        return view.history().newestFirst(slot).stream()
                .limit(BLOCKHASH_BLOCKS + 1)
                .anyMatch(block -> block.blockhash().equals(blockhash));
    }

    private String feeForMessage(Params params) throws RpcException {
        long slot = view.slot(params.options(1));
        Message message = message(params.string(0));
        boolean known = recent(message.blockhash().toString(), slot);
        return NodeView.withContext(
                slot, known ? Long.toString(ComputeBudget.of(message).fee()) : "null");
    }

    /** The message of a base64 text, which is a transaction without its signatures. */
    private static Message message(String base64) throws RpcException {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw RpcException.invalidParams("invalid base64 encoding: " + e.getMessage());
        }
        int signers = bytes.length < 2 ? 0 : (bytes[0] & 0x80) != 0 ? bytes[1] : bytes[0];
        Message message = null;
        if (signers > 0 && signers <= MAX_SIGNERS) {
            byte[] signatures = new byte[signers * Message.SIGNATURE_BYTES];
            ByteWriter wire = new ByteWriter(1 + signatures.length + bytes.length);
            message = Message.parse(
                    wire.u8(signers).bytes(signatures).bytes(bytes).toBytes());
        }
        if (message == null) {
            throw RpcException.invalidParams("failed to deserialize solana_message::versions::VersionedMessage");
        }
        return message;
    }

    private String minimumBalance(Params params) throws RpcException {
        long bytes = params.unsigned(0);
        if (bytes > MAX_ACCOUNT_BYTES) {
            throw RpcException.invalidParams(
                    "Invalid param: an account of " + bytes + " bytes, at most " + MAX_ACCOUNT_BYTES);
        }
        return Long.toString((ACCOUNT_HEADER_BYTES + bytes) * LAMPORTS_PER_BYTE);
    }

    /** The lowest price of a compute unit that got into each of the last blocks with all of these accounts. */
    private String recentPrioritizationFees(Params params) throws RpcException {
        Set<String> addresses = new HashSet<>(params.has(0) ? params.strings(0) : List.of());
        if (addresses.size() > MAX_FEE_ADDRESSES) {
            throw RpcException.invalidParams("Too many inputs provided; max " + MAX_FEE_ADDRESSES);
        }
        for (String address : addresses) {
            Params.address(address);
        }
        Collection<Block> blocks = view.history().newestFirst(view.head().slot(Commitment.PROCESSED));
        List<String> fees = new ArrayList<>();
        blocks.stream()
                .limit(BLOCKHASH_BLOCKS)
                .forEach(block -> fees.add(
                        0,
                        "{\"slot\":" + block.slot() + ",\"prioritizationFee\":" + lowestPrice(block, addresses) + "}"));
        return "[" + String.join(",", fees) + "]";
    }

    private static long lowestPrice(Block block, Set<String> addresses) {
        return block.transactions().stream()
                .filter(landed -> !landed.vote() && landed.accountKeys().containsAll(addresses))
                .mapToLong(landed -> UnitPrice.microLamports(landed.wire()))
                .min()
                .orElse(0);
    }
}

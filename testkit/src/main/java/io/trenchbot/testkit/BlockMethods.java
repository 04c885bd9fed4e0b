package io.trenchbot.testkit;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/** The methods about blocks. */
final class BlockMethods {
    /** Agave's longest range. */
    static final long MAX_RANGE_SLOTS = 500_000;

    private final NodeView view;

    BlockMethods(NodeView view) {
        this.view = view;
    }

    void addTo(RpcService service) {
        service.add("getBlock", this::block);
        service.add("getBlockTime", this::blockTime);
        service.add("getBlocks", this::blocks);
        service.add("getBlocksWithLimit", this::blocksWithLimit);
        service.add(
                "getFirstAvailableBlock", params -> Long.toString(view.history().firstSlot()));
        service.add("minimumLedgerSlot", params -> Long.toString(view.history().firstSlot()));
    }

    private String block(Params params) throws RpcException {
        long slot = params.unsigned(0);
        // before there was a configuration object, the second parameter was the bare encoding
        Options options = params.holdsString(1) ? new Options(Map.of("encoding", params.string(1))) : params.options(1);
        TransactionView shown = TransactionView.of(options, TransactionView.Encoding.JSON);
        return BlockJson.json(available(slot, options.commitmentFromConfirmed()), shown, transaction -> true);
    }

    private String blockTime(Params params) throws RpcException {
        return Long.toString(available(params.unsigned(0), Commitment.CONFIRMED).blockTimeSeconds());
    }

    private Block available(long slot, Commitment commitment) throws RpcException {
        if (slot < view.history().firstSlot()) {
            throw new RpcException(
                    RpcException.BLOCK_CLEANED_UP,
                    "Block " + slot + " cleaned up, does not exist on node. First available block: "
                            + view.history().firstSlot());
        }
        if (slot > view.head().slot(commitment)) {
            throw new RpcException(RpcException.BLOCK_NOT_AVAILABLE, "Block not available for slot " + slot);
        }
        Block block = view.history().block(slot);
        if (block != null) {
            return block;
        }
        // a root above it proves that the cluster skipped it; otherwise it is only missing here and now
        boolean settled = slot < view.head().slot(Commitment.FINALIZED);
        throw settled
                ? new RpcException(
                        RpcException.LONG_TERM_STORAGE_SLOT_SKIPPED,
                        "Slot " + slot + " was skipped, or missing in long-term storage")
                : new RpcException(
                        RpcException.SLOT_SKIPPED,
                        "Slot " + slot + " was skipped, or missing due to ledger jump to recent snapshot");
    }

    private String blocks(Params params) throws RpcException {
        long start = params.unsigned(0);
        boolean bounded = params.holdsNumber(1);
        Options options = params.options(bounded || params.has(2) ? 2 : 1);
        long newest = view.head().slot(options.commitmentFromConfirmed());
        long end = bounded ? params.unsigned(1) : newest;
        if (end < start) {
            return "[]";
        }
        if (end - start > MAX_RANGE_SLOTS) {
            throw RpcException.invalidParams("Slot range too large; max " + MAX_RANGE_SLOTS);
        }
        return slots(view.history().blocks(start, Math.min(end, newest)), MAX_RANGE_SLOTS + 1);
    }

    private String blocksWithLimit(Params params) throws RpcException {
        long limit = params.unsigned(1);
        if (limit > MAX_RANGE_SLOTS) {
            throw RpcException.invalidParams("Limit too large; max " + MAX_RANGE_SLOTS);
        }
        long newest = view.head().slot(params.options(2).commitmentFromConfirmed());
        return slots(view.history().blocks(params.unsigned(0), newest), limit);
    }

    private static String slots(Collection<Block> blocks, long limit) {
        List<Long> slots = blocks.stream().limit(limit).map(Block::slot).toList();
        return Json.text(slots);
    }
}

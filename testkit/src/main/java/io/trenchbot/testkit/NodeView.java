package io.trenchbot.testkit;

import org.jspecify.annotations.Nullable;

/**
 * The ledger as far as a node has followed it: what the methods of JSON-RPC read.
 *
 * <p>Threading: confined to the node's loop.
 */
final class NodeView {
    /** Agave's distance from the cluster at which a node says that it is unhealthy. */
    static final int UNHEALTHY_SLOTS = 128;

    private final Ledger ledger;
    private final Head head;

    NodeView(Ledger ledger, Head head) {
        this.ledger = ledger;
        this.head = head;
    }

    Ledger ledger() {
        return ledger;
    }

    Head head() {
        return head;
    }

    History history() {
        return ledger.history();
    }

    long slotsBehind() {
        return Math.max(0, ledger.tick() - head.tick());
    }

    /** The slot of the request's commitment, once it is not below the slot that the request insists on. */
    long slot(Options options) throws RpcException {
        long slot = head.slot(options.commitment());
        checkMinContextSlot(options, slot);
        return slot;
    }

    static void checkMinContextSlot(Options options, long slot) throws RpcException {
        if (options.has("minContextSlot") && slot < options.unsigned("minContextSlot", 0)) {
            throw new RpcException(
                    RpcException.MIN_CONTEXT_SLOT_NOT_REACHED,
                    "Minimum context slot has not been reached",
                    "{\"contextSlot\":" + slot + "}");
        }
    }

    void checkHealth() throws RpcException {
        long behind = slotsBehind();
        if (behind >= UNHEALTHY_SLOTS) {
            throw new RpcException(
                    RpcException.NODE_UNHEALTHY,
                    "Node is behind by " + behind + " slots",
                    "{\"numSlotsBehind\":" + behind + "}");
        }
    }

    /** The transaction, if this node has seen it. */
    @Nullable
    TransactionEntry transaction(String signature) {
        TransactionEntry entry = history().transaction(signature);
        return entry != null && head.seen(entry) ? entry : null;
    }

    static String withContext(long slot, String valueJson) {
        return "{\"context\":{\"apiVersion\":\"" + ClusterMethods.VERSION + "\",\"slot\":" + slot + "},\"value\":"
                + valueJson + "}";
    }
}

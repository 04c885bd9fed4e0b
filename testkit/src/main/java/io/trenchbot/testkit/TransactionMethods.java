package io.trenchbot.testkit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** The methods about transactions that were executed. */
final class TransactionMethods {
    private static final int MAX_SIGNATURES = 1_000;
    private static final int MAX_STATUSES = 256;

    private final NodeView view;

    TransactionMethods(NodeView view) {
        this.view = view;
    }

    void addTo(RpcService service) {
        service.add("getTransaction", this::transaction);
        service.add("getSignatureStatuses", this::statuses);
        service.add("getSignaturesForAddress", this::signaturesForAddress);
    }

    private String transaction(Params params) throws RpcException {
        String signature = Params.signature(params.string(0));
        Options options = params.holdsString(1) ? new Options(Map.of("encoding", params.string(1))) : params.options(1);
        Commitment commitment = options.commitmentFromConfirmed();
        TransactionView shown = TransactionView.of(options, TransactionView.Encoding.JSON);
        TransactionEntry entry = view.transaction(signature);
        if (entry == null || entry.slot() > view.head().slot(commitment)) {
            return "null";
        }
        shown.check(entry.landed());
        StringBuilder out = new StringBuilder(2_048);
        out.append("{\"blockTime\":").append(entry.block().blockTimeSeconds()).append(',');
        TransactionJson.members(out, entry.landed(), shown);
        return out.append(",\"slot\":").append(entry.slot()).append('}').toString();
    }

    private String statuses(Params params) throws RpcException {
        List<String> signatures = params.strings(0);
        if (signatures.size() > MAX_STATUSES) {
            throw RpcException.invalidParams("Too many inputs provided; max " + MAX_STATUSES);
        }
        List<String> statuses = new ArrayList<>();
        for (String signature : signatures) {
            TransactionEntry entry = view.transaction(Params.signature(signature));
            statuses.add(entry == null ? "null" : status(entry));
        }
        return NodeView.withContext(view.head().slot(Commitment.PROCESSED), "[" + String.join(",", statuses) + "]");
    }

    private String status(TransactionEntry entry) {
        Commitment reached = view.head().reached(entry);
        long confirmations = view.history()
                .blocks(entry.slot() + 1, view.head().slot(Commitment.PROCESSED))
                .size();
        String err = entry.landed().errJson();
        return "{\"slot\":" + entry.slot() + ",\"confirmations\":"
                + (reached == Commitment.FINALIZED ? "null" : Long.toString(confirmations)) + ",\"status\":"
                + (err.equals("null") ? "{\"Ok\":null}" : "{\"Err\":" + err + "}") + ",\"err\":" + err
                + ",\"confirmationStatus\":\"" + reached.json() + "\"}";
    }

    private String signaturesForAddress(Params params) throws RpcException {
        String address = params.address(0);
        Options options = params.options(1);
        long limit = options.unsigned("limit", MAX_SIGNATURES);
        if (limit < 1 || limit > MAX_SIGNATURES) {
            throw RpcException.invalidParams("Invalid limit; max " + MAX_SIGNATURES);
        }
        Commitment commitment = options.commitmentFromConfirmed();
        NodeView.checkMinContextSlot(options, view.head().slot(commitment));
        String before = options.has("before") ? Params.signature(options.string("before", "")) : "";
        String until = options.has("until") ? Params.signature(options.string("until", "")) : "";
        List<String> found = new ArrayList<>();
        search(address, view.head().slot(commitment), before, until, limit, found);
        return "[" + String.join(",", found) + "]";
    }

    /** From the newest block down, each block from its end: after {@code before}, down to and without {@code until}. */
    private void search(String address, long newestSlot, String before, String until, long limit, List<String> found) {
        TransactionEntry start = before.isEmpty() ? null : view.transaction(before);
        if (!before.isEmpty() && start == null) {
            return; // nodes find nothing before what they do not know
        }
        for (Block block :
                view.history().newestFirst(start == null ? newestSlot : Math.min(newestSlot, start.slot()))) {
            List<LandedTransaction> newestFirst = new ArrayList<>(block.transactions());
            if (start != null && start.slot() == block.slot()) {
                newestFirst = newestFirst.subList(0, start.index());
            }
            Collections.reverse(newestFirst);
            for (LandedTransaction landed : newestFirst) {
                if (landed.signature().equals(until) || found.size() >= limit) {
                    return;
                }
                if (landed.accountKeys().contains(address)) {
                    found.add(summary(landed, block));
                }
            }
        }
    }

    private String summary(LandedTransaction landed, Block block) {
        Commitment reached =
                block.slot() <= view.head().slot(Commitment.FINALIZED) ? Commitment.FINALIZED : Commitment.CONFIRMED;
        return "{\"signature\":\"" + landed.signature() + "\",\"slot\":" + block.slot() + ",\"err\":" + landed.errJson()
                + ",\"memo\":null,\"blockTime\":" + block.blockTimeSeconds() + ",\"confirmationStatus\":\""
                + reached.json()
                + "\"}";
    }
}

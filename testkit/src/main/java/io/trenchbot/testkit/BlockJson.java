package io.trenchbot.testkit;

import java.util.List;
import java.util.function.Predicate;

/** Renders blocks as {@code getBlock} and blockNotification show them. */
final class BlockJson {
    private BlockJson() {}

    /** The block with those of its transactions that are wanted. */
    static String json(Block block, TransactionView view, Predicate<LandedTransaction> wanted) throws RpcException {
        List<LandedTransaction> transactions =
                block.transactions().stream().filter(wanted).toList();
        StringBuilder out = new StringBuilder(1_024);
        out.append("{\"blockHeight\":").append(block.blockHeight());
        out.append(",\"blockTime\":").append(block.blockTimeSeconds());
        out.append(",\"blockhash\":\"").append(block.blockhash());
        out.append("\",\"parentSlot\":").append(block.parentSlot());
        out.append(",\"previousBlockhash\":\"")
                .append(block.previousBlockhash())
                .append('"');
        if (view.rewards()) {
            out.append(",\"rewards\":").append(block.rewardsJson());
        }
        switch (view.details()) {
            case FULL, ACCOUNTS -> transactions(out, transactions, view);
            case SIGNATURES -> {
                out.append(",\"signatures\":");
                Json.write(
                        out,
                        transactions.stream().map(LandedTransaction::signature).toList());
            }
            case NONE -> {
                // neither of them
            }
        }
        return out.append('}').toString();
    }

    private static void transactions(StringBuilder out, List<LandedTransaction> transactions, TransactionView view)
            throws RpcException {
        out.append(",\"transactions\":[");
        for (int i = 0; i < transactions.size(); i++) {
            view.check(transactions.get(i));
            TransactionJson.members(out.append(i == 0 ? "{" : ",{"), transactions.get(i), view);
            out.append('}');
        }
        out.append(']');
    }
}

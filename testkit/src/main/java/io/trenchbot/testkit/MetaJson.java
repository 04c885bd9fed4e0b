package io.trenchbot.testkit;

import java.util.List;

/** Writes the {@code meta} object of a transaction, its members in the alphabetical order in which Agave has them. */
final class MetaJson {
    private static final int SIMPLE_VOTE_COST = 3_428;
    private static final int SIGNATURE_COST = 720;
    private static final int WRITE_LOCK_COST = 300;
    private static final int PAGE_BYTES = 32 << 10;
    private static final int PAGE_COST = 8;

    private final Processed done;
    private final LoadedKeys keys;
    private final Accounts accounts;
    private final StringBuilder out = new StringBuilder(1_024);

    private MetaJson(Processed done, LoadedKeys keys, Accounts accounts) {
        this.done = done;
        this.keys = keys;
        this.accounts = accounts;
    }

    static String of(Processed done, LoadedKeys keys, Accounts accounts) {
        return new MetaJson(done, keys, accounts).write();
    }

    private String write() {
        String error = done.errorText();
        out.append("{\"computeUnitsConsumed\":").append(done.units());
        out.append(",\"costUnits\":").append(cost());
        out.append(",\"err\":").append(error).append(",\"fee\":").append(done.fee());
        innerInstructions();
        out.append(",\"loadedAddresses\":{\"readonly\":");
        strings(keys.loadedReadonly());
        out.append(",\"writable\":");
        strings(keys.loadedWritable());
        out.append("},\"logMessages\":");
        strings(done.logs());
        balances(",\"postBalances\":", done.after());
        tokenBalances(",\"postTokenBalances\":[", done.after());
        balances(",\"preBalances\":", done.before());
        tokenBalances(",\"preTokenBalances\":[", done.before());
        out.append(",\"rewards\":[],\"status\":");
        out.append(done.errorJson() == null ? "{\"Ok\":null}" : "{\"Err\":" + error + "}");
        return out.append('}').toString();
    }

    /** The scheduler's cost: signatures, write locks, instruction data, execution and loaded bytes. */
    private long cost() {
        if (done.isVote()) {
            return SIMPLE_VOTE_COST;
        }
        Message message = done.message();
        long cost = (long) message.signers() * SIGNATURE_COST + done.units();
        long loadedBytes = 0;
        for (int i = 0; i < keys.count(); i++) {
            cost += keys.writable(i) ? WRITE_LOCK_COST : 0;
            loadedBytes += done.before()[i].data.length;
        }
        for (Message.Compiled instruction : message.instructions()) {
            cost += instruction.data().length / 4;
        }
        return cost + (loadedBytes + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_COST;
    }

    private void innerInstructions() {
        out.append(",\"innerInstructions\":[");
        int outer = -1;
        for (TransactionContext.Inner inner : done.inner()) {
            if (inner.outer() == outer) {
                out.append(',');
            } else {
                out.append(outer < 0 ? "" : "]},");
                outer = inner.outer();
                out.append("{\"index\":").append(outer).append(",\"instructions\":[");
            }
            inner(inner);
        }
        out.append(outer < 0 ? "]" : "]}]");
    }

    private void inner(TransactionContext.Inner inner) {
        out.append("{\"accounts\":[");
        String separator = "";
        for (byte account : inner.accounts()) {
            out.append(separator).append(account & 0xff);
            separator = ",";
        }
        out.append("],\"data\":\"").append(Base58.encode(inner.data()));
        out.append("\",\"programIdIndex\":").append(inner.program());
        out.append(",\"stackHeight\":").append(inner.height()).append('}');
    }

    private void strings(List<?> values) {
        out.append('[');
        String separator = "";
        for (Object value : values) {
            Json.quote(out.append(separator), value.toString());
            separator = ",";
        }
        out.append(']');
    }

    private void balances(String name, Account[] states) {
        out.append(name).append('[');
        String separator = "";
        for (Account state : states) {
            out.append(separator).append(state.lamports);
            separator = ",";
        }
        out.append(']');
    }

    private void tokenBalances(String name, Account[] states) {
        out.append(name);
        String separator = "";
        for (int i = 0; i < states.length; i++) {
            if (TokenState.isAccount(states[i])) {
                out.append(separator);
                tokenBalance(i, states[i].data);
                separator = ",";
            }
        }
        out.append(']');
    }

    private void tokenBalance(int index, byte[] account) {
        Address mint = TokenState.mint(account);
        long amount = TokenState.amount(account);
        int decimals = decimals(mint);
        String text = TokenState.decimalText(amount, decimals);
        out.append("{\"accountIndex\":").append(index);
        out.append(",\"mint\":\"").append(mint);
        out.append("\",\"owner\":\"").append(TokenState.owner(account));
        out.append("\",\"programId\":\"").append(Programs.TOKEN);
        out.append("\",\"uiTokenAmount\":{\"amount\":\"").append(Long.toUnsignedString(amount));
        out.append("\",\"decimals\":").append(decimals).append(",\"uiAmount\":");
        if (amount == 0) {
            out.append("null"); // as Agave has it
        } else {
            out.append(text).append(text.indexOf('.') < 0 ? ".0" : "");
        }
        out.append(",\"uiAmountString\":\"").append(text).append("\"}}");
    }

    /** The mint's state after the transaction, which may have made it. */
    private int decimals(Address mint) {
        int index = keys.indexOf(mint);
        byte[] data = index >= 0 ? done.after()[index].data : accounts.stored(mint).data;
        return data.length == TokenState.MINT_BYTES ? TokenState.decimals(data) : 0;
    }
}

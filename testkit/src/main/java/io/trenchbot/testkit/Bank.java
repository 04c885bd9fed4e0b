package io.trenchbot.testkit;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Executes transactions on the accounts: checks as the runtime makes them, in its order; the fee, which also a failed
 * transaction pays; the programs, whose effects a failure undoes as a whole.
 */
final class Bank {
    /** How many blocks a blockhash stays recent. */
    static final int BLOCKHASH_AGE = 150;

    private final Accounts accounts;
    private final Map<Address, Program> programs;
    private final Deque<Address> blockhashes = new ArrayDeque<>();
    private final Set<Address> recent = new HashSet<>();
    private final SignatureWindow landed = new SignatureWindow(BLOCKHASH_AGE + 1);
    private long slot;
    private long blockTimeSeconds;
    private long feeLamports;

    Bank(Accounts accounts, Map<Address, Program> programs) {
        this.accounts = accounts;
        this.programs = programs;
    }

    void open(long newSlot, long newBlockTimeSeconds) {
        slot = newSlot;
        blockTimeSeconds = newBlockTimeSeconds;
        feeLamports = 0;
    }

    /** Ends the block: its hash becomes a recent one. */
    void close(Address blockhash) {
        landed.closeBlock();
        blockhashes.addFirst(blockhash);
        recent.add(blockhash);
        if (blockhashes.size() > BLOCKHASH_AGE + 1) {
            recent.remove(blockhashes.removeLast());
        }
    }

    /** The fees of the open block so far. */
    long feeLamports() {
        return feeLamports;
    }

    /** Executes a transaction whose signatures are good and lets it land if it can. */
    @Nullable
    LandedTransaction land(Message message, byte[] wire) {
        Processed done = process(message, wire);
        LoadedKeys keys = done.keys();
        if (keys == null) {
            return null;
        }
        LandedTransaction transaction = done.landed(wire, keys, MetaJson.of(done, keys, accounts));
        for (int i = 0; i < keys.count(); i++) {
            if (keys.writable(i) && !done.after()[i].sameAs(done.before()[i])) {
                accounts.put(keys.key(i), done.after()[i], slot);
            }
        }
        feeLamports += done.fee();
        landed.add(wire);
        return transaction;
    }

    /** Executes a transaction without any effect. */
    Processed process(Message message, byte[] wire) {
        if (!recent.contains(message.blockhash())) {
            return Processed.dropped(message, "\"BlockhashNotFound\"");
        }
        if (landed.contains(wire)) {
            return Processed.dropped(message, "\"AlreadyProcessed\"");
        }
        ComputeBudget budget = ComputeBudget.of(message);
        if (budget.errorJson() != null) {
            return Processed.dropped(message, budget.errorJson());
        }
        try {
            return process(message, LoadedKeys.load(message, accounts), budget);
        } catch (LoadedKeys.LookupFailure failure) {
            return Processed.dropped(message, "\"" + failure.getMessage() + "\"");
        }
    }

    private Processed process(Message message, LoadedKeys keys, ComputeBudget budget) {
        Account[] before = new Account[keys.count()];
        for (int i = 0; i < before.length; i++) {
            before[i] = accounts.stored(keys.key(i));
        }
        String payerError = payerError(before[0], budget.fee());
        if (payerError != null) {
            return Processed.dropped(message, payerError);
        }
        Account[] working = charged(before, budget.fee());
        TransactionContext context =
                new TransactionContext(programs, keys, working, slot, blockTimeSeconds, budget.unitLimit());
        String error = loadError(message, before);
        if (error == null) {
            error = context.run(message);
        }
        if (error == null) {
            error = rentError(keys, before, working);
        }
        return new Processed(
                message,
                keys,
                error,
                budget.fee(),
                context.unitsConsumed(),
                context.logs(),
                context.inner(),
                before,
                error == null ? working : charged(before, budget.fee()));
    }

    private static Account[] charged(Account[] before, long fee) {
        Account[] copies = new Account[before.length];
        for (int i = 0; i < before.length; i++) {
            copies[i] = before[i].copy();
        }
        copies[0].lamports -= fee;
        return copies;
    }

    private static @Nullable String payerError(Account payer, long fee) {
        if (payer.lamports == 0) {
            return "\"AccountNotFound\"";
        }
        if (!payer.owner.equals(Programs.SYSTEM)) {
            return "\"InvalidAccountForFee\"";
        }
        if (payer.lamports < fee) {
            return "\"InsufficientFundsForFee\"";
        }
        long left = payer.lamports - fee;
        return left == 0 || left >= Account.rentExempt(payer.data.length)
                ? null
                : "{\"InsufficientFundsForRent\":{\"account_index\":0}}";
    }

    /** A transaction that names no program of this chain runs nothing, lands, and pays. */
    private static @Nullable String loadError(Message message, Account[] before) {
        for (Message.Compiled instruction : message.instructions()) {
            Account program = before[instruction.program()];
            if (program.lamports == 0) {
                return "\"ProgramAccountNotFound\"";
            }
            if (!program.executable) {
                return "\"InvalidProgramForExecution\"";
            }
        }
        return null;
    }

    private static @Nullable String rentError(LoadedKeys keys, Account[] before, Account[] after) {
        for (int i = 0; i < after.length; i++) {
            boolean changed = keys.writable(i) && after[i].lamports != before[i].lamports;
            if (changed && after[i].lamports > 0 && after[i].lamports < Account.rentExempt(after[i].data.length)) {
                return "{\"InsufficientFundsForRent\":{\"account_index\":" + i + "}}";
            }
        }
        return null;
    }
}

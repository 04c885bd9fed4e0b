package io.trenchbot.testkit;

import io.trenchbot.testkit.ProgramFailure.Kind;
import java.util.Base64;

/** One call of a program: its view of the transaction, which keeps the runtime's rules on who may write what. */
final class Invocation {
    private final TransactionContext context;
    private final Address program;
    private final int[] indices;
    private final boolean[] signers;
    private final boolean[] writables;
    private final byte[] data;
    private final int height;

    Invocation(
            TransactionContext context,
            Address program,
            int[] indices,
            boolean[] signers,
            boolean[] writables,
            byte[] data,
            int height) {
        this.context = context;
        this.program = program;
        this.indices = indices;
        this.signers = signers;
        this.writables = writables;
        this.data = data;
        this.height = height;
    }

    Address program() {
        return program;
    }

    /** The depth of the call: 1 for an instruction of the transaction itself. */
    int height() {
        return height;
    }

    long slot() {
        return context.slot();
    }

    long blockTimeSeconds() {
        return context.blockTimeSeconds();
    }

    byte[] data() {
        return data;
    }

    ByteReader reader() {
        return new ByteReader(data);
    }

    int count() {
        return indices.length;
    }

    Address key(int account) throws ProgramFailure {
        return context.key(index(account));
    }

    Account account(int account) throws ProgramFailure {
        return context.account(index(account));
    }

    boolean signer(int account) throws ProgramFailure {
        index(account);
        return signers[account];
    }

    void requireSigner(int account) throws ProgramFailure {
        if (!signer(account)) {
            throw ProgramFailure.of(Kind.MissingRequiredSignature);
        }
    }

    void requireKey(int account, Address expected) throws ProgramFailure {
        if (!key(account).equals(expected)) {
            throw ProgramFailure.of(Kind.InvalidArgument);
        }
    }

    /** Whether the calling instruction named the address as a signer or as writable, for the checks of a nested call. */
    boolean grants(Address address, boolean signing) {
        for (int i = 0; i < indices.length; i++) {
            if (context.key(indices[i]).equals(address) && (signing ? signers[i] : writables[i])) {
                return true;
            }
        }
        return false;
    }

    void moveLamports(int from, int to, long lamports) throws ProgramFailure {
        Account source = account(from);
        Account target = account(to);
        if (!writables[from] || !writables[to]) {
            throw ProgramFailure.of(Kind.ReadonlyLamportChange);
        }
        if (!source.owner.equals(program)) {
            throw ProgramFailure.of(Kind.ExternalAccountLamportSpend);
        }
        if (lamports < 0 || source.lamports < lamports) {
            throw ProgramFailure.of(Kind.InsufficientFunds);
        }
        source.lamports -= lamports; // source and target may be one account
        target.lamports += lamports; // cannot overflow: all lamports of a chain together fit a long
    }

    void writeData(int account, byte[] bytes) throws ProgramFailure {
        Account target = account(account);
        if (!writables[account]) {
            throw ProgramFailure.of(Kind.ReadonlyDataModified);
        }
        if (!target.owner.equals(program)) {
            throw ProgramFailure.of(Kind.ExternalAccountDataModified);
        }
        target.data = bytes;
    }

    /** Gives an account away; only its owner can, and only a fresh account of the System program is ever given. */
    void assign(int account, Address owner) throws ProgramFailure {
        Account target = account(account);
        if (!writables[account] || !target.owner.equals(program)) {
            throw ProgramFailure.of(Kind.ModifiedProgramId);
        }
        target.owner = owner;
    }

    void log(String text) {
        context.log("Program log: " + text);
    }

    void logData(byte[] event) {
        context.log("Program data: " + Base64.getEncoder().encodeToString(event));
    }

    void logRaw(String line) {
        context.log(line);
    }

    void consume(int units) throws ProgramFailure {
        context.consume(units);
    }

    /** Calls another program; a derived address of this program may sign without having a key. */
    void invoke(Instruction instruction, Address... derivedSigners) throws ProgramFailure {
        context.invoke(this, instruction, derivedSigners);
    }

    private int index(int account) throws ProgramFailure {
        if (account >= indices.length) {
            throw ProgramFailure.of(Kind.NotEnoughAccountKeys);
        }
        return indices[account];
    }
}

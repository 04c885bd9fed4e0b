package io.trenchbot.testkit;

import io.trenchbot.testkit.ProgramFailure.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A transaction while it runs: its accounts' working copies, its log, its compute meter and its nested instructions. */
final class TransactionContext {
    private static final int MAX_HEIGHT = 5;

    /** An instruction that a program called, by indices of the transaction's keys. */
    @SuppressWarnings("ArrayRecordComponent") // shared and never written to; nobody compares these records
    record Inner(int outer, int program, byte[] accounts, byte[] data, int height) {}

    private final Map<Address, Program> programs;
    private final LoadedKeys keys;
    private final Account[] accounts;
    private final List<String> logs = new ArrayList<>();
    private final List<Inner> inner = new ArrayList<>();
    private final long slot;
    private final long blockTimeSeconds;
    private final int unitLimit;
    private int unitsLeft;
    private int outer;

    TransactionContext(
            Map<Address, Program> programs,
            LoadedKeys keys,
            Account[] accounts,
            long slot,
            long blockTimeSeconds,
            int unitLimit) {
        this.programs = programs;
        this.keys = keys;
        this.accounts = accounts;
        this.slot = slot;
        this.blockTimeSeconds = blockTimeSeconds;
        this.unitLimit = unitLimit;
        this.unitsLeft = unitLimit;
    }

    /** Runs the instructions in order; the error's JSON, or null if all succeeded. */
    @Nullable
    String run(Message message) {
        for (outer = 0; outer < message.instructions().size(); outer++) {
            Message.Compiled instruction = message.instructions().get(outer);
            try {
                call(top(instruction));
            } catch (ProgramFailure failure) {
                return "{\"InstructionError\":[" + outer + "," + failure.json() + "]}";
            }
        }
        return null;
    }

    private Invocation top(Message.Compiled instruction) {
        int count = instruction.accounts().length;
        int[] indices = new int[count];
        boolean[] signers = new boolean[count];
        boolean[] writables = new boolean[count];
        for (int i = 0; i < count; i++) {
            indices[i] = instruction.accounts()[i] & 0xff;
            signers[i] = keys.signer(indices[i]);
            writables[i] = keys.writable(indices[i]);
        }
        Address program = keys.key(instruction.program());
        return new Invocation(this, program, indices, signers, writables, instruction.data(), 1);
    }

    private void call(Invocation call) throws ProgramFailure {
        Program program = programs.get(call.program());
        String name = "Program " + call.program();
        log(name + " invoke [" + call.height() + "]");
        int unitsBefore = unitsLeft;
        try {
            if (program == null) {
                throw ProgramFailure.of(Kind.UnsupportedProgramId);
            }
            program.run(call);
        } catch (ProgramFailure failure) {
            logUnits(program, name, unitsBefore);
            log(name + " failed: " + failure.text());
            throw failure;
        }
        logUnits(program, name, unitsBefore);
        log(name + " success");
    }

    private void logUnits(@Nullable Program program, String name, int unitsBefore) {
        if (program != null && !program.builtin()) {
            log(name + " consumed " + (unitsBefore - unitsLeft) + " of " + unitsBefore + " compute units");
        }
    }

    void invoke(Invocation caller, Instruction instruction, Address... derivedSigners) throws ProgramFailure {
        if (caller.height() == MAX_HEIGHT) {
            throw ProgramFailure.of(Kind.CallDepth);
        }
        int count = instruction.accounts().size();
        int[] indices = new int[count];
        byte[] places = new byte[count];
        boolean[] signers = new boolean[count];
        boolean[] writables = new boolean[count];
        for (int i = 0; i < count; i++) {
            Instruction.Account account = instruction.accounts().get(i);
            checkPrivileges(caller, account, derivedSigners);
            indices[i] = indexOf(account.address());
            places[i] = (byte) indices[i];
            signers[i] = account.signer();
            writables[i] = account.writable();
        }
        int height = caller.height() + 1;
        inner.add(new Inner(outer, indexOf(instruction.program()), places, instruction.data(), height));
        call(new Invocation(this, instruction.program(), indices, signers, writables, instruction.data(), height));
    }

    private void checkPrivileges(Invocation caller, Instruction.Account account, Address[] derivedSigners)
            throws ProgramFailure {
        boolean derived = List.of(derivedSigners).contains(account.address());
        if (account.signer() && !derived && !caller.grants(account.address(), true)) {
            log(account.address() + "'s signer privilege escalated");
            throw ProgramFailure.of(Kind.PrivilegeEscalation);
        }
        if (account.writable() && !caller.grants(account.address(), false)) {
            log(account.address() + "'s writable privilege escalated");
            throw ProgramFailure.of(Kind.PrivilegeEscalation);
        }
    }

    private int indexOf(Address address) throws ProgramFailure {
        int index = keys.indexOf(address);
        if (index < 0) {
            log("Instruction references an unknown account " + address);
            throw ProgramFailure.of(Kind.MissingAccount);
        }
        return index;
    }

    void consume(int units) throws ProgramFailure {
        if (units > unitsLeft) {
            unitsLeft = 0;
            throw ProgramFailure.of(Kind.ComputationalBudgetExceeded);
        }
        unitsLeft -= units;
    }

    void log(String line) {
        logs.add(line);
    }

    Address key(int index) {
        return keys.key(index);
    }

    Account account(int index) {
        return accounts[index];
    }

    long slot() {
        return slot;
    }

    long blockTimeSeconds() {
        return blockTimeSeconds;
    }

    List<String> logs() {
        return logs;
    }

    List<Inner> inner() {
        return inner;
    }

    int unitsConsumed() {
        return unitLimit - unitsLeft;
    }
}

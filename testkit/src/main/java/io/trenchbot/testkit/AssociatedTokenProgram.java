package io.trenchbot.testkit;

import io.trenchbot.testkit.ProgramFailure.Kind;

/** Associated Token Account: makes the token account of a wallet at its derived address. */
final class AssociatedTokenProgram implements Program {
    private static final int UNITS = 7_500; // without the calls
    private static final int IDEMPOTENT = 1;
    private static final int INVALID_OWNER = 0;

    @Override
    public void run(Invocation call) throws ProgramFailure {
        call.consume(UNITS);
        int tag = call.data().length == 0 ? 0 : call.data()[0];
        if (tag != 0 && tag != IDEMPOTENT) {
            throw ProgramFailure.of(Kind.InvalidInstructionData);
        }
        call.log(tag == IDEMPOTENT ? "CreateIdempotent" : "Create");
        Address account = call.key(1);
        Address owner = call.key(2);
        Address mint = call.key(3);
        if (!account.equals(Address.associatedToken(owner, mint))) {
            call.log("Error: Associated address does not match seed derivation");
            throw ProgramFailure.of(Kind.InvalidSeeds);
        }
        if (tag == IDEMPOTENT && TokenState.isAccount(call.account(1))) {
            if (!TokenState.owner(call.account(1).data).equals(owner)) {
                throw ProgramFailure.custom(INVALID_OWNER);
            }
            return;
        }
        call.log("Initialize the associated token account");
        Instruction create = Programs.createAccount(
                call.key(0),
                account,
                Account.rentExempt(TokenState.ACCOUNT_BYTES),
                TokenState.ACCOUNT_BYTES,
                Programs.TOKEN);
        call.invoke(create, account);
        call.invoke(TokenProgram.initializeAccount(account, mint, owner));
    }
}

package io.trenchbot.testkit;

import io.trenchbot.testkit.ProgramFailure.Kind;

/** System: createAccount, assign, transfer and allocate. */
final class SystemProgram implements Program {
    private static final int UNITS = 150;
    private static final int ACCOUNT_ALREADY_IN_USE = 0;
    private static final int RESULT_WITH_NEGATIVE_LAMPORTS = 1;
    private static final int INVALID_ACCOUNT_DATA_LENGTH = 3;
    private static final long MAX_DATA_BYTES = 10 << 20;

    @Override
    public boolean builtin() {
        return true;
    }

    @Override
    public void run(Invocation call) throws ProgramFailure {
        call.consume(UNITS);
        ByteReader in = call.reader();
        switch (in.u32()) {
            case 0 -> createAccount(call, in);
            case 1 -> assign(call, in);
            case 2 -> transfer(call, in);
            case 8 -> allocate(call, 0, checked(in, in.u64()));
            default -> throw ProgramFailure.of(Kind.InvalidInstructionData);
        }
    }

    private static void createAccount(Invocation call, ByteReader in) throws ProgramFailure {
        long lamports = in.u64();
        long space = in.u64();
        Address owner = in.address();
        checked(in, 0);
        call.requireSigner(0);
        if (call.account(1).lamports > 0) {
            call.logRaw("Create Account: account " + addressText(call.key(1)) + " already in use");
            throw ProgramFailure.custom(ACCOUNT_ALREADY_IN_USE);
        }
        allocate(call, 1, space);
        call.assign(1, owner);
        move(call, lamports);
    }

    private static String addressText(Address address) {
        return "Address { address: " + address + ", base: None }";
    }

    private static void assign(Invocation call, ByteReader in) throws ProgramFailure {
        Address owner = in.address();
        checked(in, 0);
        call.requireSigner(0);
        call.assign(0, owner);
    }

    private static void allocate(Invocation call, int account, long space) throws ProgramFailure {
        call.requireSigner(account);
        if (space < 0 || space > MAX_DATA_BYTES) {
            throw ProgramFailure.custom(INVALID_ACCOUNT_DATA_LENGTH);
        }
        Account target = call.account(account);
        if (target.data.length > 0 || !target.owner.equals(Programs.SYSTEM)) {
            throw ProgramFailure.custom(ACCOUNT_ALREADY_IN_USE);
        }
        call.writeData(account, space == 0 ? Account.NO_DATA : new byte[(int) space]);
    }

    private static void transfer(Invocation call, ByteReader in) throws ProgramFailure {
        long lamports = checked(in, in.u64());
        call.requireSigner(0);
        if (call.account(0).data.length > 0) {
            call.logRaw("Transfer: `from` must not carry data");
            throw ProgramFailure.of(Kind.InvalidArgument);
        }
        move(call, lamports);
    }

    private static void move(Invocation call, long lamports) throws ProgramFailure {
        long balance = call.account(0).lamports;
        if (Long.compareUnsigned(balance, lamports) < 0) {
            call.logRaw("Transfer: insufficient lamports " + balance + ", need " + Long.toUnsignedString(lamports));
            throw ProgramFailure.custom(RESULT_WITH_NEGATIVE_LAMPORTS);
        }
        call.moveLamports(0, 1, lamports);
    }

    private static long checked(ByteReader in, long value) throws ProgramFailure {
        if (in.failed()) {
            throw ProgramFailure.of(Kind.InvalidInstructionData);
        }
        return value;
    }
}

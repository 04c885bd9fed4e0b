package io.trenchbot.testkit;

import io.trenchbot.testkit.ProgramFailure.Kind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** SPL Token: the instructions that launches, trades and their clean-up use, with the program's own log lines and error codes. */
final class TokenProgram implements Program {
    private static final int BASE_UNITS = 2_200;
    private static final int MINT_TOKENS = 0;

    /** The program's errors that can come about here, in the order of its enumeration. */
    private enum Failure {
        NOT_RENT_EXEMPT(0, "Lamport balance below rent-exempt threshold"),
        INSUFFICIENT_FUNDS(1, "insufficient funds"),
        MINT_MISMATCH(3, "Account not associated with this Mint"),
        OWNER_MISMATCH(4, "owner does not match"),
        FIXED_SUPPLY(5, "the total supply of this token is fixed"),
        ALREADY_IN_USE(6, "account or token already in use"),
        HAS_BALANCE(11, "Non-native account can only be closed if its balance is zero"),
        INVALID_INSTRUCTION(12, "Invalid instruction"),
        OVERFLOW(14, "Operation overflowed"),
        DECIMALS_MISMATCH(18, "decimals different from the Mint decimals");

        private final int code;
        private final String text;

        Failure(int code, String text) {
            this.code = code;
            this.text = text;
        }
    }

    @Override
    public void run(Invocation call) throws ProgramFailure {
        ByteReader in = call.reader();
        int tag = in.u8();
        switch (tag) {
            case 3 -> transfer(begin(call, "Transfer", 2_445), in.u64(), in);
            case 6 -> setAuthority(begin(call, "SetAuthority", 700), in);
            case 7 -> mintTo(begin(call, "MintTo", 2_338), in.u64(), in);
            case 8 -> burn(begin(call, "Burn", 2_553), in.u64(), in);
            case 9 -> closeAccount(begin(call, "CloseAccount", 715));
            case 12 -> transferChecked(begin(call, "TransferChecked", 4_000), in.u64(), in.u8(), in);
            case 18 -> initializeAccount(begin(call, "InitializeAccount3", 2_032), in.address(), in);
            case 20 -> initializeMint(begin(call, "InitializeMint2", 627), in);
            default -> throw failure(call, Failure.INVALID_INSTRUCTION);
        }
    }

    private static Invocation begin(Invocation call, String name, int units) throws ProgramFailure {
        call.consume(BASE_UNITS + units);
        call.log("Instruction: " + name);
        return call;
    }

    private static void transfer(Invocation call, long amount, ByteReader in) throws ProgramFailure {
        whole(call, in);
        move(call, 0, 1, 2, amount);
    }

    private static void transferChecked(Invocation call, long amount, int decimals, ByteReader in)
            throws ProgramFailure {
        whole(call, in);
        byte[] source = account(call, 0);
        require(call, call.key(1).equals(TokenState.mint(source)), Failure.MINT_MISMATCH);
        require(call, TokenState.decimals(mint(call, 1)) == decimals, Failure.DECIMALS_MISMATCH);
        move(call, 0, 2, 3, amount);
    }

    private static void move(Invocation call, int from, int to, int owner, long amount) throws ProgramFailure {
        byte[] source = account(call, from);
        byte[] target = account(call, to);
        long balance = TokenState.amount(source);
        require(call, Long.compareUnsigned(balance, amount) >= 0, Failure.INSUFFICIENT_FUNDS);
        require(call, TokenState.mint(source).equals(TokenState.mint(target)), Failure.MINT_MISMATCH);
        requireOwner(call, TokenState.owner(source), owner);
        if (call.key(from).equals(call.key(to))) {
            return;
        }
        call.writeData(from, TokenState.withAmount(source, balance - amount));
        call.writeData(to, TokenState.withAmount(target, TokenState.amount(target) + amount)); // at most the supply
    }

    private static void mintTo(Invocation call, long amount, ByteReader in) throws ProgramFailure {
        whole(call, in);
        byte[] target = account(call, 1);
        byte[] mint = mint(call, 0);
        require(call, TokenState.mint(target).equals(call.key(0)), Failure.MINT_MISMATCH);
        Address authority = TokenState.mintAuthority(mint);
        if (authority == null) {
            throw failure(call, Failure.FIXED_SUPPLY);
        }
        requireOwner(call, authority, 2);
        long supply = TokenState.supply(mint) + amount;
        require(call, Long.compareUnsigned(supply, amount) >= 0, Failure.OVERFLOW);
        call.writeData(0, TokenState.withSupply(mint, supply));
        call.writeData(1, TokenState.withAmount(target, TokenState.amount(target) + amount));
    }

    private static void burn(Invocation call, long amount, ByteReader in) throws ProgramFailure {
        whole(call, in);
        byte[] source = account(call, 0);
        byte[] mint = mint(call, 1);
        require(call, TokenState.mint(source).equals(call.key(1)), Failure.MINT_MISMATCH);
        long balance = TokenState.amount(source);
        require(call, Long.compareUnsigned(balance, amount) >= 0, Failure.INSUFFICIENT_FUNDS);
        requireOwner(call, TokenState.owner(source), 2);
        call.writeData(0, TokenState.withAmount(source, balance - amount));
        call.writeData(1, TokenState.withSupply(mint, TokenState.supply(mint) - amount));
    }

    private static void setAuthority(Invocation call, ByteReader in) throws ProgramFailure {
        require(call, in.u8() == MINT_TOKENS, Failure.INVALID_INSTRUCTION);
        Address next = in.u8() == 1 ? in.address() : null;
        whole(call, in);
        byte[] mint = mint(call, 0);
        Address authority = TokenState.mintAuthority(mint);
        if (authority == null) {
            throw failure(call, Failure.FIXED_SUPPLY);
        }
        requireOwner(call, authority, 1);
        call.writeData(0, TokenState.withMintAuthority(mint, next));
    }

    private static void closeAccount(Invocation call) throws ProgramFailure {
        byte[] source = account(call, 0);
        require(call, TokenState.amount(source) == 0, Failure.HAS_BALANCE);
        requireOwner(call, TokenState.owner(source), 2);
        if (call.key(0).equals(call.key(1))) {
            throw ProgramFailure.of(Kind.InvalidAccountData);
        }
        call.moveLamports(0, 1, call.account(0).lamports);
        call.writeData(0, Account.NO_DATA);
        call.assign(0, Programs.SYSTEM);
    }

    private static void initializeAccount(Invocation call, Address owner, ByteReader in) throws ProgramFailure {
        whole(call, in);
        fresh(call, TokenState.ACCOUNT_BYTES);
        mint(call, 1);
        call.writeData(0, TokenState.newAccount(call.key(1), owner));
    }

    private static void initializeMint(Invocation call, ByteReader in) throws ProgramFailure {
        int decimals = in.u8();
        Address authority = in.address();
        @Nullable Address freeze = in.u8() == 1 ? in.address() : null;
        whole(call, in);
        fresh(call, TokenState.MINT_BYTES);
        call.writeData(0, TokenState.newMint(decimals, authority, freeze));
    }

    private static void fresh(Invocation call, int dataBytes) throws ProgramFailure {
        Account account = call.account(0);
        if (account.data.length != dataBytes) {
            throw ProgramFailure.of(Kind.InvalidAccountData);
        }
        boolean used = TokenState.isMint(account) || TokenState.isAccount(account);
        require(call, !used, Failure.ALREADY_IN_USE);
        require(call, account.lamports >= Account.rentExempt(dataBytes), Failure.NOT_RENT_EXEMPT);
    }

    private static byte[] account(Invocation call, int index) throws ProgramFailure {
        Account account = call.account(index);
        if (!TokenState.isAccount(account)) {
            throw ProgramFailure.of(account.data.length == 0 ? Kind.InvalidAccountData : Kind.UninitializedAccount);
        }
        return account.data;
    }

    private static byte[] mint(Invocation call, int index) throws ProgramFailure {
        Account account = call.account(index);
        if (!TokenState.isMint(account)) {
            throw ProgramFailure.of(Kind.InvalidAccountData);
        }
        return account.data;
    }

    private static void requireOwner(Invocation call, Address owner, int index) throws ProgramFailure {
        require(call, call.key(index).equals(owner), Failure.OWNER_MISMATCH);
        call.requireSigner(index);
    }

    private static void whole(Invocation call, ByteReader in) throws ProgramFailure {
        require(call, !in.failed(), Failure.INVALID_INSTRUCTION);
    }

    private static void require(Invocation call, boolean holds, Failure otherwise) throws ProgramFailure {
        if (!holds) {
            throw failure(call, otherwise);
        }
    }

    private static ProgramFailure failure(Invocation call, Failure failure) {
        call.log("Error: " + failure.text);
        return ProgramFailure.custom(failure.code);
    }

    /** An instruction that makes a mint out of a fresh account. */
    static Instruction initializeMint(Address mint, int decimals, Address authority) {
        byte[] data =
                new ByteWriter(35).u8(20).u8(decimals).address(authority).u8(0).toBytes();
        return new Instruction(Programs.TOKEN, List.of(Instruction.Account.writable(mint)), data);
    }

    /** An instruction that makes a token account out of a fresh account. */
    static Instruction initializeAccount(Address account, Address mint, Address owner) {
        return new Instruction(
                Programs.TOKEN,
                List.of(Instruction.Account.writable(account), Instruction.Account.readonly(mint)),
                new ByteWriter(33).u8(18).address(owner).toBytes());
    }
}

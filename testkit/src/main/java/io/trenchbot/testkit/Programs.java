package io.trenchbot.testkit;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The programs that a generated chain runs, and instructions to those that exist on mainnet: System, SPL Token, Associated Token
 * Account, Compute Budget and Memo, in their real formats.
 *
 * <p>Threading: stateless.
 */
public final class Programs {
    /** The System program: accounts and lamports. */
    public static final Address SYSTEM = Address.of("11111111111111111111111111111111");
    /** The Vote program. */
    public static final Address VOTE = Address.of("Vote111111111111111111111111111111111111111");
    /** The Compute Budget program. */
    public static final Address COMPUTE_BUDGET = Address.of("ComputeBudget111111111111111111111111111111");
    /** The Address Lookup Table program, which owns the tables; it runs no instructions here. */
    public static final Address ADDRESS_LOOKUP_TABLE = Address.of("AddressLookupTab1e1111111111111111111111111");
    /** The SPL Token program. */
    public static final Address TOKEN = Address.of("TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA");
    /** The Associated Token Account program. */
    public static final Address ASSOCIATED_TOKEN = Address.of("ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL");
    /** The Memo program, version 2. */
    public static final Address MEMO = Address.of("MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr");

    private Programs() {}

    /**
     * System: moves lamports. Data: u32 2, u64 lamports; accounts: from (signer, writable), to (writable).
     *
     * @param from who pays
     * @param to who gets
     * @param lamports how much
     * @return the instruction
     */
    public static Instruction transfer(Address from, Address to, long lamports) {
        byte[] data = new ByteWriter(12).u32(2).u64(lamports).toBytes();
        return new Instruction(
                SYSTEM, List.of(Instruction.Account.writableSigner(from), Instruction.Account.writable(to)), data);
    }

    /**
     * System: makes an account. Data: u32 0, u64 lamports, u64 space, owner; accounts: payer and account (signers, writable).
     *
     * @param payer who pays the lamports
     * @param account the new account, which signs too
     * @param lamports its balance; {@code (128 + spaceBytes) * 6960} exempts it from rent
     * @param spaceBytes the length of its data
     * @param owner the program that will own it
     * @return the instruction
     */
    public static Instruction createAccount(
            Address payer, Address account, long lamports, long spaceBytes, Address owner) {
        byte[] data = new ByteWriter(52)
                .u32(0)
                .u64(lamports)
                .u64(spaceBytes)
                .address(owner)
                .toBytes();
        return new Instruction(
                SYSTEM,
                List.of(Instruction.Account.writableSigner(payer), Instruction.Account.writableSigner(account)),
                data);
    }

    /**
     * Compute Budget: limits the transaction's compute units. Data: u8 2, u32 units.
     *
     * @param units at most 1,400,000
     * @return the instruction
     */
    public static Instruction computeUnitLimit(int units) {
        return new Instruction(
                COMPUTE_BUDGET, List.of(), new ByteWriter(5).u8(2).u32(units).toBytes());
    }

    /**
     * Compute Budget: offers a priority fee. Data: u8 3, u64 micro-lamports.
     *
     * @param microLamports millionths of a lamport for each unit of the limit
     * @return the instruction
     */
    public static Instruction computeUnitPrice(long microLamports) {
        return new Instruction(
                COMPUTE_BUDGET,
                List.of(),
                new ByteWriter(9).u8(3).u64(microLamports).toBytes());
    }

    /**
     * Memo: logs a text. Data: the text in UTF-8.
     *
     * @param text what shall be logged
     * @param signers accounts that have to sign, possibly none
     * @return the instruction
     */
    public static Instruction memo(String text, Address... signers) {
        List<Instruction.Account> accounts =
                List.of(signers).stream().map(Instruction.Account::signer).toList();
        return new Instruction(MEMO, accounts, text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Token: moves tokens between two token accounts of a mint. Data: u8 3, u64 amount.
     *
     * @param source the token account that gives
     * @param destination the token account that gets
     * @param owner the owner of the source
     * @param amount in the mint's smallest unit
     * @return the instruction
     */
    public static Instruction tokenTransfer(Address source, Address destination, Address owner, long amount) {
        return token(3, amount, source, destination, owner);
    }

    /**
     * Token: makes tokens. Data: u8 7, u64 amount.
     *
     * @param mint the mint
     * @param destination the token account that gets them
     * @param authority the mint's authority
     * @param amount in the mint's smallest unit
     * @return the instruction
     */
    public static Instruction mintTo(Address mint, Address destination, Address authority, long amount) {
        return token(7, amount, mint, destination, authority);
    }

    /**
     * Token: destroys tokens. Data: u8 8, u64 amount.
     *
     * @param source the token account that gives
     * @param mint its mint
     * @param owner the owner of the source
     * @param amount in the mint's smallest unit
     * @return the instruction
     */
    public static Instruction burn(Address source, Address mint, Address owner, long amount) {
        return token(8, amount, source, mint, owner);
    }

    /**
     * Token: gives up the authority to make tokens. Data: u8 6, u8 0 (mint tokens), u8 0 (nobody).
     *
     * @param mint the mint
     * @param authority its authority
     * @return the instruction
     */
    public static Instruction renounceMintAuthority(Address mint, Address authority) {
        return new Instruction(
                TOKEN,
                List.of(Instruction.Account.writable(mint), Instruction.Account.signer(authority)),
                new byte[] {6, 0, 0});
    }

    /**
     * Token: removes an empty token account and takes its lamports. Data: u8 9.
     *
     * @param account the token account
     * @param destination who gets the lamports
     * @param owner the owner of the account
     * @return the instruction
     */
    public static Instruction closeTokenAccount(Address account, Address destination, Address owner) {
        return new Instruction(
                TOKEN,
                List.of(
                        Instruction.Account.writable(account),
                        Instruction.Account.writable(destination),
                        Instruction.Account.signer(owner)),
                new byte[] {9});
    }

    /**
     * Associated Token Account: makes the associated token account of a wallet unless it is there. Data: u8 1.
     *
     * @param payer who pays its rent exemption of 2,039,280 lamports
     * @param owner the wallet
     * @param mint the mint
     * @return the instruction
     */
    public static Instruction createAssociatedToken(Address payer, Address owner, Address mint) {
        return createAssociatedToken(payer, Address.associatedToken(owner, mint), owner, mint);
    }

    static Instruction createAssociatedToken(Address payer, Address account, Address owner, Address mint) {
        return new Instruction(
                ASSOCIATED_TOKEN,
                List.of(
                        Instruction.Account.writableSigner(payer),
                        Instruction.Account.writable(account),
                        Instruction.Account.readonly(owner),
                        Instruction.Account.readonly(mint),
                        Instruction.Account.readonly(SYSTEM),
                        Instruction.Account.readonly(TOKEN)),
                new byte[] {1});
    }

    private static Instruction token(int tag, long amount, Address first, Address second, Address authority) {
        return new Instruction(
                TOKEN,
                List.of(
                        Instruction.Account.writable(first),
                        Instruction.Account.writable(second),
                        Instruction.Account.signer(authority)),
                new ByteWriter(9).u8(tag).u64(amount).toBytes());
    }
}

package io.trenchbot.testkit;

import java.util.List;

/**
 * The derived addresses of a token's pool and the instructions to it, for callers that derive them once.
 *
 * @param mint the token
 * @param pool its pool: seeds "pool", mint
 * @param vault the pool's token account: seeds "vault", pool
 * @param lpMint the mint of its shares: seeds "lp", pool
 */
record PoolKeys(Address mint, Address pool, Address vault, Address lpMint) {

    static PoolKeys of(Address mint) {
        Address pool = Address.derived(LocalPrograms.AMM, LocalPrograms.utf8("pool"), mint.array());
        return new PoolKeys(
                mint,
                pool,
                Address.derived(LocalPrograms.AMM, LocalPrograms.utf8("vault"), pool.array()),
                Address.derived(LocalPrograms.AMM, LocalPrograms.utf8("lp"), pool.array()));
    }

    Instruction trade(byte[] name, Address user, Address userToken, long in, long minOut) {
        List<Instruction.Account> accounts = List.of(
                Instruction.Account.writable(pool),
                Instruction.Account.readonly(mint),
                Instruction.Account.writable(vault),
                Instruction.Account.writableSigner(user),
                Instruction.Account.writable(userToken),
                Instruction.Account.readonly(Programs.TOKEN),
                Instruction.Account.readonly(Programs.SYSTEM));
        return new Instruction(
                LocalPrograms.AMM,
                accounts,
                new ByteWriter(24).bytes(name).u64(in).u64(minOut).toBytes());
    }

    Instruction liquidity(byte[] name, Address user, long... arguments) {
        List<Instruction.Account> accounts = List.of(
                Instruction.Account.writable(pool),
                Instruction.Account.readonly(mint),
                Instruction.Account.writable(vault),
                Instruction.Account.writableSigner(user),
                Instruction.Account.writable(Address.associatedToken(user, mint)),
                Instruction.Account.writable(lpMint),
                Instruction.Account.writable(Address.associatedToken(user, lpMint)),
                Instruction.Account.readonly(Programs.TOKEN),
                Instruction.Account.readonly(Programs.ASSOCIATED_TOKEN),
                Instruction.Account.readonly(Programs.SYSTEM));
        ByteWriter data = new ByteWriter(32).bytes(name);
        for (long argument : arguments) {
            data.u64(argument);
        }
        return new Instruction(LocalPrograms.AMM, accounts, data.toBytes());
    }
}

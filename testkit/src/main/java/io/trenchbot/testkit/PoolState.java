package io.trenchbot.testkit;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * The data of a pool account of the local AMM, and the arithmetic on its reserves.
 *
 * @param mint the token
 * @param creator who made the pool
 * @param vault the token account that holds the token reserve
 * @param lpMint the mint of the shares
 * @param tokens the token reserve, smallest units
 * @param lamports the reserve of SOL, which the pool account holds beside its rent exemption
 * @param lpSupply all shares
 * @param feeBasisPoints what a trade pays to the pool
 * @param openSlot when the pool was made
 */
record PoolState(
        Address mint,
        Address creator,
        Address vault,
        Address lpMint,
        long tokens,
        long lamports,
        long lpSupply,
        int feeBasisPoints,
        long openSlot) {
    static final int BYTES = 170;

    private static final byte[] DISCRIMINATOR = LocalPrograms.discriminator("account:Pool");
    private static final int ALL_BASIS_POINTS = 10_000;

    /** Null unless the account is a pool. */
    static @Nullable PoolState read(Account account) {
        if (account.data.length != BYTES || !account.owner.equals(LocalPrograms.AMM)) {
            return null;
        }
        ByteReader in = new ByteReader(account.data, DISCRIMINATOR.length, BYTES);
        return new PoolState(
                in.address(),
                in.address(),
                in.address(),
                in.address(),
                in.u64(),
                in.u64(),
                in.u64(),
                in.u16(),
                in.u64());
    }

    byte[] write() {
        return new ByteWriter(BYTES)
                .bytes(DISCRIMINATOR)
                .address(mint)
                .address(creator)
                .address(vault)
                .address(lpMint)
                .u64(tokens)
                .u64(lamports)
                .u64(lpSupply)
                .u16(feeBasisPoints)
                .u64(openSlot)
                .toBytes();
    }

    PoolState with(long newTokens, long newLamports, long newLpSupply) {
        return new PoolState(
                mint, creator, vault, lpMint, newTokens, newLamports, newLpSupply, feeBasisPoints, openSlot);
    }

    long tokensFor(long lamportsIn) {
        return out(lamportsIn, lamports, tokens);
    }

    long lamportsFor(long tokensIn) {
        return out(tokensIn, tokens, lamports);
    }

    /** Constant product: what leaves one reserve so that, without the fee, the product of both stays. */
    private long out(long in, long inReserve, long outReserve) {
        BigInteger paid = big(in).multiply(BigInteger.valueOf(ALL_BASIS_POINTS - feeBasisPoints));
        BigInteger reserve =
                big(inReserve).multiply(BigInteger.valueOf(ALL_BASIS_POINTS)).add(paid);
        return reserve.signum() == 0
                ? 0
                : paid.multiply(big(outReserve)).divide(reserve).longValue();
    }

    /** {@code value * share / whole}, rounded down. */
    static long proportion(long value, long share, long whole) {
        return big(value).multiply(big(share)).divide(big(whole)).longValue();
    }

    /** The first shares of a pool: the geometric mean of what it begins with. */
    static long firstShares(long tokens, long lamports) {
        return big(tokens).multiply(big(lamports)).sqrt().longValue();
    }

    private static BigInteger big(long value) {
        return BigInteger.valueOf(value);
    }
}

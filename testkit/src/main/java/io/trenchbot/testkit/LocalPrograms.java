package io.trenchbot.testkit;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * The two programs that exist on a generated chain only: an AMM and a token launcher. Numbers are little-endian; each instruction
 * begins with the first eight bytes of SHA-256("global:" + name), each {@code Program data:} log line with those of
 * SHA-256("event:" + name), as Anchor has it. A program logs {@code Program log: Instruction: Name} first.
 *
 * <table>
 * <caption>Instructions</caption>
 * <tr><th>program, name in the log, name</th><th>arguments</th><th>accounts</th></tr>
 * <tr><td>AMM Buy {@code buy}</td><td>u64 lamports, u64 minTokens</td><td>pool w, mint, vault w, user sw, userToken w, Token, System</td></tr>
 * <tr><td>AMM Sell {@code sell}</td><td>u64 tokens, u64 minLamports</td><td>the same</td></tr>
 * <tr><td>AMM CreatePool {@code create_pool}</td><td>u64 tokens, u64 lamports</td><td>pool w, mint, vault w, user sw, userToken w,
 * lpMint w, userLp w, Token, Associated Token, System</td></tr>
 * <tr><td>AMM AddLiquidity {@code add_liquidity}</td><td>u64 lamports, u64 maxTokens</td><td>the same</td></tr>
 * <tr><td>AMM RemoveLiquidity {@code remove_liquidity}</td><td>u64 shares, u64 minLamports, u64 minTokens</td><td>the same</td></tr>
 * <tr><td>Launch Launch {@code launch}</td><td>u8 decimals, u64 supply, u8 keepMintAuthority, then name, symbol and uri, each u32 length and
 * UTF-8</td><td>mint sw, metadata w, creator sw, creatorToken w, Token, Associated Token, System</td></tr>
 * </table>
 *
 * <p>Events: {@code TradeEvent} mint, user, u8 buys, u64 lamports, u64 tokens, u64 lamports and u64 tokens of the pool after it, i64
 * time; {@code LiquidityEvent} mint, user, u8 adds, u64 lamports, u64 tokens, u64 shares, u64 all shares after it, i64 time;
 * {@code LaunchEvent} mint, creator, u64 supply, u8 keepMintAuthority, i64 time.
 *
 * <p>A pool account has 170 bytes: SHA-256("account:Pool") of 8, mint, creator, vault, lpMint, u64 tokens, u64 lamports, u64 shares, u16 fee
 * in basis points, u64 slot of its making. Its lamports are rent exemption and reserve. Derived addresses, of the AMM: pool
 * ("pool", mint), vault ("vault", pool), lpMint ("lp", pool); of the launcher: metadata ("metadata", mint). Errors of the AMM: 6000
 * InvalidPool, 6001 SlippageExceeded, 6002 InvalidAmount, 6003 InsufficientLiquidity.
 *
 * <p>Threading: stateless.
 */
public final class LocalPrograms {
    /** The AMM. */
    public static final Address AMM = Address.of("TrenchAmm1111111111111111111111111111111111");
    /** The token launcher. */
    public static final Address LAUNCH = Address.of("TrenchLaunch1111111111111111111111111111111");

    static final byte[] BUY = discriminator("global:buy");
    static final byte[] SELL = discriminator("global:sell");
    static final byte[] CREATE_POOL = discriminator("global:create_pool");
    static final byte[] ADD_LIQUIDITY = discriminator("global:add_liquidity");
    static final byte[] REMOVE_LIQUIDITY = discriminator("global:remove_liquidity");
    static final byte[] LAUNCH_TOKEN = discriminator("global:launch");
    static final byte[] TRADE_EVENT = discriminator("event:TradeEvent");
    static final byte[] LIQUIDITY_EVENT = discriminator("event:LiquidityEvent");
    static final byte[] LAUNCH_EVENT = discriminator("event:LaunchEvent");

    private LocalPrograms() {}

    /**
     * The pool of a token.
     *
     * @param mint the token
     * @return where its pool is or would be
     */
    public static Address pool(Address mint) {
        return PoolKeys.of(mint).pool();
    }

    /**
     * The mint of the shares in a token's pool.
     *
     * @param mint the token
     * @return where it is or would be
     */
    public static Address lpMint(Address mint) {
        return PoolKeys.of(mint).lpMint();
    }

    /**
     * Buys tokens from a pool, into the user's associated token account, which has to exist.
     *
     * @param user who buys and signs
     * @param mint the token
     * @param lamports what is paid
     * @param minTokens fewer fail the transaction
     * @return the instruction
     */
    public static Instruction buy(Address user, Address mint, long lamports, long minTokens) {
        return PoolKeys.of(mint).trade(BUY, user, Address.associatedToken(user, mint), lamports, minTokens);
    }

    /**
     * Sells tokens out of the user's associated token account to a pool.
     *
     * @param user who sells and signs
     * @param mint the token
     * @param tokens how many, in the smallest unit
     * @param minLamports fewer fail the transaction
     * @return the instruction
     */
    public static Instruction sell(Address user, Address mint, long tokens, long minLamports) {
        return PoolKeys.of(mint).trade(SELL, user, Address.associatedToken(user, mint), tokens, minLamports);
    }

    /**
     * Makes a token's pool with first liquidity out of the user's associated token account; the shares go to the user's
     * associated token account of the lpMint, which is made.
     *
     * @param user who pays and signs
     * @param mint the token
     * @param tokens the token reserve to begin with
     * @param lamports the SOL reserve to begin with
     * @return the instruction
     */
    public static Instruction createPool(Address user, Address mint, long tokens, long lamports) {
        return PoolKeys.of(mint).liquidity(CREATE_POOL, user, tokens, lamports);
    }

    /**
     * Adds liquidity to a pool in the ratio of its reserves.
     *
     * @param user who pays and signs
     * @param mint the token
     * @param lamports the SOL to add
     * @param maxTokens if more tokens would have to be added, the transaction fails
     * @return the instruction
     */
    public static Instruction addLiquidity(Address user, Address mint, long lamports, long maxTokens) {
        return PoolKeys.of(mint).liquidity(ADD_LIQUIDITY, user, lamports, maxTokens);
    }

    /**
     * Burns shares of a pool for their part of the reserves.
     *
     * @param user whose shares they are, who signs
     * @param mint the token
     * @param shares how many
     * @param minLamports fewer fail the transaction
     * @param minTokens fewer fail the transaction
     * @return the instruction
     */
    public static Instruction removeLiquidity(
            Address user, Address mint, long shares, long minLamports, long minTokens) {
        return PoolKeys.of(mint).liquidity(REMOVE_LIQUIDITY, user, shares, minLamports, minTokens);
    }

    /**
     * Launches a token: makes the mint, gives the whole supply to the creator's associated token account, which is made, and
     * writes the metadata account.
     *
     * @param creator who pays and signs
     * @param mint the new mint, whose key signs too
     * @param decimals the token's decimals
     * @param supply the whole supply, in the smallest unit
     * @param keepMintAuthority whether the creator may make more later; otherwise nobody can
     * @param name the token's name, at most 32 bytes
     * @param symbol its symbol, at most 10 bytes
     * @param uri where more is told, at most 200 bytes
     * @return the instruction
     */
    public static Instruction launch(
            Address creator,
            Address mint,
            int decimals,
            long supply,
            boolean keepMintAuthority,
            String name,
            String symbol,
            String uri) {
        ByteWriter data = new ByteWriter(96).bytes(LAUNCH_TOKEN);
        data.u8(decimals).u64(supply).u8(keepMintAuthority ? 1 : 0);
        for (String text : List.of(name, symbol, uri)) {
            byte[] bytes = utf8(text);
            data.u32(bytes.length).bytes(bytes);
        }
        List<Instruction.Account> accounts = List.of(
                Instruction.Account.writableSigner(mint),
                Instruction.Account.writable(metadata(mint)),
                Instruction.Account.writableSigner(creator),
                Instruction.Account.writable(Address.associatedToken(creator, mint)),
                Instruction.Account.readonly(Programs.TOKEN),
                Instruction.Account.readonly(Programs.ASSOCIATED_TOKEN),
                Instruction.Account.readonly(Programs.SYSTEM));
        return new Instruction(LAUNCH, accounts, data.toBytes());
    }

    static Address metadata(Address mint) {
        return Address.derived(LAUNCH, utf8("metadata"), mint.array());
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] discriminator(String name) {
        return Arrays.copyOf(Address.sha256().digest(utf8(name)), 8);
    }
}

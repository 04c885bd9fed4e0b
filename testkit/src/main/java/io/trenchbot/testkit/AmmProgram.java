package io.trenchbot.testkit;

import io.trenchbot.testkit.ProgramFailure.Kind;
import java.util.Arrays;

/** The local AMM: constant-product pools of a token and SOL. The formats are described at {@link LocalPrograms}. */
final class AmmProgram implements Program {
    private static final int FEE_BASIS_POINTS = 25;
    private static final int LP_DECIMALS = 9;

    /** The program's errors; codes from 6000 on, as Anchor numbers them. */
    private enum Failure {
        InvalidPool(6_000, "The accounts do not belong to one pool"),
        SlippageExceeded(6_001, "The price moved beyond the limit"),
        InvalidAmount(6_002, "The amount is zero or too large"),
        InsufficientLiquidity(6_003, "The pool has not enough liquidity");

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
        byte[] name = in.bytes(8);
        long first = in.u64();
        long second = in.u64();
        if (in.failed()) {
            throw ProgramFailure.of(Kind.InvalidInstructionData);
        }
        if (Arrays.equals(name, LocalPrograms.BUY)) {
            buy(begin(call, "Buy", 21_000), first, second);
        } else if (Arrays.equals(name, LocalPrograms.SELL)) {
            sell(begin(call, "Sell", 19_000), first, second);
        } else if (Arrays.equals(name, LocalPrograms.CREATE_POOL)) {
            createPool(begin(call, "CreatePool", 38_000), first, second);
        } else if (Arrays.equals(name, LocalPrograms.ADD_LIQUIDITY)) {
            addLiquidity(begin(call, "AddLiquidity", 24_000), first, second);
        } else if (Arrays.equals(name, LocalPrograms.REMOVE_LIQUIDITY)) {
            long third = in.u64();
            removeLiquidity(begin(call, "RemoveLiquidity", 26_000), first, second, third);
        } else {
            throw ProgramFailure.custom(101); // Anchor's InstructionFallbackNotFound
        }
    }

    private static Invocation begin(Invocation call, String name, int units) throws ProgramFailure {
        call.consume(units);
        call.log("Instruction: " + name);
        return call;
    }

    private static void buy(Invocation call, long lamports, long minTokens) throws ProgramFailure {
        PoolState pool = pool(call, lamports);
        long tokens = pool.tokensFor(lamports);
        require(call, tokens > 0 && tokens < pool.tokens(), Failure.InsufficientLiquidity);
        require(call, atLeast(tokens, minTokens), Failure.SlippageExceeded);
        call.invoke(Programs.transfer(call.key(3), call.key(0), lamports));
        pay(call, pool, tokens);
        PoolState after = pool.with(pool.tokens() - tokens, pool.lamports() + lamports, pool.lpSupply());
        trade(call, after, true, lamports, tokens);
    }

    private static void sell(Invocation call, long tokens, long minLamports) throws ProgramFailure {
        PoolState pool = pool(call, tokens);
        long lamports = pool.lamportsFor(tokens);
        require(call, lamports > 0 && lamports < pool.lamports(), Failure.InsufficientLiquidity);
        require(call, atLeast(lamports, minLamports), Failure.SlippageExceeded);
        require(call, pool.tokens() + tokens > 0, Failure.InvalidAmount);
        call.requireSigner(3);
        call.invoke(Programs.tokenTransfer(call.key(4), pool.vault(), call.key(3), tokens));
        call.moveLamports(0, 3, lamports);
        PoolState after = pool.with(pool.tokens() + tokens, pool.lamports() - lamports, pool.lpSupply());
        trade(call, after, false, lamports, tokens);
    }

    private static void createPool(Invocation call, long tokens, long lamports) throws ProgramFailure {
        require(call, tokens > 0 && lamports > 0, Failure.InvalidAmount);
        PoolKeys keys = PoolKeys.of(call.key(1));
        Address creator = call.key(3);
        boolean derived = call.key(0).equals(keys.pool())
                && call.key(2).equals(keys.vault())
                && call.key(5).equals(keys.lpMint());
        require(call, derived, Failure.InvalidPool);
        create(call, creator, keys.pool(), PoolState.BYTES, LocalPrograms.AMM);
        create(call, creator, keys.vault(), TokenState.ACCOUNT_BYTES, Programs.TOKEN);
        call.invoke(TokenProgram.initializeAccount(keys.vault(), keys.mint(), keys.pool()));
        create(call, creator, keys.lpMint(), TokenState.MINT_BYTES, Programs.TOKEN);
        call.invoke(TokenProgram.initializeMint(keys.lpMint(), LP_DECIMALS, keys.pool()));
        call.invoke(Programs.createAssociatedToken(creator, call.key(6), creator, keys.lpMint()));
        PoolState empty = new PoolState(
                keys.mint(), creator, keys.vault(), keys.lpMint(), 0, 0, 0, FEE_BASIS_POINTS, call.slot());
        deposit(call, empty, tokens, lamports, PoolState.firstShares(tokens, lamports));
    }

    private static void create(Invocation call, Address payer, Address account, int dataBytes, Address owner)
            throws ProgramFailure {
        call.invoke(Programs.createAccount(payer, account, Account.rentExempt(dataBytes), dataBytes, owner), account);
    }

    private static void addLiquidity(Invocation call, long lamports, long maxTokens) throws ProgramFailure {
        PoolState pool = pool(call, lamports);
        require(call, pool.lamports() > 0, Failure.InsufficientLiquidity);
        long tokens = PoolState.proportion(pool.tokens(), lamports, pool.lamports()) + 1; // rounded up, for the pool
        require(call, atLeast(maxTokens, tokens), Failure.SlippageExceeded);
        long shares = PoolState.proportion(pool.lpSupply(), lamports, pool.lamports());
        require(call, shares > 0, Failure.InvalidAmount);
        deposit(call, pool, tokens, lamports, shares);
    }

    private static void deposit(Invocation call, PoolState pool, long tokens, long lamports, long shares)
            throws ProgramFailure {
        require(call, pool.tokens() + tokens > 0, Failure.InvalidAmount);
        Address provider = call.key(3);
        call.invoke(Programs.tokenTransfer(call.key(4), pool.vault(), provider, tokens));
        call.invoke(Programs.transfer(provider, call.key(0), lamports));
        call.invoke(Programs.mintTo(pool.lpMint(), call.key(6), call.key(0), shares), call.key(0));
        PoolState after = pool.with(pool.tokens() + tokens, pool.lamports() + lamports, pool.lpSupply() + shares);
        liquidity(call, after, true, lamports, tokens, shares);
    }

    private static void removeLiquidity(Invocation call, long shares, long minLamports, long minTokens)
            throws ProgramFailure {
        PoolState pool = pool(call, shares);
        require(call, shares <= pool.lpSupply(), Failure.InsufficientLiquidity);
        long lamports = PoolState.proportion(pool.lamports(), shares, pool.lpSupply());
        long tokens = PoolState.proportion(pool.tokens(), shares, pool.lpSupply());
        boolean enough = atLeast(lamports, minLamports) && atLeast(tokens, minTokens);
        require(call, enough, Failure.SlippageExceeded);
        call.requireSigner(3);
        call.invoke(Programs.burn(call.key(6), pool.lpMint(), call.key(3), shares));
        pay(call, pool, tokens);
        call.moveLamports(0, 3, lamports);
        PoolState after = pool.with(pool.tokens() - tokens, pool.lamports() - lamports, pool.lpSupply() - shares);
        liquidity(call, after, false, lamports, tokens, shares);
    }

    /** Tokens out of the vault to the user; the pool's derived address signs. */
    private static void pay(Invocation call, PoolState pool, long tokens) throws ProgramFailure {
        Address owner = call.key(0);
        call.invoke(Programs.tokenTransfer(pool.vault(), call.key(4), owner, tokens), owner);
    }

    private static PoolState pool(Invocation call, long amount) throws ProgramFailure {
        PoolState pool = PoolState.read(call.account(0));
        boolean whole = pool != null
                && call.key(1).equals(pool.mint())
                && call.key(2).equals(pool.vault())
                && (call.count() < 10 || call.key(5).equals(pool.lpMint()));
        if (pool == null || !whole) {
            throw failure(call, Failure.InvalidPool);
        }
        require(call, amount > 0, Failure.InvalidAmount);
        return pool;
    }

    private static void trade(Invocation call, PoolState after, boolean buys, long lamports, long tokens)
            throws ProgramFailure {
        call.writeData(0, after.write());
        call.logData(new ByteWriter(128)
                .bytes(LocalPrograms.TRADE_EVENT)
                .address(after.mint())
                .address(call.key(3))
                .u8(buys ? 1 : 0)
                .u64(lamports)
                .u64(tokens)
                .u64(after.lamports())
                .u64(after.tokens())
                .u64(call.blockTimeSeconds())
                .toBytes());
    }

    private static void liquidity(
            Invocation call, PoolState after, boolean adds, long lamports, long tokens, long shares)
            throws ProgramFailure {
        call.writeData(0, after.write());
        call.logData(new ByteWriter(128)
                .bytes(LocalPrograms.LIQUIDITY_EVENT)
                .address(after.mint())
                .address(call.key(3))
                .u8(adds ? 1 : 0)
                .u64(lamports)
                .u64(tokens)
                .u64(shares)
                .u64(after.lpSupply())
                .u64(call.blockTimeSeconds())
                .toBytes());
    }

    private static boolean atLeast(long amount, long limit) {
        return Long.compareUnsigned(amount, limit) >= 0;
    }

    private static void require(Invocation call, boolean holds, Failure otherwise) throws ProgramFailure {
        if (!holds) {
            throw failure(call, otherwise);
        }
    }

    private static ProgramFailure failure(Invocation call, Failure failure) {
        call.log("AnchorError occurred. Error Code: " + failure.name() + ". Error Number: " + failure.code
                + ". Error Message: " + failure.text + ".");
        return ProgramFailure.custom(failure.code);
    }
}

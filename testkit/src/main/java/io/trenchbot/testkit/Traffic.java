package io.trenchbot.testkit;

import java.util.ArrayList;
import java.util.List;

/** What people do on the chain all day: transfers, trades, notes. Each transaction fits the state at the moment of its making. */
final class Traffic {
    private static final int WALLETS = 128;
    private static final long SOL = 1_000_000_000;
    private static final long WALLET_LAMPORTS = 1_000 * SOL;
    private static final long POOR_LAMPORTS = 100 * SOL;
    private static final long FAUCET_LAMPORTS = 100_000_000 * SOL;
    private static final long ISSUER_LAMPORTS = 2_000_000 * SOL;
    private static final int TRADE_UNITS = 120_000;

    private final GeneratedChain.Settings settings;
    private final Rng random;
    private final Accounts accounts;
    private final Market market;
    private final KeyPair faucet;
    private final KeyPair issuer;
    private final List<KeyPair> wallets = new ArrayList<>();
    private long sequence; // makes equal transactions different

    Traffic(GeneratedChain.Settings settings, Rng random, Accounts accounts) {
        this.settings = settings;
        this.random = random;
        this.accounts = accounts;
        this.market = new Market(random);
        this.faucet = KeyPair.random(random);
        this.issuer = KeyPair.random(random);
        for (int i = 0; i < WALLETS; i++) {
            wallets.add(KeyPair.random(random));
        }
    }

    void open(Story.Stage stage) {
        put(faucet, FAUCET_LAMPORTS, stage.slot());
        put(issuer, ISSUER_LAMPORTS, stage.slot());
        wallets.forEach(wallet -> put(wallet, WALLET_LAMPORTS, stage.slot()));
        market.open(random, stage, accounts, issuer, wallets);
    }

    private void put(KeyPair pair, long lamports, long slot) {
        accounts.put(pair.address(), new Account(lamports, Programs.SYSTEM, Account.NO_DATA), slot);
    }

    Market market() {
        return market;
    }

    Address faucet() {
        return faucet.address();
    }

    WireTransaction next(RecentHashes hashes) {
        KeyPair wallet = wallets.get(random.below(WALLETS));
        boolean fails = random.chance(settings.failedShare());
        if (accounts.stored(wallet.address()).lamports < POOR_LAMPORTS) {
            return fund(List.of(wallet.address()), List.of(WALLET_LAMPORTS), hashes);
        }
        int kind = random.below(100);
        if (kind < 30) {
            return transfer(wallet, fails, hashes);
        }
        return kind < 40 ? tokenTransfer(wallet, fails, hashes) : trade(wallet, fails, hashes);
    }

    private WireTransaction transfer(KeyPair from, boolean fails, RecentHashes hashes) {
        KeyPair to = wallets.get(random.below(WALLETS));
        long lamports = fails ? FAUCET_LAMPORTS * 2 : random.between(1, 1_000) * 1_000_000;
        Instruction transfer = Programs.transfer(from.address(), to.address(), lamports + sequence++ % 1_000_000);
        WireTransaction.Builder builder = WireTransaction.legacy(from.address())
                .recentBlockhash(hashes.newest())
                .add(transfer);
        if (random.below(5) == 0) {
            builder.add(Programs.memo("invoice " + random.below(1_000_000), from.address()));
        }
        return builder.build().sign(from);
    }

    private WireTransaction tokenTransfer(KeyPair from, boolean fails, RecentHashes hashes) {
        Market.Token token = market.pick(random);
        Address source = token.account(from.address());
        KeyPair to = wallets.get(random.below(WALLETS));
        long balance = tokens(source);
        long amount = fails ? balance + 1 : balance / random.between(50, 500);
        return WireTransaction.legacy(from.address())
                .recentBlockhash(hashes.newest())
                .add(
                        Programs.computeUnitPrice(price()),
                        ensure(token, from, to.address()),
                        ensure(token, from, from.address()),
                        Programs.tokenTransfer(source, token.account(to.address()), from.address(), amount))
                .build()
                .sign(from);
    }

    private static Instruction ensure(Market.Token token, KeyPair payer, Address owner) {
        return Programs.createAssociatedToken(
                payer.address(), token.account(owner), owner, token.pool().mint());
    }

    /** Buys for a small part of the wallet's SOL or sells a small part of its tokens; a failing trade asks for twice the price. */
    private WireTransaction trade(KeyPair wallet, boolean fails, RecentHashes hashes) {
        Market.Token token = market.pick(random);
        Address account = token.account(wallet.address());
        PoolState pool = PoolState.read(accounts.stored(token.pool().pool()));
        long held = tokens(account);
        boolean buys = held < 1_000 || random.chance(0.5);
        long in = buys ? random.between(SOL / 100, 2 * SOL) : held / random.between(20, 200) + 1;
        long out = pool == null ? 1 : buys ? pool.tokensFor(in) : pool.lamportsFor(in);
        long limit = fails ? out * 2 + 1 : out - out / 50;
        boolean versioned = random.chance(settings.v0Share());
        WireTransaction.Builder builder = versioned
                ? WireTransaction.v0(wallet.address()).lookupTable(market.table(), market.tableEntries())
                : WireTransaction.legacy(wallet.address());
        builder.recentBlockhash(hashes.newest())
                .add(Programs.computeUnitLimit(TRADE_UNITS), Programs.computeUnitPrice(price()));
        if (!TokenState.isAccount(accounts.stored(account))) {
            builder.add(ensure(token, wallet, wallet.address()));
        }
        byte[] name = buys ? LocalPrograms.BUY : LocalPrograms.SELL;
        return builder.add(token.pool().trade(name, wallet.address(), account, in, limit))
                .build()
                .sign(wallet);
    }

    private long tokens(Address address) {
        Account account = accounts.stored(address);
        return TokenState.isAccount(account) ? TokenState.amount(account.data) : 0;
    }

    private long price() {
        return 1_000 + sequence++ % 1_000_000;
    }

    WireTransaction fund(List<Address> to, List<Long> lamports, RecentHashes hashes) {
        WireTransaction.Builder builder = WireTransaction.legacy(faucet.address())
                .recentBlockhash(hashes.newest())
                .add(Programs.computeUnitPrice(price()));
        for (int i = 0; i < to.size(); i++) {
            builder.add(Programs.transfer(faucet.address(), to.get(i), lamports.get(i)));
        }
        return builder.build().sign(faucet);
    }
}

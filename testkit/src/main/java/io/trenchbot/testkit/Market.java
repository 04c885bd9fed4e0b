package io.trenchbot.testkit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The tokens that everybody trades: those that exist from the beginning, and those of ordinary launches while they are young. */
final class Market {
    static final int BASE_TOKENS = 6;

    private static final int DECIMALS = 6;
    private static final long SUPPLY = 1_000_000_000_000_000_000L;
    private static final long POOL_LAMPORTS = 100_000_000_000_000L;

    /** A token, with the wallets' token accounts as they were first derived. */
    static final class Token {
        private final PoolKeys pool;
        private final Map<Address, Address> accounts = new HashMap<>();

        Token(PoolKeys pool) {
            this.pool = pool;
        }

        PoolKeys pool() {
            return pool;
        }

        Address account(Address wallet) {
            return accounts.computeIfAbsent(wallet, owner -> Address.associatedToken(owner, pool.mint()));
        }
    }

    private final List<Token> base = new ArrayList<>();
    private final List<Token> young = new ArrayList<>();
    private final List<Address> tableEntries = new ArrayList<>();
    private final Address table;

    Market(Rng random) {
        table = Address.of(random.bytes(Address.BYTES));
    }

    /** Makes the first tokens, each with a pool, and gives every wallet some. */
    void open(Rng random, Story.Stage stage, Accounts accounts, KeyPair issuer, List<KeyPair> wallets) {
        tableEntries.addAll(List.of(Programs.TOKEN, Programs.SYSTEM));
        for (int i = 0; i < BASE_TOKENS; i++) {
            Token token = launch(KeyPair.random(random), stage, issuer, "Base token " + i);
            distribute(token, accounts, issuer, wallets, stage.slot());
            base.add(token);
            tableEntries.addAll(List.of(token.pool.pool(), token.pool.mint(), token.pool.vault()));
        }
        byte[] data = LookupTable.data(issuer.address(), stage.slot() - 1, tableEntries);
        Account account = new Account(Account.rentExempt(data.length), Programs.ADDRESS_LOOKUP_TABLE, data);
        accounts.put(table, account, stage.slot());
    }

    private static Token launch(KeyPair mint, Story.Stage stage, KeyPair issuer, String name) {
        Address creator = issuer.address();
        WireTransaction launch = WireTransaction.legacy(creator)
                .recentBlockhash(stage.blockhash())
                .add(LocalPrograms.launch(creator, mint.address(), DECIMALS, SUPPLY, false, name, "BASE", ""))
                .build()
                .sign(issuer, mint);
        stage.land(launch);
        WireTransaction open = WireTransaction.legacy(creator)
                .recentBlockhash(stage.blockhash())
                .add(LocalPrograms.createPool(creator, mint.address(), SUPPLY / 2, POOL_LAMPORTS))
                .build()
                .sign(issuer);
        stage.land(open);
        return new Token(PoolKeys.of(mint.address()));
    }

    /** Half of what the issuer still has, in equal parts; written directly, for hundreds of transactions would say nothing more. */
    private static void distribute(Token token, Accounts accounts, KeyPair issuer, List<KeyPair> wallets, long slot) {
        Address source = token.account(issuer.address());
        long part = SUPPLY / 4 / wallets.size();
        Account left = accounts.stored(source).copy();
        left.data = TokenState.withAmount(left.data, TokenState.amount(left.data) - part * wallets.size());
        accounts.put(source, left, slot);
        for (KeyPair wallet : wallets) {
            byte[] data = TokenState.withAmount(TokenState.newAccount(token.pool.mint(), wallet.address()), part);
            long rent = Account.rentExempt(data.length);
            accounts.put(token.account(wallet.address()), new Account(rent, Programs.TOKEN, data), slot);
        }
    }

    Address table() {
        return table;
    }

    List<Address> tableEntries() {
        return tableEntries;
    }

    /** A token to trade; one in four trades is in a young one. */
    Token pick(Rng random) {
        if (!young.isEmpty() && random.chance(0.25)) {
            return young.get(random.below(young.size()));
        }
        return base.get(random.below(base.size()));
    }

    void add(PoolKeys pool) {
        young.add(new Token(pool));
    }

    void remove(PoolKeys pool) {
        young.removeIf(token -> token.pool.equals(pool));
    }
}

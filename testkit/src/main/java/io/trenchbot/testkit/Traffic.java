package io.trenchbot.testkit;

import java.util.ArrayList;
import java.util.List;

/** What people do on the chain all day. */
final class Traffic {
    private static final int WALLETS = 128;
    private static final long WALLET_LAMPORTS = 1_000_000_000_000L;
    private static final long FAUCET_LAMPORTS = 100_000_000_000_000_000L;

    private final GeneratedChain.Settings settings;
    private final Rng random;
    private final KeyPair faucet;
    private final List<KeyPair> wallets = new ArrayList<>();
    private long sequence;

    Traffic(GeneratedChain.Settings settings, Rng random, Accounts accounts) {
        this.settings = settings;
        this.random = random;
        this.faucet = KeyPair.random(random);
        for (int i = 0; i < WALLETS; i++) {
            wallets.add(KeyPair.random(random));
        }
    }

    void addTo(Accounts accounts, long slot) {
        accounts.put(faucet.address(), new Account(FAUCET_LAMPORTS, Programs.SYSTEM, Account.NO_DATA), slot);
        for (KeyPair wallet : wallets) {
            accounts.put(wallet.address(), new Account(WALLET_LAMPORTS, Programs.SYSTEM, Account.NO_DATA), slot);
        }
    }

    WireTransaction next(RecentHashes hashes) {
        KeyPair from = wallets.get(random.below(WALLETS));
        KeyPair to = wallets.get(random.below(WALLETS));
        boolean fails = random.chance(settings.failedShare());
        long lamports = fails ? FAUCET_LAMPORTS * 2 : random.between(1, 1_000) * 1_000_000;
        return WireTransaction.legacy(from.address())
                .recentBlockhash(hashes.newest())
                .add(Programs.transfer(from.address(), to.address(), lamports + sequence++ % 1_000_000))
                .build()
                .sign(from);
    }

    WireTransaction airdrop(Address to, long lamports, RecentHashes hashes) {
        return WireTransaction.legacy(faucet.address())
                .recentBlockhash(hashes.newest())
                .add(Programs.computeUnitPrice(sequence++), Programs.transfer(faucet.address(), to, lamports))
                .build()
                .sign(faucet);
    }
}

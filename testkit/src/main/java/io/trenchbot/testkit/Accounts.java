package io.trenchbot.testkit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All accounts of a chain, in the order in which they came to be. */
final class Accounts {
    private final Map<Address, Account> accounts = new LinkedHashMap<>();
    private final Set<Address> changed = new LinkedHashSet<>();

    @Nullable
    Account find(Address address) {
        return accounts.get(address);
    }

    Account stored(Address address) {
        Account account = accounts.get(address);
        return account == null ? Account.absent() : account;
    }

    /** Takes over the account as the stored state; one without lamports ceases to exist. */
    void put(Address address, Account account, long slot) {
        account.slot = slot;
        if (account.lamports == 0) {
            accounts.remove(address);
        } else {
            accounts.put(address, account);
        }
        changed.add(address);
    }

    void credit(Address address, long lamports, long slot) {
        Account account = stored(address).copy();
        account.lamports = Math.addExact(account.lamports, lamports);
        put(address, account, slot);
    }

    List<AccountState> all() {
        List<AccountState> all = new ArrayList<>(accounts.size());
        accounts.forEach((address, account) -> all.add(account.state(address)));
        return all;
    }

    List<AccountState> ownedBy(Address program) {
        List<AccountState> owned = new ArrayList<>();
        accounts.forEach((address, account) -> {
            if (account.owner.equals(program)) {
                owned.add(account.state(address));
            }
        });
        return owned;
    }

    /** The token accounts of a mint, then the mint. */
    List<Address> ofMint(Address mint) {
        List<Address> found = new ArrayList<>();
        accounts.forEach((address, account) -> {
            if (TokenState.isAccount(account) && TokenState.mint(account.data).equals(mint)) {
                found.add(address);
            }
        });
        found.add(mint);
        return found;
    }

    /** The states of the accounts that were written since the last call. */
    List<AccountState> drainChanged(long slot) {
        List<AccountState> states = new ArrayList<>(changed.size());
        for (Address address : changed) {
            Account account = stored(address);
            account.slot = slot;
            states.add(account.state(address));
        }
        changed.clear();
        return states;
    }

    long totalLamports() {
        return accounts.values().stream().mapToLong(account -> account.lamports).reduce(0, Math::addExact);
    }

    int count() {
        return accounts.size();
    }
}

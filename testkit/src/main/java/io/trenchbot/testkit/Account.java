package io.trenchbot.testkit;

/**
 * The state of an account. A stored one is never written to: a transaction works on copies that replace it when it succeeds. Data
 * arrays are never written to either but replaced, so that copies share them.
 */
final class Account {
    static final byte[] NO_DATA = {};

    /** Lamports for two years of rent, per byte, which exempt an account from it. */
    private static final long EXEMPTION_PER_BYTE = 6_960;

    private static final int OVERHEAD_BYTES = 128;

    long lamports;
    Address owner;
    byte[] data;
    boolean executable;
    long slot;

    Account(long lamports, Address owner, byte[] data) {
        this.lamports = lamports;
        this.owner = owner;
        this.data = data;
    }

    static Account absent() {
        return new Account(0, Programs.SYSTEM, NO_DATA);
    }

    static Account program(Address loader, int programBytes) {
        Account account = new Account(1, loader, new byte[programBytes]);
        account.executable = true;
        return account;
    }

    /** The smallest balance that an account of so many bytes may have. */
    static long rentExempt(int dataBytes) {
        return (OVERHEAD_BYTES + dataBytes) * EXEMPTION_PER_BYTE;
    }

    Account copy() {
        Account copy = new Account(lamports, owner, data);
        copy.executable = executable;
        copy.slot = slot;
        return copy;
    }

    boolean sameAs(Account other) {
        return lamports == other.lamports && data == other.data && owner.equals(other.owner);
    }

    AccountState state(Address address) {
        return new AccountState(address.toString(), lamports, owner.toString(), executable, data, slot);
    }
}

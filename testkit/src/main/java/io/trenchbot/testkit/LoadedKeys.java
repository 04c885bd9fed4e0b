package io.trenchbot.testkit;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** All keys of a transaction: the static ones, then those that lookup tables gave, writable before read-only. */
final class LoadedKeys {
    private final Message message;
    private final List<Address> keys;
    private final boolean[] writable;
    private final int loadedWritable;

    private LoadedKeys(Message message, List<Address> keys, int loadedWritable, Accounts accounts) {
        this.message = message;
        this.keys = keys;
        this.loadedWritable = loadedWritable;
        this.writable = new boolean[keys.size()];
        for (int i = 0; i < writable.length; i++) {
            writable[i] = asked(i) && !accounts.stored(keys.get(i)).executable; // nobody may write to a program
        }
    }

    /** Why tables could not be read, as the name of the transaction error. */
    static final class LookupFailure extends Exception {
        private static final long serialVersionUID = 1;

        LookupFailure(String name) {
            super(name, null, false, false);
        }
    }

    static LoadedKeys load(Message message, Accounts accounts) throws LookupFailure {
        if (message.lookups().isEmpty()) {
            return new LoadedKeys(message, message.keys(), 0, accounts);
        }
        List<Address> keys = new ArrayList<>(message.keys());
        for (Message.Lookup lookup : message.lookups()) {
            take(accounts, lookup.table(), lookup.writable(), keys);
        }
        int loadedWritable = keys.size() - message.keys().size();
        for (Message.Lookup lookup : message.lookups()) {
            take(accounts, lookup.table(), lookup.readonly(), keys);
        }
        if (new HashSet<>(keys).size() != keys.size()) {
            throw new LookupFailure("AccountLoadedTwice");
        }
        return new LoadedKeys(message, List.copyOf(keys), loadedWritable, accounts);
    }

    private static void take(Accounts accounts, Address table, byte[] indices, List<Address> keys)
            throws LookupFailure {
        Account account = accounts.find(table);
        if (account == null) {
            throw new LookupFailure("AddressLookupTableNotFound");
        }
        if (!account.owner.equals(Programs.ADDRESS_LOOKUP_TABLE)) {
            throw new LookupFailure("InvalidAddressLookupTableOwner");
        }
        for (byte index : indices) {
            if ((index & 0xff) >= LookupTable.count(account.data)) {
                throw new LookupFailure("InvalidAddressLookupTableIndex");
            }
            keys.add(LookupTable.entry(account.data, index & 0xff));
        }
    }

    private boolean asked(int index) {
        int statics = message.keys().size();
        if (index < message.signers()) {
            return index < message.signers() - message.readonlySigners();
        }
        return index < statics ? index < statics - message.readonlyOthers() : index < statics + loadedWritable;
    }

    int count() {
        return keys.size();
    }

    Address key(int index) {
        return keys.get(index);
    }

    List<Address> all() {
        return keys;
    }

    List<Address> loadedWritable() {
        return keys.subList(message.keys().size(), message.keys().size() + loadedWritable);
    }

    List<Address> loadedReadonly() {
        return keys.subList(message.keys().size() + loadedWritable, keys.size());
    }

    int indexOf(Address address) {
        return keys.indexOf(address);
    }

    boolean signer(int index) {
        return index < message.signers();
    }

    boolean writable(int index) {
        return writable[index];
    }
}

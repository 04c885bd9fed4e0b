package io.trenchbot.testkit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Compiles instructions into a message: every account once, the payer first, then signers that are writable, signers that are
 * read-only, writable and read-only accounts, each class in the order of the addresses' bytes, as the Rust SDK does it.
 */
final class MessageCompiler {
    private static final int SIGNER = 1;
    private static final int WRITABLE = 2;
    private static final int INVOKED = 4;

    private final Map<Address, Integer> roles = new TreeMap<>();
    private final List<Address> keys = new ArrayList<>();
    private final List<Message.Lookup> lookups = new ArrayList<>();
    private final List<Address> loadedWritable = new ArrayList<>();
    private final List<Address> loadedReadonly = new ArrayList<>();

    private MessageCompiler() {}

    static Message compile(
            boolean versioned,
            Address payer,
            Address blockhash,
            List<Instruction> instructions,
            Map<Address, List<Address>> tables) {
        return new MessageCompiler().run(versioned, payer, blockhash, instructions, tables);
    }

    private Message run(
            boolean versioned,
            Address payer,
            Address blockhash,
            List<Instruction> instructions,
            Map<Address, List<Address>> tables) {
        collectRoles(payer, instructions);
        tables.forEach(this::takeFromTable);
        keys.add(payer);
        roles.remove(payer);
        int signers = 1 + addClass(SIGNER | WRITABLE);
        int readonlySigners = addClass(SIGNER);
        addClass(WRITABLE);
        int readonlyOthers = addClass(0);
        return new Message(
                versioned,
                signers + readonlySigners,
                readonlySigners,
                readonlyOthers,
                List.copyOf(keys),
                blockhash,
                byIndex(instructions),
                List.copyOf(lookups));
    }

    private void collectRoles(Address payer, List<Instruction> instructions) {
        roles.put(payer, SIGNER | WRITABLE);
        for (Instruction instruction : instructions) {
            roles.merge(instruction.program(), INVOKED, (a, b) -> a | b);
            for (Instruction.Account account : instruction.accounts()) {
                int role = (account.signer() ? SIGNER : 0) | (account.writable() ? WRITABLE : 0);
                roles.merge(account.address(), role, (a, b) -> a | b);
            }
        }
    }

    /** Signers and invoked programs have to stay static keys; everything else that the table holds is loaded from it. */
    private void takeFromTable(Address table, List<Address> entries) {
        Map<Address, Integer> places = new HashMap<>();
        for (int i = Math.min(entries.size(), 256) - 1; i >= 0; i--) {
            places.put(entries.get(i), i);
        }
        ByteWriter writable = new ByteWriter(16);
        ByteWriter readonly = new ByteWriter(16);
        roles.entrySet().removeIf(entry -> {
            int place = places.getOrDefault(entry.getKey(), -1);
            boolean loadable = place >= 0 && (entry.getValue() & (SIGNER | INVOKED)) == 0;
            if (loadable) {
                boolean writes = (entry.getValue() & WRITABLE) != 0;
                (writes ? writable : readonly).u8(place);
                (writes ? loadedWritable : loadedReadonly).add(entry.getKey());
            }
            return loadable;
        });
        Message.Lookup lookup = new Message.Lookup(table, writable.toBytes(), readonly.toBytes());
        if (lookup.writable().length + lookup.readonly().length > 0) {
            lookups.add(lookup);
        }
    }

    private int addClass(int wanted) {
        int before = keys.size();
        roles.forEach((address, role) -> {
            if ((role & (SIGNER | WRITABLE)) == wanted) {
                keys.add(address);
            }
        });
        return keys.size() - before;
    }

    private List<Message.Compiled> byIndex(List<Instruction> instructions) {
        Map<Address, Integer> index = new HashMap<>();
        keys.forEach(key -> index.put(key, index.size()));
        loadedWritable.forEach(key -> index.put(key, index.size()));
        loadedReadonly.forEach(key -> index.put(key, index.size()));
        List<Message.Compiled> compiled = new ArrayList<>(instructions.size());
        for (Instruction instruction : instructions) {
            byte[] accounts = new byte[instruction.accounts().size()];
            for (int i = 0; i < accounts.length; i++) {
                accounts[i] = place(index, instruction.accounts().get(i).address());
            }
            compiled.add(
                    new Message.Compiled(place(index, instruction.program()) & 0xff, accounts, instruction.data()));
        }
        return compiled;
    }

    private static byte place(Map<Address, Integer> index, Address address) {
        int place = index.getOrDefault(address, 256);
        if (place > 255) {
            throw new IllegalStateException("account number " + place + ", a message has at most 256: " + address);
        }
        return (byte) place;
    }
}

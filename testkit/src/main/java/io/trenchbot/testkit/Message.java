package io.trenchbot.testkit;

import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The message of a transaction, as compiled or as parsed.
 *
 * @param versioned false for legacy, true for version 0
 * @param signers how many of the keys sign
 * @param readonlySigners how many of the signers, the last ones, are read-only
 * @param readonlyOthers how many of the other keys, the last ones, are read-only
 * @param keys the static keys
 * @param blockhash the recent blockhash
 * @param instructions the instructions
 * @param lookups the table lookups, none in a legacy message
 */
record Message(
        boolean versioned,
        int signers,
        int readonlySigners,
        int readonlyOthers,
        List<Address> keys,
        Address blockhash,
        List<Compiled> instructions,
        List<Lookup> lookups) {
    /** What fits a packet: the 1,280 bytes of the smallest IPv6 MTU less 48 of headers. */
    static final int MAX_WIRE_BYTES = 1_232;

    static final int SIGNATURE_BYTES = 64;

    /**
     * An instruction by indices.
     *
     * @param program index of the program's key
     * @param accounts indices of the accounts, one unsigned byte each
     * @param data the instruction's data
     */
    @SuppressWarnings("ArrayRecordComponent") // shared and never written to; nobody compares these records
    record Compiled(int program, byte[] accounts, byte[] data) {}

    /**
     * What a message takes from a lookup table.
     *
     * @param table the table's address
     * @param writable indices into the table of accounts loaded writable
     * @param readonly indices of accounts loaded read-only
     */
    @SuppressWarnings("ArrayRecordComponent") // shared and never written to; nobody compares these records
    record Lookup(Address table, byte[] writable, byte[] readonly) {}

    /** The whole wire form with zeros for the signatures. */
    byte[] write() {
        ByteWriter out = new ByteWriter(640);
        out.compactU16(signers).bytes(new byte[signers * SIGNATURE_BYTES]);
        if (versioned) {
            out.u8(0x80);
        }
        out.u8(signers).u8(readonlySigners).u8(readonlyOthers);
        out.compactU16(keys.size());
        keys.forEach(out::address);
        out.address(blockhash);
        out.compactU16(instructions.size());
        for (Compiled instruction : instructions) {
            out.u8(instruction.program);
            out.compactU16(instruction.accounts.length).bytes(instruction.accounts);
            out.compactU16(instruction.data.length).bytes(instruction.data);
        }
        if (versioned) {
            writeLookups(out);
        }
        return out.toBytes();
    }

    private void writeLookups(ByteWriter out) {
        out.compactU16(lookups.size());
        for (Lookup lookup : lookups) {
            out.address(lookup.table);
            out.compactU16(lookup.writable.length).bytes(lookup.writable);
            out.compactU16(lookup.readonly.length).bytes(lookup.readonly);
        }
    }

    /** Where the message starts in the wire form; so few signatures fit a packet that their count takes one byte. */
    int messageOffset() {
        return 1 + signers * SIGNATURE_BYTES;
    }

    int loadedWritable() {
        return lookups.stream().mapToInt(lookup -> lookup.writable.length).sum();
    }

    int loadedReadonly() {
        return lookups.stream().mapToInt(lookup -> lookup.readonly.length).sum();
    }

    /** Parses a wire form and checks it as a validator's sanitizing does; null if it is malformed. */
    static @Nullable Message parse(byte[] wire) {
        if (wire.length > MAX_WIRE_BYTES) {
            return null;
        }
        ByteReader in = new ByteReader(wire);
        int signatures = in.count(in.compactU16(), SIGNATURE_BYTES);
        in.bytes(signatures * SIGNATURE_BYTES);
        boolean versioned = in.remaining() > 0 && (wire[in.position()] & 0x80) != 0;
        if (versioned && in.u8() != 0x80) {
            in.fail(); // only version 0 exists
        }
        Message message = new Message(
                versioned, in.u8(), in.u8(), in.u8(), keys(in), in.address(), instructions(in), lookups(in, versioned));
        boolean whole = !in.failed() && in.remaining() == 0;
        return whole && signatures == message.signers && message.sane() ? message : null;
    }

    private static List<Address> keys(ByteReader in) {
        Address[] keys = new Address[in.count(in.compactU16(), Address.BYTES)];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = in.address();
        }
        return List.of(keys);
    }

    private static List<Compiled> instructions(ByteReader in) {
        Compiled[] instructions = new Compiled[in.count(in.compactU16(), 3)];
        for (int i = 0; i < instructions.length; i++) {
            int program = in.u8();
            instructions[i] = new Compiled(program, in.bytes(in.compactU16()), in.bytes(in.compactU16()));
        }
        return List.of(instructions);
    }

    private static List<Lookup> lookups(ByteReader in, boolean versioned) {
        if (!versioned) {
            return List.of();
        }
        Lookup[] lookups = new Lookup[in.count(in.compactU16(), Address.BYTES + 2)];
        for (int i = 0; i < lookups.length; i++) {
            Address table = in.address();
            lookups[i] = new Lookup(table, in.bytes(in.compactU16()), in.bytes(in.compactU16()));
        }
        return List.of(lookups);
    }

    /** The payer is writable, the counts fit, no key twice, programs are static and not the payer, indices are in range. */
    private boolean sane() {
        int loaded = loadedWritable() + loadedReadonly();
        if (signers == 0 || readonlySigners >= signers || signers + readonlyOthers > keys.size()) {
            return false;
        }
        if (keys.size() + loaded > 256 || new HashSet<>(keys).size() != keys.size()) {
            return false;
        }
        for (Compiled instruction : instructions) {
            if (instruction.program == 0 || instruction.program >= keys.size()) {
                return false;
            }
            for (byte account : instruction.accounts) {
                if ((account & 0xff) >= keys.size() + loaded) {
                    return false;
                }
            }
        }
        return lookups.stream().allMatch(lookup -> lookup.writable.length + lookup.readonly.length > 0);
    }
}

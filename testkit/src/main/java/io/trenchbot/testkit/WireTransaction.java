package io.trenchbot.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A transaction in its wire form: built out of instructions, legacy or version 0, and signed with Ed25519 seeds.
 *
 * <pre>{@code
 * byte[] seed = ...;                                    // 32 secret bytes
 * Address payer = Address.ofSeed(seed);
 * WireTransaction transfer = WireTransaction.legacy(payer)
 *         .recentBlockhash(blockhash)
 *         .add(Programs.transfer(payer, to, 1_000_000))
 *         .build()
 *         .sign(seed);
 * send(transfer.bytes());
 * }</pre>
 *
 * <p>Threading: immutable; a builder belongs to one thread.
 */
public final class WireTransaction {
    /** The most bytes that a transaction may have. */
    public static final int MAX_BYTES = Message.MAX_WIRE_BYTES;

    private final Message message;
    private final byte[] wire;

    private WireTransaction(Message message, byte[] wire) {
        this.message = message;
        this.wire = wire;
    }

    /**
     * Starts a legacy transaction.
     *
     * @param feePayer the first signer, who pays the fee
     * @return a builder
     */
    public static Builder legacy(Address feePayer) {
        return new Builder(false, feePayer);
    }

    /**
     * Starts a version 0 transaction.
     *
     * @param feePayer the first signer, who pays the fee
     * @return a builder
     */
    public static Builder v0(Address feePayer) {
        return new Builder(true, feePayer);
    }

    /**
     * Reads a transaction that somebody else serialized.
     *
     * @param wire its bytes, copied
     * @return the transaction
     * @throws IllegalArgumentException if they are no well-formed transaction
     */
    public static WireTransaction of(byte[] wire) {
        Message message = Message.parse(wire);
        if (message == null) {
            throw new IllegalArgumentException("no well-formed transaction: " + wire.length + " bytes");
        }
        return new WireTransaction(message, wire.clone());
    }

    /**
     * Signs for the keys of some or all signers.
     *
     * @param seeds 32-byte Ed25519 seeds, in any order, not kept
     * @return the transaction with these signatures, and those it had, in their places
     * @throws IllegalArgumentException if a seed's key is no signer of this transaction
     */
    public WireTransaction sign(byte[]... seeds) {
        KeyPair[] pairs = new KeyPair[seeds.length];
        for (int i = 0; i < seeds.length; i++) {
            pairs[i] = new KeyPair(seeds[i]);
        }
        return sign(pairs);
    }

    WireTransaction sign(KeyPair... pairs) {
        byte[] signed = wire.clone();
        for (KeyPair pair : pairs) {
            int place = message.keys().indexOf(pair.address());
            if (place < 0 || place >= message.signers()) {
                throw new IllegalArgumentException(pair.address() + " is no signer of this transaction");
            }
            pair.sign(signed, message.messageOffset(), 1 + place * Message.SIGNATURE_BYTES);
        }
        return new WireTransaction(message, signed);
    }

    /**
     * The wire form.
     *
     * @return a copy: signatures, zeros where nobody signed yet, and message
     */
    public byte[] bytes() {
        return wire.clone();
    }

    /** The wire form itself, for readers of this package that do not write to it. */
    byte[] array() {
        return wire;
    }

    Message parsed() {
        return message;
    }

    /**
     * What the signers sign.
     *
     * @return the bytes of the message
     */
    public byte[] message() {
        return Arrays.copyOfRange(wire, message.messageOffset(), wire.length);
    }

    /**
     * The first signature, by which the network names the transaction.
     *
     * @return base58 of 64 bytes, of zeros before the fee payer signed
     */
    public String signature() {
        return Base58.encode(Arrays.copyOfRange(wire, 1, 1 + Message.SIGNATURE_BYTES));
    }

    /**
     * The keys that stand in the message itself, without those loaded from tables.
     *
     * @return fee payer, writable signers, read-only signers, writable and read-only accounts
     */
    public List<Address> accountKeys() {
        return message.keys();
    }

    /**
     * Who has to sign.
     *
     * @return the first keys of the message
     */
    public List<Address> signers() {
        return message.keys().subList(0, message.signers());
    }

    /**
     * Whether this is version 0.
     *
     * @return false for a legacy transaction
     */
    public boolean versioned() {
        return message.versioned();
    }

    /**
     * Collects the parts of a transaction.
     *
     * <p>Threading: belongs to one thread.
     */
    public static final class Builder {
        private final boolean versioned;
        private final Address feePayer;
        private final List<Instruction> instructions = new ArrayList<>();
        private final Map<Address, List<Address>> tables = new LinkedHashMap<>();
        private @Nullable Address blockhash;

        private Builder(boolean versioned, Address feePayer) {
            this.versioned = versioned;
            this.feePayer = feePayer;
        }

        /**
         * Adds instructions at the end.
         *
         * @param more the instructions in the order of their execution
         * @return this
         */
        public Builder add(Instruction... more) {
            instructions.addAll(List.of(more));
            return this;
        }

        /**
         * Says what an address lookup table on the chain holds; accounts that are no signers and no programs are taken from it.
         *
         * @param table the table's address
         * @param entries its addresses in the table's order; those from index 256 on are not used
         * @return this
         * @throws IllegalStateException if the transaction is a legacy one
         */
        public Builder lookupTable(Address table, List<Address> entries) {
            if (!versioned) {
                throw new IllegalStateException("a legacy transaction has no lookup tables: " + table);
            }
            tables.put(table, List.copyOf(entries));
            return this;
        }

        /**
         * Sets the recent blockhash.
         *
         * @param base58 the hash of a block that is at most 150 blocks old
         * @return this
         * @throws IllegalArgumentException if the text is not base58 of 32 bytes
         */
        public Builder recentBlockhash(String base58) {
            return recentBlockhash(Address.of(base58));
        }

        Builder recentBlockhash(Address hash) {
            blockhash = hash;
            return this;
        }

        /**
         * Compiles the transaction.
         *
         * @return the transaction, not signed yet
         * @throws IllegalStateException if there is no blockhash, or if the transaction would have more bytes than a packet takes
         */
        public WireTransaction build() {
            if (blockhash == null) {
                throw new IllegalStateException("no recent blockhash");
            }
            Message message = MessageCompiler.compile(versioned, feePayer, blockhash, instructions, tables);
            byte[] wire = message.write();
            if (wire.length > MAX_BYTES) {
                throw new IllegalStateException("transaction of " + wire.length + " bytes, at most " + MAX_BYTES);
            }
            return new WireTransaction(message, wire);
        }
    }
}

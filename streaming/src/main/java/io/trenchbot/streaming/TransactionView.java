package io.trenchbot.streaming;

import java.util.Objects;

/**
 * Offsets into the wire bytes of one Solana transaction, legacy or version 0.
 *
 * <p>{@link #wrap} walks the bytes once, proves every bound and index as the network's sanitizer does, and keeps the
 * offsets; the accessors then read without further checks. Hostile bytes give a {@link Status} other than OK, never an
 * exception, and nothing of the view may be read then. A view is reused: wrap it around one transaction after another.
 *
 * <p>Indexes count from 0; offsets count from the start of the wrapped array, so they can be handed on beside it.
 *
 * <p>Threading: confined to one thread at a time.
 */
public final class TransactionView {
    /** Bytes of a transaction at most: the IPv6 minimum MTU less headers (PACKET_DATA_SIZE in the validator). */
    public static final int MAX_WIRE_BYTES = 1_232;
    /** {@link #version()} of a transaction without a version byte. */
    public static final int LEGACY = -1;

    static final int SIGNATURE_BYTES = TransactionWalk.SIGNATURE_BYTES;
    static final int KEY_BYTES = TransactionWalk.KEY_BYTES;

    private final TransactionWalk walk = new TransactionWalk();

    /** What a walk over wire bytes found. */
    public enum Status {
        /** A well-formed transaction. */
        OK,
        /** The bytes end inside a field. */
        TRUNCATED,
        /** Bytes follow the last field. */
        TRAILING_BYTES,
        /** More than {@link TransactionView#MAX_WIRE_BYTES}. */
        TOO_LONG,
        /** A compact length is above 65,535 or not in its shortest form. */
        BAD_LENGTH,
        /** No signature, or another count than the message header asks for. */
        BAD_SIGNATURE_COUNT,
        /** A message version other than legacy and 0. */
        UNSUPPORTED_VERSION,
        /** The header counts contradict one another or the number of keys. */
        BAD_HEADER,
        /** An instruction names a key that is not there, or the fee payer as its program. */
        BAD_INDEX,
        /** A lookup table loads nothing, or there are more than 256 keys with those loaded. */
        BAD_LOOKUP_TABLE
    }

    /** Makes a view of nothing; {@link #wrap} it around a transaction. */
    public TransactionView() {}

    /**
     * Points the view at a transaction.
     *
     * @param buffer holds the wire bytes; kept, not copied
     * @param offset where they start
     * @param length how many they are
     * @return OK, or the first fault found
     * @throws IndexOutOfBoundsException where the range is not inside the buffer
     */
    public Status wrap(byte[] buffer, int offset, int length) {
        return walk.wrap(buffer, offset, length);
    }

    /**
     * The array wrapped last; offsets of this view point into it.
     *
     * @return the array itself
     */
    public byte[] buffer() {
        return walk.wire;
    }

    /**
     * Where the transaction starts.
     *
     * @return an offset into the buffer
     */
    public int offset() {
        return walk.offset;
    }

    /**
     * Bytes of the transaction.
     *
     * @return 1 to {@value #MAX_WIRE_BYTES}
     */
    public int length() {
        return walk.length;
    }

    /**
     * Signatures, which are also the keys that signed.
     *
     * @return 1 or more
     */
    public int signatureCount() {
        return walk.signatureCount;
    }

    /**
     * Where a signature starts; the key of the same index signed it.
     *
     * @param index 0 to {@link #signatureCount()} - 1; 0 is the transaction's identity
     * @return offset of 64 bytes
     */
    public int signatureOffset(int index) {
        return walk.signatureOffset + Objects.checkIndex(index, walk.signatureCount) * SIGNATURE_BYTES;
    }

    /**
     * A signature as text; allocates.
     *
     * @param index 0 to {@link #signatureCount()} - 1; 0 is the transaction's identity
     * @return base58
     */
    public String signature(int index) {
        return Base58.encode(walk.wire, signatureOffset(index), SIGNATURE_BYTES);
    }

    /**
     * Where the signed message starts; it runs to the end.
     *
     * @return an offset into the buffer
     */
    public int messageOffset() {
        return walk.messageOffset;
    }

    /**
     * Bytes of the signed message.
     *
     * @return a count above 0
     */
    public int messageLength() {
        return walk.offset + walk.length - walk.messageOffset;
    }

    /**
     * Version of the message.
     *
     * @return {@link #LEGACY} or 0
     */
    public int version() {
        return walk.version;
    }

    /**
     * Keys in the transaction itself, without those that lookup tables load.
     *
     * @return 1 to 256
     */
    public int keyCount() {
        return walk.keyCount;
    }

    /**
     * Where an account key starts.
     *
     * @param index 0 to {@link #keyCount()} - 1; 0 is the fee payer
     * @return offset of 32 bytes
     */
    public int keyOffset(int index) {
        return walk.keyOffset + Objects.checkIndex(index, walk.keyCount) * KEY_BYTES;
    }

    /**
     * An account key as text.
     *
     * @param index 0 to {@link #keyCount()} - 1
     * @return base58
     */
    public String key(int index) {
        return Base58.encode(walk.wire, keyOffset(index), KEY_BYTES);
    }

    /**
     * Whether the header lets the transaction write an account; the runtime takes the right away from programs and
     * sysvars.
     *
     * @param index 0 to {@link #keyCount()} - 1
     * @return whether it is in a writable range
     */
    public boolean writable(int index) {
        return index < walk.signatureCount
                ? index < walk.signatureCount - walk.readonlySignedCount
                : index < walk.keyCount - walk.readonlyUnsignedCount;
    }

    /**
     * Where the recent blockhash (or durable nonce) starts.
     *
     * @return the offset of 32 bytes
     */
    public int recentBlockhashOffset() {
        return walk.blockhashOffset;
    }

    /**
     * Instructions of the message.
     *
     * @return 0 or more
     */
    public int instructionCount() {
        return walk.instructionCount;
    }

    /**
     * The program of an instruction.
     *
     * @param instruction 0 to {@link #instructionCount()} - 1
     * @return index of its key, 1 to {@link #keyCount()} - 1
     */
    public int programIndex(int instruction) {
        return walk.programIndex(instruction);
    }

    /**
     * Accounts that an instruction names.
     *
     * @param instruction 0 to {@link #instructionCount()} - 1
     * @return how many, repeats counted
     */
    public int accountIndexCount(int instruction) {
        return walk.accountIndexCount(instruction);
    }

    /**
     * Where the account indexes of an instruction start, one unsigned byte each. An index from {@link #keyCount()} on
     * names a loaded key: the writable ones of all tables first, then the read-only ones.
     *
     * @param instruction 0 to {@link #instructionCount()} - 1
     * @return offset of {@link #accountIndexCount} bytes
     */
    public int accountIndexOffset(int instruction) {
        return walk.accountIndexOffset(instruction);
    }

    /**
     * Bytes of an instruction's data.
     *
     * @param instruction 0 to {@link #instructionCount()} - 1
     * @return a count
     */
    public int dataLength(int instruction) {
        return walk.compactAt(accountIndexOffset(instruction) + accountIndexCount(instruction));
    }

    /**
     * Where an instruction's data starts.
     *
     * @param instruction 0 to {@link #instructionCount()} - 1
     * @return offset of {@link #dataLength} bytes
     */
    public int dataOffset(int instruction) {
        int at = accountIndexOffset(instruction) + accountIndexCount(instruction);
        return at + walk.compactBytesAt(at);
    }

    /**
     * Address lookup tables of a version 0 message.
     *
     * @return 0 or more
     */
    public int tableCount() {
        return walk.tableCount;
    }

    /**
     * Keys that the lookup tables load.
     *
     * @return 0 or more
     */
    public int loadedKeyCount() {
        return walk.loadedKeyCount;
    }

    /**
     * Where the address of a lookup table starts.
     *
     * @param table 0 to {@link #tableCount()} - 1
     * @return offset of 32 bytes
     */
    public int tableOffset(int table) {
        return walk.tableOffset[Objects.checkIndex(table, walk.tableCount)];
    }

    /**
     * Writable keys that a table loads.
     *
     * @param table 0 to {@link #tableCount()} - 1
     * @return a count
     */
    public int writableIndexCount(int table) {
        return walk.compactAt(tableOffset(table) + KEY_BYTES);
    }

    /**
     * Where the table's indexes of writable keys start, one unsigned byte each.
     *
     * @param table 0 to {@link #tableCount()} - 1
     * @return offset of {@link #writableIndexCount} bytes
     */
    public int writableIndexOffset(int table) {
        int at = tableOffset(table) + KEY_BYTES;
        return at + walk.compactBytesAt(at);
    }

    /**
     * Read-only keys that a table loads.
     *
     * @param table 0 to {@link #tableCount()} - 1
     * @return a count
     */
    public int readonlyIndexCount(int table) {
        return walk.compactAt(writableIndexOffset(table) + writableIndexCount(table));
    }

    /**
     * Where the table's indexes of read-only keys start, one unsigned byte each.
     *
     * @param table 0 to {@link #tableCount()} - 1
     * @return offset of {@link #readonlyIndexCount} bytes
     */
    public int readonlyIndexOffset(int table) {
        int at = writableIndexOffset(table) + writableIndexCount(table);
        return at + walk.compactBytesAt(at);
    }
}

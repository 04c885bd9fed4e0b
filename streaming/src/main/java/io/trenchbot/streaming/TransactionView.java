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

    static final int SIGNATURE_BYTES = 64;
    static final int KEY_BYTES = 32;
    private static final int MAX_KEYS = 256;
    /** An instruction takes three bytes at least, a lookup table 34. */
    private static final int MAX_INSTRUCTIONS = MAX_WIRE_BYTES / 3;

    private static final int MAX_TABLES = MAX_WIRE_BYTES / 34;

    private byte[] wire = new byte[0];
    private int offset;
    private int length;
    private int position;
    private int limit;
    private Status status = Status.TRUNCATED;

    private int signatureCount;
    private int signatureOffset;
    private int messageOffset;
    private int version;
    private int readonlySignedCount;
    private int readonlyUnsignedCount;
    private int keyCount;
    private int keyOffset;
    private int blockhashOffset;
    private int instructionCount;
    private final int[] instructionOffset = new int[MAX_INSTRUCTIONS];
    private int tableCount;
    private final int[] tableOffset = new int[MAX_TABLES];
    private int loadedKeyCount;

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
        Objects.checkFromIndexSize(offset, length, buffer.length);
        wire = buffer;
        this.offset = offset;
        this.length = length;
        position = offset;
        limit = offset + length;
        status = Status.OK;
        if (length > MAX_WIRE_BYTES) {
            return fault(Status.TOO_LONG);
        }
        walkSignatures();
        walkHeader();
        walkKeys();
        walkInstructions();
        walkTables();
        if (status == Status.OK && position != limit) {
            fault(Status.TRAILING_BYTES);
        }
        return status == Status.OK ? checkIndexes() : status;
    }

    private Status fault(Status fault) {
        if (status == Status.OK) {
            status = fault;
        }
        return status;
    }

    /** Steps over a field; returns its offset. After a fault nothing advances any more. */
    private int take(int bytes) {
        if (status != Status.OK || bytes > limit - position) {
            fault(Status.TRUNCATED);
            return offset;
        }
        int at = position;
        position += bytes;
        return at;
    }

    private int takeByte() {
        int at = take(1);
        return status == Status.OK ? wire[at] & 0xff : 0;
    }

    /** Seven bits a byte, low first, three bytes at most, shortest form only. */
    private int takeCompact() {
        int first = takeByte();
        if (first < 0x80) {
            return first;
        }
        int second = takeByte();
        int value = (first & 0x7f) | ((second & 0x7f) << 7);
        if (second >= 0x80) {
            int third = takeByte();
            value |= third << 14;
            return third == 0 || third > 3 ? badLength() : value;
        }
        return second == 0 ? badLength() : value;
    }

    private int badLength() {
        fault(Status.BAD_LENGTH);
        return 0;
    }

    private void walkSignatures() {
        signatureCount = takeCompact();
        signatureOffset = take(signatureCount * SIGNATURE_BYTES);
        if (signatureCount == 0) {
            fault(Status.BAD_SIGNATURE_COUNT);
        }
        messageOffset = position;
    }

    private void walkHeader() {
        int first = takeByte();
        version = LEGACY;
        if (first >= 0x80) {
            version = first & 0x7f;
            if (version != 0) {
                fault(Status.UNSUPPORTED_VERSION);
            }
            first = takeByte();
        }
        readonlySignedCount = takeByte();
        readonlyUnsignedCount = takeByte();
        if (first != signatureCount) {
            fault(Status.BAD_SIGNATURE_COUNT);
        }
        // The fee payer signs and is writable.
        if (readonlySignedCount >= first) {
            fault(Status.BAD_HEADER);
        }
    }

    private void walkKeys() {
        keyCount = takeCompact();
        keyOffset = take(keyCount * KEY_BYTES);
        if (signatureCount + readonlyUnsignedCount > keyCount) {
            fault(Status.BAD_HEADER);
        }
        blockhashOffset = take(KEY_BYTES);
    }

    private void walkInstructions() {
        instructionCount = takeCompact();
        for (int i = 0; i < instructionCount && status == Status.OK; i++) {
            int at = take(1);
            take(takeCompact());
            take(takeCompact());
            if (status == Status.OK) {
                instructionOffset[i] = at;
            }
        }
    }

    private void walkTables() {
        loadedKeyCount = 0;
        tableCount = version == LEGACY ? 0 : takeCompact();
        for (int i = 0; i < tableCount && status == Status.OK; i++) {
            int at = take(KEY_BYTES);
            int writable = takeCompact();
            take(writable);
            int readonly = takeCompact();
            take(readonly);
            if (status == Status.OK) {
                tableOffset[i] = at;
                loadedKeyCount += writable + readonly;
                if (writable + readonly == 0) {
                    fault(Status.BAD_LOOKUP_TABLE);
                }
            }
        }
        if (keyCount + loadedKeyCount > MAX_KEYS) {
            fault(Status.BAD_LOOKUP_TABLE);
        }
    }

    private Status checkIndexes() {
        int keys = keyCount + loadedKeyCount;
        for (int i = 0; i < instructionCount; i++) {
            int program = programIndex(i);
            if (program == 0 || program >= keyCount) {
                return fault(Status.BAD_INDEX);
            }
            int accounts = accountIndexOffset(i);
            for (int a = accounts + accountIndexCount(i) - 1; a >= accounts; a--) {
                if ((wire[a] & 0xff) >= keys) {
                    return fault(Status.BAD_INDEX);
                }
            }
        }
        return status;
    }

    /**
     * The array wrapped last; offsets of this view point into it.
     *
     * @return the array itself
     */
    public byte[] buffer() {
        return wire;
    }

    /**
     * Where the transaction starts.
     *
     * @return an offset into the buffer
     */
    public int offset() {
        return offset;
    }

    /**
     * Bytes of the transaction.
     *
     * @return 1 to {@value #MAX_WIRE_BYTES}
     */
    public int length() {
        return length;
    }

    /**
     * Signatures, which are also the keys that signed.
     *
     * @return 1 or more
     */
    public int signatureCount() {
        return signatureCount;
    }

    /**
     * Where a signature starts; the key of the same index signed it.
     *
     * @param index 0 to {@link #signatureCount()} - 1; 0 is the transaction's identity
     * @return offset of 64 bytes
     */
    public int signatureOffset(int index) {
        return signatureOffset + Objects.checkIndex(index, signatureCount) * SIGNATURE_BYTES;
    }

    /**
     * A signature as text; allocates.
     *
     * @param index 0 to {@link #signatureCount()} - 1; 0 is the transaction's identity
     * @return base58
     */
    public String signature(int index) {
        return Base58.encode(wire, signatureOffset(index), SIGNATURE_BYTES);
    }

    /**
     * Where the signed message starts; it runs to the end.
     *
     * @return an offset into the buffer
     */
    public int messageOffset() {
        return messageOffset;
    }

    /**
     * Bytes of the signed message.
     *
     * @return a count above 0
     */
    public int messageLength() {
        return offset + length - messageOffset;
    }

    /**
     * Version of the message.
     *
     * @return {@link #LEGACY} or 0
     */
    public int version() {
        return version;
    }

    /**
     * Keys in the transaction itself, without those that lookup tables load.
     *
     * @return 1 to 256
     */
    public int keyCount() {
        return keyCount;
    }

    /**
     * Where an account key starts.
     *
     * @param index 0 to {@link #keyCount()} - 1; 0 is the fee payer
     * @return offset of 32 bytes
     */
    public int keyOffset(int index) {
        return keyOffset + Objects.checkIndex(index, keyCount) * KEY_BYTES;
    }

    /**
     * An account key as text.
     *
     * @param index 0 to {@link #keyCount()} - 1
     * @return base58
     */
    public String key(int index) {
        return Base58.encode(wire, keyOffset(index), KEY_BYTES);
    }

    /**
     * Whether the header lets the transaction write an account; the runtime takes the right away from programs and
     * sysvars.
     *
     * @param index 0 to {@link #keyCount()} - 1
     * @return whether it is in a writable range
     */
    public boolean writable(int index) {
        return index < signatureCount
                ? index < signatureCount - readonlySignedCount
                : index < keyCount - readonlyUnsignedCount;
    }

    /**
     * Where the recent blockhash (or durable nonce) starts.
     *
     * @return the offset of 32 bytes
     */
    public int recentBlockhashOffset() {
        return blockhashOffset;
    }

    /**
     * Instructions of the message.
     *
     * @return 0 or more
     */
    public int instructionCount() {
        return instructionCount;
    }

    /**
     * The program of an instruction.
     *
     * @param instruction 0 to {@link #instructionCount()} - 1
     * @return index of its key, 1 to {@link #keyCount()} - 1
     */
    public int programIndex(int instruction) {
        return wire[instructionAt(instruction)] & 0xff;
    }

    /**
     * Accounts that an instruction names.
     *
     * @param instruction 0 to {@link #instructionCount()} - 1
     * @return how many, repeats counted
     */
    public int accountIndexCount(int instruction) {
        return compactAt(instructionAt(instruction) + 1);
    }

    /**
     * Where the account indexes of an instruction start, one unsigned byte each. An index from {@link #keyCount()} on
     * names a loaded key: the writable ones of all tables first, then the read-only ones.
     *
     * @param instruction 0 to {@link #instructionCount()} - 1
     * @return offset of {@link #accountIndexCount} bytes
     */
    public int accountIndexOffset(int instruction) {
        int at = instructionAt(instruction) + 1;
        return at + compactBytesAt(at);
    }

    /**
     * Bytes of an instruction's data.
     *
     * @param instruction 0 to {@link #instructionCount()} - 1
     * @return a count
     */
    public int dataLength(int instruction) {
        return compactAt(accountIndexOffset(instruction) + accountIndexCount(instruction));
    }

    /**
     * Where an instruction's data starts.
     *
     * @param instruction 0 to {@link #instructionCount()} - 1
     * @return offset of {@link #dataLength} bytes
     */
    public int dataOffset(int instruction) {
        int at = accountIndexOffset(instruction) + accountIndexCount(instruction);
        return at + compactBytesAt(at);
    }

    /**
     * Address lookup tables of a version 0 message.
     *
     * @return 0 or more
     */
    public int tableCount() {
        return tableCount;
    }

    /**
     * Keys that the lookup tables load.
     *
     * @return 0 or more
     */
    public int loadedKeyCount() {
        return loadedKeyCount;
    }

    /**
     * Where the address of a lookup table starts.
     *
     * @param table 0 to {@link #tableCount()} - 1
     * @return offset of 32 bytes
     */
    public int tableOffset(int table) {
        return tableOffset[Objects.checkIndex(table, tableCount)];
    }

    /**
     * Writable keys that a table loads.
     *
     * @param table 0 to {@link #tableCount()} - 1
     * @return a count
     */
    public int writableIndexCount(int table) {
        return compactAt(tableOffset(table) + KEY_BYTES);
    }

    /**
     * Where the table's indexes of writable keys start, one unsigned byte each.
     *
     * @param table 0 to {@link #tableCount()} - 1
     * @return offset of {@link #writableIndexCount} bytes
     */
    public int writableIndexOffset(int table) {
        int at = tableOffset(table) + KEY_BYTES;
        return at + compactBytesAt(at);
    }

    /**
     * Read-only keys that a table loads.
     *
     * @param table 0 to {@link #tableCount()} - 1
     * @return a count
     */
    public int readonlyIndexCount(int table) {
        return compactAt(writableIndexOffset(table) + writableIndexCount(table));
    }

    /**
     * Where the table's indexes of read-only keys start, one unsigned byte each.
     *
     * @param table 0 to {@link #tableCount()} - 1
     * @return offset of {@link #readonlyIndexCount} bytes
     */
    public int readonlyIndexOffset(int table) {
        int at = writableIndexOffset(table) + writableIndexCount(table);
        return at + compactBytesAt(at);
    }

    private int instructionAt(int instruction) {
        return instructionOffset[Objects.checkIndex(instruction, instructionCount)];
    }

    private int compactAt(int at) {
        int value = wire[at] & 0x7f;
        if (wire[at] < 0) {
            value |= (wire[at + 1] & 0x7f) << 7;
            if (wire[at + 1] < 0) {
                value |= wire[at + 2] << 14;
            }
        }
        return value;
    }

    private int compactBytesAt(int at) {
        return wire[at] >= 0 ? 1 : wire[at + 1] >= 0 ? 2 : 3;
    }
}

package io.trenchbot.streaming;

import io.trenchbot.streaming.TransactionView.Status;
import java.util.Objects;

/**
 * Walks over the wire bytes of one transaction, proves every bound and index, and keeps the offsets.
 *
 * <p>Threading: confined to one thread at a time.
 */
final class TransactionWalk {
    static final int SIGNATURE_BYTES = 64;
    static final int KEY_BYTES = 32;
    private static final int MAX_KEYS = 256;
    /** An instruction takes three bytes at least, a lookup table 34. */
    private static final int MAX_INSTRUCTIONS = TransactionView.MAX_WIRE_BYTES / 3;

    private static final int MAX_TABLES = TransactionView.MAX_WIRE_BYTES / 34;

    byte[] wire = new byte[0];
    int offset;
    int length;
    private int position;
    private int limit;
    private Status status = Status.TRUNCATED;

    int signatureCount;
    int signatureOffset;
    int messageOffset;
    int version;
    int readonlySignedCount;
    int readonlyUnsignedCount;
    int keyCount;
    int keyOffset;
    int blockhashOffset;
    int instructionCount;
    private final int[] instructionOffset = new int[MAX_INSTRUCTIONS];
    int tableCount;
    final int[] tableOffset = new int[MAX_TABLES];
    int loadedKeyCount;

    Status wrap(byte[] buffer, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, buffer.length);
        wire = buffer;
        this.offset = offset;
        this.length = length;
        position = offset;
        limit = offset + length;
        status = Status.OK;
        if (length > TransactionView.MAX_WIRE_BYTES) {
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
        version = TransactionView.LEGACY;
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
        tableCount = version == TransactionView.LEGACY ? 0 : takeCompact();
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

    int programIndex(int instruction) {
        return wire[instructionAt(instruction)] & 0xff;
    }

    int accountIndexCount(int instruction) {
        return compactAt(instructionAt(instruction) + 1);
    }

    int accountIndexOffset(int instruction) {
        int at = instructionAt(instruction) + 1;
        return at + compactBytesAt(at);
    }

    private int instructionAt(int instruction) {
        return instructionOffset[Objects.checkIndex(instruction, instructionCount)];
    }

    int compactAt(int at) {
        int value = wire[at] & 0x7f;
        if (wire[at] < 0) {
            value |= (wire[at + 1] & 0x7f) << 7;
            if (wire[at + 1] < 0) {
                value |= wire[at + 2] << 14;
            }
        }
        return value;
    }

    int compactBytesAt(int at) {
        return wire[at] >= 0 ? 1 : wire[at + 1] >= 0 ? 2 : 3;
    }
}

package io.trenchbot.streaming;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Member names and method names that the scanners know, as small integers. */
final class Key {
    static final int UNKNOWN = 0;
    static final int METHOD = 1;
    static final int PARAMS = 2;
    static final int ID = 3;
    static final int RESULT = 4;
    static final int ERROR = 5;
    static final int SUBSCRIPTION = 6;
    static final int CODE = 7;
    static final int MESSAGE = 8;
    static final int CONTEXT = 9;
    static final int VALUE = 10;
    static final int SLOT = 11;
    static final int PARENT = 12;
    static final int ROOT = 13;
    static final int TYPE = 14;
    static final int TIMESTAMP = 15;
    static final int ERR = 16;
    static final int TRANSACTION = 17;
    static final int SIGNATURE = 18;
    static final int VOTE_PUBKEY = 19;
    static final int SLOTS = 20;
    static final int HASH = 21;
    static final int LOGS = 22;
    static final int LAMPORTS = 23;
    static final int DATA = 24;
    static final int OWNER = 25;
    static final int EXECUTABLE = 26;
    static final int RENT_EPOCH = 27;
    static final int SPACE = 28;
    static final int PUBKEY = 29;
    static final int ACCOUNT = 30;
    static final int BLOCK = 31;
    static final int META = 32;
    static final int VERSION = 33;
    static final int LOG_MESSAGES = 34;
    static final int LOADED_ADDRESSES = 35;
    static final int READONLY = 36;
    static final int WRITABLE = 37;
    static final int BLOCK_HEIGHT = 38;
    static final int BLOCK_TIME = 39;
    static final int BLOCKHASH = 40;
    static final int PARENT_SLOT = 41;
    static final int PREVIOUS_BLOCKHASH = 42;
    static final int TRANSACTIONS = 43;
    static final int SIGNATURES = 44;
    static final int STATS = 45;
    static final int CONFIRMATION_STATUS = 46;
    static final int ACCOUNT_NOTIFICATION = 47;
    static final int PROGRAM_NOTIFICATION = 48;
    static final int LOGS_NOTIFICATION = 49;
    static final int SIGNATURE_NOTIFICATION = 50;
    static final int SLOT_NOTIFICATION = 51;
    static final int SLOTS_UPDATES_NOTIFICATION = 52;
    static final int ROOT_NOTIFICATION = 53;
    static final int BLOCK_NOTIFICATION = 54;
    static final int VOTE_NOTIFICATION = 55;
    static final int TRANSACTION_NOTIFICATION = 56;

    /** In the order of the constants above. */
    private static final String[] NAMES = {
        "",
        "method",
        "params",
        "id",
        "result",
        "error",
        "subscription",
        "code",
        "message",
        "context",
        "value",
        "slot",
        "parent",
        "root",
        "type",
        "timestamp",
        "err",
        "transaction",
        "signature",
        "votePubkey",
        "slots",
        "hash",
        "logs",
        "lamports",
        "data",
        "owner",
        "executable",
        "rentEpoch",
        "space",
        "pubkey",
        "account",
        "block",
        "meta",
        "version",
        "logMessages",
        "loadedAddresses",
        "readonly",
        "writable",
        "blockHeight",
        "blockTime",
        "blockhash",
        "parentSlot",
        "previousBlockhash",
        "transactions",
        "signatures",
        "stats",
        "confirmationStatus",
        "accountNotification",
        "programNotification",
        "logsNotification",
        "signatureNotification",
        "slotNotification",
        "slotsUpdatesNotification",
        "rootNotification",
        "blockNotification",
        "voteNotification",
        "transactionNotification"
    };

    static final int COUNT = NAMES.length;

    private static final int TABLE_BITS = 9;
    private static final long FACTOR = 0x9e3779b97f4a7c15L;
    private static final byte[][] TEXT = new byte[NAMES.length][];
    /** The first eight bytes of each, zeros beyond its end. */
    private static final long[] WORD = new long[NAMES.length];
    /** The sixteen bytes of each name with the quote and the colon behind it, and which of them count. */
    private static final long[] HEAD = new long[NAMES.length];

    private static final long[] HEAD_MASK = new long[NAMES.length];
    private static final long[] TAIL = new long[NAMES.length];
    private static final long[] TAIL_MASK = new long[NAMES.length];
    /** Of name, quote and colon; 0 where they are more than sixteen bytes. */
    private static final byte[] STEP = new byte[NAMES.length];
    /** Open addressing from a hash of word and length to the code. */
    private static final byte[] TABLE = new byte[1 << TABLE_BITS];

    static {
        for (int code = 0; code < NAMES.length; code++) {
            TEXT[code] = NAMES[code].getBytes(StandardCharsets.US_ASCII);
            WORD[code] = word(TEXT[code], 0, TEXT[code].length);
        }
        for (int code = 1; code < NAMES.length; code++) {
            int cell = cell(WORD[code], TEXT[code].length);
            while (TABLE[cell] != UNKNOWN) {
                cell = following(cell);
            }
            TABLE[cell] = (byte) code;
        }
    }

    static {
        for (int code = 1; code < NAMES.length; code++) {
            byte[] text = (NAMES[code] + "\":").getBytes(StandardCharsets.US_ASCII);
            if (text.length <= 2 * Long.BYTES) {
                STEP[code] = (byte) text.length;
                int head = Math.min(text.length, Long.BYTES);
                HEAD[code] = word(text, 0, head);
                HEAD_MASK[code] = -1L >>> (Long.SIZE - head * Byte.SIZE);
                if (text.length > head) {
                    TAIL[code] = word(text, head, text.length - head);
                    TAIL_MASK[code] = -1L >>> (Long.SIZE - (text.length - head) * Byte.SIZE);
                }
            }
        }
    }

    private Key() {}

    /** Where the value begins if this name, its quote and a colon lie at p; negative where they do not, or may not. */
    static int value(int code, byte[] bytes, int p, int end) {
        int step = STEP[code];
        if (step == 0 || p < 0 || end - p < 2 * Long.BYTES) {
            return JsonCursor.FAILED;
        }
        long head = ((long) JsonWords.WORDS.get(bytes, p) ^ HEAD[code]) & HEAD_MASK[code];
        long tail = ((long) JsonWords.WORDS.get(bytes, p + Long.BYTES) ^ TAIL[code]) & TAIL_MASK[code];
        return (head | tail) == 0 ? p + step : JsonCursor.FAILED;
    }

    static int code(byte[] bytes, int offset, int length) {
        if (length <= 0) {
            return UNKNOWN;
        }
        long word = word(bytes, offset, length);
        for (int cell = cell(word, length); ; cell = following(cell)) {
            int code = TABLE[cell];
            if (code == UNKNOWN || (WORD[code] == word && same(TEXT[code], bytes, offset, length))) {
                return code;
            }
        }
    }

    private static boolean same(byte[] text, byte[] bytes, int offset, int length) {
        return text.length == length
                && (length <= Long.BYTES || Arrays.equals(text, 0, length, bytes, offset, offset + length));
    }

    private static long word(byte[] bytes, int offset, int length) {
        if (bytes.length - offset < Long.BYTES) {
            long word = 0;
            for (int i = Math.min(length, Long.BYTES) - 1; i >= 0; i--) {
                word = word << Byte.SIZE | (bytes[offset + i] & 0xff);
            }
            return word;
        }
        long word = (long) JsonWords.WORDS.get(bytes, offset);
        return length >= Long.BYTES ? word : word & ((1L << (length * Byte.SIZE)) - 1);
    }

    private static int cell(long word, int length) {
        return (int) (((word + length) * FACTOR) >>> (Long.SIZE - TABLE_BITS));
    }

    private static int following(int cell) {
        return (cell + 1) & ((1 << TABLE_BITS) - 1);
    }
}

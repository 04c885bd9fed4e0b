package io.trenchbot.streaming;

/**
 * Reads a {@code result} into a {@link Notification}, in one pass, whatever the order of the members.
 *
 * <p>Objects inside one another (result, value, account, block, transaction, meta) are read by one method, because their
 * member names do not collide; so the same code takes notifications of all kinds and the replies of getBlock,
 * getTransaction and getSignaturesForAddress.
 */
final class NotificationScanner {
    /** result, value, account or block, transaction, transaction, meta, loadedAddresses. */
    private static final int MAX_NESTING = 8;

    private final JsonCursor cursor;

    NotificationScanner(JsonCursor cursor) {
        this.cursor = cursor;
    }

    int result(int p, Notification into) {
        return switch (cursor.at(p)) {
            case '{' -> object(p, into, 0);
            case '"' -> cursor.text(p, into.text);
            case '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number(p, into);
            default -> cursor.otherThanNull(p);
        };
    }

    private int number(int p, Notification into) {
        int after = cursor.unsigned(p);
        into.number = read();
        return after;
    }

    private long read() {
        return cursor.valuePresent ? cursor.value : Notification.NONE;
    }

    int object(int p, Notification into, int nesting) {
        if (nesting > MAX_NESTING || cursor.at(p) != '{') {
            return cursor.otherThanNull(p);
        }
        long seen = 0;
        for (p = cursor.openObject(p); cursor.at(p) == '"'; p = cursor.nextMember(p)) {
            p = cursor.member(p);
            seen = cursor.once(seen);
            p = member(p, into, nesting);
        }
        return cursor.expect(p, '}');
    }

    private int member(int p, Notification into, int nesting) {
        return switch (cursor.key) {
            case Key.CONTEXT -> context(p, into);
            case Key.VALUE -> value(p, into, nesting);
            case Key.ACCOUNT, Key.BLOCK, Key.META, Key.LOADED_ADDRESSES -> object(p, into, nesting + 1);
            case Key.TRANSACTION -> transaction(p, into, nesting);
            case Key.DATA -> encoded(p, into.data, into.dataEncoding);
            case Key.LOGS, Key.LOG_MESSAGES -> into.logs.read(cursor, p);
            case Key.SIGNATURE -> cursor.text(p, into.signature);
            case Key.ERR -> cursor.raw(p, into.err);
            case Key.STATS -> cursor.raw(p, into.stats);
            case Key.SLOTS -> cursor.raw(p, into.slots);
            case Key.TRANSACTIONS -> cursor.raw(p, into.transactions);
            case Key.WRITABLE -> cursor.raw(p, into.loadedWritable);
            case Key.READONLY -> cursor.raw(p, into.loadedReadonly);
            case Key.TYPE -> cursor.text(p, into.type);
            case Key.OWNER -> cursor.text(p, into.owner);
            case Key.PUBKEY -> cursor.text(p, into.pubkey);
            case Key.VOTE_PUBKEY -> cursor.text(p, into.votePubkey);
            case Key.HASH -> cursor.text(p, into.hash);
            case Key.BLOCKHASH -> cursor.text(p, into.blockhash);
            case Key.PREVIOUS_BLOCKHASH -> cursor.text(p, into.previousBlockhash);
            case Key.CONFIRMATION_STATUS -> cursor.text(p, into.confirmationStatus);
            case Key.EXECUTABLE -> executable(p, into);
            case Key.VERSION -> version(p, into);
            default -> numeric(p, into);
        };
    }

    private int numeric(int p, Notification into) {
        int key = cursor.key;
        switch (key) {
            case Key.SLOT, Key.PARENT, Key.ROOT, Key.TIMESTAMP, Key.LAMPORTS, Key.RENT_EPOCH, Key.SPACE -> {}
            case Key.BLOCK_HEIGHT, Key.BLOCK_TIME, Key.PARENT_SLOT -> {}
            default -> {
                return cursor.skip(p);
            }
        }
        int after = cursor.unsigned(p);
        switch (key) {
            case Key.SLOT -> into.slot = read();
            case Key.PARENT -> into.parent = read();
            case Key.ROOT -> into.root = read();
            case Key.TIMESTAMP -> into.timestamp = read();
            case Key.LAMPORTS -> into.lamports = cursor.valuePresent ? cursor.value : 0;
            case Key.RENT_EPOCH -> into.rentEpoch = cursor.valuePresent ? cursor.value : 0;
            case Key.SPACE -> into.space = cursor.valuePresent ? cursor.value : 0;
            case Key.BLOCK_HEIGHT -> into.blockHeight = read();
            case Key.BLOCK_TIME -> into.blockTime = read();
            default -> into.parentSlot = read();
        }
        return after;
    }

    private int executable(int p, Notification into) {
        int after = cursor.bool(p);
        into.executable = cursor.valuePresent && cursor.value == 1;
        return after;
    }

    /** A number, or "legacy", which stays {@link Notification#NONE}. */
    private int version(int p, Notification into) {
        if (cursor.at(p) == '"') {
            return cursor.skip(p);
        }
        int after = cursor.unsigned(p);
        into.version = read();
        return after;
    }

    private int context(int p, Notification into) {
        if (cursor.at(p) != '{') {
            return cursor.otherThanNull(p);
        }
        long seen = 0;
        for (p = cursor.openObject(p); cursor.at(p) == '"'; p = cursor.nextMember(p)) {
            p = cursor.member(p);
            seen = cursor.once(seen);
            if (cursor.key == Key.SLOT) {
                p = cursor.unsigned(p);
                into.contextSlot = read();
            } else {
                p = cursor.skip(p);
            }
        }
        return cursor.expect(p, '}');
    }

    /** An object, the text "receivedSignature", or the list of one status that getSignatureStatuses gives for one signature. */
    private int value(int p, Notification into, int nesting) {
        if (cursor.at(p) == '"') {
            return cursor.text(p, into.text);
        }
        if (cursor.at(p) == '[') {
            int element = cursor.openArray(p);
            return cursor.expect(cursor.nextElement(object(element, into, nesting + 1)), ']');
        }
        int after = object(p, into, nesting + 1);
        if (after >= 0) {
            into.value.set(cursor.bytes, p, after - p);
        }
        return after;
    }

    /** The object {transaction, meta, version}, or inside it the encoded bytes. */
    private int transaction(int p, Notification into, int nesting) {
        return cursor.at(p) == '{' ? object(p, into, nesting + 1) : encoded(p, into.wire, into.wireEncoding);
    }

    /** ["text", "encoding"]; a bare text is the old base58; an object is parsed data, which is not read. */
    private int encoded(int p, Slice text, Slice encoding) {
        text.clear();
        encoding.clear();
        if (cursor.at(p) == '{') {
            return cursor.skip(p);
        }
        if (cursor.at(p) != '[') {
            return cursor.text(p, text);
        }
        p = cursor.openArray(p);
        if (cursor.at(p) != '"') {
            cursor.unexpected = true;
        }
        p = cursor.nextElement(cursor.text(p, text));
        if (cursor.at(p) != ']') {
            p = cursor.nextElement(cursor.text(p, encoding));
        }
        while (p >= 0 && cursor.at(p) != ']') {
            p = cursor.nextElement(cursor.refuse(p));
        }
        return cursor.expect(p, ']');
    }
}

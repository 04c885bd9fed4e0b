package io.trenchbot.streaming;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Decides here what a server with {@code transactionSubscribe} decides there: for transactions that come in blocks or one
 * by one.
 *
 * <p>Threading: guarded by the lock of the deliveries.
 */
final class TransactionMatcher {
    private static final byte[] VOTE_PROGRAM =
            Base58.decode("Vote111111111111111111111111111111111111111", TransactionView.KEY_BYTES);
    private static final int MAX_VOTE_SIGNATURES = 2;

    private final TransactionFilter filter;
    private final Account[] include;
    private final Account[] exclude;
    private final Account[] required;
    private final TransactionView view = new TransactionView();
    private final byte[] wire = new byte[TransactionView.MAX_WIRE_BYTES + 2];

    /** A key as bytes, for those in the message, and as quoted text, for those that lookup tables load. */
    private static final class Account {
        final byte[] key;
        final byte[] quoted;

        Account(String text) {
            key = Base58.decode(text, TransactionView.KEY_BYTES);
            quoted = ("\"" + text + "\"").getBytes(StandardCharsets.US_ASCII);
        }
    }

    TransactionMatcher(TransactionFilter filter) {
        this.filter = filter;
        include = accounts(filter.include());
        exclude = accounts(filter.exclude());
        required = accounts(filter.required());
    }

    private static Account[] accounts(List<String> keys) {
        return keys.stream().map(Account::new).toArray(Account[]::new);
    }

    /** Whether the subscription wants it. A transaction that cannot be read is wanted: better shown than lost. */
    boolean wants(TransactionEvent event) {
        if (!filter.failed() && event.failed()) {
            return false;
        }
        if (filter.votes() && include.length + exclude.length + required.length == 0) {
            return true;
        }
        int length = event.decodeWire(wire, 0);
        if (length < 0 || view.wrap(wire, 0, length) != TransactionView.Status.OK) {
            return true;
        }
        return (filter.votes() || !simpleVote(view))
                && (include.length == 0 || count(include, event) > 0)
                && count(exclude, event) == 0
                && count(required, event) == required.length;
    }

    /** As the validator defines it: legacy, one or two signatures, one instruction, of the vote program. */
    static boolean simpleVote(TransactionView view) {
        return view.version() == TransactionView.LEGACY
                && view.signatureCount() <= MAX_VOTE_SIGNATURES
                && view.instructionCount() == 1
                && sameKey(view, view.programIndex(0), VOTE_PROGRAM);
    }

    private static boolean sameKey(TransactionView view, int index, byte[] key) {
        int at = view.keyOffset(index);
        return Arrays.equals(view.buffer(), at, at + TransactionView.KEY_BYTES, key, 0, key.length);
    }

    private int count(Account[] accounts, TransactionEvent event) {
        int count = 0;
        for (Account account : accounts) {
            boolean named = inMessage(account.key)
                    || holds(event.fields.loadedWritable, account.quoted)
                    || holds(event.fields.loadedReadonly, account.quoted);
            count += named ? 1 : 0;
        }
        return count;
    }

    private boolean inMessage(byte[] key) {
        for (int i = 0; i < view.keyCount(); i++) {
            if (sameKey(view, i, key)) {
                return true;
            }
        }
        return false;
    }

    private static boolean holds(Slice list, byte[] quoted) {
        for (int p = list.offset; p + quoted.length <= list.offset + list.length; p++) {
            if (Arrays.equals(list.bytes, p, p + quoted.length, quoted, 0, quoted.length)) {
                return true;
            }
        }
        return false;
    }
}

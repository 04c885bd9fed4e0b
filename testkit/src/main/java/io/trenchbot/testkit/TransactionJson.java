package io.trenchbot.testkit;

import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Renders transactions as nodes do. */
final class TransactionJson {
    static final String VOTE_PROGRAM = "Vote111111111111111111111111111111111111111";

    /** What a meta keeps when only accounts are wanted. */
    private static final List<String> ACCOUNTS_META =
            List.of("err", "fee", "postBalances", "postTokenBalances", "preBalances", "preTokenBalances", "status");

    private TransactionJson() {}

    /** The signature at an index of a wire form, base58. */
    static String signature(byte[] wire, int index) {
        int start = 1 + index * Message.SIGNATURE_BYTES;
        return Base58.encode(Arrays.copyOfRange(wire, start, start + Message.SIGNATURE_BYTES));
    }

    /** Agave's own test: a legacy message with one or two signers and a single instruction, of the vote program. */
    static boolean simpleVote(Message message) {
        return !message.versioned()
                && message.signers() <= 2
                && message.instructions().size() == 1
                && message.keys()
                        .get(message.instructions().get(0).program())
                        .toString()
                        .equals(VOTE_PROGRAM);
    }

    static String base64(byte[] wire) {
        return Base64.getEncoder().encodeToString(wire);
    }

    /** Appends the members meta, transaction and version, without braces. */
    static void members(StringBuilder out, LandedTransaction transaction, TransactionView view) {
        if (view.details() == TransactionView.Details.ACCOUNTS) {
            out.append("\"meta\":").append(accountsMeta(transaction)).append(",\"transaction\":");
            accounts(out, transaction);
        } else {
            out.append("\"meta\":").append(transaction.metaJson()).append(",\"transaction\":");
            encoded(out, transaction, view.encoding());
        }
        if (view.maxVersion() != null) {
            out.append(",\"version\":").append(transaction.version());
        }
    }

    static void encoded(StringBuilder out, LandedTransaction transaction, TransactionView.Encoding encoding) {
        switch (presentable(transaction, encoding)) {
            case BINARY ->
                out.append('"').append(Base58.encode(transaction.wire())).append('"');
            case BASE58 ->
                out.append("[\"").append(Base58.encode(transaction.wire())).append("\",\"base58\"]");
            case BASE64 -> out.append("[\"").append(base64(transaction.wire())).append("\",\"base64\"]");
            case JSON -> json(out, transaction, false);
            case JSON_PARSED -> json(out, transaction, true);
        }
    }

    /** A recording may hold what is no transaction, and does not hold the addresses that were loaded from tables. */
    private static TransactionView.Encoding presentable(
            LandedTransaction transaction, TransactionView.Encoding encoding) {
        if (encoding != TransactionView.Encoding.JSON && encoding != TransactionView.Encoding.JSON_PARSED) {
            return encoding;
        }
        Message message = Message.parse(transaction.wire());
        if (message == null) {
            return TransactionView.Encoding.BASE64;
        }
        int keys = message.keys().size() + message.loadedWritable() + message.loadedReadonly();
        return keys == transaction.accountKeys().size() ? encoding : TransactionView.Encoding.JSON;
    }

    private static String accountsMeta(LandedTransaction transaction) {
        Map<?, ?> meta = (Map<?, ?>) Objects.requireNonNull(Json.parse(transaction.metaJson()));
        StringBuilder out = new StringBuilder();
        char separator = '{';
        for (String name : ACCOUNTS_META) {
            out.append(separator).append('"').append(name).append("\":");
            Json.write(out, meta.get(name));
            separator = ',';
        }
        return out.append('}').toString();
    }

    private static void accounts(StringBuilder out, LandedTransaction transaction) {
        Message message = message(transaction);
        out.append("{\"accountKeys\":");
        parsedKeys(out, transaction, message);
        out.append(",\"signatures\":");
        signatures(out, transaction, message);
        out.append('}');
    }

    /** The message member by member; parsed, with names for indices, but no program's instructions are taken apart. */
    private static void json(StringBuilder out, LandedTransaction transaction, boolean parsed) {
        Message message = message(transaction);
        out.append("{\"message\":{\"accountKeys\":");
        if (parsed) {
            parsedKeys(out, transaction, message);
        } else {
            Json.write(out, message.keys().stream().map(Address::toString).toList());
            out.append(",\"header\":{\"numReadonlySignedAccounts\":")
                    .append(message.readonlySigners())
                    .append(",\"numReadonlyUnsignedAccounts\":")
                    .append(message.readonlyOthers())
                    .append(",\"numRequiredSignatures\":")
                    .append(message.signers())
                    .append('}');
        }
        out.append(",\"instructions\":");
        instructions(out, transaction, message, parsed);
        out.append(",\"recentBlockhash\":\"").append(message.blockhash()).append('"');
        if (message.versioned()) {
            lookups(out, message);
        }
        out.append("},\"signatures\":");
        signatures(out, transaction, message);
        out.append('}');
    }

    private static void parsedKeys(StringBuilder out, LandedTransaction transaction, Message message) {
        List<String> keys = transaction.accountKeys();
        int staticKeys = message.keys().size();
        char separator = '[';
        for (int i = 0; i < keys.size(); i++) {
            boolean signer = i < message.signers();
            boolean writable = i >= staticKeys
                    ? i < staticKeys + message.loadedWritable()
                    : signer
                            ? i < message.signers() - message.readonlySigners()
                            : i < staticKeys - message.readonlyOthers();
            out.append(separator)
                    .append("{\"pubkey\":\"")
                    .append(keys.get(i))
                    .append("\",\"signer\":")
                    .append(signer)
                    .append(",\"source\":\"")
                    .append(i < staticKeys ? "transaction" : "lookupTable")
                    .append("\",\"writable\":")
                    .append(writable)
                    .append('}');
            separator = ',';
        }
        out.append(']');
    }

    private static void instructions(
            StringBuilder out, LandedTransaction transaction, Message message, boolean parsed) {
        char separator = '[';
        for (Message.Compiled instruction : message.instructions()) {
            out.append(separator).append("{\"accounts\":[");
            for (int i = 0; i < instruction.accounts().length; i++) {
                int index = instruction.accounts()[i] & 0xff;
                out.append(i == 0 ? "" : ",")
                        .append(parsed ? Json.quote(transaction.accountKeys().get(index)) : index);
            }
            out.append("],\"data\":\"").append(Base58.encode(instruction.data()));
            if (parsed) {
                out.append("\",\"programId\":\"")
                        .append(transaction.accountKeys().get(instruction.program()))
                        .append('"');
            } else {
                out.append("\",\"programIdIndex\":").append(instruction.program());
            }
            out.append(",\"stackHeight\":1}");
            separator = ',';
        }
        out.append(message.instructions().isEmpty() ? "[]" : "]");
    }

    private static void lookups(StringBuilder out, Message message) {
        out.append(",\"addressTableLookups\":");
        char separator = '[';
        for (Message.Lookup lookup : message.lookups()) {
            out.append(separator)
                    .append("{\"accountKey\":\"")
                    .append(lookup.table())
                    .append("\",\"readonlyIndexes\":");
            Json.write(out, indices(lookup.readonly()));
            out.append(",\"writableIndexes\":");
            Json.write(out, indices(lookup.writable()));
            out.append('}');
            separator = ',';
        }
        out.append(message.lookups().isEmpty() ? "[]" : "]");
    }

    private static List<Integer> indices(byte[] bytes) {
        Integer[] indices = new Integer[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            indices[i] = bytes[i] & 0xff;
        }
        return List.of(indices);
    }

    private static void signatures(StringBuilder out, LandedTransaction transaction, Message message) {
        for (int i = 0; i < message.signers(); i++) {
            out.append(i == 0 ? "[\"" : ",\"")
                    .append(signature(transaction.wire(), i))
                    .append('"');
        }
        out.append(']');
    }

    private static Message message(LandedTransaction transaction) {
        Message message = Message.parse(transaction.wire());
        if (message == null) {
            throw new IllegalStateException("a malformed transaction in a block: " + transaction.signature());
        }
        return message;
    }
}

package io.trenchbot.pool;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Results of the typed methods. */
final class Decoders {
    /** Kept as JSON text: their shapes are wide and change with the network. */
    private static final Set<String> RAW = Set.of("err", "meta");

    private Decoders() {}

    static Long number(byte[] json, int offset, int length) throws IOException {
        return tree(json, offset, length).number();
    }

    static String text(byte[] json, int offset, int length) throws IOException {
        return tree(json, offset, length).text();
    }

    static List<Long> numbers(byte[] json, int offset, int length) throws IOException {
        List<Long> numbers = new ArrayList<>();
        for (JsonTree element : tree(json, offset, length).elements()) {
            numbers.add(element.number());
        }
        return List.copyOf(numbers);
    }

    static Long valueNumber(byte[] json, int offset, int length) throws IOException {
        return tree(json, offset, length).member("value").number();
    }

    static SolanaRpc.Blockhash blockhash(byte[] json, int offset, int length) throws IOException {
        JsonTree result = tree(json, offset, length);
        JsonTree value = result.member("value");
        return new SolanaRpc.Blockhash(
                value.member("blockhash").text(),
                value.member("lastValidBlockHeight").number(),
                result.member("context").member("slot").number());
    }

    /** Null if there is no such account. */
    static SolanaRpc.@Nullable Account accountValue(byte[] json, int offset, int length) throws IOException {
        return account(tree(json, offset, length).member("value"));
    }

    static List<SolanaRpc.@Nullable Account> accountValues(byte[] json, int offset, int length) throws IOException {
        List<SolanaRpc.@Nullable Account> accounts = new ArrayList<>();
        for (JsonTree element : tree(json, offset, length).member("value").elements()) {
            accounts.add(account(element));
        }
        return accounts;
    }

    /** With or without a context around the list. */
    static List<SolanaRpc.KeyedAccount> keyedAccounts(byte[] json, int offset, int length) throws IOException {
        JsonTree result = tree(json, offset, length);
        List<SolanaRpc.KeyedAccount> accounts = new ArrayList<>();
        for (JsonTree element : (result.isArray() ? result : result.member("value")).elements()) {
            SolanaRpc.Account account = account(element.member("account"));
            if (account == null) {
                throw new IOException("a listed account is null");
            }
            accounts.add(new SolanaRpc.KeyedAccount(element.member("pubkey").text(), account));
        }
        return List.copyOf(accounts);
    }

    private static SolanaRpc.@Nullable Account account(JsonTree value) throws IOException {
        if (value.isNull()) {
            return null;
        }
        return new SolanaRpc.Account(
                value.member("owner").text(),
                value.member("lamports").number(),
                base64(value.member("data").elements().get(0).text()),
                value.member("executable").flag(),
                value.member("rentEpoch").numberOr(0));
    }

    static List<SolanaRpc.@Nullable SignatureStatus> signatureStatuses(byte[] json, int offset, int length)
            throws IOException {
        List<SolanaRpc.@Nullable SignatureStatus> statuses = new ArrayList<>();
        for (JsonTree element : tree(json, offset, length).member("value").elements()) {
            statuses.add(element.isNull() ? null : status(element));
        }
        return statuses;
    }

    private static SolanaRpc.SignatureStatus status(JsonTree element) throws IOException {
        String confirmation = element.member("confirmationStatus").textOrNull();
        boolean rooted = element.member("confirmations").isNull();
        return new SolanaRpc.SignatureStatus(
                element.member("slot").number(),
                confirmation != null ? commitment(confirmation) : rooted ? Commitment.FINALIZED : Commitment.PROCESSED,
                element.member("err").textOrNull());
    }

    private static Commitment commitment(String text) throws IOException {
        try {
            return Commitment.of(text);
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    static List<SolanaRpc.SignatureInfo> signatureInfos(byte[] json, int offset, int length) throws IOException {
        List<SolanaRpc.SignatureInfo> infos = new ArrayList<>();
        for (JsonTree element : tree(json, offset, length).elements()) {
            infos.add(new SolanaRpc.SignatureInfo(
                    element.member("signature").text(),
                    element.member("slot").number(),
                    element.member("err").textOrNull(),
                    element.member("blockTime").numberOr(-1)));
        }
        return List.copyOf(infos);
    }

    /** Null if the transaction is not known. */
    static SolanaRpc.@Nullable LandedTransaction transaction(byte[] json, int offset, int length) throws IOException {
        JsonTree result = tree(json, offset, length);
        return result.isNull()
                ? null
                : new SolanaRpc.LandedTransaction(
                        result.member("slot").number(),
                        result.member("blockTime").numberOr(-1),
                        wire(result),
                        result.member("meta").textOrNull());
    }

    /** Null for a slot without a block, as some nodes answer instead of an error. */
    static SolanaRpc.@Nullable Block block(byte[] json, int offset, int length) throws IOException {
        JsonTree result = tree(json, offset, length);
        if (result.isNull()) {
            return null;
        }
        List<SolanaRpc.BlockTransaction> transactions = new ArrayList<>();
        JsonTree list = result.member("transactions");
        for (JsonTree element : list.isNull() ? List.<JsonTree>of() : list.elements()) {
            transactions.add(new SolanaRpc.BlockTransaction(
                    wire(element), element.member("meta").textOrNull()));
        }
        return new SolanaRpc.Block(
                result.member("blockhash").text(),
                result.member("previousBlockhash").text(),
                result.member("parentSlot").number(),
                result.member("blockHeight").numberOr(-1),
                result.member("blockTime").numberOr(-1),
                List.copyOf(transactions));
    }

    private static byte[] wire(JsonTree holder) throws IOException {
        return base64(holder.member("transaction").elements().get(0).text());
    }

    static SolanaRpc.Simulation simulation(byte[] json, int offset, int length) throws IOException {
        JsonTree result = tree(json, offset, length);
        JsonTree value = result.member("value");
        List<String> logs = new ArrayList<>();
        JsonTree lines = value.member("logs");
        for (JsonTree line : lines.isNull() ? List.<JsonTree>of() : lines.elements()) {
            logs.add(line.text());
        }
        return new SolanaRpc.Simulation(
                value.member("err").textOrNull(),
                List.copyOf(logs),
                value.member("unitsConsumed").numberOr(-1),
                result.member("context").member("slot").number());
    }

    static List<SolanaRpc.PrioritizationFee> prioritizationFees(byte[] json, int offset, int length)
            throws IOException {
        List<SolanaRpc.PrioritizationFee> fees = new ArrayList<>();
        for (JsonTree element : tree(json, offset, length).elements()) {
            fees.add(new SolanaRpc.PrioritizationFee(
                    element.member("slot").number(),
                    element.member("prioritizationFee").number()));
        }
        return List.copyOf(fees);
    }

    static String version(byte[] json, int offset, int length) throws IOException {
        return tree(json, offset, length).member("solana-core").text();
    }

    private static JsonTree tree(byte[] json, int offset, int length) throws IOException {
        return JsonTree.parse(json, offset, length, RAW);
    }

    private static byte[] base64(String text) throws IOException {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new IOException("not base64: " + e.getMessage(), e);
        }
    }
}

package io.trenchbot.testkit;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the parameters of the subscribe methods. */
final class TopicParser {
    /** Helius' limit of addresses a list. */
    private static final int MAX_ADDRESSES = 50_000;

    private static final Map<String, Topic.Kind> SUBSCRIBE = byName(true);
    private static final Map<String, Topic.Kind> UNSUBSCRIBE = byName(false);

    private TopicParser() {}

    static Topic parse(Topic.Kind kind, Params params) throws RpcException {
        return switch (kind) {
            case ACCOUNT -> account(params);
            case PROGRAM -> program(params);
            case LOGS -> logs(params);
            case SIGNATURE -> signature(params);
            case BLOCK -> blocks(params);
            case TRANSACTION -> transactions(params);
            case SLOT, SLOTS_UPDATES, ROOT, VOTE -> new Topic.Plain(kind);
        };
    }

    private static Topic account(Params params) throws RpcException {
        Options options = params.options(1);
        return new Topic.Account(
                address(params.string(0), "pubkey"),
                AccountView.of(options, AccountView.Encoding.BINARY),
                options.commitment());
    }

    private static Topic program(Params params) throws RpcException {
        Options options = params.options(1);
        return new Topic.Program(
                address(params.string(0), "pubkey"),
                AccountView.of(options, AccountView.Encoding.BINARY),
                AccountFilter.list(options),
                options.commitment());
    }

    private static Topic logs(Params params) throws RpcException {
        Commitment commitment = params.options(1).commitment();
        if (!params.has(0) || params.holdsString(0)) {
            return switch (params.string(0)) {
                case "all" -> new Topic.Logs(false, null, commitment);
                case "allWithVotes" -> new Topic.Logs(true, null, commitment);
                default ->
                    throw RpcException.invalidParams("Invalid params: unknown variant `" + params.string(0)
                            + "`, expected one of `all`, `allWithVotes`, `mentions`.");
            };
        }
        List<String> mentions = params.options(0).strings("mentions");
        if (mentions.size() != 1) {
            throw RpcException.invalidParams("Invalid Request: Only 1 address supported");
        }
        return new Topic.Logs(true, address(mentions.get(0), "mentions"), commitment);
    }

    private static Topic signature(Params params) throws RpcException {
        Options options = params.options(1);
        String signature = params.string(0);
        try {
            Params.signature(signature);
        } catch (RpcException e) {
            throw RpcException.invalidParams("Invalid Request: Invalid signature provided");
        }
        return new Topic.Signature(signature, options.bool("enableReceivedNotification", false), options.commitment());
    }

    private static Topic blocks(Params params) throws RpcException {
        Options options = params.options(1);
        TransactionView view = TransactionView.of(options, TransactionView.Encoding.BASE64);
        Commitment commitment = options.commitmentFromConfirmed();
        if (!params.has(0) || params.holdsString(0)) {
            if (params.string(0).equals("all")) {
                return new Topic.Blocks(null, view, commitment);
            }
            throw RpcException.invalidParams("Invalid params: unknown variant `" + params.string(0)
                    + "`, expected one of `all`, `mentionsAccountOrProgram`.");
        }
        String mention = params.options(0).string("mentionsAccountOrProgram", "");
        return new Topic.Blocks(address(mention, "mentionsAccountOrProgram"), view, commitment);
    }

    private static Topic transactions(Params params) throws RpcException {
        Options filter = params.options(0);
        Options options = params.options(1);
        String signature = filter.has("signature") ? Params.signature(filter.string("signature", "")) : null;
        Topic.Filter wanted = new Topic.Filter(
                filter.bool("vote"),
                filter.bool("failed"),
                signature,
                addresses(filter, "accountInclude"),
                addresses(filter, "accountExclude"),
                addresses(filter, "accountRequired"));
        TransactionView view = TransactionView.of(options, TransactionView.Encoding.BASE64);
        boolean whole =
                view.details() == TransactionView.Details.FULL || view.details() == TransactionView.Details.ACCOUNTS;
        if (whole && view.maxVersion() == null) {
            throw RpcException.invalidParams(
                    "Invalid params: maxSupportedTransactionVersion is required for transactionDetails full and accounts");
        }
        return new Topic.Transactions(wanted, view, options.commitment());
    }

    private static Set<String> addresses(Options filter, String name) throws RpcException {
        List<String> addresses = filter.strings(name);
        if (addresses.size() > MAX_ADDRESSES) {
            throw RpcException.invalidParams("Invalid params: more than " + MAX_ADDRESSES + " addresses in " + name);
        }
        for (String address : addresses) {
            address(address, name);
        }
        return Set.copyOf(addresses);
    }

    private static String address(String base58, String name) throws RpcException {
        try {
            return Params.address(base58);
        } catch (RpcException e) {
            throw RpcException.invalidParams("Invalid Request: Invalid " + name + " provided");
        }
    }

    /** A subscribe method's kind, null for any other method. */
    static Topic.@Nullable Kind subscribed(String method) {
        return SUBSCRIBE.get(method);
    }

    /** An unsubscribe method's kind, null for any other method. */
    static Topic.@Nullable Kind unsubscribed(String method) {
        return UNSUBSCRIBE.get(method);
    }

    private static Map<String, Topic.Kind> byName(boolean subscribe) {
        Map<String, Topic.Kind> kinds = new HashMap<>();
        for (Topic.Kind kind : Topic.Kind.values()) {
            kinds.put(subscribe ? kind.subscribe() : kind.unsubscribe(), kind);
        }
        return Map.copyOf(kinds);
    }
}

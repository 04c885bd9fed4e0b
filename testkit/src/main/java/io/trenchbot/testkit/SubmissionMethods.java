package io.trenchbot.testkit;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The methods that hand transactions in, or try them. */
final class SubmissionMethods {
    private final NodeView view;
    private final NodeLoop loop;

    SubmissionMethods(NodeView view, NodeLoop loop) {
        this.view = view;
        this.loop = loop;
    }

    void addTo(RpcService service) {
        service.addLater("sendTransaction", this::send);
        service.addLater("simulateTransaction", this::simulate);
        service.addLater("requestAirdrop", this::airdrop);
    }

    private CompletableFuture<String> send(Params params) throws RpcException {
        Options options = params.options(1);
        byte[] wire = wire(params.string(0), options.string("encoding", "base58"));
        String signature = TransactionJson.signature(wire, 0);
        long slot = view.head().slot(preflightCommitment(options));
        NodeView.checkMinContextSlot(options, slot);
        if (options.bool("skipPreflight", false)) {
            view.ledger().submit(wire, signature);
            return CompletableFuture.completedFuture(Json.quote(signature));
        }
        view.checkHealth();
        if (view.transaction(signature) != null) {
            throw preflightFailure(new Execution("\"AlreadyProcessed\"", List.of(), 0, List.of()));
        }
        return view.ledger()
                .chain()
                .ask(chain -> chain.simulate(wire, true))
                .thenComposeAsync(execution -> preflighted(execution, wire, signature), loop);
    }

    private CompletableFuture<String> preflighted(Execution execution, byte[] wire, String signature) {
        if (!execution.errJson().equals("null")) {
            return CompletableFuture.failedFuture(preflightFailure(execution));
        }
        view.ledger().submit(wire, signature);
        return CompletableFuture.completedFuture(Json.quote(signature));
    }

    private static Commitment preflightCommitment(Options options) throws RpcException {
        return Commitment.of(options.string("preflightCommitment", "finalized"));
    }

    private static RpcException preflightFailure(Execution execution) {
        if (execution.errJson().equals("\"SignatureFailure\"")) {
            return new RpcException(
                    RpcException.SIGNATURE_VERIFICATION_FAILURE, "Transaction signature verification failure");
        }
        String data = "{\"accounts\":null,\"err\":" + execution.errJson() + ",\"innerInstructions\":null,\"logs\":"
                + Json.text(execution.logs()) + ",\"replacementBlockhash\":null,\"returnData\":null,\"unitsConsumed\":"
                + execution.unitsConsumed() + "}";
        return new RpcException(
                RpcException.PREFLIGHT_FAILURE,
                "Transaction simulation failed: " + ErrorText.of(Json.parse(execution.errJson())),
                data);
    }

    private CompletableFuture<String> simulate(Params params) throws RpcException {
        Options options = params.options(1);
        byte[] wire = wire(params.string(0), options.string("encoding", "base58"));
        Commitment commitment = options.commitment();
        long slot = view.slot(options);
        boolean verify = options.bool("sigVerify", false);
        boolean replace = options.bool("replaceRecentBlockhash", false);
        if (verify && replace) {
            throw RpcException.invalidParams("sigVerify may not be used with replaceRecentBlockhash");
        }
        Block newest = view.head().block(commitment);
        byte[] tried = replace ? withBlockhash(wire, newest.blockhash()) : wire;
        AccountsWanted wanted = AccountsWanted.of(options);
        String replacement = replace
                ? "{\"blockhash\":\"" + newest.blockhash() + "\",\"lastValidBlockHeight\":"
                        + (newest.blockHeight() + 150) + "}"
                : "null";
        return view.ledger()
                .chain()
                .ask(chain -> chain.simulate(tried, verify))
                .thenApplyAsync(
                        execution -> NodeView.withContext(slot, simulated(execution, wanted, replacement)), loop);
    }

    private static String simulated(Execution execution, @Nullable AccountsWanted wanted, String replacement) {
        return "{\"accounts\":" + (wanted == null ? "null" : wanted.json(execution)) + ",\"err\":" + execution.errJson()
                + ",\"innerInstructions\":null,\"loadedAccountsDataSize\":"
                + execution.accountsAfter().stream()
                        .mapToInt(state -> state.data().length)
                        .sum() + ",\"logs\":"
                + Json.text(execution.logs()) + ",\"replacementBlockhash\":" + replacement
                + ",\"returnData\":null,\"unitsConsumed\":" + execution.unitsConsumed() + "}";
    }

    /**
     * The states after it that the client asks for.
     *
     * @param addresses whose
     * @param shown how
     */
    private record AccountsWanted(List<String> addresses, AccountView shown) {
        static @Nullable AccountsWanted of(Options options) throws RpcException {
            if (!options.has("accounts")) {
                return null;
            }
            Options wanted = options.options("accounts");
            List<String> addresses = wanted.strings("addresses");
            for (String address : addresses) {
                Params.address(address);
            }
            AccountView shown = AccountView.of(wanted, AccountView.Encoding.BASE64);
            if (shown.encoding() == AccountView.Encoding.BINARY || shown.encoding() == AccountView.Encoding.BASE58) {
                throw RpcException.invalidParams("base58 encoding not supported");
            }
            return new AccountsWanted(addresses, shown);
        }

        String json(Execution execution) {
            List<String> accounts = new ArrayList<>();
            for (String address : addresses) {
                accounts.add(execution.accountsAfter().stream()
                        .filter(state -> state.address().equals(address) && state.lamports() != 0)
                        .map(shown::notificationJson)
                        .findFirst()
                        .orElse("null"));
            }
            return "[" + String.join(",", accounts) + "]";
        }
    }

    private CompletableFuture<String> airdrop(Params params) throws RpcException {
        String address = params.address(0);
        long lamports = params.unsigned(1);
        return view.ledger().airdrop(address, lamports).thenComposeAsync(SubmissionMethods::airdropped, loop);
    }

    private static CompletableFuture<String> airdropped(Optional<String> signature) {
        return signature
                .map(text -> CompletableFuture.completedFuture(Json.quote(text)))
                .orElseGet(() -> CompletableFuture.failedFuture(
                        new RpcException(RpcException.INVALID_REQUEST, "Invalid request: this ledger has no faucet")));
    }

    /** The bytes of an encoded transaction that is well formed. */
    private static byte[] wire(String text, String encoding) throws RpcException {
        byte[] wire;
        try {
            wire = switch (TransactionView.encoding(encoding)) {
                case BINARY, BASE58 -> Base58.decode(text);
                case BASE64 -> Base64.getDecoder().decode(text);
                case JSON, JSON_PARSED ->
                    throw RpcException.invalidParams(
                            "unsupported encoding: " + encoding + ". Supported encodings: base58, base64");
            };
        } catch (IllegalArgumentException e) {
            throw RpcException.invalidParams("invalid " + encoding + " encoding: " + e.getMessage());
        }
        if (wire.length > Message.MAX_WIRE_BYTES) {
            throw RpcException.invalidParams("decoded solana_transaction::versioned::VersionedTransaction too large: "
                    + wire.length + " bytes (max: " + Message.MAX_WIRE_BYTES + " bytes)");
        }
        if (Message.parse(wire) == null) {
            throw RpcException.invalidParams(
                    "failed to deserialize solana_transaction::versioned::VersionedTransaction: malformed");
        }
        return wire;
    }

    private static byte[] withBlockhash(byte[] wire, String blockhash) {
        Message message = Message.parse(wire);
        if (message == null) {
            throw new IllegalStateException("checked before");
        }
        Message replaced = new Message(
                message.versioned(),
                message.signers(),
                message.readonlySigners(),
                message.readonlyOthers(),
                message.keys(),
                Address.of(blockhash),
                message.instructions(),
                message.lookups());
        byte[] bytes = replaced.write();
        System.arraycopy(wire, 0, bytes, 0, message.messageOffset());
        return bytes;
    }
}

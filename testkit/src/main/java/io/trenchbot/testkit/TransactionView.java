package io.trenchbot.testkit;

import org.jspecify.annotations.Nullable;

/**
 * How a request wants transactions, alone or in blocks, to be shown.
 *
 * @param encoding of the transaction
 * @param details how much of it
 * @param rewards whether a block's rewards are wanted
 * @param maxVersion the newest version that the client reads, null for legacy only
 */
record TransactionView(
        Encoding encoding,
        Details details,
        boolean rewards,
        @Nullable Long maxVersion) {
    /** The ways to write a transaction. */
    enum Encoding {
        /** A bare base58 string. */
        BINARY("binary"),
        BASE58("base58"),
        BASE64("base64"),
        JSON("json"),
        JSON_PARSED("jsonParsed");

        private final String word;

        Encoding(String word) {
            this.word = word;
        }
    }

    /** How much of a block's transactions. */
    enum Details {
        FULL("full"),
        ACCOUNTS("accounts"),
        SIGNATURES("signatures"),
        NONE("none");

        private final String word;

        Details(String word) {
            this.word = word;
        }
    }

    static TransactionView of(Options options, Encoding otherwise) throws RpcException {
        return new TransactionView(
                encoding(options.string("encoding", otherwise.word)),
                details(options.string("transactionDetails", Details.FULL.word)),
                options.bool("showRewards", options.bool("rewards", true)),
                options.has("maxSupportedTransactionVersion")
                        ? (Long) options.unsigned("maxSupportedTransactionVersion", 0)
                        : null);
    }

    static Encoding encoding(String word) throws RpcException {
        for (Encoding encoding : Encoding.values()) {
            if (encoding.word.equals(word)) {
                return encoding;
            }
        }
        throw RpcException.invalidParams("Invalid params: unknown variant `" + word
                + "`, expected one of `binary`, `base64`, `base58`, `json`, `jsonParsed`.");
    }

    private static Details details(String word) throws RpcException {
        for (Details details : Details.values()) {
            if (details.word.equals(word)) {
                return details;
            }
        }
        throw RpcException.invalidParams("Invalid params: unknown variant `" + word
                + "`, expected one of `full`, `signatures`, `none`, `accounts`.");
    }

    /** Fails for a version that the client has not said it reads, where it is shown at all. */
    void check(LandedTransaction transaction) throws RpcException {
        boolean shown = details == Details.FULL || details == Details.ACCOUNTS;
        if (shown && maxVersion == null && !transaction.version().equals("\"legacy\"")) {
            throw new RpcException(
                    RpcException.UNSUPPORTED_TRANSACTION_VERSION,
                    "Transaction version (" + transaction.version()
                            + ") is not supported by the requesting client. Please try the request again with the following "
                            + "configuration parameter: \"maxSupportedTransactionVersion\": " + transaction.version());
        }
    }
}

package io.trenchbot.testkit;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How a request wants accounts to be shown.
 *
 * @param encoding of the data
 * @param slice which part of the data, null for all
 */
record AccountView(Encoding encoding, @Nullable Slice slice) {
    /** Base58 takes time that grows with the square of the length, so nodes refuse more. */
    static final int MAX_BASE58_BYTES = 128;

    /** The ways to write bytes. */
    enum Encoding {
        /** A bare base58 string, the default since before there were encodings. */
        BINARY("binary"),
        BASE58("base58"),
        BASE64("base64"),
        BASE64_ZSTD("base64+zstd"),
        /** Base64 as nodes do for programs that they have no parser for, and this one has none. */
        JSON_PARSED("jsonParsed");

        private final String word;

        Encoding(String word) {
            this.word = word;
        }
    }

    /**
     * A part of the data.
     *
     * @param offset of its first byte
     * @param length in bytes
     */
    record Slice(long offset, long length) {}

    static AccountView of(Options options, Encoding otherwise) throws RpcException {
        Slice slice = null;
        if (options.has("dataSlice")) {
            Options part = options.options("dataSlice");
            slice = new Slice(part.unsigned("offset", 0), part.unsigned("length", 0));
        }
        return new AccountView(encoding(options.string("encoding", otherwise.word)), slice);
    }

    private static Encoding encoding(String word) throws RpcException {
        for (Encoding encoding : Encoding.values()) {
            if (encoding.word.equals(word)) {
                return encoding;
            }
        }
        throw RpcException.invalidParams("Invalid params: unknown variant `" + word
                + "`, expected one of `binary`, `base58`, `base64`, `jsonParsed`, `base64+zstd`.");
    }

    /** The account as JSON, {@code null} for none. */
    String json(@Nullable AccountState state) throws RpcException {
        return state == null ? "null" : present(state);
    }

    private String present(AccountState state) throws RpcException {
        byte[] data = sliced(state.data());
        if (tooLong(data)) {
            throw new RpcException(
                    RpcException.INVALID_REQUEST,
                    "Encoded binary (base 58) data should be less than " + MAX_BASE58_BYTES
                            + " bytes, please use Base64 encoding.");
        }
        return members(state, text(data));
    }

    /** As {@link #json}, but there is nobody to tell that base58 does not do: Agave writes a sentence in the place of the data. */
    String notificationJson(AccountState state) {
        byte[] data = sliced(state.data());
        return members(state, tooLong(data) ? "error: data too large for bs58 encoding" : text(data));
    }

    private String members(AccountState state, String data) {
        String written = encoding == Encoding.BINARY
                ? "\"" + data + "\""
                : "[\"" + data + "\",\"" + (encoding == Encoding.JSON_PARSED ? Encoding.BASE64 : encoding).word + "\"]";
        return "{\"lamports\":" + Long.toUnsignedString(state.lamports()) + ",\"data\":" + written + ",\"owner\":\""
                + state.owner() + "\",\"executable\":" + state.executable()
                + ",\"rentEpoch\":18446744073709551615,\"space\":" + state.data().length + "}";
    }

    private byte[] sliced(byte[] data) {
        if (slice == null) {
            return data;
        }
        int from = (int) Math.min(slice.offset, data.length);
        return Arrays.copyOfRange(data, from, from + (int) Math.min(slice.length, data.length - from));
    }

    private boolean tooLong(byte[] data) {
        return (encoding == Encoding.BINARY || encoding == Encoding.BASE58) && data.length > MAX_BASE58_BYTES;
    }

    private String text(byte[] data) {
        return switch (encoding) {
            case BINARY, BASE58 -> Base58.encode(data);
            case BASE64, JSON_PARSED -> TransactionJson.base64(data);
            case BASE64_ZSTD -> TransactionJson.base64(StoredZstd.frame(data));
        };
    }
}

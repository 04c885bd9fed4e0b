package io.trenchbot.testkit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** What an account's data must be like. */
sealed interface AccountFilter {
    /** The most that a request may name. */
    int MAX_FILTERS = 4;

    /** The longest bytes that memcmp compares. */
    int MAX_MEMCMP_BYTES = 128;

    /** The length of a token account; its state is the byte at 108. */
    int TOKEN_ACCOUNT_BYTES = 165;

    boolean matches(byte[] data);

    /**
     * Its length.
     *
     * @param bytes how long
     */
    record DataSize(long bytes) implements AccountFilter {
        @Override
        public boolean matches(byte[] data) {
            return data.length == bytes;
        }
    }

    /**
     * Bytes at an offset.
     *
     * @param offset of the first byte
     * @param latin1 the bytes as characters, so that equal filters are equal records
     */
    record Memcmp(long offset, String latin1) implements AccountFilter {
        @Override
        public boolean matches(byte[] data) {
            byte[] bytes = latin1.getBytes(StandardCharsets.ISO_8859_1);
            if (offset > data.length - bytes.length) {
                return false;
            }
            int from = (int) offset;
            return Arrays.equals(data, from, from + bytes.length, bytes, 0, bytes.length);
        }
    }

    /** A token account that is initialized or frozen. */
    record TokenAccountState() implements AccountFilter {
        @Override
        public boolean matches(byte[] data) {
            return data.length >= TOKEN_ACCOUNT_BYTES && data[108] != 0;
        }
    }

    static List<AccountFilter> list(Options options) throws RpcException {
        List<?> values = options.list("filters");
        if (values.size() > MAX_FILTERS) {
            throw RpcException.invalidParams("Too many filters provided; max " + MAX_FILTERS);
        }
        List<AccountFilter> filters = new ArrayList<>();
        for (Object value : values) {
            filters.add(of(value));
        }
        return List.copyOf(filters);
    }

    private static AccountFilter of(Object value) throws RpcException {
        if ("tokenAccountState".equals(value)) {
            return new TokenAccountState();
        }
        Options filter = Params.options(value);
        if (filter.has("dataSize")) {
            return new DataSize(filter.unsigned("dataSize", 0));
        }
        if (!filter.has("memcmp")) {
            throw Params.wrongType(value, "a filter: memcmp, dataSize or tokenAccountState");
        }
        Options memcmp = filter.options("memcmp");
        byte[] bytes = bytes(memcmp);
        if (bytes.length > MAX_MEMCMP_BYTES) {
            throw RpcException.invalidParams(
                    "Invalid param: encoded binary data should be less than " + MAX_MEMCMP_BYTES + " bytes");
        }
        return new Memcmp(memcmp.unsigned("offset", 0), new String(bytes, StandardCharsets.ISO_8859_1));
    }

    private static byte[] bytes(Options memcmp) throws RpcException {
        String text = memcmp.string("bytes", "");
        try {
            return memcmp.string("encoding", "base58").equals("base64")
                    ? Base64.getDecoder().decode(text)
                    : Base58.decode(text);
        } catch (IllegalArgumentException e) {
            throw RpcException.invalidParams("Invalid param: " + e.getMessage());
        }
    }
}

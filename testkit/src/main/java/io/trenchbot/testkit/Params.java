package io.trenchbot.testkit;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The positional parameters of a request. Whatever is not as it should be is error -32602. */
final class Params {
    private final List<?> values;

    private Params(List<?> values) {
        this.values = values;
    }

    static Params of(@Nullable Object params) throws RpcException {
        if (params == null) {
            return new Params(List.of());
        }
        if (params instanceof List<?> list) {
            return new Params(list);
        }
        throw RpcException.invalidParams("Invalid params: expected an array of parameters.");
    }

    boolean has(int index) {
        return index < values.size() && values.get(index) != null;
    }

    private Object value(int index) throws RpcException {
        if (!has(index)) {
            throw RpcException.invalidParams("`params` should have at least " + (index + 1) + " argument(s)");
        }
        return values.get(index);
    }

    String string(int index) throws RpcException {
        if (value(index) instanceof String text) {
            return text;
        }
        throw wrongType(value(index), "a string");
    }

    long unsigned(int index) throws RpcException {
        if (value(index) instanceof Long number && number >= 0) {
            return number;
        }
        throw wrongType(value(index), "u64");
    }

    boolean holdsNumber(int index) {
        return has(index) && values.get(index) instanceof Long;
    }

    boolean holdsString(int index) {
        return has(index) && values.get(index) instanceof String;
    }

    List<String> strings(int index) throws RpcException {
        return strings(value(index));
    }

    static List<String> strings(Object value) throws RpcException {
        if (!(value instanceof List<?> list) || !list.stream().allMatch(String.class::isInstance)) {
            throw wrongType(value, "a sequence of strings");
        }
        return list.stream().map(String.class::cast).toList();
    }

    /** A base58 address, as this method family of Agave complains about one. */
    String address(int index) throws RpcException {
        return address(string(index));
    }

    static String address(String base58) throws RpcException {
        if (decodedLength(base58) != Address.BYTES) {
            throw RpcException.invalidParams("Invalid param: " + (decodedLength(base58) < 0 ? "Invalid" : "WrongSize"));
        }
        return base58;
    }

    static String signature(String base58) throws RpcException {
        if (decodedLength(base58) != Message.SIGNATURE_BYTES) {
            throw RpcException.invalidParams("Invalid param: " + (decodedLength(base58) < 0 ? "Invalid" : "WrongSize"));
        }
        return base58;
    }

    private static int decodedLength(String base58) {
        try {
            return Base58.decode(base58).length;
        } catch (IllegalArgumentException e) {
            return -1;
        }
    }

    /** The configuration object at an index; an empty one where there is none. */
    Options options(int index) throws RpcException {
        if (!has(index)) {
            return new Options(Map.of());
        }
        return options(value(index));
    }

    static Options options(Object value) throws RpcException {
        if (value instanceof Map<?, ?> map) {
            return new Options(map);
        }
        throw wrongType(value, "a configuration object");
    }

    static RpcException wrongType(Object value, String expected) {
        String text = Json.text(value);
        String shown = text.length() > 100 ? text.substring(0, 100) + "..." : text;
        return RpcException.invalidParams("Invalid params: invalid type: " + shown + ", expected " + expected + ".");
    }
}

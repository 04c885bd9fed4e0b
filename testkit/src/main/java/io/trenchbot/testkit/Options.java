package io.trenchbot.testkit;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The configuration object of a request; unknown members are ignored, as nodes ignore them. */
final class Options {
    private final Map<?, ?> members;

    Options(Map<?, ?> members) {
        this.members = members;
    }

    boolean has(String name) {
        return members.get(name) != null;
    }

    Commitment commitment() throws RpcException {
        return has("commitment") ? Commitment.of(string("commitment", "")) : Commitment.FINALIZED;
    }

    /** For methods that are only about blocks the cluster has voted on. */
    Commitment commitmentFromConfirmed() throws RpcException {
        Commitment commitment = commitment();
        if (commitment == Commitment.PROCESSED) {
            throw RpcException.invalidParams("Method does not support commitment below `confirmed`");
        }
        return commitment;
    }

    String string(String name, String otherwise) throws RpcException {
        Object value = members.get(name);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof String text) {
            return text;
        }
        throw Params.wrongType(value, "a string");
    }

    boolean bool(String name, boolean otherwise) throws RpcException {
        Object value = members.get(name);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Boolean bool) {
            return bool;
        }
        throw Params.wrongType(value, "a boolean");
    }

    @Nullable
    Boolean bool(String name) throws RpcException {
        return has(name) ? bool(name, false) : null;
    }

    long unsigned(String name, long otherwise) throws RpcException {
        Object value = members.get(name);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Long number && number >= 0) {
            return number;
        }
        throw Params.wrongType(value, "u64");
    }

    /** The strings of an array; none where it is absent. */
    List<String> strings(String name) throws RpcException {
        Object value = members.get(name);
        return value == null ? List.of() : Params.strings(value);
    }

    List<?> list(String name) throws RpcException {
        Object value = members.get(name);
        if (value == null) {
            return List.of();
        }
        if (value instanceof List<?> list) {
            return list;
        }
        throw Params.wrongType(value, "a sequence");
    }

    Options options(String name) throws RpcException {
        Object value = members.get(name);
        return value == null ? new Options(Map.of()) : Params.options(value);
    }

    @Nullable
    Object value(String name) {
        return members.get(name);
    }
}

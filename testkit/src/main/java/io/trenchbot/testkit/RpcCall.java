package io.trenchbot.testkit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request of a JSON-RPC 2.0 message.
 *
 * @param method its method, empty where the request is invalid
 * @param params its parameters as they came
 * @param idJson its id as JSON
 * @param notification whether it has no id and so wants no reply
 * @param invalid why it is no request, null if it is one
 */
record RpcCall(
        String method,
        @Nullable Object params,
        String idJson,
        boolean notification,
        @Nullable RpcException invalid) {

    /**
     * A message's requests.
     *
     * @param calls the requests
     * @param batch whether they came, and are answered, as an array
     */
    record Message(List<RpcCall> calls, boolean batch) {}

    static Message parse(byte[] utf8) {
        Object value;
        try {
            value = Json.parse(utf8);
        } catch (IOException e) {
            return new Message(List.of(invalid("null", RpcException.PARSE_ERROR, "Parse error")), false);
        }
        if (!(value instanceof List<?> list)) {
            return new Message(List.of(of(value)), false);
        }
        if (list.isEmpty()) {
            return new Message(List.of(of(null)), false);
        }
        List<RpcCall> calls = new ArrayList<>();
        list.forEach(element -> calls.add(of(element)));
        return new Message(calls, true);
    }

    private static RpcCall of(@Nullable Object value) {
        if (!(value instanceof Map<?, ?> request)) {
            return invalid("null", RpcException.INVALID_REQUEST, "Invalid request");
        }
        Object id = request.get("id");
        boolean idIsSane = id == null || id instanceof String || id instanceof Number;
        String idJson = idIsSane ? Json.text(id) : "null";
        boolean sane = idIsSane && "2.0".equals(request.get("jsonrpc")) && request.get("method") instanceof String;
        if (!sane) {
            return invalid(idJson, RpcException.INVALID_REQUEST, "Invalid request");
        }
        String method = String.valueOf(request.get("method"));
        return new RpcCall(method, request.get("params"), idJson, !request.containsKey("id"), null);
    }

    private static RpcCall invalid(String idJson, int code, String message) {
        return new RpcCall("", null, idJson, false, new RpcException(code, message));
    }
}

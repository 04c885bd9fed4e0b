package io.trenchbot.pool;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** The text of a request's parameters: a JSON array whose last element may be a configuration object. */
final class Params {
    private Params() {}

    /**
     * The commitment that a configuration names, else the network's default.
     *
     * @throws IllegalArgumentException if the text is not one JSON array
     */
    static Commitment commitment(String method, String paramsJson) {
        Commitment found = Commitment.FINALIZED;
        try (JsonParser parser = Json.FACTORY.createParser(paramsJson)) {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                throw new IllegalArgumentException("parameters of " + method + " are not a JSON array");
            }
            int depth = 1;
            while (depth > 0) {
                JsonToken token = parser.nextToken();
                if (token == null) {
                    throw new IllegalArgumentException("parameters of " + method + " end early");
                }
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                if (token == JsonToken.FIELD_NAME && parser.currentName().equals("commitment")) {
                    String value = parser.nextTextValue();
                    found = value == null ? found : Commitment.of(value);
                }
            }
            if (parser.nextToken() != null) {
                throw new IllegalArgumentException("text after the parameters of " + method);
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("parameters of " + method + " are not JSON", e);
        }
        return found;
    }

    /** Adds a member to the configuration object, or adds that object. */
    static String withConfigMember(String paramsJson, String member) {
        int end = paramsJson.lastIndexOf(']');
        String head = paramsJson.substring(0, end).stripTrailing();
        char last = head.charAt(head.length() - 1);
        if (last != '}') {
            return head + (last == '[' ? "{" : ",{") + member + "}]";
        }
        String open = head.substring(0, head.length() - 1).stripTrailing();
        return open + (open.endsWith("{") ? "" : ",") + member + "}]";
    }
}

package io.trenchbot.pool;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A JSON-RPC reply with the place of its result in the body. The whole body is tokenized: Agave writes the id after the
 * result, and half a JSON text in a whole HTTP body must not pass for an answer.
 */
final class Envelope {
    enum Kind {
        RESULT,
        ERROR,
        MALFORMED
    }

    /** Error texts and data are quoted in exceptions; a node may not make these large. */
    static final int MESSAGE_CHARS_MAX = 400;

    private static final int DATA_BYTES_MAX = 64 * 1024;
    private static final int SEEN_RESULT = 1;
    private static final int SEEN_ERROR = 2;
    private static final int SEEN_ID = 4;
    private static final int SEEN_VERSION = 8;

    private final byte[] body;
    private int seen;
    private boolean idMatches;
    private boolean idNull;
    private int resultOffset;
    private int resultLength;
    private long contextSlot = -1;
    private int errorCode;
    private String errorMessage = "";
    private @Nullable String errorData;
    private @Nullable String defect;

    private Envelope(byte[] body) {
        this.body = body;
    }

    /**
     * Reads a body.
     *
     * @param id the id that was sent
     * @param resultIsSlot true if a number as the result is a slot
     */
    static Envelope parse(byte[] body, int length, long id, boolean resultIsSlot) {
        Envelope envelope = new Envelope(body);
        try (JsonParser parser = Json.FACTORY.createParser(body, 0, length)) {
            envelope.read(parser, id, resultIsSlot);
        } catch (IOException e) {
            envelope.defect = "the body is not JSON";
        }
        return envelope;
    }

    /** The id of a reply; -1 if it has none that is a number. */
    static long idOf(byte[] body) throws IOException {
        try (JsonParser parser = Json.FACTORY.createParser(body)) {
            long id = -1;
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean wanted = parser.currentName().equals("id");
                if (parser.nextToken() == JsonToken.VALUE_NUMBER_INT && wanted) {
                    id = parser.getLongValue();
                }
                parser.skipChildren();
            }
            return id;
        }
    }

    byte[] body() {
        return body;
    }

    Kind kind() {
        if (defect != null) {
            return Kind.MALFORMED;
        }
        return (seen & SEEN_ERROR) != 0 ? Kind.ERROR : Kind.RESULT;
    }

    int resultOffset() {
        return resultOffset;
    }

    int resultLength() {
        return resultLength;
    }

    /** Slot of the state that was read; -1 if the reply does not say. */
    long contextSlot() {
        return contextSlot;
    }

    int errorCode() {
        return errorCode;
    }

    String errorMessage() {
        return errorMessage;
    }

    @Nullable
    String errorData() {
        return errorData;
    }

    String defect() {
        return defect == null ? "" : defect;
    }

    private void read(JsonParser parser, long id, boolean resultIsSlot) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            defect = "the body is not a JSON object";
            return;
        }
        while (defect == null && parser.nextToken() == JsonToken.FIELD_NAME) {
            member(parser, parser.currentName(), id, resultIsSlot);
        }
        if (defect == null && parser.currentToken() != JsonToken.END_OBJECT) {
            defect = "the body ends early";
        }
        if (defect == null && parser.nextToken() != null) {
            defect = "text after the reply";
        }
        if (defect == null) {
            defect = check();
        }
    }

    private @Nullable String check() {
        boolean result = (seen & SEEN_RESULT) != 0;
        boolean error = (seen & SEEN_ERROR) != 0;
        if (result == error) {
            return result ? "result and error in one reply" : "neither result nor error in the reply";
        }
        // A node that could not read the request cannot repeat its id.
        boolean id = idMatches || (error && (idNull || (seen & SEEN_ID) == 0));
        return id ? null : "the id is not the request's";
    }

    private void member(JsonParser parser, String name, long id, boolean resultIsSlot) throws IOException {
        JsonToken token = parser.nextToken();
        switch (name) {
            case "result" -> {
                once(SEEN_RESULT, name);
                result(parser, token, resultIsSlot);
            }
            case "error" -> {
                // Some servers send "error": null beside a result.
                if (token != JsonToken.VALUE_NULL) {
                    once(SEEN_ERROR, name);
                    error(parser, token);
                }
            }
            case "id" -> {
                once(SEEN_ID, name);
                idMatches = token == JsonToken.VALUE_NUMBER_INT && parser.getLongValue() == id;
                idNull = token == JsonToken.VALUE_NULL;
                parser.skipChildren();
            }
            case "jsonrpc" -> {
                once(SEEN_VERSION, name);
                parser.skipChildren();
            }
            default -> parser.skipChildren();
        }
    }

    private void once(int bit, String name) {
        if ((seen & bit) != 0) {
            defect = "two members named " + name;
        }
        seen |= bit;
    }

    private void result(JsonParser parser, JsonToken token, boolean resultIsSlot) throws IOException {
        resultOffset = (int) parser.currentTokenLocation().getByteOffset();
        if (token == JsonToken.START_OBJECT) {
            resultObject(parser);
        } else if (resultIsSlot && token == JsonToken.VALUE_NUMBER_INT) {
            contextSlot = parser.getLongValue();
        } else {
            parser.skipChildren();
            parser.finishToken();
        }
        resultLength = (int) parser.currentLocation().getByteOffset() - resultOffset;
    }

    private void resultObject(JsonParser parser) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean context = parser.currentName().equals("context");
            if (parser.nextToken() == JsonToken.START_OBJECT && context) {
                context(parser);
            } else {
                parser.skipChildren();
            }
        }
    }

    private void context(JsonParser parser) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean slot = parser.currentName().equals("slot");
            if (parser.nextToken() == JsonToken.VALUE_NUMBER_INT && slot) {
                contextSlot = parser.getLongValue();
            } else {
                parser.skipChildren();
            }
        }
    }

    private void error(JsonParser parser, JsonToken token) throws IOException {
        if (token != JsonToken.START_OBJECT) {
            errorMessage = token == JsonToken.VALUE_STRING ? cut(parser.getText()) : "error of another shape";
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (name.equals("code") && value == JsonToken.VALUE_NUMBER_INT) {
                errorCode = parser.getValueAsInt();
            } else if (name.equals("message") && value == JsonToken.VALUE_STRING) {
                errorMessage = cut(parser.getText());
            } else if (name.equals("data")) {
                errorData = text(parser);
            } else {
                parser.skipChildren();
            }
        }
    }

    private @Nullable String text(JsonParser parser) throws IOException {
        int offset = (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        parser.finishToken();
        int length = (int) parser.currentLocation().getByteOffset() - offset;
        return length > DATA_BYTES_MAX ? null : new String(body, offset, length, StandardCharsets.UTF_8).strip();
    }

    private static String cut(String text) {
        return text.length() <= MESSAGE_CHARS_MAX ? text : text.substring(0, MESSAGE_CHARS_MAX) + "…";
    }
}

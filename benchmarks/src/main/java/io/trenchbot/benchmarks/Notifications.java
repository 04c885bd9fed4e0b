package io.trenchbot.benchmarks;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Reads logs and transaction notifications with Jackson's streaming parser, skipping what nobody asked for. */
final class Notifications {
    private static final JsonFactory FACTORY = new JsonFactory();

    long slot;
    String signature = "";
    boolean failed;
    byte[] wire = new byte[0];
    int lineCount;
    long lineChars;
    final List<String> lines = new ArrayList<>();

    private boolean keepsLines;

    static StringBuilder text(long slot, String signature, boolean failed) {
        return new StringBuilder().append(slot).append(' ').append(signature).append(failed ? " failed" : " done");
    }

    /** Reads one; false for what is no notification. */
    boolean read(String message, boolean keepsText) {
        keepsLines = keepsText;
        signature = "";
        failed = false;
        lineCount = 0;
        lineChars = 0;
        lines.clear();
        try (JsonParser parser = FACTORY.createParser(message)) {
            parser.nextToken();
            object(parser);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return !signature.isEmpty();
    }

    private void object(JsonParser parser) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (name) {
                case "params", "result", "context", "value", "meta" -> {
                    if (value == JsonToken.START_OBJECT) {
                        object(parser);
                    }
                }
                case "transaction" -> transaction(parser, value);
                case "slot" -> slot = parser.getLongValue();
                case "signature" -> signature = parser.getText();
                case "err" -> {
                    failed = value != JsonToken.VALUE_NULL;
                    parser.skipChildren();
                }
                case "logs", "logMessages" -> logs(parser, value);
                default -> parser.skipChildren();
            }
        }
    }

    /** The object around bytes and meta, or the pair of bytes and encoding. */
    private void transaction(JsonParser parser, JsonToken value) throws IOException {
        if (value == JsonToken.START_OBJECT) {
            object(parser);
            return;
        }
        parser.nextToken();
        wire = Base64.getDecoder().decode(parser.getText());
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            parser.skipChildren();
        }
    }

    private void logs(JsonParser parser, JsonToken value) throws IOException {
        if (value != JsonToken.START_ARRAY) {
            return;
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            lineCount++;
            lineChars += parser.getTextLength();
            if (keepsLines) {
                lines.add(parser.getText());
            }
        }
    }
}

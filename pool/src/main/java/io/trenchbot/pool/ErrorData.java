package io.trenchbot.pool;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Single members of the {@code data} of an error reply. */
final class ErrorData {
    private ErrorData() {}

    /** A top-level member that is a whole number; -1 if there is none. */
    static long number(@Nullable String json, String name) {
        if (json == null) {
            return -1;
        }
        try (JsonParser parser = Json.FACTORY.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return -1;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean wanted = parser.currentName().equals(name);
                if (parser.nextToken() == JsonToken.VALUE_NUMBER_INT && wanted) {
                    return parser.getLongValue();
                }
                parser.skipChildren();
            }
        } catch (IOException e) {
            return -1;
        }
        return -1;
    }
}

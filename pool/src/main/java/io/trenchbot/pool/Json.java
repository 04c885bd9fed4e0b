package io.trenchbot.pool;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.io.JsonStringEncoder;

/** The one JSON factory, and the little writing that requests need. */
final class Json {
    /** Names come from the network, so they are not interned: interned strings outlive the reply. */
    static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private Json() {}

    /** A JSON string with its quotes. */
    static String quoted(String text) {
        return "\"" + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(text)) + "\"";
    }

    /** A JSON array of strings. */
    static String quotedArray(Iterable<String> texts) {
        StringBuilder json = new StringBuilder("[");
        for (String text : texts) {
            json.append(json.length() > 1 ? "," : "").append(quoted(text));
        }
        return json.append(']').toString();
    }
}

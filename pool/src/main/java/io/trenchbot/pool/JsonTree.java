package io.trenchbot.pool;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A value of a reply, for the typed methods: objects, arrays, texts and whole numbers, with accessors that name what is
 * missing. Members named as raw are kept as JSON text.
 */
final class JsonTree {
    private final String path;
    private final @Nullable Object value;

    private JsonTree(String path, @Nullable Object value) {
        this.path = path;
        this.value = value;
    }

    static JsonTree parse(byte[] json, int offset, int length, Set<String> raw) throws IOException {
        try (JsonParser parser = Json.FACTORY.createParser(json, offset, length)) {
            parser.nextToken();
            return new JsonTree("result", read(parser, json, offset, raw));
        }
    }

    private static @Nullable Object read(JsonParser parser, byte[] json, int offset, Set<String> raw)
            throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> readObject(parser, json, offset, raw);
            case START_ARRAY -> readArray(parser, json, offset, raw);
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT -> parser.getBigIntegerValue();
            case VALUE_NUMBER_FLOAT -> parser.getText();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> null;
        };
    }

    private static Map<String, @Nullable Object> readObject(JsonParser parser, byte[] json, int offset, Set<String> raw)
            throws IOException {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken token = parser.nextToken();
            boolean keep = raw.contains(name) && token != JsonToken.VALUE_NULL;
            members.put(name, keep ? rawText(parser, json, offset) : read(parser, json, offset, raw));
        }
        return members;
    }

    private static List<@Nullable Object> readArray(JsonParser parser, byte[] json, int offset, Set<String> raw)
            throws IOException {
        List<@Nullable Object> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            elements.add(read(parser, json, offset, raw));
        }
        return elements;
    }

    private static String rawText(JsonParser parser, byte[] json, int offset) throws IOException {
        int from = (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        parser.finishToken();
        int to = (int) parser.currentLocation().getByteOffset();
        return new String(json, offset + from, to - from, StandardCharsets.UTF_8);
    }

    boolean isNull() {
        return value == null;
    }

    boolean isArray() {
        return value instanceof List;
    }

    /** A member; a null value if there is none. */
    JsonTree member(String name) throws IOException {
        if (value instanceof Map<?, ?> members) {
            return new JsonTree(path + "." + name, members.get(name));
        }
        throw unlike("an object");
    }

    List<JsonTree> elements() throws IOException {
        if (!(value instanceof List<?> list)) {
            throw unlike("an array");
        }
        List<JsonTree> elements = new ArrayList<>(list.size());
        for (int i = 0; i < list.size(); i++) {
            elements.add(new JsonTree(path + "[" + i + "]", list.get(i)));
        }
        return elements;
    }

    String text() throws IOException {
        if (value instanceof String text) {
            return text;
        }
        throw unlike("a text");
    }

    @Nullable
    String textOrNull() throws IOException {
        return value == null ? null : text();
    }

    /** A whole number; unsigned ones above the range of long wrap, as Java's unsigned long methods expect. */
    long number() throws IOException {
        if (value instanceof BigInteger number && number.bitLength() <= 64) {
            return number.longValue();
        }
        throw unlike("a number of 64 bits");
    }

    long numberOr(long absent) throws IOException {
        return value == null ? absent : number();
    }

    boolean flag() throws IOException {
        if (value instanceof Boolean flag) {
            return flag;
        }
        throw unlike("true or false");
    }

    private IOException unlike(String wanted) {
        String kind = value == null ? "null" : value.getClass().getSimpleName();
        return new IOException(path + " is not " + wanted + " but " + kind);
    }
}

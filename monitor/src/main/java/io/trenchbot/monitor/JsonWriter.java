package io.trenchbot.monitor;

import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Writes one JSON object, member by member.
 *
 * <p>Threading: one thread.
 */
final class JsonWriter {
    private final StringBuilder out = new StringBuilder();
    private boolean first = true;

    static String object(Consumer<JsonWriter> members) {
        JsonWriter json = new JsonWriter();
        json.out.append('{');
        members.accept(json);
        return json.out.append('}').toString();
    }

    JsonWriter member(String name, String value) {
        name(name);
        quote(value);
        return this;
    }

    JsonWriter member(String name, long value) {
        name(name);
        out.append(value);
        return this;
    }

    /** JSON has no NaN: a number without data is null. */
    JsonWriter member(String name, double value) {
        name(name);
        number(value);
        return this;
    }

    JsonWriter member(String name, boolean value) {
        name(name);
        out.append(value);
        return this;
    }

    JsonWriter absent(String name) {
        name(name);
        out.append("null");
        return this;
    }

    JsonWriter object(String name, Consumer<JsonWriter> members) {
        name(name);
        nested('{', () -> members.accept(this), '}');
        return this;
    }

    <T> JsonWriter array(String name, Iterable<T> values, BiConsumer<JsonWriter, T> members) {
        name(name);
        nested('[', () -> values.forEach(value -> element(() -> members.accept(this, value))), ']');
        return this;
    }

    JsonWriter numbers(String name, Iterable<? extends Number> values) {
        name(name);
        nested(
                '[',
                () -> values.forEach(value -> {
                    comma();
                    if (value instanceof Double) {
                        number(value.doubleValue());
                    } else {
                        out.append(value);
                    }
                }),
                ']');
        return this;
    }

    private void element(Runnable members) {
        comma();
        nested('{', members, '}');
    }

    private void nested(char open, Runnable content, char close) {
        out.append(open);
        first = true;
        content.run();
        first = false;
        out.append(close);
    }

    private void name(String name) {
        comma();
        quote(name);
        out.append(':');
    }

    private void comma() {
        if (!first) {
            out.append(',');
        }
        first = false;
    }

    private void number(double value) {
        if (!Double.isFinite(value)) {
            out.append("null");
        } else if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            out.append((long) value);
        } else {
            out.append(String.format(Locale.ROOT, "%.6g", value));
        }
    }

    private void quote(String value) {
        out.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ' || Character.isSurrogate(c) || c == '<' || c == '\u2028' || c == '\u2029') {
                // Escaped: control characters by the standard, the rest so that the text is safe inside a page too.
                out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }
}

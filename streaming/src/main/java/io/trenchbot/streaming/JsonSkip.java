package io.trenchbot.streaming;

/** Steps over JSON values that nobody asked for, most of a transaction's frame, with their grammar checked. */
final class JsonSkip {
    private static final long NO_LEVEL = 1;

    private JsonSkip() {}

    static int value(JsonCursor cursor, int p) {
        int c = cursor.at(p);
        return c == '{' || c == '[' ? nested(cursor, p) : scalar(cursor, p, c);
    }

    /**
     * Without recursion: the levels that are open are the bits of a number below its first one, set for an object, the
     * innermost the lowest. That makes 63 levels; the deepest true meta has about eight.
     */
    private static int nested(JsonCursor cursor, int p) {
        long levels = NO_LEVEL;
        do {
            int c = cursor.at(p);
            if (c == '{' || c == '[') {
                boolean object = c == '{';
                p = object ? cursor.openObject(p) : cursor.openArray(p);
                if (cursor.at(p) != c + 2) {
                    if (levels < 0) {
                        return cursor.fail(JsonCursor.TOO_DEEP);
                    }
                    levels = levels << 1 | (object ? 1 : 0);
                    p = object ? name(cursor, p) : p;
                    continue;
                }
                p++;
            } else {
                p = scalar(cursor, p, c);
            }
            // What follows a value: the ends of levels, then a comma unless that was the last one.
            while (levels != NO_LEVEL) {
                boolean object = (levels & 1) != 0;
                p = cursor.space(p);
                c = cursor.at(p);
                if (c == ',') {
                    p = cursor.space(p + 1);
                    p = object ? name(cursor, p) : p;
                    break;
                }
                if (c != (object ? '}' : ']')) {
                    return cursor.fail(JsonCursor.NOT_JSON);
                }
                p++;
                levels >>>= 1;
            }
        } while (levels != NO_LEVEL && p >= 0);
        return p;
    }

    private static int name(JsonCursor cursor, int p) {
        return cursor.colon(cursor.string(p) + 1);
    }

    private static int scalar(JsonCursor cursor, int p, int c) {
        if (c == '"') {
            return cursor.string(p) + 1;
        }
        int after = switch (c) {
            case 't' -> JsonWords.literal(cursor.bytes, p, cursor.end, "true");
            case 'f' -> JsonWords.literal(cursor.bytes, p, cursor.end, "false");
            case 'n' -> JsonWords.literal(cursor.bytes, p, cursor.end, "null");
            default -> JsonWords.number(cursor.bytes, p, cursor.end);
        };
        return after < 0 ? cursor.fail(JsonCursor.NOT_JSON) : after;
    }
}

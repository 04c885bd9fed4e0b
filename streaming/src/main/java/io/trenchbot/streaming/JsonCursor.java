package io.trenchbot.streaming;

/**
 * Reads JSON text forward over a range of bytes: strict grammar, strict UTF-8, no allocation on the usual path.
 *
 * <p>Every method takes the position it starts at and returns the position after what it read. A fault makes it return
 * {@link #FAILED}, which is so far below zero that adding to it stays below zero, and {@link #at} answers -1 there: so a
 * fault runs through all later calls by itself, the first cause is kept in {@link #failure}, and callers test once, at
 * the end. A value of another type than asked for is skipped with its grammar checked, and noted in {@link #unexpected}.
 */
final class JsonCursor {
    static final int FAILED = Integer.MIN_VALUE;
    static final int NOT_JSON = 1;
    static final int NOT_UTF8 = 2;
    static final int TOO_DEEP = 3;

    private static final long TEN_TO_19 = Long.parseUnsignedLong("10000000000000000000");

    byte[] bytes = new byte[0];
    int end;
    int failure;
    boolean unexpected;
    /** Code of the member name that {@link #member} read, {@link Key#UNKNOWN} for one we do not know. */
    int key;
    /** What {@link #unsigned} and {@link #bool} read, where {@link #valuePresent}. */
    long value;

    boolean valuePresent;
    /** The name that came after each one the last time: frames of a kind have their members in one order. */
    private final byte[] following = new byte[Key.COUNT];

    private boolean escaped;
    private final Slice name = new Slice();
    private byte[] scratch = new byte[128];
    private int scratchLength;

    void reset(byte[] bytes, int offset, int length) {
        this.bytes = bytes;
        end = offset + length;
        failure = 0;
        unexpected = false;
        scratchLength = 0;
    }

    int at(int p) {
        // One comparison: a negative p is large unsigned.
        return Integer.compareUnsigned(p, end) < 0 ? bytes[p] : -1;
    }

    int fail(int cause) {
        if (failure == 0) {
            failure = cause;
        }
        return FAILED;
    }

    int space(int p) {
        return at(p) > ' ' ? p : spaces(p);
    }

    private int spaces(int p) {
        for (; ; p++) {
            int c = at(p);
            if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
                return p;
            }
        }
    }

    /** Steps over one expected byte. */
    int expect(int p, char c) {
        return at(p) == c ? p + 1 : fail(NOT_JSON);
    }

    /** From an opening brace to its first member's quote or its closing brace. */
    int openObject(int p) {
        int q = space(expect(p, '{'));
        return at(q) == '"' || at(q) == '}' ? q : fail(NOT_JSON);
    }

    /** From the end of a member's value to the next member's quote or the closing brace. */
    int nextMember(int p) {
        int q = space(p);
        if (at(q) == '}') {
            return q;
        }
        q = space(expect(q, ','));
        return at(q) == '"' ? q : fail(NOT_JSON);
    }

    /** From an opening bracket to its first element or its closing bracket. */
    int openArray(int p) {
        return space(expect(p, '['));
    }

    /** From the end of an element to the next element or the closing bracket. */
    int nextElement(int p) {
        int q = space(p);
        if (at(q) == ']') {
            return q;
        }
        q = space(expect(q, ','));
        return at(q) == ']' ? fail(NOT_JSON) : q;
    }

    /** From a member's opening quote to its value; leaves the name's code in {@link #key}. */
    int member(int p) {
        int guess = following[key];
        int value = Key.value(guess, bytes, p + 1, end);
        if (at(value) > ' ') {
            key = guess;
            return value;
        }
        return anyMember(p);
    }

    private int anyMember(int p) {
        int close = string(p);
        if (close < 0) {
            return FAILED;
        }
        int before = key;
        key = escaped ? escapedKey(p + 1, close) : Key.code(bytes, p + 1, close - p - 1);
        following[before] = (byte) key;
        return colon(close + 1);
    }

    /** From the end of a member's name to its value. */
    int colon(int p) {
        return at(p) == ':' && at(p + 1) > ' ' ? p + 1 : space(expect(space(p), ':'));
    }

    private int escapedKey(int from, int to) {
        unescape(name, from, to);
        return Key.code(name.bytes, name.offset, name.length);
    }

    /** Adds the member just read to the set of those seen in its object; a second one of the same name is noted. */
    long once(long seen) {
        unexpected |= key != Key.UNKNOWN && (seen >>> key & 1) != 0;
        return seen | 1L << key;
    }

    /** From an opening quote to the position of the closing quote. */
    int string(int p) {
        escaped = false;
        int q = at(p) == '"' ? JsonWords.plain(bytes, p + 1, end) : FAILED;
        return at(q) == '"' ? q : rest(q);
    }

    /** The rest of a string with more than plain characters. */
    private int rest(int p) {
        int q = p < 0 ? fail(NOT_JSON) : p;
        while (q >= 0 && at(q) != '"') {
            q = at(q) == '\\' ? escape(q) : multibyte(q);
            q = q < 0 ? q : JsonWords.plain(bytes, q, end);
        }
        return q;
    }

    private int escape(int p) {
        escaped = true;
        return switch (at(p + 1)) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> p + 2;
            case 'u' -> JsonWords.hex(bytes, p + 2, end) ? p + 6 : fail(NOT_JSON);
            default -> fail(NOT_JSON);
        };
    }

    private int multibyte(int p) {
        if (p >= end || bytes[p] >= 0) {
            return fail(NOT_JSON);
        }
        int length = Utf8.sequenceLength(bytes, p, end);
        return length > 0 ? p + length : fail(NOT_UTF8);
    }

    /** Points the slice at a string's inside, or at an unescaped copy of it. */
    private void capture(Slice into, int from, int to) {
        if (escaped) {
            unescape(into, from, to);
        } else {
            into.set(bytes, from, to - from);
        }
    }

    private void unescape(Slice into, int from, int to) {
        if (scratch.length - scratchLength < to - from) {
            // Slices handed out before keep the old array.
            scratch = new byte[Math.max(2 * scratch.length, to - from)];
            scratchLength = 0;
        }
        int length = Utf8.unescape(bytes, from, to, scratch, scratchLength);
        into.set(scratch, scratchLength, length);
        scratchLength += length;
    }

    /** A string, or null, which clears the slice. */
    int text(int p, Slice into) {
        into.clear();
        if (at(p) != '"') {
            return otherThanNull(p);
        }
        int close = string(p);
        if (close < 0) {
            return FAILED;
        }
        capture(into, p + 1, close);
        return close + 1;
    }

    /** A value of any type as its JSON text; null clears the slice. */
    int raw(int p, Slice into) {
        into.clear();
        int after = skip(p);
        if (after >= 0 && at(p) != 'n') {
            into.set(bytes, p, after - p);
        }
        return after;
    }

    /** An integer of 0 to 2^64-1, or null, into {@link #value}. */
    int unsigned(int p) {
        valuePresent = false;
        int first = at(p);
        if (first < '0' || first > '9') {
            return otherThanNull(p);
        }
        long sum = 0;
        int q = p;
        for (int c = first; c >= '0' && c <= '9'; c = at(++q)) {
            sum = sum * 10 + (c - '0');
        }
        int c = at(q);
        if (c == '.' || c == 'e' || c == 'E' || (first == '0' && q > p + 1) || overflows(q - p, first, sum)) {
            return refuse(p);
        }
        value = sum;
        valuePresent = true;
        return q;
    }

    /** Nineteen digits always fit 64 bits; twenty do when they start with 1 and did not wrap below 10^19. */
    private static boolean overflows(int digits, int first, long sum) {
        return digits > 20 || (digits == 20 && (first != '1' || Long.compareUnsigned(sum, TEN_TO_19) < 0));
    }

    /** True or false as 1 or 0, or null, into {@link #value}. */
    int bool(int p) {
        int first = at(p);
        valuePresent = first == 't' || first == 'f';
        value = first == 't' ? 1 : 0;
        return valuePresent ? skip(p) : otherThanNull(p);
    }

    /** Skips a value of a type that was not asked for; anything but null is noted. */
    int otherThanNull(int p) {
        unexpected |= at(p) != 'n';
        return skip(p);
    }

    /** Notes that the value is of another type and skips it. */
    int refuse(int p) {
        unexpected = true;
        return skip(p);
    }

    /** Skips one value of any type with its grammar checked, without recursion. */
    int skip(int p) {
        return JsonSkip.value(this, p);
    }
}

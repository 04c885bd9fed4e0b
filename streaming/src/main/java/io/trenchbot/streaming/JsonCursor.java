package io.trenchbot.streaming;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

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
    /** Levels below the value being skipped; one bit of a long each. The deepest true meta has about eight. */
    static final int MAX_DEPTH = 64;

    static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final long SPACES = 0x2020202020202020L;
    private static final long QUOTES = 0x2222222222222222L;
    private static final long TEN_TO_19 = Long.parseUnsignedLong("10000000000000000000");
    private static final long BACKSLASHES = 0x5c5c5c5c5c5c5c5cL;

    byte[] bytes = new byte[0];
    int end;
    int failure;
    boolean unexpected;
    /** Code of the member name that {@link #member} read, {@link Key#UNKNOWN} for one we do not know. */
    int key;
    /** What {@link #unsigned} and {@link #bool} read, where {@link #valuePresent}. */
    long value;

    boolean valuePresent;
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
        return p >= 0 && p < end ? bytes[p] : -1;
    }

    int fail(int cause) {
        if (failure == 0) {
            failure = cause;
        }
        return FAILED;
    }

    int space(int p) {
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
        int close = string(p);
        if (close < 0) {
            return FAILED;
        }
        capture(name, p + 1, close);
        key = Key.code(name.bytes, name.offset, name.length);
        return space(expect(space(close + 1), ':'));
    }

    /** Adds the member just read to the set of those seen in its object; a second one of the same name is noted. */
    long once(long seen) {
        unexpected |= key != Key.UNKNOWN && (seen >>> key & 1) != 0;
        return seen | 1L << key;
    }

    /** From an opening quote to the position of the closing quote. */
    int string(int p) {
        escaped = false;
        p = expect(p, '"');
        if (p < 0) {
            return FAILED;
        }
        while (true) {
            p = plain(p);
            int c = at(p);
            if (c == '"') {
                return p;
            }
            p = c == '\\' ? escape(p) : multibyte(p);
            if (p < 0) {
                return FAILED;
            }
        }
    }

    /** Eight bytes at a time to the first quote, backslash, control character, byte above 0x7f or the end. */
    private int plain(int p) {
        for (; p + Long.BYTES <= end; p += Long.BYTES) {
            long word = (long) WORDS.get(bytes, p);
            // A borrow only leaves a byte that is itself a hit, so the lowest hit is exact.
            long hits = ((word - SPACES) | ((word ^ QUOTES) - ONES) | ((word ^ BACKSLASHES) - ONES) | word) & HIGHS;
            if (hits != 0) {
                return p + (Long.numberOfTrailingZeros(hits) >>> 3);
            }
        }
        while (p < end && bytes[p] >= 0x20 && bytes[p] != '"' && bytes[p] != '\\') {
            p++;
        }
        return p;
    }

    private int escape(int p) {
        escaped = true;
        return switch (at(p + 1)) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> p + 2;
            case 'u' -> hex(p + 2) >= 0 ? p + 6 : fail(NOT_JSON);
            default -> fail(NOT_JSON);
        };
    }

    private int hex(int p) {
        int code = 0;
        for (int i = p; i < p + 4; i++) {
            int digit = i < end ? Character.digit(bytes[i], 16) : -1;
            if (digit < 0) {
                return -1;
            }
            code = (code << 4) | digit;
        }
        return code;
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
        long objects = 0;
        int depth = 0;
        while (true) {
            int c = at(p);
            if (c == '{' || c == '[') {
                boolean object = c == '{';
                p = object ? openObject(p) : openArray(p);
                if (at(p) != c + 2) {
                    if (++depth > MAX_DEPTH) {
                        return fail(TOO_DEEP);
                    }
                    objects = (objects << 1) | (object ? 1 : 0);
                    p = object ? name(p) : p;
                    continue;
                }
                p++;
            } else {
                p = scalar(p, c);
            }
            while (depth > 0) {
                boolean object = (objects & 1) != 0;
                p = object ? nextMember(p) : nextElement(p);
                if (at(p) != (object ? '}' : ']')) {
                    break;
                }
                p++;
                objects >>>= 1;
                depth--;
            }
            if (depth == 0 || p < 0) {
                return p;
            }
            p = (objects & 1) != 0 ? name(p) : p;
        }
    }

    private int name(int p) {
        return space(expect(space(string(p) + 1), ':'));
    }

    private int scalar(int p, int c) {
        return switch (c) {
            case '"' -> string(p) + 1;
            case 't' -> literal(p, "true");
            case 'f' -> literal(p, "false");
            case 'n' -> literal(p, "null");
            default -> number(p);
        };
    }

    private int literal(int p, String word) {
        for (int i = 0; i < word.length(); i++) {
            if (at(p + i) != word.charAt(i)) {
                return fail(NOT_JSON);
            }
        }
        return p + word.length();
    }

    private int number(int p) {
        int q = at(p) == '-' ? p + 1 : p;
        q = at(q) == '0' ? q + 1 : digits(q);
        if (at(q) == '.') {
            q = digits(q + 1);
        }
        if (at(q) == 'e' || at(q) == 'E') {
            q++;
            q = digits(at(q) == '+' || at(q) == '-' ? q + 1 : q);
        }
        return q;
    }

    private int digits(int p) {
        int q = p;
        while (at(q) >= '0' && at(q) <= '9') {
            q++;
        }
        return q > p ? q : fail(NOT_JSON);
    }
}

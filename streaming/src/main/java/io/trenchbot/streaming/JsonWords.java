package io.trenchbot.streaming;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Looks at eight bytes of text at a time. A byte that is sought gets its high bit set; a borrow or carry reaches only bytes
 * above one that is a hit itself, so the lowest hit is exact.
 */
final class JsonWords {
    static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final long TWOS = 0x0202020202020202L;
    private static final long SPACES_AND_ONES = 0x2121212121212121L;
    private static final long BACKSLASHES = 0x5c5c5c5c5c5c5c5cL;
    private static final long ZEROS = 0x3030303030303030L;
    /** Added to a byte, sets its high bit where it is above 9. */
    private static final long ABOVE_NINE = 0x7676767676767676L;

    private JsonWords() {}

    /** From p to the first quote, backslash, control character, byte above 0x7f, or the end. */
    static int plain(byte[] bytes, int p, int end) {
        for (; p + 2 * Long.BYTES <= end; p += 2 * Long.BYTES) {
            long first = special((long) WORDS.get(bytes, p));
            long second = special((long) WORDS.get(bytes, p + Long.BYTES));
            if (((first | second) & HIGHS) != 0) {
                int inFirst = Long.numberOfTrailingZeros(first & HIGHS) >>> 3;
                int inSecond = Long.numberOfTrailingZeros(second & HIGHS) >>> 3;
                // The second counts where the first gave all eight; a branch here would be guessed wrong half of the
                // time.
                return p + inFirst + (inSecond & -(inFirst >>> 3));
            }
        }
        while (p < end && bytes[p] >= 0x20 && bytes[p] != '"' && bytes[p] != '\\') {
            p++;
        }
        return p;
    }

    /** Sets the high bit of hits. Flipping bit 1 makes a quote a space, which joins it to the control characters. */
    private static long special(long word) {
        return ((word ^ TWOS) - SPACES_AND_ONES) | ((word ^ BACKSLASHES) - ONES) | word;
    }

    /** From the start of a number to its end, {@link JsonCursor#FAILED} where there is none. */
    static int number(byte[] bytes, int p, int end) {
        int q = at(bytes, p, end) == '-' ? p + 1 : p;
        q = at(bytes, q, end) == '0' ? q + 1 : digits(bytes, q, end);
        int c = at(bytes, q, end);
        if (c == '.') {
            q = digits(bytes, q + 1, end);
            c = at(bytes, q, end);
        }
        if (c == 'e' || c == 'E') {
            int sign = at(bytes, q + 1, end);
            q = digits(bytes, sign == '+' || sign == '-' ? q + 2 : q + 1, end);
        }
        return q;
    }

    private static int digits(byte[] bytes, int p, int end) {
        int q = p;
        for (; q >= 0 && q + Long.BYTES <= end; q += Long.BYTES) {
            long word = (long) WORDS.get(bytes, q) ^ ZEROS;
            long hits = ((word + ABOVE_NINE) | word) & HIGHS;
            if (hits != 0) {
                q += Long.numberOfTrailingZeros(hits) >>> 3;
                return q > p ? q : JsonCursor.FAILED;
            }
        }
        for (int c = at(bytes, q, end); c >= '0' && c <= '9'; c = at(bytes, q, end)) {
            q++;
        }
        return q > p ? q : JsonCursor.FAILED;
    }

    private static int at(byte[] bytes, int p, int end) {
        return p >= 0 && p < end ? bytes[p] : -1;
    }

    /** From a word to its end, {@link JsonCursor#FAILED} where it is not there. */
    static int literal(byte[] bytes, int p, int end, String word) {
        for (int i = 0; i < word.length(); i++) {
            if (at(bytes, p + i, end) != word.charAt(i)) {
                return JsonCursor.FAILED;
            }
        }
        return p + word.length();
    }

    /** Whether four hexadecimal digits lie at p. */
    static boolean hex(byte[] bytes, int p, int end) {
        int count = 0;
        while (count < 4 && p + count < end && Character.digit(bytes[p + count], 16) >= 0) {
            count++;
        }
        return count == 4;
    }
}

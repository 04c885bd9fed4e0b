package io.trenchbot.streaming;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A range of bytes that a scanner points at: inside the frame, or inside a scratch copy where the text had escapes. */
final class Slice {
    private static final byte[] NONE = {};
    private static final byte[] BASE64 = {'b', 'a', 's', 'e', '6', '4'};

    byte[] bytes = NONE;
    int offset;
    /** -1 where the member was absent or null. */
    int length = -1;

    /** Leaves the reference be: storing one costs a barrier, and there are many slices a frame. */
    void clear() {
        offset = 0;
        length = -1;
    }

    void set(byte[] bytes, int offset, int length) {
        this.bytes = bytes;
        this.offset = offset;
        this.length = length;
    }

    /** Whether the text is "base64", as an encoding's name. */
    boolean base64() {
        return is(BASE64);
    }

    boolean is(byte[] word) {
        return length == word.length && Arrays.equals(bytes, offset, offset + length, word, 0, word.length);
    }

    boolean present() {
        return length >= 0;
    }

    String text() {
        return length <= 0 ? "" : new String(bytes, offset, length, StandardCharsets.UTF_8);
    }
}

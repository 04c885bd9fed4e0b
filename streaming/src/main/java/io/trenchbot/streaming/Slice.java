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

    void clear() {
        bytes = NONE;
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
        return length == BASE64.length && Arrays.equals(bytes, offset, offset + length, BASE64, 0, BASE64.length);
    }

    boolean present() {
        return length >= 0;
    }

    String text() {
        return length <= 0 ? "" : new String(bytes, offset, length, StandardCharsets.UTF_8);
    }
}

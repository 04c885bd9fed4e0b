package io.trenchbot.streaming;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/** Where the log lines of one transaction lie in a frame, as raw JSON string content. */
final class LogLines {
    private byte[] bytes = new byte[0];
    private int[] offsets = new int[64];
    private int[] lengths = new int[64];
    private int count;

    void clear() {
        count = 0;
    }

    int count() {
        return count;
    }

    int offset(int index) {
        return offsets[Objects.checkIndex(index, count)];
    }

    int length(int index) {
        return lengths[Objects.checkIndex(index, count)];
    }

    byte[] bytes() {
        return bytes;
    }

    String line(int index) {
        int from = offset(index);
        byte[] plain = new byte[length(index)];
        int length = Utf8.unescape(bytes, from, from + plain.length, plain, 0);
        return new String(plain, 0, length, StandardCharsets.UTF_8);
    }

    int textBytes() {
        int bytes = 0;
        for (int i = 0; i < count; i++) {
            bytes += lengths[i];
        }
        return bytes;
    }

    /** Takes over another's lines, which must stay as they are from here on. */
    void assign(LogLines other) {
        bytes = other.bytes;
        offsets = other.offsets;
        lengths = other.lengths;
        count = other.count;
    }

    /** Copies another's lines into bytes of their own. */
    void copy(LogLines other) {
        count = other.count;
        bytes = new byte[other.textBytes()];
        offsets = new int[Math.max(1, count)];
        lengths = Arrays.copyOf(other.lengths, offsets.length);
        int end = 0;
        for (int i = 0; i < count; i++) {
            System.arraycopy(other.bytes, other.offsets[i], bytes, end, lengths[i]);
            offsets[i] = end;
            end += lengths[i];
        }
    }

    /** Reads an array of strings, or null. A frame holds fewer lines than a third of its bytes, which bounds the arrays. */
    int read(JsonCursor cursor, int p) {
        count = 0;
        bytes = cursor.bytes;
        if (cursor.at(p) != '[') {
            return cursor.otherThanNull(p);
        }
        for (p = cursor.openArray(p); p >= 0 && cursor.at(p) != ']'; p = cursor.nextElement(p)) {
            if (cursor.at(p) != '"') {
                p = cursor.refuse(p);
                continue;
            }
            int close = cursor.string(p);
            if (close >= 0) {
                add(p + 1, close - p - 1);
            }
            p = close + 1;
        }
        return cursor.expect(p, ']');
    }

    private void add(int offset, int length) {
        if (count == offsets.length) {
            offsets = Arrays.copyOf(offsets, 2 * count);
            lengths = Arrays.copyOf(lengths, 2 * count);
        }
        offsets[count] = offset;
        lengths[count++] = length;
    }
}

package io.trenchbot.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream of bytes into HTTP/1.1 requests. Knows no socket; every length is bounded before anything is allocated for it.
 */
final class HttpRequestParser {
    /** Far above what any client sends before a body. */
    static final int MAX_HEAD_BYTES = 16 << 10;

    private static final byte[] END_OF_HEAD = {'\r', '\n', '\r', '\n'};

    private final int maxBodyBytes;
    private byte[] bytes = new byte[2_048];
    private int start;
    private int end;

    HttpRequestParser(int maxBodyBytes) {
        this.maxBodyBytes = maxBodyBytes;
    }

    /** What a request is answered with that cannot be read; the connection closes after it. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;
        private final int status;

        Malformed(int status, String message) {
            super(message, null, false, false);
            this.status = status;
        }

        int status() {
            return status;
        }
    }

    void feed(ByteBuffer more) {
        if (start > 0 && end + more.remaining() > bytes.length) {
            System.arraycopy(bytes, start, bytes, 0, end - start);
            end -= start;
            start = 0;
        }
        if (end + more.remaining() > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, end + more.remaining()));
        }
        int count = more.remaining();
        more.get(bytes, end, count);
        end += count;
    }

    /** Whether so much waits unread that the sender should be made to wait: it pipelines without reading replies. */
    boolean full() {
        return end - start > MAX_HEAD_BYTES + maxBodyBytes;
    }

    /** What follows the last request: the first bytes of the protocol that it upgraded to. */
    ByteBuffer rest() {
        return ByteBuffer.wrap(bytes, start, end - start);
    }

    /** Whether the last head asked to be told to go on before it sends its body, and no body has come. */
    boolean awaitsContinue() {
        int headEnd = indexOf(END_OF_HEAD, start);
        return headEnd >= 0
                && headEnd + END_OF_HEAD.length == end
                && new String(bytes, start, headEnd - start, StandardCharsets.ISO_8859_1)
                        .toLowerCase(Locale.ROOT)
                        .contains("\r\nexpect: 100-continue");
    }

    /** The next whole request, or null while more bytes are needed. */
    @Nullable
    HttpRequest next() throws Malformed {
        int headEnd = indexOf(END_OF_HEAD, start);
        int headBytes = (headEnd < 0 ? end : headEnd) - start;
        if (headBytes > MAX_HEAD_BYTES) {
            throw new Malformed(431, "a head of more than " + MAX_HEAD_BYTES + " bytes");
        }
        if (headEnd < 0) {
            return null;
        }
        int bodyStart = headEnd + END_OF_HEAD.length;
        String[] lines = new String(bytes, start, headBytes, StandardCharsets.ISO_8859_1).split("\r\n", -1);
        String[] requestLine = lines[0].split(" ", -1);
        if (requestLine.length != 3 || !requestLine[2].startsWith("HTTP/1.")) {
            throw new Malformed(400, "not an HTTP/1.1 request line");
        }
        Map<String, String> headers = headers(lines);
        byte[] head = Arrays.copyOfRange(bytes, start, bodyStart);
        byte[] body = headers.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked")
                ? chunked(bodyStart)
                : plain(bodyStart, headers.getOrDefault("content-length", "0"));
        return body == null ? null : new HttpRequest(requestLine[0], requestLine[1], headers, body, head);
    }

    private static Map<String, String> headers(String[] lines) throws Malformed {
        Map<String, String> headers = new HashMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon <= 0) {
                throw new Malformed(400, "a header without a name");
            }
            headers.put(
                    lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
                    lines[i].substring(colon + 1).strip());
        }
        return headers;
    }

    private byte @Nullable [] plain(int bodyStart, String contentLength) throws Malformed {
        int length = number(contentLength, 10);
        if (end - bodyStart < length) {
            return null;
        }
        start = bodyStart + length;
        return Arrays.copyOfRange(bytes, bodyStart, start);
    }

    private byte @Nullable [] chunked(int bodyStart) throws Malformed {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        int position = bodyStart;
        while (true) {
            int lineEnd = indexOf(new byte[] {'\r', '\n'}, position);
            if (lineEnd < 0) {
                return null;
            }
            String line = new String(bytes, position, lineEnd - position, StandardCharsets.ISO_8859_1);
            int length = number(line.split(";", 2)[0].strip(), 16);
            position = lineEnd + 2 + length + 2;
            if (position > end) {
                return null;
            }
            if (length == 0) {
                start = position; // trailers are not sent by any JSON-RPC client
                return body.toByteArray();
            }
            body.write(bytes, lineEnd + 2, length);
            number(Integer.toString(body.size()), 10);
        }
    }

    private int number(String digits, int radix) throws Malformed {
        int value;
        try {
            value = Integer.parseInt(digits, radix);
        } catch (NumberFormatException e) {
            throw new Malformed(400, "not a length: " + digits);
        }
        if (value < 0) {
            throw new Malformed(400, "not a length: " + digits);
        }
        if (value > maxBodyBytes) {
            throw new Malformed(413, "a body of more than " + maxBodyBytes + " bytes");
        }
        return value;
    }

    private int indexOf(byte[] pattern, int from) {
        for (int i = from; i <= end - pattern.length; i++) {
            if (Arrays.equals(bytes, i, i + pattern.length, pattern, 0, pattern.length)) {
                return i;
            }
        }
        return -1;
    }
}

package io.trenchbot.streaming;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Cuts a server's byte stream into WebSocket frames (RFC 6455, no extensions). Reads follow one another in one buffer, so
 * that a frame is handed over where it lies, whole or cut by reads; the buffer grows with the bytes that really come, not
 * with the length that the peer announces.
 *
 * <p>Text is not checked to be UTF-8 here: its scanner does that on the way.
 *
 * <p>Threading: confined to the reader of one connection.
 */
final class FrameParser {
    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    private static final int FIN = 0x80;
    private static final int RESERVED = 0x70;
    private static final int MASKED = 0x80;
    private static final int MAX_CONTROL_BYTES = 125;
    private static final int MAX_HEADER_BYTES = 10;
    /** What the JDK's socket hands over at once, at most; two of these stay in a core's cache. */
    private static final int READ_BYTES = 1 << 17;

    private static final int MAX_ARRAY_BYTES = Integer.MAX_VALUE - 8;

    /** Takes what was cut out; the bytes are valid during the call only. */
    interface Sink {
        /** Bytes have come, before what they make complete. */
        void onRead();

        void onText(byte[] bytes, int offset, int length);

        /** A close, ping or pong. */
        void onControl(int opcode, byte[] bytes, int offset, int length);
    }

    private final int maxMessageBytes;
    private final Sink sink;
    private byte[] buffer = new byte[0];
    /** What was read and not yet cut. */
    private int from;

    private int to;
    /** A message in several frames. */
    private byte[] message = new byte[0];

    private int messageLength;
    private boolean fragmented;
    private boolean closed;
    /** Of the header read last. */
    private int headerBytes;

    private long payloadBytes;

    FrameParser(int maxMessageBytes, Sink sink) {
        this.maxMessageBytes = Math.min(maxMessageBytes, MAX_ARRAY_BYTES - MAX_HEADER_BYTES - READ_BYTES);
        this.sink = sink;
    }

    /** Takes what somebody else has read. */
    void feed(byte[] bytes, int offset, int length) throws FrameFault {
        makeRoom(length);
        System.arraycopy(bytes, offset, buffer, to, length);
        to += length;
        sink.onRead();
        cut();
    }

    /** Reads once, waiting for bytes; false at the stream's end. */
    boolean read(InputStream in) throws IOException, FrameFault {
        makeRoom(READ_BYTES);
        int count = in.read(buffer, to, READ_BYTES);
        if (count < 0) {
            return false;
        }
        to += count;
        sink.onRead();
        cut();
        return true;
    }

    /** Begins at the front again where little is to be moved for it: bytes that were used lately are in the cache. */
    private void makeRoom(int moreBytes) {
        if (closed || from == to) {
            from = to = 0;
        } else if (from >= READ_BYTES || buffer.length - to < moreBytes) {
            System.arraycopy(buffer, from, buffer, 0, to - from);
            to -= from;
            from = 0;
        }
        buffer = room(buffer, to, moreBytes);
    }

    private void cut() throws FrameFault {
        while (!closed && readHeader() && to - from - headerBytes >= payloadBytes) {
            byte first = buffer[from];
            int payload = from + headerBytes;
            from = payload + (int) payloadBytes;
            dispatch(first, payload, (int) payloadBytes);
        }
    }

    private static byte[] room(byte[] array, int used, int more) {
        return array.length - used >= more
                ? array
                : Arrays.copyOf(array, (int)
                        Math.min(MAX_ARRAY_BYTES, Math.max(2L * array.length, (long) used + more)));
    }

    /** Reads and checks a header; false where it is cut. */
    private boolean readHeader() throws FrameFault {
        if (to - from < 2) {
            return false;
        }
        int first = buffer[from] & 0xff;
        int second = buffer[from + 1] & 0xff;
        check(first, second);
        int short7 = second & 0x7f;
        headerBytes = short7 < 126 ? 2 : short7 == 126 ? 4 : MAX_HEADER_BYTES;
        if (to - from < headerBytes) {
            return false;
        }
        payloadBytes = short7 < 126 ? short7 : bigEndian(from + 2, headerBytes - 2);
        long message = (first & 0x0f) == CONTINUATION ? payloadBytes + messageLength : payloadBytes;
        if (payloadBytes < 0 || message > maxMessageBytes || message < 0) {
            throw new FrameFault(
                    FrameFault.TOO_LARGE,
                    "a message of " + Long.toUnsignedString(message) + " bytes is above the limit of "
                            + maxMessageBytes);
        }
        return true;
    }

    private long bigEndian(int p, int length) {
        long value = 0;
        for (int i = 0; i < length; i++) {
            value = (value << 8) | (buffer[p + i] & 0xff);
        }
        return value;
    }

    private void check(int first, int second) throws FrameFault {
        int opcode = first & 0x0f;
        boolean control = opcode >= CLOSE;
        String wrong = null;
        if ((first & RESERVED) != 0) {
            wrong = "reserved bits are set and no extension was agreed on";
        } else if ((second & MASKED) != 0) {
            wrong = "a server's frame is masked";
        } else if (opcode > PONG || (opcode > 2 && opcode < CLOSE)) {
            wrong = "opcode " + opcode + " is unknown";
        } else if (control && ((first & FIN) == 0 || (second & 0x7f) > MAX_CONTROL_BYTES)) {
            wrong = "a control frame is fragmented or above " + MAX_CONTROL_BYTES + " bytes";
        } else if (!control && (opcode == CONTINUATION) != fragmented) {
            wrong = fragmented ? "a message began inside another" : "a continuation follows no message";
        }
        if (wrong != null) {
            throw new FrameFault(FrameFault.PROTOCOL_ERROR, wrong);
        }
        if (opcode == 2) {
            throw new FrameFault(FrameFault.UNSUPPORTED, "a binary frame came, PubSub is text");
        }
    }

    private void dispatch(byte first, int offset, int length) {
        int opcode = first & 0x0f;
        if (opcode >= CLOSE) {
            closed = opcode == CLOSE;
            sink.onControl(opcode, buffer, offset, length);
        } else if (first == (byte) (FIN | TEXT)) {
            sink.onText(buffer, offset, length);
        } else {
            append(first, offset, length);
        }
    }

    private void append(byte first, int offset, int length) {
        message = room(message, messageLength, length);
        System.arraycopy(buffer, offset, message, messageLength, length);
        messageLength += length;
        fragmented = (first & FIN) == 0;
        if (!fragmented) {
            int whole = messageLength;
            messageLength = 0;
            sink.onText(message, 0, whole);
        }
    }
}

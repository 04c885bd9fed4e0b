package io.trenchbot.streaming;

import java.util.Arrays;

/**
 * Cuts a server's byte stream into WebSocket frames (RFC 6455, no extensions) as reads deliver it. A whole text frame is
 * handed over where it lies in the read buffer; one that a read has cut is collected in a reused array, which grows with
 * the bytes that really come, not with the length that the peer announces.
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
    private static final int FIRST_CAPACITY = 1 << 16;

    /** Takes what was cut out; the bytes are valid during the call only. */
    interface Sink {
        void onText(byte[] bytes, int offset, int length);

        /** A close, ping or pong. */
        void onControl(int opcode, byte[] bytes, int offset, int length);
    }

    private final int maxMessageBytes;
    private final Sink sink;
    /** A frame cut by a read: its header and as much of its payload as has come. */
    private byte[] held = new byte[0];

    private int heldLength;
    /** A message in several frames. */
    private byte[] message = new byte[0];

    private int messageLength;
    private boolean fragmented;
    private boolean closed;
    /** Of the header read last. */
    private int headerBytes;

    private long payloadBytes;

    FrameParser(int maxMessageBytes, Sink sink) {
        this.maxMessageBytes = maxMessageBytes;
        this.sink = sink;
    }

    void feed(byte[] bytes, int offset, int length) throws FrameFault {
        int p = offset;
        int end = offset + length;
        while (p < end && !closed) {
            if (heldLength > 0) {
                p += complete(bytes, p, end);
            } else if (readHeader(bytes, p, end) && end - p - headerBytes >= payloadBytes) {
                int payload = p + headerBytes;
                p = payload + (int) payloadBytes;
                dispatch(bytes[payload - headerBytes], bytes, payload, (int) payloadBytes);
            } else {
                hold(bytes, p, end - p);
                p = end;
            }
        }
    }

    /** Adds what the held frame still lacks; returns the bytes taken. */
    private int complete(byte[] bytes, int p, int end) throws FrameFault {
        int taken = 0;
        while (!readHeader(held, 0, heldLength)) {
            if (p + taken == end) {
                return taken;
            }
            hold(bytes, p + taken++, 1);
        }
        int missing = (int) (headerBytes + payloadBytes) - heldLength;
        int more = Math.min(missing, end - p - taken);
        hold(bytes, p + taken, more);
        if (more == missing) {
            heldLength = 0;
            dispatch(held[0], held, headerBytes, (int) payloadBytes);
        }
        return taken + more;
    }

    private void hold(byte[] bytes, int offset, int length) {
        held = room(held, heldLength, length);
        System.arraycopy(bytes, offset, held, heldLength, length);
        heldLength += length;
    }

    private static byte[] room(byte[] array, int used, int more) {
        return array.length - used >= more
                ? array
                : Arrays.copyOf(array, (int) Math.max(
                        Math.min(2L * array.length, Integer.MAX_VALUE - 8), Math.max(FIRST_CAPACITY, used + more)));
    }

    /** Reads and checks a header; false where it is cut. */
    private boolean readHeader(byte[] bytes, int p, int end) throws FrameFault {
        if (end - p < 2) {
            return false;
        }
        int first = bytes[p] & 0xff;
        int second = bytes[p + 1] & 0xff;
        check(first, second);
        int short7 = second & 0x7f;
        headerBytes = short7 < 126 ? 2 : short7 == 126 ? 4 : 10;
        if (end - p < headerBytes) {
            return false;
        }
        payloadBytes = short7 < 126 ? short7 : bigEndian(bytes, p + 2, headerBytes - 2);
        long message = (first & 0x0f) == CONTINUATION ? payloadBytes + messageLength : payloadBytes;
        if (payloadBytes < 0 || message > maxMessageBytes || message < 0) {
            throw new FrameFault(
                    FrameFault.TOO_LARGE,
                    "a message of " + Long.toUnsignedString(message) + " bytes is above the limit of "
                            + maxMessageBytes);
        }
        return true;
    }

    private static long bigEndian(byte[] bytes, int p, int length) {
        long value = 0;
        for (int i = 0; i < length; i++) {
            value = (value << 8) | (bytes[p + i] & 0xff);
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

    private void dispatch(byte first, byte[] bytes, int offset, int length) {
        int opcode = first & 0x0f;
        if (opcode >= CLOSE) {
            closed = opcode == CLOSE;
            sink.onControl(opcode, bytes, offset, length);
        } else if (first == (byte) (FIN | TEXT)) {
            sink.onText(bytes, offset, length);
        } else {
            append(first, bytes, offset, length);
        }
    }

    private void append(byte first, byte[] bytes, int offset, int length) {
        message = room(message, messageLength, length);
        System.arraycopy(bytes, offset, message, messageLength, length);
        messageLength += length;
        fragmented = (first & FIN) == 0;
        if (!fragmented) {
            int whole = messageLength;
            messageLength = 0;
            sink.onText(message, 0, whole);
        }
    }
}

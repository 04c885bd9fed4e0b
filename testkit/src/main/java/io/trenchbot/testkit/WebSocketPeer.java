package io.trenchbot.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.enums.HandshakeState;
import org.java_websocket.enums.Opcode;
import org.java_websocket.enums.Role;
import org.java_websocket.exceptions.InvalidDataException;
import org.java_websocket.framing.CloseFrame;
import org.java_websocket.framing.Framedata;
import org.java_websocket.framing.PongFrame;
import org.java_websocket.handshake.ClientHandshake;
import org.java_websocket.handshake.HandshakeImpl1Server;
import org.jspecify.annotations.Nullable;

/**
 * The server's side of one WebSocket connection. A message beyond the limit, a frame against the protocol or text that is not
 * UTF-8 ends the connection without a close frame, as Agave's server does.
 *
 * <p>Threading: confined to the node's loop.
 */
final class WebSocketPeer implements Connection.Protocol {
    /** Agave's limit for a request. */
    static final int MAX_MESSAGE_BYTES = 4_096;

    private static final int LENGTH_16 = 126;
    private static final int LENGTH_64 = 127;
    private static final int FIN_TEXT = 0x81;

    /** What happens on the connection. */
    interface Listener {
        void message(WebSocketPeer peer, byte[] utf8);

        void closed(WebSocketPeer peer);
    }

    private final Connection connection;
    private final Faults faults;
    private final NodeCounters counters;
    private final Listener listener;
    private final Draft_6455 draft = new Draft_6455(Collections.emptyList(), MAX_MESSAGE_BYTES);
    private final ByteArrayOutputStream fragments = new ByteArrayOutputStream();
    private byte @Nullable [] heldBack;

    private WebSocketPeer(Connection connection, Faults faults, NodeCounters counters, Listener listener) {
        this.connection = connection;
        this.faults = faults;
        this.counters = counters;
        this.listener = listener;
        draft.setParseMode(Role.SERVER);
    }

    /** Completes the handshake and takes the connection over, or refuses it. */
    static void accept(
            HttpRequest request,
            Connection connection,
            ByteBuffer rest,
            Faults faults,
            NodeCounters counters,
            Listener listener) {
        WebSocketPeer peer = new WebSocketPeer(connection, faults, counters, listener);
        try {
            ClientHandshake handshake =
                    (ClientHandshake) peer.draft.translateHandshake(ByteBuffer.wrap(request.head()));
            if (peer.draft.acceptHandshakeAsServer(handshake) == HandshakeState.MATCHED) {
                HandshakeImpl1Server response = new HandshakeImpl1Server();
                for (ByteBuffer part : peer.draft.createHandshake(
                        peer.draft.postProcessHandshakeResponseAsServer(handshake, response))) {
                    connection.send(bytes(part));
                }
                connection.become(peer);
                peer.received(rest);
                return;
            }
        } catch (InvalidDataException | IllegalArgumentException e) {
            // answered below
        }
        connection.send(HttpReply.text(400, "not a WebSocket handshake\n")
                .with("Sec-WebSocket-Version: 13")
                .bytes());
        connection.closeAfterFlush();
    }

    @Override
    public void received(ByteBuffer bytes) {
        try {
            for (Framedata frame : draft.translateFrame(bytes)) {
                frame(frame);
            }
        } catch (InvalidDataException | IllegalArgumentException e) {
            connection.abandon();
        }
    }

    private void frame(Framedata frame) {
        switch (frame.getOpcode()) {
            case TEXT, BINARY, CONTINUOUS -> data(frame);
            case PING -> connection.send(pong(frame));
            case CLOSING -> {
                connection.send(bytes(draft.createBinaryFrame(frame)));
                connection.closeAfterFlush();
            }
            default -> {
                // an unasked pong needs no answer
            }
        }
    }

    private void data(Framedata frame) {
        byte[] payload = bytes(frame.getPayloadData());
        boolean continues = frame.getOpcode() == Opcode.CONTINUOUS;
        if (fragments.size() + payload.length > MAX_MESSAGE_BYTES) {
            connection.abandon();
        } else if (frame.isFin() && !continues) {
            listener.message(this, payload);
        } else {
            fragments.write(payload, 0, payload.length);
            if (frame.isFin()) {
                byte[] message = fragments.toByteArray();
                fragments.reset();
                listener.message(this, message);
            }
        }
    }

    private byte[] pong(Framedata ping) {
        PongFrame pong = new PongFrame();
        pong.setPayload(ping.getPayloadData());
        return bytes(draft.createBinaryFrame(pong));
    }

    void reply(String json) {
        connection.send(textFrame(json.getBytes(StandardCharsets.UTF_8)));
    }

    /** Sends one notification's frame, as far as the faults allow. */
    void notification(byte[] frame) {
        if (faults.loses()) {
            counters.notificationsLost.increment();
            return;
        }
        byte[] earlier = heldBack;
        if (earlier == null && faults.reorders()) {
            heldBack = frame;
            return;
        }
        deliver(frame);
        if (earlier != null) {
            heldBack = null;
            counters.notificationsReordered.increment();
            deliver(earlier);
        }
    }

    private void deliver(byte[] frame) {
        connection.notification(frame);
        if (faults.duplicates()) {
            counters.notificationsDuplicated.increment();
            connection.notification(frame);
        }
    }

    void closeWithFrame() {
        connection.send(bytes(draft.createBinaryFrame(goingAway())));
        connection.closeAfterFlush();
    }

    /** Frame type, length and mask are right; the text is no JSON. */
    void garbage() {
        connection.send(textFrame("\u0000{]garbage".getBytes(StandardCharsets.UTF_8)));
    }

    /** The header promises more than comes before the end of the stream. */
    void truncated() {
        byte[] frame = textFrame(
                "{\"jsonrpc\":\"2.0\",\"method\":\"slotNotification\",\"params\":{}}".getBytes(StandardCharsets.UTF_8));
        connection.send(Arrays.copyOf(frame, frame.length / 2));
        connection.closeAfterFlush();
    }

    Connection connection() {
        return connection;
    }

    @Override
    public void closed() {
        if (heldBack != null) {
            counters.notificationsLost.increment();
        }
        listener.closed(this);
    }

    private static CloseFrame goingAway() {
        CloseFrame close = new CloseFrame();
        close.setCode(CloseFrame.GOING_AWAY);
        return close;
    }

    /** An unmasked text frame around parts of a payload. */
    static byte[] textFrame(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        int lengthBytes = length < LENGTH_16 ? 0 : length < 1 << 16 ? 2 : 8;
        byte[] frame = new byte[2 + lengthBytes + length];
        frame[0] = (byte) FIN_TEXT;
        frame[1] = (byte) (lengthBytes == 0 ? length : lengthBytes == 2 ? LENGTH_16 : LENGTH_64);
        for (int i = 0; i < lengthBytes; i++) {
            frame[1 + lengthBytes - i] = (byte) ((long) length >>> (8 * i));
        }
        int position = 2 + lengthBytes;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, frame, position, part.length);
            position += part.length;
        }
        return frame;
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}

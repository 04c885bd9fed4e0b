package io.trenchbot.streaming;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.java_websocket.drafts.Draft;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.exceptions.InvalidDataException;
import org.java_websocket.framing.CloseFrame;
import org.java_websocket.framing.ControlFrame;
import org.java_websocket.framing.Framedata;
import org.java_websocket.framing.PingFrame;
import org.java_websocket.framing.PongFrame;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Java-WebSocket's protocol with our own reading of frames: text goes to the listener out of the read buffer, without the
 * library's copies, its byte-wise UTF-8 automaton and its strings; control frames go on to the library, which answers them.
 *
 * <p>All frames are parsed here. Mixing the two parsers would lose the place wherever a read cuts a control frame.
 *
 * <p>The library's reader hands over a buffer that it fills from its beginning, so a frame at its end is cut and would have
 * to be copied. So after the first buffer this reads on by itself, on the same thread, and goes back to the library with
 * each control frame and at the stream's end, which the library finds there too.
 */
final class FrameDraft extends Draft_6455 {
    /** The stream of the socket that the library reads from. */
    @FunctionalInterface
    interface Source {
        InputStream stream() throws IOException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(FrameDraft.class);

    private final int maxMessageBytes;
    private final Transport.Listener listener;
    private final Source source;
    private final FrameParser parser;
    private List<Framedata> controls = List.of();

    FrameDraft(int maxMessageBytes, Transport.Listener listener, Source source) {
        super(List.of(), maxMessageBytes);
        this.source = source;
        this.maxMessageBytes = maxMessageBytes;
        this.listener = listener;
        parser = new FrameParser(maxMessageBytes, new FrameParser.Sink() {
            @Override
            public void onRead() {
                listener.onRead();
            }

            @Override
            public void onText(byte[] bytes, int offset, int length) {
                listener.onText(bytes, offset, length);
            }

            @Override
            public void onControl(int opcode, byte[] bytes, int offset, int length) {
                control(opcode, bytes, offset, length);
            }
        });
    }

    /** The library copies the draft it is given once for each connection. */
    @Override
    public Draft copyInstance() {
        return new FrameDraft(maxMessageBytes, listener, source);
    }

    @Override
    public List<Framedata> translateFrame(ByteBuffer buffer) throws InvalidDataException {
        controls = List.of();
        int position = buffer.position();
        buffer.position(buffer.limit());
        try {
            parser.feed(buffer.array(), buffer.arrayOffset() + position, buffer.limit() - position);
            readOn();
        } catch (FrameFault fault) {
            throw new InvalidDataException(fault.closeCode, fault.getMessage());
        }
        List<Framedata> found = controls;
        controls = List.of();
        for (Framedata control : found) {
            ((ControlFrame) control).isValid();
        }
        return found;
    }

    private void readOn() throws FrameFault {
        try {
            InputStream stream = source.stream();
            boolean more = true;
            while (more && controls.isEmpty()) {
                more = parser.read(stream);
            }
        } catch (IOException e) {
            // The library's next read meets it again, and ends the connection with it.
            LOG.debug("reading failed", e);
        }
    }

    private void control(int opcode, byte[] bytes, int offset, int length) {
        ControlFrame frame = switch (opcode) {
            case FrameParser.PING -> new PingFrame();
            case FrameParser.PONG -> new PongFrame();
            default -> new CloseFrame();
        };
        frame.setPayload(ByteBuffer.wrap(Arrays.copyOfRange(bytes, offset, offset + length)));
        if (controls.isEmpty()) {
            controls = new ArrayList<>();
        }
        controls.add(frame);
    }

    /** Identity, since each draft belongs to one connection. */
    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}

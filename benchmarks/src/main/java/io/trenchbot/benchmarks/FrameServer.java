package io.trenchbot.benchmarks;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A PubSub server on loopback that sends recorded notifications as fast as they are taken, in order and over and over.
 * Each pass through the recording has signatures of its own, so that a client that tells repeated events apart takes all.
 */
final class FrameServer implements AutoCloseable {
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final String SIGNATURE = "\"signature\":\"";
    private static final String SLOT = "\"slot\":";
    private static final String DECIMAL = "0123456789";
    private static final String BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    /** Where in a signature's text the number of the pass is: not at its beginning, which decides its length in bytes. */
    private static final int PASS_AT = 20;

    /** The last digits of the nine of a slot. */
    private static final int SLOT_PASS_AT = 5;

    private static final int PASS_DIGITS = 4;
    private static final int FIN = 0x80;
    private static final int TEXT = 1;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final long FIRST_SLOT = 361_774_430;
    private static final int SLOT_SUBSCRIPTION = 1;
    private static final long SLOT_NS = 400_000_000L;
    private static final long FIRST_AFTER_NS = 50_000_000;
    private static final int SEND_BUFFER_BYTES = 1 << 20;

    private final ServerSocket server;
    private final byte[] pass;
    private final int[] passDigitsAt;
    private final int[] frameAt;
    private final String digits;
    private final String subscription;
    private final @Nullable Pace pace;

    /**
     * Starts to listen.
     *
     * @param frames notifications of one subscription
     * @param pace says when each is to be sent; without one they go as fast as they are taken
     */
    FrameServer(List<String> frames, @Nullable Pace pace) throws IOException {
        this.pace = pace;
        frameAt = new int[frames.size() + 1];
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        List<Integer> varies = new ArrayList<>();
        for (int i = 0; i < frames.size(); i++) {
            byte[] text = frames.get(i).getBytes(StandardCharsets.UTF_8);
            int header = frame(TEXT, text).length - text.length;
            frameAt[i] = all.size();
            for (int at : variesAt(frames.get(i))) {
                varies.add(all.size() + header + at);
            }
            all.writeBytes(frame(TEXT, text));
        }
        pass = all.toByteArray();
        passDigitsAt = varies.stream().mapToInt(Integer::intValue).toArray();
        digits = block(frames.get(0)) ? DECIMAL : BASE58;
        frameAt[frames.size()] = pass.length;
        subscription = number(frames.get(0), "\"subscription\":");
        server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
        daemon(this::accept);
    }

    URI url() {
        return URI.create("ws://127.0.0.1:" + server.getLocalPort() + "/");
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private static boolean block(String frame) {
        return frame.startsWith("{\"jsonrpc\":\"2.0\",\"method\":\"blockNotification\"");
    }

    /** Where the number of the pass goes: into the signature, or into both of a block's slots, in bytes. */
    private static List<Integer> variesAt(String frame) {
        if (block(frame)) {
            int context = frame.indexOf(SLOT) + SLOT.length();
            int value = frame.indexOf(SLOT, context) + SLOT.length();
            return List.of(context + SLOT_PASS_AT, value + SLOT_PASS_AT);
        }
        int before = frame.indexOf(SIGNATURE) + SIGNATURE.length();
        return List.of(frame.substring(0, before).getBytes(StandardCharsets.UTF_8).length + PASS_AT);
    }

    private static String number(String json, String member) {
        int from = json.indexOf(member) + member.length();
        int to = from;
        while (Character.isDigit(json.charAt(to))) {
            to++;
        }
        return json.substring(from, to);
    }

    /** As it stands there: some clients count, some send a text. */
    private static String requestId(String request) {
        int from = request.indexOf("\"id\":") + 5;
        int to = from;
        while (request.charAt(to) != ',' && request.charAt(to) != '}') {
            to++;
        }
        return request.substring(from, to);
    }

    private static byte[] frame(int opcode, byte[] text) {
        ByteBuffer frame = ByteBuffer.allocate(text.length + 10).put((byte) (FIN | opcode));
        if (text.length < 126) {
            frame.put((byte) text.length);
        } else if (text.length < 1 << 16) {
            frame.put((byte) 126).putShort((short) text.length);
        } else {
            frame.put((byte) 127).putLong(text.length);
        }
        frame.put(text).flip();
        byte[] bytes = new byte[frame.remaining()];
        frame.get(bytes);
        return bytes;
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "frame-server");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                daemon(() -> serve(socket));
            } catch (IOException e) {
                // Closed.
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            // A paced message must not wait for the client to acknowledge the one before.
            socket.setTcpNoDelay(true);
            socket.setSendBufferSize(SEND_BUFFER_BYTES);
            new Session(socket).run();
        } catch (IOException e) {
            // The client has gone, which ends the connection as it should.
        }
    }

    /** One connection: answers requests, and feeds from the subscription to the recording on. */
    private final class Session {
        private final DataInputStream in;
        private final OutputStream out;
        private final byte[] frames = pass.clone();
        private boolean feeding;
        private boolean slots;
        private long slot = FIRST_SLOT;
        private long slotDueNs = System.nanoTime();

        Session(Socket socket) throws IOException {
            in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            out = socket.getOutputStream();
        }

        void run() throws IOException {
            out.write(handshake(in));
            for (int number = 0; !server.isClosed(); number++) {
                while (!feeding || in.available() > 0) {
                    receive();
                }
                feed(number);
            }
        }

        private void feed(int number) throws IOException {
            for (int at : passDigitsAt) {
                int rest = number;
                for (int digit = 0; digit < PASS_DIGITS; digit++) {
                    frames[at + digit] = (byte) digits.charAt(rest % digits.length());
                    rest /= digits.length();
                }
            }
            if (pace == null) {
                out.write(frames);
                announceSlot();
                return;
            }
            for (int i = 0; i + 1 < frameAt.length; i++) {
                pace.awaitDue();
                out.write(frames, frameAt[i], frameAt[i + 1] - frameAt[i]);
                announceSlot();
            }
        }

        private void announceSlot() throws IOException {
            if (slots && System.nanoTime() - slotDueNs >= 0) {
                slotDueNs += SLOT_NS;
                slot++;
                text("{\"jsonrpc\":\"2.0\",\"method\":\"slotNotification\",\"params\":{\"result\":{\"slot\":" + slot
                        + ",\"parent\":" + (slot - 1) + ",\"root\":" + (slot - 32) + "},\"subscription\":"
                        + SLOT_SUBSCRIPTION + "}}");
            }
        }

        private void text(String text) throws IOException {
            out.write(frame(TEXT, text.getBytes(StandardCharsets.US_ASCII)));
        }

        private void receive() throws IOException {
            int opcode = in.readUnsignedByte() & 0x0f;
            int length = in.readUnsignedByte() & 0x7f;
            if (length == 126) {
                length = in.readUnsignedShort();
            } else if (length == 127) {
                throw new IOException("a request of more than 65,535 bytes");
            }
            byte[] mask = in.readNBytes(4);
            byte[] payload = in.readNBytes(length);
            for (int i = 0; i < payload.length; i++) {
                payload[i] ^= mask[i & 3];
            }
            switch (opcode) {
                case TEXT -> request(new String(payload, StandardCharsets.UTF_8));
                case PING -> out.write(frame(PONG, payload));
                case CLOSE -> throw new IOException("closed by the client");
                default -> {}
            }
        }

        private void request(String request) throws IOException {
            boolean ofSlots = request.contains("\"slotSubscribe\"");
            slots |= ofSlots;
            feeding |= !ofSlots;
            String id = ofSlots ? Integer.toString(SLOT_SUBSCRIPTION) : subscription;
            text("{\"jsonrpc\":\"2.0\",\"result\":" + id + ",\"id\":" + requestId(request) + "}");
            // As at a node, the first notification comes a while after the confirmation: not every client could take it
            // before.
            LockSupport.parkNanos(FIRST_AFTER_NS);
        }
    }

    private static byte[] handshake(DataInputStream in) throws IOException {
        String key = "";
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            if (line.toLowerCase(Locale.ROOT).startsWith("sec-websocket-key:")) {
                key = line.substring(line.indexOf(':') + 1).strip();
            }
        }
        return ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Accept: " + accept(key) + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static String line(DataInputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.readUnsignedByte(); c != '\n'; c = in.readUnsignedByte()) {
            line.append((char) c);
        }
        return line.toString().strip();
    }

    private static String accept(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

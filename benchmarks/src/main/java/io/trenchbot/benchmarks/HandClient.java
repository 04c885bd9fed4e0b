package io.trenchbot.benchmarks;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The least that a client can do: a blocking socket, one direct buffer copied into one array, text frames handed over where
 * they lie, and no other thread. Nothing is checked, no control frame answered. What a library is to be measured against.
 */
final class HandClient implements AutoCloseable {
    private static final int READ_BYTES = 1 << 18;
    private static final int HELD_BYTES = 1 << 20;
    private static final int TEXT = 0x81;

    /** Takes text where it lies. */
    @FunctionalInterface
    interface Texts {
        void text(byte[] bytes, int offset, int length);
    }

    private final SocketChannel channel;
    private final Texts texts;
    private final ByteBuffer direct = ByteBuffer.allocateDirect(READ_BYTES);
    private final byte[] held = new byte[HELD_BYTES];
    private int from;
    private int to;

    HandClient(URI url, String request, Texts texts) throws IOException {
        this.texts = texts;
        channel = SocketChannel.open(new InetSocketAddress(url.getHost(), url.getPort()));
        channel.socket().setTcpNoDelay(true);
        channel.socket().setReceiveBufferSize(READ_BYTES);
        handshake(url);
        send(request);
        Thread reader = new Thread(this::read, "hand-client");
        reader.setDaemon(true);
        reader.start();
    }

    private void handshake(URI url) throws IOException {
        String hello = "GET / HTTP/1.1\r\nHost: " + url.getHost() + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
        channel.write(ByteBuffer.wrap(hello.getBytes(StandardCharsets.US_ASCII)));
        ByteBuffer one = ByteBuffer.allocate(1);
        for (int ends = 0; ends < 4; one.clear()) {
            Check.that(channel.read(one) == 1, "the server answers");
            ends = one.get(0) == '\r' || one.get(0) == '\n' ? ends + 1 : 0;
        }
    }

    private void send(String text) throws IOException {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        int mask = ThreadLocalRandom.current().nextInt();
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 8)
                .put((byte) TEXT)
                .put((byte) (0x80 | 126))
                .putShort((short) payload.length)
                .putInt(mask);
        for (int i = 0; i < payload.length; i++) {
            frame.put((byte) (payload[i] ^ (mask >>> (24 - 8 * (i & 3)))));
        }
        channel.write(frame.flip());
    }

    private void read() {
        try {
            while (true) {
                direct.clear();
                int count = channel.read(direct);
                if (count < 0) {
                    return;
                }
                if (held.length - to < count) {
                    System.arraycopy(held, from, held, 0, to - from);
                    to -= from;
                    from = 0;
                }
                direct.flip().get(held, to, count);
                to += count;
                frames();
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void frames() {
        while (to - from >= 2) {
            int length = held[from + 1] & 0x7f;
            int header = length < 126 ? 2 : length == 126 ? 4 : 10;
            if (to - from < header) {
                return;
            }
            if (header > 2) {
                length = 0;
                for (int i = 2; i < header; i++) {
                    length = (length << 8) | (held[from + i] & 0xff);
                }
            }
            if (to - from < header + length) {
                return;
            }
            if ((held[from] & 0xff) == TEXT) {
                texts.text(held, from + header, length);
            }
            from += header + length;
        }
        if (from == to) {
            from = to = 0;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

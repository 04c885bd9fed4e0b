package io.trenchbot.streaming;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.SocketFactory;
import org.java_websocket.WebSocket;
import org.java_websocket.client.WebSocketClient;
import org.java_websocket.framing.CloseFrame;
import org.java_websocket.framing.Framedata;
import org.java_websocket.handshake.ServerHandshake;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection of Java-WebSocket with {@link FrameDraft} inside. */
final class WebSocketTransport implements Transport {
    /** Sizes the socket's receive buffer, so that a busy feed is not held up while a handler works. */
    private static final int READ_BYTES = 1 << 18;

    private static final Logger LOG = LoggerFactory.getLogger(WebSocketTransport.class);

    private final Listener listener;
    private final Client client;
    private final AtomicBoolean closed = new AtomicBoolean();

    WebSocketTransport(
            Endpoint endpoint,
            Listener listener,
            int maxMessageBytes,
            int connectTimeoutMs,
            @Nullable SocketFactory socketFactory) {
        this.listener = listener;
        client = new Client(endpoint, new FrameDraft(maxMessageBytes, listener, this::stream), connectTimeoutMs);
        if (socketFactory != null) {
            client.setSocketFactory(socketFactory);
        }
    }

    private InputStream stream() throws IOException {
        return client.getSocket().getInputStream();
    }

    @Override
    public void open() {
        client.connect();
    }

    @Override
    public void send(String text) {
        if (client.isOpen()) {
            client.send(text);
        }
    }

    @Override
    public void ping() {
        if (client.isOpen()) {
            client.sendPing();
        }
    }

    @Override
    public void abort(int closeCode, String reason) {
        closed(closeCode, reason);
        client.closeConnection(closeCode, reason);
        Socket socket = client.getSocket();
        if (socket != null) {
            try {
                // The library leaves it to its writer, which a peer that reads nothing can hold up.
                socket.close();
            } catch (IOException e) {
                LOG.debug("closing a socket failed", e);
            }
        }
    }

    private void closed(int closeCode, String reason) {
        if (closed.compareAndSet(false, true)) {
            listener.onClosed(closeCode, reason);
        }
    }

    /** The library's client; its callbacks come from its reader thread but for onClose. */
    private final class Client extends WebSocketClient {
        Client(Endpoint endpoint, FrameDraft draft, int connectTimeoutMs) {
            super(endpoint.uri(), draft, endpoint.headers(), connectTimeoutMs);
            setTcpNoDelay(true);
            setReceiveBufferSize(READ_BYTES);
            setDaemon(true);
            // Our own heartbeat watches the connection.
            setConnectionLostTimeout(0);
        }

        /** The reader. The library ends its writer when a connection closes, but not one that it starts after that. */
        @Override
        public void run() {
            super.run();
            onWebsocketClose(getConnection(), CloseFrame.ABNORMAL_CLOSE, "", true);
        }

        @Override
        public void onOpen(ServerHandshake handshake) {
            if (!closed.get()) {
                listener.onOpen();
            }
        }

        @Override
        public void onMessage(String message) {
            throw new IllegalStateException("text goes past this method");
        }

        @Override
        public void onWebsocketPong(WebSocket socket, Framedata frame) {
            listener.onPong();
        }

        @Override
        public void onClose(int code, String reason, boolean remote) {
            closed(code, reason == null || reason.isEmpty() ? (remote ? "closed by the server" : "closed") : reason);
        }

        @Override
        public void onError(Exception failure) {
            // Where the connection ends by it, onClose follows; where it never opened, this holds the cause.
            if (!isOpen()) {
                closed(CloseFrame.NEVER_CONNECTED, failure.getClass().getSimpleName() + ": " + failure.getMessage());
            }
        }
    }
}

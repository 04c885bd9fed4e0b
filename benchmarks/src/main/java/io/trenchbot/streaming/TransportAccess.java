package io.trenchbot.streaming;

import java.net.URI;
import java.util.Map;

/** Opens the stream's transport to a benchmark: frames without what is done with them. */
public final class TransportAccess implements AutoCloseable {
    private static final int MAX_MESSAGE_BYTES = 64 << 20;
    private static final int CONNECT_TIMEOUT_MS = 5_000;

    private final WebSocketTransport transport;

    /** Takes text where it lies. */
    @FunctionalInterface
    public interface Texts {
        void text(byte[] bytes, int offset, int length);
    }

    /** Connects, and sends a request when that is done. */
    public TransportAccess(URI url, String request, Texts texts) {
        transport = new WebSocketTransport(
                new Endpoint(0, url, Map.of()),
                new Transport.Listener() {
                    @Override
                    public void onOpen() {
                        transport().send(request);
                    }

                    @Override
                    public void onRead() {}

                    @Override
                    public void onText(byte[] bytes, int offset, int length) {
                        texts.text(bytes, offset, length);
                    }

                    @Override
                    public void onPong() {}

                    @Override
                    public void onClosed(int closeCode, String reason) {}
                },
                MAX_MESSAGE_BYTES,
                CONNECT_TIMEOUT_MS,
                null);
        transport.open();
    }

    private Transport transport() {
        return transport;
    }

    @Override
    public void close() {
        transport.abort(1000, "done");
    }
}

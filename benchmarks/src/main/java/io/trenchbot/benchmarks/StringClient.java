package io.trenchbot.benchmarks;

import java.net.URI;
import java.util.concurrent.TimeUnit;
import org.java_websocket.client.WebSocketClient;
import org.java_websocket.handshake.ServerHandshake;

/** Java-WebSocket as its manual has it: a string a message. */
final class StringClient extends WebSocketClient {
    private static final int CONNECT_SECONDS = 5;

    private final String request;
    private final RawTexts texts;

    StringClient(URI url, String request, RawTexts texts) throws InterruptedException {
        super(url);
        this.request = request;
        this.texts = texts;
        setTcpNoDelay(true);
        Check.that(connectBlocking(CONNECT_SECONDS, TimeUnit.SECONDS), "connected");
    }

    @Override
    public void onOpen(ServerHandshake handshake) {
        send(request);
    }

    @Override
    public void onMessage(String message) {
        texts.string(message);
    }

    @Override
    public void onClose(int code, String reason, boolean remote) {}

    @Override
    public void onError(Exception failure) {
        throw new IllegalStateException(failure);
    }
}

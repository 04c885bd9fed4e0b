package io.trenchbot.benchmarks;

import java.net.URI;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.java_websocket.client.WebSocketClient;
import org.java_websocket.handshake.ServerHandshake;

/** The client that one writes first: Java-WebSocket, a string a message, read with Jackson's streaming parser. */
final class JacksonClient extends WebSocketClient {
    private static final int CONNECT_SECONDS = 5;

    private final Recording recording;
    private final Arrivals arrivals;
    private final Notifications parser = new Notifications();

    JacksonClient(URI url, Recording recording, Arrivals arrivals) throws InterruptedException {
        super(url);
        this.recording = recording;
        this.arrivals = arrivals;
        setTcpNoDelay(true);
        Check.that(connectBlocking(CONNECT_SECONDS, TimeUnit.SECONDS), "connected");
    }

    @Override
    public void onOpen(ServerHandshake handshake) {
        send(recording.request());
    }

    @Override
    public void onMessage(String message) {
        boolean keeps = arrivals.keeps();
        if (!parser.read(message, keeps)) {
            return;
        }
        if (keeps) {
            StringBuilder text = Notifications.text(parser.slot, parser.signature, parser.failed);
            if (recording == Recording.LOGS) {
                parser.lines.forEach(line -> text.append(' ').append(line));
            } else {
                text.append(' ')
                        .append(Arrays.hashCode(parser.wire))
                        .append(' ')
                        .append(parser.lineCount);
            }
            arrivals.keep(text.toString());
        }
        arrivals.arrived(parser.slot
                + parser.signature.length()
                + (parser.failed ? 1 : 0)
                + parser.wire.length
                + (recording == Recording.LOGS ? parser.lineChars : parser.lineCount));
    }

    @Override
    public void onClose(int code, String reason, boolean remote) {}

    @Override
    public void onError(Exception failure) {
        throw new IllegalStateException(failure);
    }
}

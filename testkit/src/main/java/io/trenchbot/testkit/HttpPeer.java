package io.trenchbot.testkit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/1.1 on one connection: requests are answered one after the other, in order; an upgrade hands the connection over.
 *
 * <p>Threading: confined to the node's loop.
 */
final class HttpPeer implements Connection.Protocol {
    /** What answers a request. */
    interface Handler {
        /** Answers now or later, on the loop: null for never. */
        void handle(HttpRequest request, Consumer<@Nullable Answer> answer);

        /** Takes the connection over; {@code rest} are bytes that follow the request. */
        void upgrade(HttpRequest request, Connection connection, ByteBuffer rest);
    }

    /**
     * A reply and how much of it is really sent.
     *
     * @param reply the reply
     * @param truncated whether the connection breaks in the middle of it
     */
    record Answer(HttpReply reply, boolean truncated) {}

    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Connection connection;
    private final HttpRequestParser parser;
    private final Handler handler;
    private boolean busy; // until the request in hand is answered, and for good once the connection shall close
    private boolean advancing;
    private boolean upgraded;

    HttpPeer(Connection connection, int maxBodyBytes, Handler handler) {
        this.connection = connection;
        this.parser = new HttpRequestParser(maxBodyBytes);
        this.handler = handler;
    }

    @Override
    public void received(ByteBuffer bytes) {
        parser.feed(bytes);
        advance();
    }

    /** Answers what there is, in a loop and not by recursion: a client may pipeline thousands of requests. */
    private void advance() {
        if (advancing) {
            return;
        }
        advancing = true;
        try {
            while (!busy && next()) {
                // one request after the other
            }
        } catch (HttpRequestParser.Malformed e) {
            busy = true;
            send(HttpReply.text(e.status(), e.getMessage() + "\n").with("Connection: close"), true);
        } finally {
            advancing = false;
        }
        if (!upgraded) {
            connection.pause(busy && parser.full());
        }
    }

    private boolean next() throws HttpRequestParser.Malformed {
        HttpRequest request = parser.next();
        if (request != null) {
            handle(request);
        } else if (parser.awaitsContinue()) {
            connection.send(CONTINUE);
        }
        return request != null;
    }

    private void handle(HttpRequest request) {
        if (request.upgradesToWebSocket()) {
            busy = true;
            upgraded = true;
            handler.upgrade(request, connection, parser.rest());
            return;
        }
        busy = true;
        handler.handle(request, answer -> answered(request, answer));
    }

    private void answered(HttpRequest request, @Nullable Answer answer) {
        if (answer == null) {
            return; // stays busy: this connection never hears again
        }
        if (answer.truncated()) {
            byte[] whole = answer.reply().bytes();
            connection.send(Arrays.copyOf(whole, whole.length - (answer.reply().body().length + 1) / 2));
            connection.closeAfterFlush();
            return;
        }
        busy = request.closes();
        send(answer.reply(), busy);
        advance();
    }

    private void send(HttpReply reply, boolean close) {
        connection.send(reply.bytes());
        if (close) {
            connection.closeAfterFlush();
        }
    }

    @Override
    public void closed() {
        busy = true;
    }
}

package io.trenchbot.pool;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.LockSupport;

/** What a script can do with one request. */
final class Exchange {
    private final Socket socket;
    String id = "0";
    private boolean closed;

    Exchange(Socket socket) {
        this.socket = socket;
    }

    boolean closed() {
        return closed;
    }

    Exchange delayMs(double ms) {
        long end = System.nanoTime() + (long) (ms * 1e6);
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
        return this;
    }

    void result(String json) throws IOException {
        json("{\"jsonrpc\":\"2.0\",\"result\":" + json + ",\"id\":" + id + "}");
    }

    void error(int code, String message) throws IOException {
        error(200, code, message, null);
    }

    void error(int status, int code, String message, String data) throws IOException {
        http(
                status,
                "Content-Type: application/json\r\n",
                "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":" + code + ",\"message\":\"" + message + "\""
                        + (data == null ? "" : ",\"data\":" + data) + "},\"id\":" + id + "}");
    }

    void json(String body) throws IOException {
        http(200, "Content-Type: application/json\r\n", body);
    }

    void http(int status, String headers, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        raw("HTTP/1.1 " + status + " Status\r\nContent-Length: " + bytes.length + "\r\n" + headers + "\r\n" + body);
    }

    void raw(String text) throws IOException {
        raw(text.getBytes(StandardCharsets.UTF_8));
    }

    void raw(byte[] bytes) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(bytes);
        out.flush();
    }

    /** Never answers; ends when the other side does. */
    void hang() throws IOException {
        closed = true;
        while (socket.getInputStream().read() >= 0) {
            // Whatever else comes is ignored.
        }
    }

    void reset() {
        closed = true;
        TestNode.reset(socket);
    }

    void close() throws IOException {
        closed = true;
        socket.close();
    }
}

package io.trenchbot.benchmarks;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * An HTTP server on loopback with the least work a request: every request gets the same slot as its result, with the
 * request's own id. A thread a connection. It knows no batches and says so.
 */
final class ReplyServer implements AutoCloseable {
    static final long SLOT = 361_774_429;
    private static final String ID = "\"id\":";

    private final ServerSocket server;

    ReplyServer() throws IOException {
        server = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
        daemon(this::accept);
    }

    String url() {
        return "http://127.0.0.1:" + server.getLocalPort() + "/";
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "reply-server");
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

    private static void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            for (int length = bodyBytes(in); length >= 0; length = bodyBytes(in)) {
                String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
                out.write(reply(body).getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException e) {
            // The client has gone, which ends the connection as it should.
        }
    }

    /** Reads a request's head; -1 at the end of the connection. */
    private static int bodyBytes(InputStream in) throws IOException {
        int length = 0;
        StringBuilder line = new StringBuilder(64);
        boolean any = false;
        for (int c = in.read(); c >= 0; c = in.read()) {
            if (c != '\n') {
                line.append((char) c);
                continue;
            }
            String header = line.toString().strip().toLowerCase(Locale.ROOT);
            if (header.isEmpty() && any) {
                return length;
            }
            any = true;
            if (header.startsWith("content-length:")) {
                length = Integer.parseInt(header.substring(15).strip());
            }
            line.setLength(0);
        }
        return -1;
    }

    private static String reply(String request) {
        String body = request.startsWith("[")
                ? "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32600,\"message\":\"no batches\"},\"id\":null}"
                : "{\"jsonrpc\":\"2.0\",\"result\":" + SLOT + ",\"id\":" + id(request) + "}";
        return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n"
                + body;
    }

    private static String id(String request) {
        int from = request.indexOf(ID) + ID.length();
        int to = from;
        while (Character.isDigit(request.charAt(to))) {
            to++;
        }
        return request.substring(from, to);
    }
}

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
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;

/**
 * An HTTP server on loopback with the least work a request: every request gets the same slot as its result, or the answer
 * of whoever made the server, with the request's own id, when and as its conduct says. A thread a connection. It knows no
 * batches and says so.
 */
final class ReplyServer implements AutoCloseable {
    static final long SLOT = 361_774_429;
    static final int BACKLOG = 512;
    private static final String ID = "\"id\":";

    /**
     * How it answers.
     *
     * @param delayNs before every answer
     * @param slowNs before an answer that is slow
     * @param slowShare share of answers that are slow
     * @param failing whether the status of every answer is 500
     */
    record Conduct(long delayNs, long slowNs, double slowShare, boolean failing) {
        static final Conduct AT_ONCE = new Conduct(0, 0, 0, false);

        static Conduct after(long delayNs) {
            return new Conduct(delayNs, 0, 0, false);
        }
    }

    private final ServerSocket server;
    private final Conduct conduct;
    private final UnaryOperator<String> answer;
    private final AtomicLong readCount = new AtomicLong();

    ReplyServer() throws IOException {
        this(ReplyServer::body);
    }

    /** @param answer the whole answer to a request; not asked for batches */
    ReplyServer(UnaryOperator<String> answer) throws IOException {
        this(new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress()), Conduct.AT_ONCE, answer);
    }

    ReplyServer(ServerSocket server, Conduct conduct) {
        this(server, conduct, ReplyServer::body);
    }

    private ReplyServer(ServerSocket server, Conduct conduct, UnaryOperator<String> answer) {
        this.server = server;
        this.conduct = conduct;
        this.answer = answer;
        daemon(this::accept);
    }

    String url() {
        return "http://127.0.0.1:" + port() + "/";
    }

    int port() {
        return server.getLocalPort();
    }

    /** Requests that were no probes of the pool. */
    long readCount() {
        return readCount.get();
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

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            for (int length = bodyBytes(in); length >= 0; length = bodyBytes(in)) {
                String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
                if (body.contains("\"getBalance\"")) {
                    readCount.incrementAndGet();
                }
                pause();
                out.write(reply(body).getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException e) {
            // The client has gone, which ends the connection as it should.
        }
    }

    private void pause() {
        boolean slow = conduct.slowShare > 0 && ThreadLocalRandom.current().nextDouble() < conduct.slowShare;
        long untilNs = System.nanoTime() + (slow ? conduct.slowNs : conduct.delayNs);
        for (long leftNs = untilNs - System.nanoTime(); leftNs > 0; leftNs = untilNs - System.nanoTime()) {
            LockSupport.parkNanos(leftNs);
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

    /** The answer that a server gives at once. */
    static String body(String request) {
        return body(request, Long.toString(SLOT));
    }

    static String body(String request, String result) {
        return "{\"jsonrpc\":\"2.0\",\"result\":" + result + ",\"id\":" + id(request) + "}";
    }

    private String reply(String request) {
        String body = request.startsWith("[")
                ? "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32600,\"message\":\"no batches\"},\"id\":null}"
                : answer.apply(request);
        return conduct.failing
                ? "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 6\r\n\r\nbroken"
                : "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n"
                        + body;
    }

    /** The request's id as it stands there: a number, or a quoted name. */
    private static String id(String request) {
        int from = request.indexOf(ID) + ID.length();
        int to = from;
        while (request.charAt(to) != ',' && request.charAt(to) != '}') {
            to++;
        }
        return request.substring(from, to);
    }
}

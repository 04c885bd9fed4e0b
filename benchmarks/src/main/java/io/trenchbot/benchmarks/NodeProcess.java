package io.trenchbot.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A {@link ReplyServer} in a process of its own, so that it can be killed and stopped as nodes are, and costs the measured
 * process nothing.
 */
final class NodeProcess implements AutoCloseable {
    /** As small as a queue of connections can be: a stopped process with this one soon answers no connect either. */
    static final int SHORTEST_BACKLOG = 1;

    private final ReplyServer.Conduct conduct;
    private final int backlog;
    private final int port;
    private final List<Socket> fillers = new ArrayList<>();
    private Process process;

    private NodeProcess(ReplyServer.Conduct conduct, int backlog) throws IOException {
        this.conduct = conduct;
        this.backlog = backlog;
        process = launch(0);
        port = Integer.parseInt(line());
    }

    /** @param backlog connections that wait to be accepted; one more goes unanswered */
    static NodeProcess start(ReplyServer.Conduct conduct, int backlog) {
        try {
            return new NodeProcess(conduct, backlog);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Process launch(int atPort) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ProcessBuilder(
                        java,
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        NodeProcess.class.getName(),
                        Integer.toString(atPort),
                        Integer.toString(backlog),
                        Long.toString(conduct.delayNs()),
                        Long.toString(conduct.slowNs()),
                        Double.toString(conduct.slowShare()),
                        Boolean.toString(conduct.failing()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    String url() {
        return "http://127.0.0.1:" + port + "/";
    }

    int port() {
        return port;
    }

    /** Requests read so far. */
    long readCount() {
        try {
            process.getOutputStream().write('\n');
            process.getOutputStream().flush();
            return Long.parseLong(line());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = process.getInputStream().read();
                c != '\n';
                c = process.getInputStream().read()) {
            if (c < 0) {
                throw new IOException("the node process ended");
            }
            line.append((char) c);
        }
        return line.toString().strip();
    }

    /** Its connections are reset, its port refuses. */
    void kill() {
        process.destroyForcibly();
        waitForEnd();
    }

    /** It stays connected and says nothing more. */
    void stop() {
        try {
            int code = new ProcessBuilder("kill", "-STOP", Long.toString(process.pid()))
                    .start()
                    .waitFor();
            Check.that(code == 0, "the node process is stopped");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Connects to it until that hangs too. */
    void fillBacklog() {
        while (true) {
            Socket socket = new Socket();
            try {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 50);
                fillers.add(socket);
            } catch (IOException e) {
                return;
            }
        }
    }

    /** Starts it again after a kill, on its port. */
    void restart() {
        try {
            process = launch(port);
            Check.that(Integer.parseInt(line()) == port, "the node is back at its port");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        kill();
        for (Socket socket : fillers) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void waitForEnd() {
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Serves until its standard input ends; prints its port, and at every line the requests read. */
    public static void main(String[] args) throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0])),
                Integer.parseInt(args[1]));
        ReplyServer.Conduct conduct = new ReplyServer.Conduct(
                Long.parseLong(args[2]),
                Long.parseLong(args[3]),
                Double.parseDouble(args[4]),
                Boolean.parseBoolean(args[5]));
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.US_ASCII);
        try (ReplyServer server = new ReplyServer(socket, conduct);
                BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
            out.println(server.port());
            while (in.readLine() != null) {
                out.println(server.readCount());
            }
        }
    }
}

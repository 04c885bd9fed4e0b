package io.trenchbot.benchmarks;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import okhttp3.tls.HeldCertificate;
import org.jspecify.annotations.Nullable;

/**
 * The machine's nginx before a node, as providers run it: it ends TLS and hands each request to the node. Its settings are
 * its defaults (one worker, 1,000 requests a connection, connections idle for 75 s, {@code tcp_nodelay} on, bodies to 8
 * KiB in memory) but for these: it keeps its connections to the node, too; it writes no access log; its files are in a
 * folder of its own; and it may be told to end every connection of a client's after one request.
 */
final class Nginx implements AutoCloseable {
    /** What it does with a client's connection. */
    enum Keeping {
        /** HTTP/1.1, one request each. */
        ONE_REQUEST("", "keepalive_timeout 0;"),
        HTTP_1("", ""),
        HTTP_2(" http2", "");

        private final String listening;
        private final String timeout;

        Keeping(String listening, String timeout) {
            this.listening = listening;
            this.timeout = timeout;
        }
    }

    private static final long START_MAX_NS = 10_000_000_000L;
    private static final long LOOK_AGAIN_NS = 10_000_000L;

    /** Of the port, the node's port, and what a client's connection is kept for. */
    private static final String CONFIGURATION = """
            daemon off;
            pid nginx.pid;
            error_log stderr error;
            events {}
            http {
                access_log off;
                client_body_temp_path body;
                proxy_temp_path proxy;
                fastcgi_temp_path fastcgi;
                uwsgi_temp_path uwsgi;
                scgi_temp_path scgi;
                upstream node {
                    server 127.0.0.1:%2$d;
                    keepalive 64;
                }
                server {
                    listen 127.0.0.1:%1$d ssl%3$s;
                    ssl_certificate certificate.pem;
                    ssl_certificate_key key.pem;
                    %4$s
                    location / {
                        proxy_pass http://node;
                        proxy_http_version 1.1;
                        proxy_set_header Connection "";
                    }
                }
            }
            """;

    /** It ends with the shell's standard input, so that it does not outlive a benchmark that is killed. */
    private static final String COMMAND =
            "nginx -p \"$0\" -c nginx.conf & server=$!; cat > /dev/null; kill $server; wait $server";

    private final Path folder;
    private final int port;
    private final Process shell;

    private Nginx(Path folder, int port, Process shell) {
        this.folder = folder;
        this.port = port;
        this.shell = shell;
    }

    /** What is missing to start one, or null. */
    static @Nullable String lack() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "nginx")))
                ? null
                : "nginx is not installed: no such command on the PATH";
    }

    /**
     * Starts one, and waits until it takes connections.
     *
     * @param certificate for the name {@code localhost}
     * @param nodePort of the node on loopback that answers
     */
    static Nginx start(HeldCertificate certificate, int nodePort, Keeping keeping) throws IOException {
        Path folder = Scratch.onDevice();
        // Its worker may be another user, whose files are below this folder.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        int port = freePort();
        Files.writeString(folder.resolve("certificate.pem"), certificate.certificatePem());
        Files.writeString(folder.resolve("key.pem"), certificate.privateKeyPkcs8Pem());
        Files.writeString(
                folder.resolve("nginx.conf"),
                CONFIGURATION.formatted(port, nodePort, keeping.listening, keeping.timeout));
        Process shell = new ProcessBuilder("sh", "-c", COMMAND, folder + "/")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Nginx nginx = new Nginx(folder, port, shell);
        nginx.awaitStart();
        return nginx;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void awaitStart() throws IOException {
        long startNs = System.nanoTime();
        while (!listening()) {
            if (System.nanoTime() - startNs > START_MAX_NS) {
                close();
                throw new IOException("nginx takes no connection at port " + port);
            }
            LockSupport.parkNanos(LOOK_AGAIN_NS);
        }
    }

    private boolean listening() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    String url() {
        return "https://localhost:" + port + "/";
    }

    @Override
    public void close() throws IOException {
        shell.getOutputStream().close();
        try {
            shell.waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        Scratch.delete(folder);
    }
}

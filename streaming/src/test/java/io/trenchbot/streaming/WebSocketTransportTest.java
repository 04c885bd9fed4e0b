package io.trenchbot.streaming;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.SocketFactory;
import org.junit.jupiter.api.Test;

class WebSocketTransportTest {
    private static final Transport.Listener NOBODY = new Transport.Listener() {
        @Override
        public void onOpen() {}

        @Override
        public void onRead() {}

        @Override
        public void onText(byte[] bytes, int offset, int length) {}

        @Override
        public void onPong() {}

        @Override
        public void onClosed(int closeCode, String reason) {}
    };

    /** The library's writer is not there yet when it is told to end, and its first bytes still go out. */
    @Test
    void aConnectionAbortedWhileItIsMadeLeavesNoThread() throws Exception {
        AtomicReference<Transport> transport = new AtomicReference<>();
        AtomicBoolean aborted = new AtomicBoolean();
        Socket socket = new Socket() {
            @Override
            public OutputStream getOutputStream() {
                transport.get().abort(1000, "in the middle");
                aborted.set(true);
                return new ByteArrayOutputStream();
            }
        };
        ThreadGroup threads = new ThreadGroup("transport");
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            URI url = URI.create("ws://127.0.0.1:" + server.getLocalPort());
            transport.set(
                    new WebSocketTransport(new Endpoint(0, url, Map.of()), NOBODY, 1 << 20, 5_000, handingOut(socket)));
            new Thread(threads, transport.get()::open).start();
            Recorder.await("the abort", Feed.SOON, aborted::get);
            Recorder.await("the end of all its threads", Feed.SOON, () -> threads.activeCount() == 0);
        }
    }

    private static SocketFactory handingOut(Socket socket) {
        return new SocketFactory() {
            @Override
            public Socket createSocket() {
                return socket;
            }

            @Override
            public Socket createSocket(String host, int port) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Socket createSocket(String host, int port, InetAddress local, int localPort) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Socket createSocket(InetAddress host, int port) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
                throw new UnsupportedOperationException();
            }
        };
    }
}

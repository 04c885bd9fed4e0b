package io.trenchbot.testkit;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A WebSocket client by hand that subscribes and never reads. */
final class SlowReader {
    private SlowReader() {}

    static void subscribeToTransactions(Socket socket) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(
                ("GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        out.write(maskedText(
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"transactionSubscribe\",\"params\":[{},{\"commitment\":"
                        + "\"processed\",\"maxSupportedTransactionVersion\":0}]}"));
        out.flush();
    }

    /** A text frame under a mask of zeros, of 126 to 65,535 bytes. */
    static byte[] maskedText(String text) {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        byte[] frame = new byte[8 + payload.length];
        frame[0] = (byte) 0x81;
        frame[1] = (byte) (0x80 | 126);
        frame[2] = (byte) (payload.length >> 8);
        frame[3] = (byte) payload.length;
        System.arraycopy(payload, 0, frame, 8, payload.length);
        return frame;
    }
}

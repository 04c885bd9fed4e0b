package io.trenchbot.streaming;

/** Opens the stream's scanner to a benchmark. */
public final class ScannerAccess {
    private final FrameScanner scanner = new FrameScanner();
    private final Notification fields = scanner.notification;

    /** Reads a notification; returns a number to which everything that was read contributes. */
    public long read(byte[] frame) {
        if (scanner.scan(frame, 0, frame.length) != FrameScanner.Frame.NOTIFICATION) {
            throw new IllegalStateException("no notification");
        }
        return scanner.subscription()
                + fields.eventSlot()
                + (fields.err.present() ? 1 : 0)
                + fields.signature.length
                + Math.max(0, fields.wire.length)
                + lineBytes();
    }

    private long lineBytes() {
        long bytes = 0;
        for (int i = 0; i < fields.logs.count(); i++) {
            bytes += fields.logs.length(i);
        }
        return bytes;
    }

    /** What the last notification holds, lines with their escapes resolved. */
    public String text() {
        StringBuilder text = new StringBuilder()
                .append(fields.eventSlot())
                .append(' ')
                .append(fields.signature.text())
                .append(fields.err.present() ? " failed" : " done")
                .append(' ')
                .append(fields.wire.text());
        for (int i = 0; i < fields.logs.count(); i++) {
            text.append(' ').append(fields.logs.line(i));
        }
        return text.toString();
    }
}

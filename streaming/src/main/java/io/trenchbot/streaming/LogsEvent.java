package io.trenchbot.streaming;

import org.jspecify.annotations.Nullable;

/**
 * The log lines of one transaction.
 *
 * <p>Threading: confined to the thread that calls the handler, for the length of that call.
 */
public final class LogsEvent extends StreamEvent {
    LogsEvent(Notification fields) {
        super(fields);
    }

    /**
     * The transaction's first signature.
     *
     * @return base58
     */
    public String signature() {
        return fields.signature.text();
    }

    /**
     * The transaction's first signature as base58 text, without allocating.
     *
     * @param target takes up to {@value TransactionEvent#SIGNATURE_TEXT_BYTES} bytes
     * @param offset where the first digit goes
     * @return the ASCII digits written; 0 where the server sent none, or more than a signature has
     * @throws IndexOutOfBoundsException where the target has no room for the digits
     */
    public int signature(byte[] target, int offset) {
        Slice text = fields.signature;
        if (text.length <= 0 || text.length > TransactionEvent.SIGNATURE_TEXT_BYTES) {
            return 0;
        }
        System.arraycopy(text.bytes, text.offset, target, offset, text.length);
        return text.length;
    }

    /**
     * Whether execution failed.
     *
     * @return true where the server sent an error
     */
    public boolean failed() {
        return fields.err.present();
    }

    /**
     * The error of a failed transaction.
     *
     * @return its JSON text, null on success
     */
    public @Nullable String errorJson() {
        return textOrNull(fields.err);
    }

    /**
     * Log lines.
     *
     * @return a count
     */
    public int logCount() {
        return fields.logs.count();
    }

    /**
     * A log line.
     *
     * @param index 0 to {@link #logCount()} - 1
     * @return its text
     */
    public String log(int index) {
        return fields.logs.line(index);
    }

    /**
     * The frame that holds the lines, for reading them without allocating.
     *
     * @return bytes that are not to be written to
     */
    public byte[] buffer() {
        return fields.logs.bytes();
    }

    /**
     * Where a line lies in {@link #buffer()}, as JSON sends it: UTF-8, escapes not resolved.
     *
     * @param index 0 to {@link #logCount()} - 1
     * @return the offset of its first byte
     */
    public int logOffset(int index) {
        return fields.logs.offset(index);
    }

    /**
     * Bytes of a line in {@link #buffer()}.
     *
     * @param index 0 to {@link #logCount()} - 1
     * @return a count
     */
    public int logLength(int index) {
        return fields.logs.length(index);
    }
}

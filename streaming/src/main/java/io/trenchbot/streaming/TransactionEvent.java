package io.trenchbot.streaming;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A transaction and what its execution gave. The wire bytes are still text in the frame: {@link #decodeWire} writes them
 * straight to where they are needed.
 *
 * <p>Threading: confined to the thread that calls the handler, for the length of that call.
 */
public final class TransactionEvent extends StreamEvent {
    /** Room that {@link #signature(byte[], int)} needs: 88 digits and the slack of the encoder. */
    public static final int SIGNATURE_TEXT_BYTES = 96;

    /** 88 base64 digits hold the count byte and the 64 bytes of the first signature. */
    private static final int SIGNATURE_BASE64_DIGITS = 88;

    private final byte[] wireScratch = new byte[TransactionView.MAX_WIRE_BYTES + 2];
    private final Payload payload = new Payload();
    private final byte[] textScratch = new byte[SIGNATURE_TEXT_BYTES];

    TransactionEvent(Notification fields) {
        super(fields);
    }

    /**
     * Bytes of the transaction on the wire.
     *
     * @return a count, -1 where the server sent no transaction of at most {@value TransactionView#MAX_WIRE_BYTES} bytes in
     *     canonical base64, in base58 or in base64+zstd
     */
    public int wireLength() {
        Slice wire = fields.wire;
        int length = fields.wireEncoding.base64()
                ? payload.length(wire, fields.wireEncoding, -1, wireScratch)
                : payload.decode(wire, fields.wireEncoding, wireScratch, 0, TransactionView.MAX_WIRE_BYTES);
        return length < 0 || length > TransactionView.MAX_WIRE_BYTES ? -1 : length;
    }

    /**
     * Decodes the transaction from the frame into the caller's bytes.
     *
     * @param target takes {@link #wireLength()} bytes
     * @param offset where the first byte goes
     * @return the bytes written, or -1 where {@link #wireLength()} is -1 or the text is not of its encoding; the target may
     *     have been written to then
     * @throws IndexOutOfBoundsException where the target has no room for {@link #wireLength()} bytes
     */
    public int decodeWire(byte[] target, int offset) {
        Objects.checkFromIndexSize(offset, 0, target.length);
        int room = Math.min(TransactionView.MAX_WIRE_BYTES, target.length - offset);
        int written = payload.decode(fields.wire, fields.wireEncoding, target, offset, room);
        if (written == Payload.NO_ROOM && room < TransactionView.MAX_WIRE_BYTES && wireLength() > room) {
            throw new IndexOutOfBoundsException(
                    wireLength() + " bytes have no room from " + offset + " to " + target.length);
        }
        return Math.max(-1, written);
    }

    /**
     * The first signature, the transaction's identity.
     *
     * @return base58, empty where it is not known
     */
    public String signature() {
        Slice text = signatureText();
        return text.text();
    }

    /**
     * The first signature as base58 text, without allocating.
     *
     * @param target takes up to {@value #SIGNATURE_TEXT_BYTES} bytes
     * @param offset where the first digit goes
     * @return the ASCII digits written, 64 to 88 of a true one; 0 where the signature is not known
     * @throws IndexOutOfBoundsException where the target has no room for the digits
     */
    public int signature(byte[] target, int offset) {
        Slice text = signatureText();
        if (text.length <= 0 || text.length > SIGNATURE_TEXT_BYTES) {
            return 0;
        }
        System.arraycopy(text.bytes, text.offset, target, offset, text.length);
        return text.length;
    }

    /** The signature's text: as the server sent it, else encoded from the wire bytes. */
    Slice signatureText() {
        Slice text = fields.signature;
        if (!text.present()) {
            int decoded = wireLength();
            if (decoded > TransactionView.SIGNATURE_BYTES && fields.wireEncoding.base64()) {
                decoded = Base64Text.decode(
                        fields.wire.bytes, fields.wire.offset, SIGNATURE_BASE64_DIGITS, wireScratch, 0);
            }
            if (decoded > TransactionView.SIGNATURE_BYTES) {
                int digits = Base58.encode(wireScratch, 1, TransactionView.SIGNATURE_BYTES, textScratch, 0);
                text.set(textScratch, 0, digits);
            }
        }
        return text;
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
     * Log lines sent with it.
     *
     * @return a count, 0 where the server sent none
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
     * How the endpoint delivers transactions.
     *
     * @return the server method in use
     */
    public TransactionSource source() {
        return fields.source;
    }
}

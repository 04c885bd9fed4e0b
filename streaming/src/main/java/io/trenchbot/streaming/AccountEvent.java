package io.trenchbot.streaming;

import java.util.Objects;

/**
 * The state of an account after a change.
 *
 * <p>Threading: confined to the thread that calls the handler, for the length of that call.
 */
public final class AccountEvent extends StreamEvent {
    AccountEvent(Notification fields) {
        super(fields);
    }

    /**
     * The account.
     *
     * @return its key in base58
     */
    public String address() {
        return fields.pubkey.text();
    }

    /**
     * Its balance.
     *
     * @return lamports, unsigned
     */
    public long lamports() {
        return fields.lamports;
    }

    /**
     * The program that owns it.
     *
     * @return a key in base58
     */
    public String owner() {
        return fields.owner.text();
    }

    /**
     * Whether it is a program.
     *
     * @return true for one
     */
    public boolean executable() {
        return fields.executable;
    }

    /**
     * The epoch at which rent is due.
     *
     * @return an unsigned number, 2^64-1 (which prints as -1) where it is exempt
     */
    public long rentEpoch() {
        return fields.rentEpoch;
    }

    /**
     * Bytes of the whole account's data, also where a slice of it was asked for.
     *
     * @return a count, unsigned
     */
    public long spaceBytes() {
        return fields.space;
    }

    /**
     * Bytes of the data sent.
     *
     * @return a count, -1 where it was not sent in base64
     */
    public int dataLength() {
        Slice data = fields.data;
        if (!data.present() || !fields.dataEncoding.base64()) {
            return -1;
        }
        return Base64Text.decodedLength(data.bytes, data.offset, data.length);
    }

    /**
     * Decodes the data from the frame into the caller's bytes.
     *
     * @param target takes {@link #dataLength()} bytes
     * @param offset where the first byte goes
     * @return the bytes written, or -1 where {@link #dataLength()} is -1 or the text is not base64
     * @throws IndexOutOfBoundsException where the target has no room
     */
    public int decodeData(byte[] target, int offset) {
        int length = dataLength();
        if (length < 0) {
            return -1;
        }
        Objects.checkFromIndexSize(offset, length, target.length);
        return Base64Text.decode(fields.data.bytes, fields.data.offset, fields.data.length, target, offset);
    }
}

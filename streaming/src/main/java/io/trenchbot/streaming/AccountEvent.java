package io.trenchbot.streaming;

import java.util.Objects;

/**
 * The state of an account after a change.
 *
 * <p>Threading: confined to the thread that calls the handler, for the length of that call.
 */
public final class AccountEvent extends StreamEvent {
    /** Servers send at most 128 bytes in base58. */
    private static final int SCRATCH_BYTES = 2_048;

    private final byte[] scratch = new byte[SCRATCH_BYTES];
    private final Payload payload = new Payload();

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
     * @return a count, -1 where there is none in base64, base58 or base64+zstd; a compressed one that does not tell its
     *     length is taken to be {@link #spaceBytes()} long
     */
    public int dataLength() {
        return payload.length(fields.data, fields.dataEncoding, fields.space, scratch);
    }

    /**
     * Decodes the data from the frame into the caller's bytes.
     *
     * @param target takes {@link #dataLength()} bytes
     * @param offset where the first byte goes
     * @return the bytes written, or -1 where {@link #dataLength()} is -1 or the text is not of its encoding
     * @throws IndexOutOfBoundsException where the target has no room
     */
    public int decodeData(byte[] target, int offset) {
        Objects.checkFromIndexSize(offset, 0, target.length);
        int written = payload.decode(fields.data, fields.dataEncoding, target, offset, target.length - offset);
        if (written == Payload.NO_ROOM) {
            throw new IndexOutOfBoundsException(
                    "the account's data has no room from " + offset + " to " + target.length);
        }
        return written;
    }

    /**
     * Whether this withdraws what was told before: the slot of the event turned out to be dead or on a fork that was left.
     * Told of subscriptions at commitment PROCESSED, once a slot; a program's subscription gets one without an address, which
     * stands for all accounts told of in that slot. The account's true state comes from the server as an event of its own,
     * where it sends one.
     *
     * @return true for such news, which have no data and no balance
     */
    public boolean reverted() {
        return fields.reverted;
    }
}

package io.trenchbot;

import io.trenchbot.buffer.Claim;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A record of the bot's journal, read back: a 16-byte head and the wire bytes exactly as they arrived. The record's stamp
 * is the time of arrival.
 *
 * <table>
 * <caption>Layout, little-endian</caption>
 * <tr><th>offset</th><th>bytes</th><th>content</th></tr>
 * <tr><td>0</td><td>8</td><td>slot, unsigned</td></tr>
 * <tr><td>8</td><td>1</td><td>verdict: 0 unverified, 1 accepted, 2 rejected, 3 malformed</td></tr>
 * <tr><td>9</td><td>1</td><td>flags: 1 failed on the chain, 2 backfilled</td></tr>
 * <tr><td>10</td><td>6</td><td>zero</td></tr>
 * <tr><td>16</td><td>to the end</td><td>wire bytes</td></tr>
 * </table>
 *
 * <p>Threading: immutable, unless a caller writes into the wire bytes.
 */
public final class JournalRecord {
    /** Bytes before the wire bytes. */
    public static final int HEAD_BYTES = 16;

    private static final int FAILED = 1;
    private static final int BACKFILLED = 2;

    private final long slot;
    private final TransactionVerdict verdict;
    private final int flags;
    private final byte[] wire;

    private JournalRecord(long slot, TransactionVerdict verdict, int flags, byte[] wire) {
        this.slot = slot;
        this.verdict = verdict;
        this.flags = flags;
        this.wire = wire;
    }

    /**
     * Reads a record.
     *
     * @param buffer holds it
     * @param offset where its payload starts
     * @param length its payload's length in bytes
     * @return the record, with a copy of its wire bytes
     * @throws IllegalArgumentException if it is shorter than its head or names an unknown verdict
     */
    public static JournalRecord read(ByteBuffer buffer, int offset, int length) {
        if (length < HEAD_BYTES) {
            throw new IllegalArgumentException(
                    "a record of " + length + " bytes has no room for a head of " + HEAD_BYTES);
        }
        ByteBuffer view = buffer.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        byte[] wire = new byte[length - HEAD_BYTES];
        view.position(offset + HEAD_BYTES).get(wire);
        return new JournalRecord(
                view.getLong(offset), TransactionVerdict.ofCode(view.get(offset + 8)), view.get(offset + 9), wire);
    }

    /**
     * The slot that the node reported.
     *
     * @return an unsigned slot number
     */
    public long slot() {
        return slot;
    }

    /**
     * What verification said.
     *
     * @return the verdict over all signatures
     */
    public TransactionVerdict verdict() {
        return verdict;
    }

    /**
     * Whether the network executed it with an error.
     *
     * @return true if the node reported an error
     */
    public boolean failed() {
        return (flags & FAILED) != 0;
    }

    /**
     * Whether it was fetched later to fill a gap.
     *
     * @return true if it did not come live
     */
    public boolean backfilled() {
        return (flags & BACKFILLED) != 0;
    }

    /**
     * The transaction's bytes as they arrived.
     *
     * @return this record's own array, not copied
     */
    public byte[] wire() {
        return wire;
    }

    static int bytes(Entry entry) {
        return HEAD_BYTES + entry.wireBytes;
    }

    /** Fills a claim of {@link #bytes} bytes. */
    static void write(Claim claim, Entry entry, TransactionVerdict verdict) {
        int flags = (entry.failed ? FAILED : 0) | (entry.backfilled ? BACKFILLED : 0);
        claim.putLong(0, entry.slot)
                .putLong(8, (verdict.code() & 0xffL) | (long) flags << 8)
                .put(HEAD_BYTES, entry.wire, 0, entry.wireBytes);
    }
}

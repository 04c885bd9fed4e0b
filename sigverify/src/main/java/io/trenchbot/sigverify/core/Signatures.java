package io.trenchbot.sigverify.core;

import java.util.Arrays;
import java.util.Objects;

/**
 * Signatures to verify, as arrays of references and offsets into buffers of the caller, and what became of each.
 *
 * <p>An entry whose outcome is not {@link Outcome#PENDING} is settled and engines leave it alone. Offsets are proven
 * here, once; an engine reads 32 bytes at a key, 64 at a signature and the whole message without asking again.
 *
 * <p>Threading: one thread adds; while engines run, each on its own range, nobody adds.
 */
public final class Signatures {
    /** Bytes of a public key. */
    public static final int KEY_BYTES = 32;
    /** Bytes of a signature: R, then S. */
    public static final int SIGNATURE_BYTES = 64;

    private static final byte[] NO_BYTES = {};

    /** Buffer of the key of each entry. */
    public final byte[][] keys;
    /** Offset of each key. */
    public final int[] keyOffsets;
    /** Buffer of the signature of each entry. */
    public final byte[][] signatures;
    /** Offset of each signature. */
    public final int[] signatureOffsets;
    /** Buffer of the message of each entry. */
    public final byte[][] messages;
    /** Offset of each message. */
    public final int[] messageOffsets;
    /** Length of each message in bytes. */
    public final int[] messageBytes;
    /** What became of each entry: a code of {@link Outcome}. */
    public final byte[] outcomes;

    private int count;

    /**
     * Room for a number of signatures.
     *
     * @param capacity how many
     */
    public Signatures(int capacity) {
        keys = new byte[capacity][];
        keyOffsets = new int[capacity];
        signatures = new byte[capacity][];
        signatureOffsets = new int[capacity];
        messages = new byte[capacity][];
        messageOffsets = new int[capacity];
        messageBytes = new int[capacity];
        outcomes = new byte[capacity];
        Arrays.fill(keys, NO_BYTES);
        Arrays.fill(signatures, NO_BYTES);
        Arrays.fill(messages, NO_BYTES);
    }

    /**
     * Adds a signature whose parts lie anywhere.
     *
     * @param key buffer of the key
     * @param keyOffset where its 32 bytes start
     * @param signature buffer of the signature
     * @param signatureOffset where its 64 bytes start
     * @param message buffer of the message
     * @param messageOffset where it starts
     * @param length its length in bytes
     * @return the index of the entry
     * @throws IndexOutOfBoundsException if a part does not lie inside its buffer
     */
    public int add(
            byte[] key,
            int keyOffset,
            byte[] signature,
            int signatureOffset,
            byte[] message,
            int messageOffset,
            int length) {
        Objects.checkFromIndexSize(keyOffset, KEY_BYTES, key.length);
        Objects.checkFromIndexSize(signatureOffset, SIGNATURE_BYTES, signature.length);
        Objects.checkFromIndexSize(messageOffset, length, message.length);
        int index = count++;
        keys[index] = key;
        keyOffsets[index] = keyOffset;
        signatures[index] = signature;
        signatureOffsets[index] = signatureOffset;
        messages[index] = message;
        messageOffsets[index] = messageOffset;
        messageBytes[index] = length;
        outcomes[index] = Outcome.PENDING;
        return index;
    }

    /**
     * Adds an entry that is settled from the start: a key or a signature of a wrong length.
     *
     * @return the index of the entry
     */
    public int addWrongLength() {
        int index = count++;
        outcomes[index] = Outcome.WRONG_LENGTH;
        return index;
    }

    /** Makes every entry pending again whose parts have the right length. */
    public void reopen() {
        for (int i = 0; i < count; i++) {
            if (outcomes[i] != Outcome.WRONG_LENGTH) {
                outcomes[i] = Outcome.PENDING;
            }
        }
    }

    /**
     * Whether there is nothing but accepted signatures.
     *
     * @return true if every entry is accepted
     */
    public boolean allAccepted() {
        for (int i = 0; i < count; i++) {
            if (outcomes[i] != Outcome.ACCEPTED) {
                return false;
            }
        }
        return true;
    }

    /** Forgets all entries and the buffers behind them. */
    public void clear() {
        Arrays.fill(keys, 0, count, NO_BYTES);
        Arrays.fill(signatures, 0, count, NO_BYTES);
        Arrays.fill(messages, 0, count, NO_BYTES);
        count = 0;
    }

    /**
     * How many entries there are.
     *
     * @return entries added since the last clear
     */
    public int count() {
        return count;
    }

    /**
     * How many entries fit.
     *
     * @return the capacity
     */
    public int capacity() {
        return outcomes.length;
    }
}

package io.trenchbot.sigverify;

import io.trenchbot.sigverify.core.Outcome;
import io.trenchbot.sigverify.core.Signatures;
import java.util.Objects;

/**
 * Signatures to verify together: references and offsets into buffers of the caller, nothing copied, and a verdict for
 * each. To be filled, verified, read and cleared again and again; nothing is allocated after construction.
 *
 * <p>The bytes behind the offsets must not change until the batch is verified. A batch keeps its buffers reachable
 * until {@link #clear()}.
 *
 * <p>Threading: one thread at a time; hand-over between threads needs a happens-before edge.
 */
public final class SignatureBatch {
    /** Most signatures a batch can hold: several blocks of the network. */
    public static final int MAX_CAPACITY = 1 << 16;

    final Signatures signatures;
    private final long[] accepted;
    private int acceptedCount;

    /**
     * An empty batch.
     *
     * @param capacity most signatures it holds, 1 to {@link #MAX_CAPACITY}
     * @throws IllegalArgumentException if the capacity is out of range
     */
    public SignatureBatch(int capacity) {
        if (capacity < 1 || capacity > MAX_CAPACITY) {
            throw new IllegalArgumentException("capacity " + capacity + " is not in 1.." + MAX_CAPACITY);
        }
        signatures = new Signatures(capacity);
        accepted = new long[(capacity + 63) >>> 6];
    }

    /**
     * Adds a signature whose parts are arrays of their own. A key or signature of a wrong length is no error: its
     * verdict will be {@link Verdict#WRONG_LENGTH}.
     *
     * @param publicKey the key, 32 bytes
     * @param signature the signature, 64 bytes: R, then S
     * @param message the signed bytes, possibly none
     * @return the index of this signature in the batch
     * @throws IllegalStateException if the batch is full
     */
    public int add(byte[] publicKey, byte[] signature, byte[] message) {
        checkRoom();
        if (publicKey.length != Signatures.KEY_BYTES || signature.length != Signatures.SIGNATURE_BYTES) {
            return signatures.addWrongLength();
        }
        return signatures.add(publicKey, 0, signature, 0, message, 0, message.length);
    }

    /**
     * Adds a signature whose parts lie in buffers of the caller.
     *
     * @param publicKey buffer of the key
     * @param publicKeyOffset where its 32 bytes start
     * @param signature buffer of the signature
     * @param signatureOffset where its 64 bytes start
     * @param message buffer of the signed bytes
     * @param messageOffset where they start
     * @param messageBytes how many they are
     * @return the index of this signature in the batch
     * @throws IllegalStateException if the batch is full
     * @throws IndexOutOfBoundsException if a part does not lie inside its buffer
     */
    public int add(
            byte[] publicKey,
            int publicKeyOffset,
            byte[] signature,
            int signatureOffset,
            byte[] message,
            int messageOffset,
            int messageBytes) {
        checkRoom();
        return signatures.add(
                publicKey, publicKeyOffset, signature, signatureOffset, message, messageOffset, messageBytes);
    }

    /**
     * Adds all signatures of a Solana transaction: signature i belongs to key i, and each signs everything from the
     * message's start to the transaction's end.
     *
     * @param wire holds the serialized transaction
     * @param offset where it starts
     * @param length its length in bytes
     * @param signatureCount how many signatures it has, at least 1
     * @param signaturesOffset where the first signature starts, in {@code wire}
     * @param accountKeysOffset where the first account key starts, in {@code wire}
     * @param messageOffset where the message starts, in {@code wire}
     * @return the index of its first signature; the others follow
     * @throws IllegalArgumentException if the count is not positive
     * @throws IllegalStateException if the batch has not room for all of them; then none is added
     * @throws IndexOutOfBoundsException if a part does not lie inside the transaction
     */
    public int addTransaction(
            byte[] wire,
            int offset,
            int length,
            int signatureCount,
            int signaturesOffset,
            int accountKeysOffset,
            int messageOffset) {
        TransactionBounds.check(
                wire, offset, length, signatureCount, signaturesOffset, accountKeysOffset, messageOffset);
        if (signatureCount > capacity() - size()) {
            throw new IllegalStateException("no room for " + signatureCount + " signatures: " + size() + " of "
                    + capacity() + " entries are taken");
        }
        int first = size();
        TransactionBounds.addAll(
                signatures,
                wire,
                offset + length,
                0,
                signatureCount,
                signaturesOffset,
                accountKeysOffset,
                messageOffset);
        return first;
    }

    private void checkRoom() {
        if (isFull()) {
            throw new IllegalStateException("the batch is full: capacity " + capacity());
        }
    }

    /** Forgets all signatures and verdicts. */
    public void clear() {
        signatures.clear();
        acceptedCount = 0;
    }

    /**
     * How many signatures were added.
     *
     * @return the number of signatures
     */
    public int size() {
        return signatures.count();
    }

    /**
     * How many signatures fit.
     *
     * @return the capacity given at construction
     */
    public int capacity() {
        return signatures.capacity();
    }

    /**
     * Whether another signature has no room.
     *
     * @return true if size equals capacity
     */
    public boolean isFull() {
        return size() == capacity();
    }

    /**
     * Whether a signature was accepted.
     *
     * @param index of the signature
     * @return true if the last verification accepted it
     * @throws IndexOutOfBoundsException if there is no such signature
     */
    public boolean accepted(int index) {
        return verdict(index) == Verdict.ACCEPTED;
    }

    /**
     * Whether a run of signatures was accepted, such as those of one transaction.
     *
     * @param first index of the first
     * @param count how many
     * @return true if every one of them was accepted
     * @throws IndexOutOfBoundsException if not all of them exist
     */
    public boolean allAccepted(int first, int count) {
        Objects.checkFromIndexSize(first, count, size());
        for (int i = first; i < first + count; i++) {
            if (signatures.outcomes[i] != Outcome.ACCEPTED) {
                return false;
            }
        }
        return true;
    }

    /**
     * What became of a signature.
     *
     * @param index of the signature
     * @return the verdict; {@link Verdict#PENDING} before verification
     * @throws IndexOutOfBoundsException if there is no such signature
     */
    public Verdict verdict(int index) {
        return Verdict.of(signatures.outcomes[Objects.checkIndex(index, size())]);
    }

    /**
     * How many signatures the last verification accepted.
     *
     * @return the number of accepted signatures, 0 before verification
     */
    public int acceptedCount() {
        return acceptedCount;
    }

    /**
     * The verdicts of 64 signatures as bits, 1 for accepted, as the last verification left them.
     *
     * @param word covers signatures 64 × word to 64 × word + 63, the lowest bit the first
     * @return the bits; those past the last signature are 0
     * @throws IndexOutOfBoundsException if no signature falls into this word
     */
    public long acceptedBits(int word) {
        return accepted[Objects.checkIndex(word, (size() + 63) >>> 6)];
    }

    /** Draws the bits and the count from the outcomes. */
    void settle() {
        int count = 0;
        for (int word = 0; word < (size() + 63) >>> 6; word++) {
            long bits = 0;
            for (int i = Math.min(size() - 1, word * 64 + 63); i >= word * 64; i--) {
                bits = bits << 1 | (signatures.outcomes[i] == Outcome.ACCEPTED ? 1 : 0);
            }
            accepted[word] = bits;
            count += Long.bitCount(bits);
        }
        acceptedCount = count;
    }
}

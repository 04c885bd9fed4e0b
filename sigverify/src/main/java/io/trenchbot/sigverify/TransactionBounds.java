package io.trenchbot.sigverify;

import io.trenchbot.sigverify.core.Signatures;
import java.util.Objects;

/** Where the signatures, keys and message of a transaction lie, proven to be inside it. */
final class TransactionBounds {
    private TransactionBounds() {}

    static void check(
            byte[] wire,
            int offset,
            int length,
            int signatureCount,
            int signaturesOffset,
            int accountKeysOffset,
            int messageOffset) {
        Objects.checkFromIndexSize(offset, length, wire.length);
        // Sizes first, so that the products below cannot overflow.
        if (signatureCount < 1) {
            throw new IllegalArgumentException("a transaction has at least 1 signature, not " + signatureCount);
        }
        if (signatureCount > length / Signatures.SIGNATURE_BYTES) {
            throw new IndexOutOfBoundsException(
                    signatureCount + " signatures do not fit into a transaction of " + length + " bytes");
        }
        checkPart("signatures", signaturesOffset, signatureCount * Signatures.SIGNATURE_BYTES, offset, length);
        checkPart("account keys", accountKeysOffset, signatureCount * Signatures.KEY_BYTES, offset, length);
        checkPart("message", messageOffset, 0, offset, length);
    }

    private static void checkPart(String part, int partOffset, int partBytes, int offset, int length) {
        if (partOffset < offset || partOffset > offset + length - partBytes) {
            throw new IndexOutOfBoundsException(part + " at " + partOffset + " with " + partBytes
                    + " bytes lie outside the transaction at " + offset + " with " + length + " bytes");
        }
    }

    /** Adds signatures {@code from} to {@code to - 1} of a transaction whose parts were checked. */
    static void addAll(
            Signatures target,
            byte[] wire,
            int end,
            int from,
            int to,
            int signaturesOffset,
            int accountKeysOffset,
            int messageOffset) {
        for (int i = from; i < to; i++) {
            target.add(
                    wire,
                    accountKeysOffset + i * Signatures.KEY_BYTES,
                    wire,
                    signaturesOffset + i * Signatures.SIGNATURE_BYTES,
                    wire,
                    messageOffset,
                    end - messageOffset);
        }
    }
}

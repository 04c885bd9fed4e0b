package io.trenchbot;

/**
 * What became of a transaction that was handed to the executor, and where its time went.
 *
 * <p>Threading: immutable.
 *
 * @param status how it ended
 * @param signature its first signature, base58; empty where the bytes are no transaction
 * @param slot the slot it landed in, -1 if it is not known to have landed
 * @param detail the error on the chain as JSON, or why it was refused; empty if nothing went wrong
 * @param queueNs waiting for the executor
 * @param verificationNs checking its signatures
 * @param acceptedNs from the pool's first request to the first node that took it, 0 if none did
 * @param networkNs from the pool's first request to the end
 * @param totalNs from the call to the end
 */
public record ExecutionResult(
        Status status,
        String signature,
        long slot,
        String detail,
        long queueNs,
        long verificationNs,
        long acceptedNs,
        long networkNs,
        long totalNs) {
    /** How an execution ends. */
    public enum Status {
        /** On the chain at the wanted commitment, without an error. */
        CONFIRMED,
        /** On the chain, but its program failed; the fee is paid. */
        FAILED,
        /** The nodes refused it; it was not sent on. */
        REJECTED,
        /** Its blockhash is too old; it can never land. */
        EXPIRED,
        /** Nobody could be asked in time: it may have landed or may yet land. */
        UNKNOWN,
        /** A signature does not verify; nothing left this machine. */
        SIGNATURE_INVALID,
        /** The bytes are no transaction; nothing left this machine. */
        MALFORMED,
        /** The executor holds as many as it may; nothing left this machine. */
        QUEUE_FULL,
        /** The executor was closed, or has no pool, before it was sent. */
        CLOSED
    }

    /**
     * Whether it is on the chain.
     *
     * @return true for CONFIRMED and FAILED
     */
    public boolean landed() {
        return status == Status.CONFIRMED || status == Status.FAILED;
    }
}

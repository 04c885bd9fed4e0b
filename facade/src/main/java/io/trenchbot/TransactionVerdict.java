package io.trenchbot;

/** What verification said of a whole transaction. */
public enum TransactionVerdict {
    /** Verification was left out. */
    UNVERIFIED(0),
    /** Every signature is that of its signer over this message. */
    ACCEPTED(1),
    /** At least one signature is not. */
    REJECTED(2),
    /** The bytes are not a transaction, so that there is nothing to verify. */
    MALFORMED(3);

    /** As journals have it on disk. */
    private final byte code;

    TransactionVerdict(int code) {
        this.code = (byte) code;
    }

    byte code() {
        return code;
    }

    static TransactionVerdict ofCode(int code) {
        for (TransactionVerdict verdict : values()) {
            if (verdict.code == code) {
                return verdict;
            }
        }
        throw new IllegalArgumentException("no verdict has the code " + code);
    }
}

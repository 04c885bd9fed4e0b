package io.trenchbot;

import java.util.List;
import java.util.Objects;

/**
 * What an analyzer found in a transaction.
 *
 * @param code a short neutral word for the kind of finding, such as {@code rug-pull}; empty for {@link #NOTHING}
 * @param subject what it is about, usually a base58 address; may be empty
 * @param score how sure, 0 to 1
 * @param reasons what led to it, in the order in which it was seen
 */
public record Analysis(String code, String subject, double score, List<String> reasons) {
    /** No finding: what an analyzer returns for almost every transaction. */
    public static final Analysis NOTHING = new Analysis("", "", 0, List.of());

    /**
     * Copies the reasons.
     *
     * @param code a short neutral word, or empty
     * @param subject what it is about, or empty
     * @param score 0 to 1
     * @param reasons what led to it
     * @throws IllegalArgumentException if the score is not between 0 and 1
     */
    public Analysis {
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(subject, "subject");
        if (!(score >= 0 && score <= 1)) {
            throw new IllegalArgumentException("score " + score + " is not between 0 and 1");
        }
        reasons = List.copyOf(reasons);
    }

    /**
     * Whether this is no finding.
     *
     * @return true without a code
     */
    public boolean isNothing() {
        return code.isEmpty();
    }
}

package io.trenchbot.streaming;

import java.util.ArrayList;
import java.util.List;

/**
 * Which transactions a subscription wants. Immutable: each method returns a filter with one more condition.
 *
 * <p>Threading: immutable.
 *
 * @param votes whether simple votes are wanted
 * @param failed whether failed transactions are wanted
 * @param include accounts, base58, of which a transaction must name at least one; empty for any
 * @param exclude accounts, base58, of which it must name none
 * @param required accounts, base58, all of which it must name
 */
public record TransactionFilter(
        boolean votes, boolean failed, List<String> include, List<String> exclude, List<String> required) {
    /**
     * Checks and copies.
     *
     * @param votes whether simple votes are wanted
     * @param failed whether failed transactions are wanted
     * @param include of which at least one must be named
     * @param exclude of which none may be named
     * @param required which must all be named
     * @throws IllegalArgumentException where an account is not base58 of 32 bytes
     */
    public TransactionFilter {
        include = List.copyOf(include);
        exclude = List.copyOf(exclude);
        required = List.copyOf(required);
        for (List<String> accounts : List.of(include, exclude, required)) {
            accounts.forEach(account -> Base58.decode(account, TransactionView.KEY_BYTES));
        }
    }

    /**
     * Every transaction, votes and failed ones too.
     *
     * @return the filter without conditions
     */
    public static TransactionFilter all() {
        return new TransactionFilter(true, true, List.of(), List.of(), List.of());
    }

    /**
     * Leaves simple votes out.
     *
     * @return a filter with that condition too
     */
    public TransactionFilter withoutVotes() {
        return new TransactionFilter(false, failed, include, exclude, required);
    }

    /**
     * Leaves failed transactions out.
     *
     * @return a filter with that condition too
     */
    public TransactionFilter withoutFailed() {
        return new TransactionFilter(votes, false, include, exclude, required);
    }

    /**
     * Wants transactions that name one of these accounts, or of those given before.
     *
     * @param accounts keys in base58
     * @return a filter with that condition too
     */
    public TransactionFilter include(String... accounts) {
        return new TransactionFilter(votes, failed, plus(include, accounts), exclude, required);
    }

    /**
     * Leaves transactions out that name one of these accounts.
     *
     * @param accounts keys in base58
     * @return a filter with that condition too
     */
    public TransactionFilter exclude(String... accounts) {
        return new TransactionFilter(votes, failed, include, plus(exclude, accounts), required);
    }

    /**
     * Wants transactions that name all of these accounts.
     *
     * @param accounts keys in base58
     * @return a filter with that condition too
     */
    public TransactionFilter require(String... accounts) {
        return new TransactionFilter(votes, failed, include, exclude, plus(required, accounts));
    }

    private static List<String> plus(List<String> accounts, String... more) {
        List<String> all = new ArrayList<>(accounts);
        all.addAll(List.of(more));
        return all;
    }

    /** Whether only transactions that name certain accounts are wanted. */
    boolean mentions() {
        return !include.isEmpty() || !required.isEmpty();
    }
}

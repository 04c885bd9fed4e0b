package io.trenchbot.testkit;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a subscription is about. Equal parameters give equal topics, which share a subscription where the node has it so. */
sealed interface Topic {
    Kind kind();

    /** The families of notifications. */
    enum Kind {
        ACCOUNT("account"),
        PROGRAM("program"),
        LOGS("logs"),
        SIGNATURE("signature"),
        SLOT("slot"),
        SLOTS_UPDATES("slotsUpdates"),
        ROOT("root"),
        BLOCK("block"),
        VOTE("vote"),
        TRANSACTION("transaction");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        String subscribe() {
            return word + "Subscribe";
        }

        String unsubscribe() {
            return word + "Unsubscribe";
        }

        String notification() {
            return word + "Notification";
        }
    }

    /**
     * A topic without parameters.
     *
     * @param kind which one
     */
    record Plain(Kind kind) implements Topic {}

    /**
     * Changes of one account.
     *
     * @param address the account
     * @param view how it is shown
     * @param commitment when
     */
    record Account(String address, AccountView view, Commitment commitment) implements Topic {
        @Override
        public Kind kind() {
            return Kind.ACCOUNT;
        }
    }

    /**
     * Changes of a program's accounts.
     *
     * @param program the program
     * @param view how they are shown
     * @param filters which of them
     * @param commitment when
     */
    record Program(String program, AccountView view, List<AccountFilter> filters, Commitment commitment)
            implements Topic {
        @Override
        public Kind kind() {
            return Kind.PROGRAM;
        }
    }

    /**
     * Logs of transactions.
     *
     * @param votes whether votes are wanted too
     * @param mention the one address that must be mentioned, null for any transaction
     * @param commitment when
     */
    record Logs(boolean votes, @Nullable String mention, Commitment commitment) implements Topic {
        @Override
        public Kind kind() {
            return Kind.LOGS;
        }

        boolean wants(LandedTransaction transaction) {
            return mention == null
                    ? votes || !transaction.vote()
                    : transaction.accountKeys().contains(mention);
        }
    }

    /**
     * The fate of one transaction.
     *
     * @param signature its first signature
     * @param received whether its arrival is worth a notification of its own
     * @param commitment when
     */
    record Signature(String signature, boolean received, Commitment commitment) implements Topic {
        @Override
        public Kind kind() {
            return Kind.SIGNATURE;
        }
    }

    /**
     * Whole blocks.
     *
     * @param mention the address that a transaction must mention to be shown, null for all
     * @param view how they are shown
     * @param commitment when, confirmed or finalized
     */
    record Blocks(@Nullable String mention, TransactionView view, Commitment commitment) implements Topic {
        @Override
        public Kind kind() {
            return Kind.BLOCK;
        }

        boolean wants(LandedTransaction transaction) {
            return mention == null || transaction.accountKeys().contains(mention);
        }
    }

    /**
     * Whole transactions, as Helius offers them.
     *
     * @param filter which
     * @param view how they are shown
     * @param commitment when
     */
    record Transactions(Filter filter, TransactionView view, Commitment commitment) implements Topic {
        @Override
        public Kind kind() {
            return Kind.TRANSACTION;
        }
    }

    /**
     * Which transactions.
     *
     * @param vote only votes, only others, or null for both
     * @param failed only failed ones, only successful ones, or null for both
     * @param signature only this one, null for any
     * @param include at least one of these addresses, if there are any
     * @param exclude none of these
     * @param required all of these
     */
    record Filter(
            @Nullable Boolean vote,
            @Nullable Boolean failed,
            @Nullable String signature,
            Set<String> include,
            Set<String> exclude,
            Set<String> required) {

        boolean wants(LandedTransaction transaction) {
            List<String> keys = transaction.accountKeys();
            return (vote == null || vote == transaction.vote())
                    && (failed == null || failed != transaction.errJson().equals("null"))
                    && (signature == null || signature.equals(transaction.signature()))
                    && (include.isEmpty() || keys.stream().anyMatch(include::contains))
                    && keys.stream().noneMatch(exclude::contains)
                    && keys.containsAll(required);
        }
    }
}

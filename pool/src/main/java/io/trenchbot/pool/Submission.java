package io.trenchbot.pool;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A transaction on its way: sent to several nodes, sent again until it is seen confirmed or cannot land any more. The
 * pool never signs; it sends the same bytes, and the chain executes them at most once.
 *
 * <p>Threading: all methods are for any thread.
 */
public final class Submission {

    /** How far it is, or how it ended. */
    public enum State {
        /** No node has taken it yet. */
        PENDING,
        /** A node has taken it; it is not seen on chain yet. */
        ACCEPTED,
        /** It is on chain at the wanted commitment; {@link Outcome#transactionError()} says if its program failed. */
        CONFIRMED,
        /** Every node that was asked refused it for a reason of its own making, so it was not sent on. */
        REJECTED,
        /** The chain has passed its last valid block height without it: it can never land. */
        EXPIRED,
        /** Time is up and nobody could be asked: it may have landed or may yet land. Do not sign a new one blindly. */
        UNKNOWN
    }

    /**
     * What is known at one moment.
     *
     * @param state how far it is
     * @param signature base58 of its first signature
     * @param acceptedBy names of the nodes that took it
     * @param slot slot it landed in; -1 if not known to have landed
     * @param transactionError error of a transaction that landed but failed, as JSON; null if none is known
     * @param failure what a node said when it refused it, or what kept it from being sent; null if nothing
     * @param sendsCount requests that carried it so far
     * @param elapsedNs since {@code submit}, in nanoseconds
     */
    public record Outcome(
            State state,
            String signature,
            List<String> acceptedBy,
            long slot,
            @Nullable String transactionError,
            @Nullable RpcException failure,
            int sendsCount,
            long elapsedNs) {}

    /**
     * How to send and what to wait for.
     *
     * @param fanOut nodes that get the transaction at once, at least 1
     * @param simulate run it dry on one node first and reject it if that fails
     * @param skipPreflight have nodes send it on without a dry run of their own
     * @param lastValidBlockHeight block height after which it cannot land; 0: found out, at most 150 blocks from now
     * @param rebroadcastInterval time between sends
     * @param timeout time after which it ends as {@link State#UNKNOWN}
     * @param confirmation commitment at which it counts as confirmed
     */
    public record Options(
            int fanOut,
            boolean simulate,
            boolean skipPreflight,
            long lastValidBlockHeight,
            Duration rebroadcastInterval,
            Duration timeout,
            Commitment confirmation) {

        /** To 3 nodes with preflight, again every 2 s, until confirmed; 90 s are more than a blockhash lives. */
        public static final Options DEFAULT =
                new Options(3, false, false, 0, Duration.ofSeconds(2), Duration.ofSeconds(90), Commitment.CONFIRMED);

        void check() {
            if (fanOut < 1) {
                throw new IllegalArgumentException("fanOut " + fanOut + " is not above 0");
            }
            if (rebroadcastInterval.isNegative() || rebroadcastInterval.isZero()) {
                throw new IllegalArgumentException("rebroadcast interval " + rebroadcastInterval + " is not above 0");
            }
        }

        /**
         * The same with another fan-out.
         *
         * @param nodes nodes that get the transaction at once
         * @return the options
         */
        public Options withFanOut(int nodes) {
            return new Options(
                    nodes, simulate, skipPreflight, lastValidBlockHeight, rebroadcastInterval, timeout, confirmation);
        }

        /**
         * The same with a dry run before sending or without.
         *
         * @param value true to simulate first
         * @return the options
         */
        public Options withSimulate(boolean value) {
            return new Options(
                    fanOut, value, skipPreflight, lastValidBlockHeight, rebroadcastInterval, timeout, confirmation);
        }

        /**
         * The same with or without the nodes' own dry run.
         *
         * @param value true to skip it
         * @return the options
         */
        public Options withSkipPreflight(boolean value) {
            return new Options(
                    fanOut, simulate, value, lastValidBlockHeight, rebroadcastInterval, timeout, confirmation);
        }

        /**
         * The same with the height that came with the transaction's blockhash.
         *
         * @param height block height after which the transaction cannot land
         * @return the options
         */
        public Options withLastValidBlockHeight(long height) {
            return new Options(fanOut, simulate, skipPreflight, height, rebroadcastInterval, timeout, confirmation);
        }

        /**
         * The same with another time between sends.
         *
         * @param interval time between sends
         * @return the options
         */
        public Options withRebroadcastInterval(Duration interval) {
            return new Options(fanOut, simulate, skipPreflight, lastValidBlockHeight, interval, timeout, confirmation);
        }

        /**
         * The same with another time limit.
         *
         * @param value time after which it ends as {@link State#UNKNOWN}
         * @return the options
         */
        public Options withTimeout(Duration value) {
            return new Options(
                    fanOut, simulate, skipPreflight, lastValidBlockHeight, rebroadcastInterval, value, confirmation);
        }

        /**
         * The same with another commitment to wait for.
         *
         * @param value commitment at which it counts as confirmed
         * @return the options
         */
        public Options withConfirmation(Commitment value) {
            return new Options(
                    fanOut, simulate, skipPreflight, lastValidBlockHeight, rebroadcastInterval, timeout, value);
        }
    }

    private final SubmissionTask task;

    Submission(SubmissionTask task) {
        this.task = task;
    }

    /**
     * The signature under which the transaction appears on chain.
     *
     * @return base58 of the first signature
     */
    public String signature() {
        return task.signature();
    }

    /**
     * What is known now.
     *
     * @return the outcome so far
     */
    public Outcome outcome() {
        return task.outcome();
    }

    /**
     * The first answer about sending.
     *
     * @return completes normally in every case: when a node has taken the transaction, or with the final outcome if none
     *     did
     */
    public CompletableFuture<Outcome> accepted() {
        return task.accepted().copy();
    }

    /**
     * The end.
     *
     * @return completes normally in every case: CONFIRMED, REJECTED, EXPIRED or UNKNOWN
     */
    public CompletableFuture<Outcome> settled() {
        return task.settled().copy();
    }

    /** Stops sending and watching; what was sent may still land, so an open submission ends as UNKNOWN. */
    public void cancel() {
        task.cancel();
    }
}
